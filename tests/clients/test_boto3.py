"""boto3, as programs use it: clients, resources, paginators, waiters, presigned requests, errors."""

from dataclasses import replace
from typing import Any
from urllib.request import urlopen

import botocore.session
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from tests.clients.home import REGION
from tests.clients.served import Served, credentials_of

ACCOUNT = "111122223333"


@pytest.fixture(scope="module")
def kms(served: Served) -> Any:
    return served.client("kms")


@pytest.fixture(scope="module")
def ec2(served: Served) -> Any:
    return served.client("ec2")


@pytest.fixture(scope="module")
def key_id(kms: Any) -> str:
    return str(kms.create_key(Description="orders")["KeyMetadata"]["KeyId"])


def test_the_caller_is_the_administrator(served: Served) -> None:
    answer = served.client("sts").get_caller_identity()
    assert answer["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"
    assert answer["ResponseMetadata"]["RequestId"]


def test_a_wrong_secret_is_refused_in_the_words_of_each_protocol(served: Served) -> None:
    stranger = replace(served, credentials={**served.credentials, "AWS_SECRET_ACCESS_KEY": "x" * 40})
    refused = {}
    for service, call in (("kms", "list_keys"), ("ec2", "describe_volumes"), ("sts", "get_caller_identity")):
        with pytest.raises(ClientError) as caught:
            getattr(stranger.client(service), call)()
        error = caught.value.response
        refused[service] = (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"])
    assert refused == {
        "kms": ("InvalidSignatureException", 400),
        "ec2": ("AuthFailure", 401),
        "sts": ("SignatureDoesNotMatch", 403),
    }


def test_an_unknown_access_key_is_refused(served: Served) -> None:
    credentials = {**served.credentials, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        replace(served, credentials=credentials).client("kms").list_keys()


def test_a_role_calls_with_a_session_and_may_do_less(served: Served) -> None:
    session = replace(served, credentials=credentials_of(served.home, "--as", "orders-app"))
    assert session.credentials["AWS_SESSION_TOKEN"]
    arn = session.client("sts").get_caller_identity()["Arn"]
    assert arn.startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/")
    with pytest.raises(ClientError, match="AccessDeniedException") as caught:
        session.client("kms").create_key()
    message = caught.value.response["Error"]["Message"]
    assert message.startswith(f"User: {arn} is not authorized to perform: kms:CreateKey")


def test_what_is_encrypted_is_decrypted_with_the_same_context(kms: Any, key_id: str) -> None:
    context = {"order": "4711", "größe": "groß"}
    blob = kms.encrypt(KeyId=key_id, Plaintext=b"\x00secret\xff", EncryptionContext=context)["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == b"\x00secret\xff"
    with pytest.raises(kms.exceptions.InvalidCiphertextException):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"order": "4712"})


def test_a_data_key_comes_twice_and_is_the_same_key(kms: Any, key_id: str) -> None:
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    assert len(made["Plaintext"]) == 32
    assert kms.decrypt(CiphertextBlob=made["CiphertextBlob"])["Plaintext"] == made["Plaintext"]
    again = kms.re_encrypt(CiphertextBlob=made["CiphertextBlob"], DestinationKeyId=key_id)
    assert kms.decrypt(CiphertextBlob=again["CiphertextBlob"])["Plaintext"] == made["Plaintext"]


def test_errors_are_the_exceptions_of_the_model(kms: Any, key_id: str) -> None:
    with pytest.raises(kms.exceptions.NotFoundException) as caught:
        kms.describe_key(KeyId="alias/there-is-none")
    error = caught.value.response["Error"]
    assert error["Message"] == f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/there-is-none is not found."
    kms.disable_key(KeyId=key_id)
    try:
        with pytest.raises(kms.exceptions.DisabledException):
            kms.encrypt(KeyId=key_id, Plaintext=b"x")
    finally:
        kms.enable_key(KeyId=key_id)


def test_paginators_go_through_every_page(kms: Any) -> None:
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(7)}
    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 3}))
    assert [len(page["Keys"]) for page in pages[:2]] == [3, 3]
    assert made <= {key["KeyId"] for page in pages for key in page["Keys"]}


def test_tags_and_grants_are_paged_too(kms: Any, key_id: str) -> None:
    kms.tag_resource(KeyId=key_id, Tags=[{"TagKey": f"t{n}", "TagValue": str(n)} for n in range(5)])
    pages = kms.get_paginator("list_resource_tags").paginate(KeyId=key_id, PaginationConfig={"PageSize": 2})
    assert sorted(tag["TagKey"] for page in pages for tag in page["Tags"]) == ["t0", "t1", "t2", "t3", "t4"]
    role = f"arn:aws:iam::{ACCOUNT}:role/orders-app"
    grants = {
        kms.create_grant(KeyId=key_id, GranteePrincipal=role, Operations=["Decrypt"], Name=f"g{n}")["GrantId"]
        for n in range(3)
    }
    pages = kms.get_paginator("list_grants").paginate(KeyId=key_id, PaginationConfig={"PageSize": 1})
    assert {grant["GrantId"] for page in pages for grant in page["Grants"]} == grants


