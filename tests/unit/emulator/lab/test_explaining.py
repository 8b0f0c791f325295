"""ExplainRequest and CheckAccess: the engine's own reasons for calls that were made or might be."""

import json
from typing import Any

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT, REGION, ZONE
from tests.unit.emulator.lab.house import House

from kmstui.aws.errors import AwsError


def refused(house: House, identity: str, service: str, operation: str, **params: Any) -> AwsError:
    with pytest.raises(AwsError) as error:
        house(service, operation, identity=identity, **params)
    return error.value


def check(house: House, identity: str, **params: Any) -> dict[str, Any]:
    decision: dict[str, Any] = house.lab("CheckAccess", identity=identity, **params)["Decision"]
    return decision


def test_a_refused_call_is_explained_by_its_request_id(house: House) -> None:
    error = refused(house, "dave", "ec2", "CreateVolume", AvailabilityZone=ZONE, Size=8)
    (decision,) = house.lab("ExplainRequest", RequestId=error.request_id)["Decisions"]
    assert decision["Action"] == "ec2:CreateVolume"
    assert decision["Resource"] == f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/*"
    assert decision["Allowed"] is False
    assert decision["Reason"] == "No identity-based policy of the caller allows it."


def test_the_calls_a_call_led_to_are_explained_with_it(house: House) -> None:
    """EC2 says only that the key is out of reach; why it is, is in what KMS decided."""
    volume_id = house.volume()
    deny = {
        "Sid": "NoGrants",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "kms:CreateGrant",
        "Resource": "*",
    }
    policy = json.loads(house("kms", "GetKeyPolicy", KeyId=house.key_arn)["Policy"])
    policy["Statement"].append(deny)
    house("kms", "PutKeyPolicy", KeyId=house.key_arn, Policy=json.dumps(policy))
    params = {"VolumeId": volume_id, "InstanceId": house.instance_id, "Device": "/dev/sdf"}
    error = refused(house, "alice", "ec2", "AttachVolume", **params)
    assert error.code == "CustomerKeyHasBeenRevoked"
    decisions = house.lab("ExplainRequest", RequestId=error.request_id)["Decisions"]
    assert [(one["Action"], one["Allowed"]) for one in decisions] == [
        ("ec2:AttachVolume", True),
        ("ec2:AttachVolume", True),
        ("kms:CreateGrant", False),
    ]
    assert "NoGrants" in decisions[-1]["DecidedBy"]


def test_a_call_is_not_explained_by_its_neighbours(house: House) -> None:
    first = refused(house, "dave", "ec2", "CreateVolume", AvailabilityZone=ZONE, Size=8)
    refused(house, "dave", "ec2", "CreateVolume", AvailabilityZone=ZONE, Size=9)
    assert len(house.lab("ExplainRequest", RequestId=first.request_id)["Decisions"]) == 1


def test_a_request_nobody_made_is_not_explained(house: House) -> None:
    error = refused(house, "alice", "kmstui", "ExplainRequest", RequestId="nothing")
    assert str(error) == (
        "InvalidParameterValue: No call with request ID 'nothing' is on this account's trail."
    )


@pytest.mark.parametrize("name", ["alias/orders", "arn", "id"])
def test_a_permission_on_a_key_is_checked_as_the_call_would_be(house: House, name: str) -> None:
    key_id = {"arn": house.key_arn, "id": house.key_arn.rpartition("/")[2]}.get(name, name)
    assert check(house, "alice", Action="kms:Decrypt", KeyId=key_id)["Allowed"] is True
    refusal = check(house, "dave", Action="kms:Decrypt", KeyId=key_id)
    assert refusal["Allowed"] is False
    assert (refusal["Action"], refusal["Resource"]) == ("kms:Decrypt", house.key_arn)


@pytest.mark.parametrize("via", ["ec2", f"ec2.{REGION}.amazonaws.com"])
def test_the_key_ebs_manages_is_everybodys_through_ec2_and_nobodys_directly(house: House, via: str) -> None:
    wanted = {"Action": "kms:GenerateDataKeyWithoutPlaintext", "KeyId": "alias/aws/ebs"}
    assert check(house, "carol", **wanted, ViaService=via)["Allowed"] is True
    assert check(house, "carol", **wanted)["Allowed"] is False


def test_conditions_on_context_and_grant_are_checked(house: House) -> None:
    carol = f"arn:aws:iam::{ACCOUNT}:user/carol"
    statement = {
        "Sid": "OnlyForEbs",
        "Effect": "Allow",
        "Principal": {"AWS": carol},
        "Action": "kms:CreateGrant",
        "Resource": "*",
        "Condition": {
            "Bool": {"kms:GrantIsForAWSResource": "true"},
            "StringEquals": {"kms:EncryptionContext:aws:ebs:id": "vol-1"},
        },
    }
    policy = json.loads(house("kms", "GetKeyPolicy", KeyId=house.key_arn)["Policy"])
    policy["Statement"].append(statement)
    house("kms", "PutKeyPolicy", KeyId=house.key_arn, Policy=json.dumps(policy))
    wanted = {"Action": "kms:CreateGrant", "KeyId": house.key_arn}
    context = {"EncryptionContext": {"aws:ebs:id": "vol-1"}}
    assert check(house, "carol", **wanted, **context, GrantIsForAwsResource=True)["Allowed"] is True
    assert check(house, "carol", **wanted, **context, ViaService="ec2")["Allowed"] is True
    assert check(house, "carol", **wanted, **context, GrantIsForAwsResource=False)["Allowed"] is False
    assert check(house, "carol", **wanted, GrantIsForAwsResource=True)["Allowed"] is False


def test_permissions_without_a_key_are_checked_too(house: House) -> None:
    volume_id = house.volume()
    decision = check(house, "dave", Action="ec2:AttachVolume", VolumeId=volume_id)
    assert decision["Resource"].endswith(f"volume/{volume_id}")
    assert decision["Allowed"] is False
    assert check(house, "alice", Action="kms:CreateKey")["Allowed"] is True
    assert check(house, "dave", Action="ec2:DescribeVolumes")["Allowed"] is True


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Action": "Decrypt"}, "InvalidParameterValue"),
        ({"Action": "kms:Decrypt", "KeyId": "alias/nothing"}, "NotFoundException"),
        ({"Action": "kms:Decrypt", "KeyId": "nonsense"}, "NotFoundException"),
        ({"Action": "ec2:AttachVolume", "VolumeId": "vol-0123456789abcdef0"}, "InvalidVolume.NotFound"),
    ],
)
def test_what_cannot_be_checked_is_refused(house: House, params: dict[str, str], code: str) -> None:
    assert refused(house, "alice", "kmstui", "CheckAccess", **params).code == code
