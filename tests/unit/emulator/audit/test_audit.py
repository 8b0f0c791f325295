"""What CloudTrail's record of a call says, and what it never says."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import Kind, ServiceModel, Shape, service_model
from kmstui.emulator.audit import Attempt, service_event, trail_event
from kmstui.emulator.audit.elements import moment_text, record_name, request_elements, response_elements
from kmstui.emulator.iam.decision import Decision, PolicyKind, Rule
from kmstui.emulator.registry import Access, Caller, Handler, PrincipalKind, ServiceEvent, no_subject
from kmstui.emulator.trail.model import TrailEvent, TrailResource

ACCOUNT = "111122223333"
KEY_ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS_ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/app"
NOW = datetime(2026, 3, 14, 9, 26, 53, 500_000, tzinfo=UTC)
ALICE = Caller(
    arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    account=ACCOUNT,
    kind=PrincipalKind.USER,
    principal_id="AIDAEXAMPLE",
    name="alice",
    access_key_id="AKIAEXAMPLE",
)
INFRASTRUCTURE = Caller(
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-0def",
    account=ACCOUNT,
    kind=PrincipalKind.ASSUMED_ROLE,
    principal_id=f"{ACCOUNT}:aws:ec2-infrastructure:i-0def",
    name="aws:ec2-infrastructure",
    issuer_arn=f"arn:aws:iam::{ACCOUNT}:role/aws:ec2-infrastructure",
)
KEY_ACCESS = Access("kms:Any", KEY_ARN, ACCOUNT, resource_type="AWS::KMS::Key")


def event(
    service: str, operation: str, params: dict[str, Any], outcome: dict[str, Any] | AwsError, **facts: Any
) -> TrailEvent:
    row = OPERATIONS[service, operation]
    defaults = {"caller": ALICE, "region": "us-east-1", "at": NOW, "request_id": "r-1", "event_id": "e-1"}
    return trail_event(Attempt(operation=row, params=params, outcome=outcome, **{**defaults, **facts}))


def record(*call: Any, **facts: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(event(*call, **facts).record)
    return parsed


def test_a_record_has_aws_s_shape() -> None:
    assert record(
        "kms", "DescribeKey", {"KeyId": "alias/app"}, {"KeyMetadata": {}}, accesses=[KEY_ACCESS]
    ) == {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLE",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "accountId": ACCOUNT,
            "accessKeyId": "AKIAEXAMPLE",
            "userName": "alice",
        },
        "eventTime": "2026-03-14T09:26:53Z",
        "eventSource": "kms.amazonaws.com",
        "eventName": "DescribeKey",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "127.0.0.1",
        "userAgent": "kmstui",
        "requestParameters": {"keyId": "alias/app"},
        "responseElements": None,
        "requestID": "r-1",
        "eventID": "e-1",
        "readOnly": True,
        "resources": [{"accountId": ACCOUNT, "type": "AWS::KMS::Key", "ARN": KEY_ARN}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }


def test_an_event_can_be_found_by_what_it_is_about() -> None:
    decision = Decision("kms:EnableKey", KEY_ARN, Rule.ROOT_USER, PolicyKind.RESOURCE, "", ())
    made = event("kms", "EnableKey", {"KeyId": KEY_ARN}, {}, accesses=[KEY_ACCESS], decisions=[decision])

    assert (made.name, made.source, made.user, made.read_only) == (
        "EnableKey",
        "kms.amazonaws.com",
        "alice",
        False,
    )
    assert made.resources == (TrailResource("AWS::KMS::Key", KEY_ARN),)
    assert json.loads(made.decisions) == [decision.as_result()]
    assert (made.event_id, made.request_id, made.access_key_id) == ("e-1", "r-1", "AKIAEXAMPLE")


def test_create_key_lists_what_it_was_not_given_and_what_it_made() -> None:
    metadata = {"AWSAccountId": ACCOUNT, "Arn": KEY_ARN, "CreationDate": NOW, "Enabled": True}
    seen = record("kms", "CreateKey", {"Description": "orders"}, {"KeyMetadata": metadata})

    assert seen["requestParameters"] == {
        "description": "orders",
        "origin": "AWS_KMS",
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "keySpec": "SYMMETRIC_DEFAULT",
        "keyUsage": "ENCRYPT_DECRYPT",
        "multiRegion": False,
    }
    assert seen["responseElements"]["keyMetadata"] == {
        "AWSAccountId": ACCOUNT,
        "arn": KEY_ARN,
        "creationDate": "Mar 14, 2026, 9:26:53 AM",
        "enabled": True,
    }
    assert seen["resources"] == [{"accountId": ACCOUNT, "type": "AWS::KMS::Key", "ARN": KEY_ARN}]


def test_an_empty_answer_of_kms_names_the_key() -> None:
    seen = record("kms", "DisableKey", {"KeyId": "k"}, {}, accesses=[KEY_ACCESS])
    assert seen["responseElements"] == {"keyId": KEY_ARN}


def test_create_grant_shows_the_grant_and_not_its_token() -> None:
    params = {"KeyId": KEY_ARN, "Operations": ["Decrypt"], "GrantTokens": ["secret-token"]}
    answer = {"GrantId": "a1", "GrantToken": "secret-token"}
    seen = record("kms", "CreateGrant", params, answer, accesses=[KEY_ACCESS])

    assert seen["responseElements"] == {"grantId": "a1", "keyId": KEY_ARN}
    assert seen["requestParameters"] == {"keyId": KEY_ARN, "operations": ["Decrypt"]}


def test_schedule_key_deletion_answers_with_state_and_date() -> None:
    answer = {"KeyId": KEY_ARN, "DeletionDate": NOW, "KeyState": "PendingDeletion", "PendingWindowInDays": 7}
    seen = record("kms", "ScheduleKeyDeletion", {"KeyId": "k", "PendingWindowInDays": 7}, answer)

    assert seen["requestParameters"] == {"keyId": "k", "pendingWindowInDays": 7}
    assert seen["responseElements"] == {
        "keyId": KEY_ARN,
        "deletionDate": "Mar 14, 2026, 9:26:53 AM",
        "keyState": "PendingDeletion",
    }


def test_a_cryptographic_call_shows_context_and_key_material_and_no_data() -> None:
    params = {"CiphertextBlob": b"ciphertext", "EncryptionContext": {"aws:ebs:id": "vol-0abc"}}
    answer = {"Plaintext": b"plaintext", "KeyId": KEY_ARN, "KeyMaterialId": "ab" * 32}
    seen = record("kms", "Decrypt", params, answer, accesses=[KEY_ACCESS])

    assert seen["requestParameters"] == {
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "encryptionContext": {"aws:ebs:id": "vol-0abc"},
    }
    assert seen["responseElements"] is None
    assert seen["additionalEventData"] == {"keyMaterialId": "ab" * 32}


def test_an_alias_and_its_key_are_both_named() -> None:
    accesses = [Access("kms:CreateAlias", ALIAS_ARN), KEY_ACCESS]
    seen = record("kms", "CreateAlias", {"AliasName": "alias/app", "TargetKeyId": "k"}, {}, accesses=accesses)
    assert [(r["type"], r["ARN"]) for r in seen["resources"]] == [
        ("AWS::KMS::Alias", ALIAS_ARN),
        ("AWS::KMS::Key", KEY_ARN),
    ]


def test_create_volume_is_written_in_ec2_s_own_way() -> None:
    params = {
        "AvailabilityZone": "us-east-1a",
        "Size": 100,
        "Encrypted": True,
        "KmsKeyId": "alias/app",
        "TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "a", "Value": "b"}]}],
    }
    answer = {
        "VolumeId": "vol-0abc",
        "Size": 100,
        "AvailabilityZone": "us-east-1a",
        "State": "creating",
        "CreateTime": NOW,
        "KmsKeyId": KEY_ARN,
        "Tags": [],
    }
    seen = record("ec2", "CreateVolume", params, answer)

    assert seen["requestParameters"] == {
        "zone": "us-east-1a",
        "size": "100",
        "encrypted": True,
        "masterEncryptionKeyId": "alias/app",
        "tagSpecificationSet": {"items": [{"resourceType": "volume", "tags": [{"key": "a", "value": "b"}]}]},
    }
    assert seen["responseElements"] == {
        "requestId": "r-1",
        "volumeId": "vol-0abc",
        "size": "100",
        "zone": "us-east-1a",
        "status": "creating",
        "createTime": 1773480413500,
        "masterEncryptionKeyId": KEY_ARN,
        "tagSet": {},
    }
    assert "resources" not in seen
    assert event("ec2", "CreateVolume", params, answer).resources == (
        TrailResource("AWS::EC2::Volume", "vol-0abc"),
        TrailResource("AWS::KMS::Key", KEY_ARN),
    )


def test_a_launch_is_about_the_instances_it_made() -> None:
    answer = {"Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}
    made = event("ec2", "RunInstances", {"MinCount": 2, "MaxCount": 2}, answer)
    assert [resource.name for resource in made.resources] == ["i-1", "i-2"]


def test_a_request_that_names_thousands_is_about_some_of_them() -> None:
    made = event("ec2", "DescribeVolumes", {"VolumeIds": [f"vol-{n}" for n in range(3000)]}, {})
    assert len(made.resources) == 50


def test_ec2_says_that_a_call_without_answer_succeeded() -> None:
    seen = record("ec2", "DeleteVolume", {"VolumeId": "vol-0abc"}, {})
    assert seen["responseElements"] == {"requestId": "r-1", "_return": True}


def test_ec2_lists_are_sets_of_items() -> None:
    launch = {"ImageId": "ami-1", "MinCount": 1, "MaxCount": 2, "InstanceType": "t3.micro"}
    assert record("ec2", "RunInstances", launch, {})["requestParameters"] == {
        "instancesSet": {"items": [{"imageId": "ami-1", "minCount": 1, "maxCount": 2}]},
        "instanceType": "t3.micro",
    }
    stop = record("ec2", "StopInstances", {"InstanceIds": ["i-1", "i-2"]}, {})
    assert stop["requestParameters"] == {
        "instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}
    }
    filters = [{"Name": "status", "Values": ["available"]}]
    assert request_elements("ec2", "DescribeVolumes", {"Filters": filters, "VolumeIds": []}) == {
        "filterSet": {"items": [{"name": "status", "valueSet": {"items": [{"value": "available"}]}}]},
        "volumeSet": {},
    }


def test_a_service_calls_on_the_caller_s_behalf() -> None:
    seen = record("kms", "ListKeys", {}, {}, caller=ALICE.via("ec2"))

    assert seen["sourceIPAddress"] == seen["userAgent"] == "ec2.amazonaws.com"
    assert seen["userIdentity"]["invokedBy"] == "ec2.amazonaws.com"
    assert seen["userIdentity"]["userName"] == "alice"


def test_the_role_that_decrypts_data_keys_has_the_guide_s_identity() -> None:
    made = event("kms", "Decrypt", {"CiphertextBlob": b"x"}, {}, caller=INFRASTRUCTURE)
    assert json.loads(made.record)["userIdentity"] == {
        "type": "AssumedRole",
        "principalId": f"{ACCOUNT}:aws:ec2-infrastructure:i-0def",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-0def",
        "accountId": ACCOUNT,
        "accessKeyId": "",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": f"{ACCOUNT}:aws:ec2-infrastructure",
                "arn": f"arn:aws:iam::{ACCOUNT}:role/aws:ec2-infrastructure",
                "accountId": ACCOUNT,
                "userName": "aws:ec2-infrastructure",
            },
            "attributes": {"creationDate": "2026-03-14T09:26:53Z", "mfaAuthenticated": "false"},
        },
    }
    assert made.user == "i-0def"


def test_root_and_services_are_who_they_are() -> None:
    root = Caller(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, PrincipalKind.ROOT, ACCOUNT, "root")
    ec2 = Caller("ec2", ACCOUNT, PrincipalKind.SERVICE, "", "ec2")

    assert event("kms", "ListKeys", {}, {}, caller=root).user == "root"
    assert record("kms", "ListKeys", {}, {}, caller=root)["userIdentity"]["type"] == "Root"
    assert record("kms", "ListKeys", {}, {}, caller=ec2)["userIdentity"] == {
        "type": "AWSService",
        "invokedBy": "ec2.amazonaws.com",
    }


@pytest.mark.parametrize(
    ("service", "operation", "code", "source", "recorded"),
    [
        ("kms", "ListKeys", "AccessDeniedException", "", "AccessDenied"),
        ("kms", "ListKeys", "DisabledException", "", "DisabledException"),
        ("ec2", "DeleteVolume", "VolumeInUse", "Client.", "Client.VolumeInUse"),
    ],
)
def test_a_refusal_is_recorded_by_its_code(
    service: str, operation: str, code: str, source: str, recorded: str
) -> None:
    seen = record(service, operation, {}, AwsError(code, "words"), error_source=source)

    assert (seen["errorCode"], seen["errorMessage"]) == (recorded, "words")
    assert seen["responseElements"] is None


def test_an_error_without_words_has_none_in_the_record_and_long_words_are_cut() -> None:
    assert "errorMessage" not in record("kms", "ListKeys", {}, AwsError("InvalidCiphertextException"))
    assert len(record("kms", "ListKeys", {}, AwsError("X", "w" * 5000))["errorMessage"]) == 1024


def test_malformed_parameters_are_not_recorded() -> None:
    seen = record("kms", "DescribeKey", {"KeyId": {"a": object()}}, AwsError("X"), malformed=True)
    assert seen["requestParameters"] is None


def test_elements_that_are_too_long_are_left_out_as_cloudtrail_does() -> None:
    seen = record("kms", "PutKeyPolicy", {"KeyId": "k", "Policy": "x" * 131_072}, {})
    assert seen["requestParameters"]["omitted"] is True
    assert record("kms", "PutKeyPolicy", {"KeyId": "k", "Policy": "x" * 32_768}, {})["requestParameters"] == {
        "policyName": "default",
        "bypassPolicyLockoutSafetyCheck": False,
        "keyId": "k",
        "policy": "x" * 32_768,
    }


def test_events_of_services_without_regions_belong_to_virginia() -> None:
    assert event("iam", "CreateUser", {"UserName": "eve"}, {}, region="eu-west-1").region == "us-east-1"
    assert event("kms", "ListKeys", {}, {}, region="eu-west-1").region == "eu-west-1"


def test_a_handler_may_say_it_differently() -> None:
    handler: Handler[None] = Handler(
        "kms",
        "CreateAlias",
        run=lambda _context, _params, _subject: {},
        resolve=no_subject,
        access=lambda _context, _params, _subject: (),
        audit_request=lambda params: {"alias": params["AliasName"]},
        audit_response=lambda _params, _result: {"done": True},
    )
    seen = record("kms", "CreateAlias", {"AliasName": "alias/x", "TargetKeyId": "k"}, {}, handler=handler)
    assert (seen["requestParameters"], seen["responseElements"]) == ({"alias": "alias/x"}, {"done": True})


def test_what_aws_does_by_itself_is_a_service_event() -> None:
    made = service_event(
        ServiceEvent("kms", "DeleteKey", KEY_ARN, "AWS::KMS::Key", {"keyId": "1234abcd"}),
        account=ACCOUNT,
        region="us-east-1",
        at=NOW,
        event_id="e-9",
    )
    seen = json.loads(made.record)

    assert seen["eventType"] == "AwsServiceEvent"
    assert seen["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert seen["serviceEventDetails"] == {"keyId": "1234abcd"}
    assert seen["requestParameters"] is None
    assert "requestID" not in seen
    assert made.resources == (TrailResource("AWS::KMS::Key", KEY_ARN),)
    assert made.user == ""


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:05:09 AM"), (12, "12:05:09 PM"), (22, "10:05:09 PM"), (9, "9:05:09 AM")]
)
def test_moments_are_written_as_kms_writes_them(hour: int, text: str) -> None:
    moment = datetime(2022, 8, 10, hour, 5, 9, tzinfo=UTC)
    assert moment_text(moment) == f"Aug 10, 2022, {text}"
    assert moment_text(moment.astimezone(timezone(timedelta(hours=5)))) == moment_text(moment)


def test_names_keep_their_acronyms() -> None:
    assert [record_name(name) for name in ("KeyId", "AWSAccountId", "Arn")] == [
        "keyId",
        "AWSAccountId",
        "arn",
    ]


SECRET = "s3cret"


def _filled(model: ServiceModel, shape: Shape, *, secret: bool = False) -> Any:
    """A value of a shape, everything in it given, with SECRET in whatever must not be recorded."""
    secret = secret or shape.sensitive or shape.name in ("GrantTokenType", "GrantTokenList")
    match shape.kind:
        case Kind.STRUCTURE:
            return {name: _filled(model, model.of(m), secret=secret) for name, m in shape.members.items()}
        case Kind.LIST:
            assert shape.element is not None
            return [_filled(model, model.of(shape.element), secret=secret)]
        case Kind.MAP:
            assert shape.element is not None
            return {"key": _filled(model, model.of(shape.element), secret=secret)}
        case Kind.BLOB:
            return SECRET.encode()
        case Kind.STRING:
            return SECRET if secret else "shown"
        case Kind.TIMESTAMP:
            return NOW
        case Kind.BOOLEAN:
            return True
    return 1


@pytest.mark.parametrize(("service", "operation"), sorted(OPERATIONS))
def test_no_record_holds_a_blob_a_secret_or_a_token(service: str, operation: str) -> None:
    model = service_model(service)
    ends = [model.input(operation), model.output(operation)]
    params, answer = ({} if shape is None else _filled(model, shape) for shape in ends)
    shown = request_elements(service, operation, params), response_elements(service, operation, answer)

    text = json.dumps(shown)

    assert SECRET not in text
    assert "shown" in text or not any("shown" in str(end) for end in (params, answer))


@pytest.mark.parametrize(
    "value", [None, 7, "text", [], {"KeyId": []}, {"Tags": "x"}, {"Tags": [{"TagKey": 1}]}]
)
def test_values_that_do_not_fit_are_passed_over(value: Any) -> None:
    assert json.dumps(request_elements("kms", "CreateKey", value))