def test_waiters_see_a_volume_through_its_life(served: Served, ec2: Any) -> None:
    instance = served.instances()["orders-db-1"]
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, Encrypted=True)["VolumeId"]
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume])
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance])
    ec2.attach_volume(VolumeId=volume, InstanceId=instance, Device="/dev/sdf")
    ec2.get_waiter("volume_in_use").wait(VolumeIds=[volume])
    ec2.detach_volume(VolumeId=volume)
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume])
    ec2.delete_volume(VolumeId=volume)
    ec2.get_waiter("volume_deleted").wait(VolumeIds=[volume])
    with pytest.raises(ClientError, match=r"InvalidVolume\.NotFound"):
        ec2.describe_volumes(VolumeIds=[volume])


def test_volumes_are_paged_and_filtered(ec2: Any) -> None:
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "batch", "Value": "seven"}]}]
    zone = {"AvailabilityZone": "us-east-1b", "Size": 1}
    made = {ec2.create_volume(**zone, TagSpecifications=tags)["VolumeId"] for _ in range(7)}
    filters = [
        {"Name": "tag:batch", "Values": ["sev*"]},
        {"Name": "availability-zone", "Values": ["us-east-1b"]},
    ]
    pages = list(
        ec2.get_paginator("describe_volumes").paginate(Filters=filters, PaginationConfig={"PageSize": 5})
    )
    assert [len(page["Volumes"]) for page in pages] == [5, 2]
    assert {volume["VolumeId"] for page in pages for volume in page["Volumes"]} == made


def test_a_resource_is_an_object_with_its_relations(served: Served) -> None:
    ec2 = served.resource("ec2")
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=4, VolumeType="gp3", Encrypted=True)
    assert (volume.state, volume.size, volume.encrypted, volume.iops) == ("creating", 4, True, 3000)
    volume.reload()
    assert volume.state == "available"
    volume.create_tags(Tags=[{"Key": "Name", "Value": "resource"}])
    instance = ec2.Instance(served.instances()["orders-db-1"])
    assert instance.state["Name"] == "running"
    volume.attach_to_instance(InstanceId=instance.id, Device="/dev/sdr")
    volume.reload()
    assert volume.attachments[0]["InstanceId"] == instance.id
    assert [each.id for each in instance.volumes.all()] == [volume.id]
    named = ec2.volumes.filter(Filters=[{"Name": "tag:Name", "Values": ["resource"]}])
    assert [each.id for each in named] == [volume.id]
    volume.detach_from_instance()
    volume.delete()


def test_people_are_an_iam_resource(served: Served) -> None:
    iam = served.resource("iam")
    assert {user.name for user in iam.users.all()} >= {"alice", "bob", "carol", "dave"}
    assert iam.Role("orders-app").arn == f"arn:aws:iam::{ACCOUNT}:role/orders-app"


def test_the_event_history_has_what_was_called(served: Served, kms: Any, key_id: str) -> None:
    kms.update_key_description(KeyId=key_id, Description="looked up")
    pages = (
        served.client("cloudtrail")
        .get_paginator("lookup_events")
        .paginate(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "UpdateKeyDescription"}],
            PaginationConfig={"PageSize": 1},
        )
    )
    events = [event for page in pages for event in page["Events"]]
    assert [event["Username"] for event in events] == ["alice"]
    assert events[0]["AccessKeyId"] == served.credentials["AWS_ACCESS_KEY_ID"]


def test_a_presigned_request_says_who_signed_it(served: Served) -> None:
    """As tokens for clusters are made: whoever holds the URL can ask who signed it."""
    url = served.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    with urlopen(url) as answer:
        assert b"<Arn>arn:aws:iam::111122223333:user/alice</Arn>" in answer.read()


def test_a_presigned_request_that_was_changed_is_refused(served: Served) -> None:
    session = botocore.session.Session()
    session.set_credentials(
        served.credentials["AWS_ACCESS_KEY_ID"], served.credentials["AWS_SECRET_ACCESS_KEY"]
    )
    query = "Action=DescribeVolumes&Version=2016-11-15"
    request = AWSRequest(
        "GET", f"{served.url}/?{query}", headers={"Host": served.url.removeprefix("http://")}
    )
    SigV4QueryAuth(session.get_credentials(), "ec2", REGION, expires=60).add_auth(request)
    with urlopen(request.url) as answer:
        assert b"<volumeSet" in answer.read()
    with pytest.raises(OSError, match="401"):
        urlopen(request.url.replace("DescribeVolumes", "DescribeRegions"))
