"""Event history: one record per call, refused ones included, and never a secret in it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, ALICE_ARN, ELSEWHERE, REGION, Account, covers, key_arn, refuses
from tests.contract.gateways import NOON

Record = dict[str, Any]


def _records(aws: Account, **params: Any) -> list[Record]:
    """The records of a lookup, oldest first."""
    events = aws("cloudtrail", "LookupEvents", **params)["Events"]
    return [json.loads(event["CloudTrailEvent"]) for event in reversed(events)]


def _by(key: str, value: str) -> dict[str, Any]:
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


@covers("cloudtrail", "LookupEvents")
def test_a_call_is_recorded_as_cloudtrail_records_it(aws: Account) -> None:
    key_id = aws.key(Description="Card data")
    (event,) = aws("cloudtrail", "LookupEvents", **_by("EventName", "CreateKey"))["Events"]
    record = json.loads(event.pop("CloudTrailEvent"))
    assert event == {
        "EventId": record["eventID"],
        "EventName": "CreateKey",
        "ReadOnly": "false",
        "EventTime": NOON,
        "EventSource": "kms.amazonaws.com",
        "Username": "alice",
        "AccessKeyId": record["userIdentity"]["accessKeyId"],
        "Resources": [{"ResourceType": "AWS::KMS::Key", "ResourceName": key_arn(key_id)}],
    }
    shown = {
        name: record[name] for name in ("eventSource", "eventName", "awsRegion", "eventType", "readOnly")
    }
    assert shown == {
        "eventSource": "kms.amazonaws.com",
        "eventName": "CreateKey",
        "awsRegion": REGION,
        "eventType": "AwsApiCall",
        "readOnly": False,
    }
    assert record["userIdentity"]["arn"] == ALICE_ARN
    assert record["requestParameters"]["description"] == "Card data"
    assert record["responseElements"]["keyMetadata"]["keyId"] == key_id
    assert record["resources"] == [{"accountId": ACCOUNT, "type": "AWS::KMS::Key", "ARN": key_arn(key_id)}]


def test_what_ebs_does_on_somebodys_behalf_follows_the_call_that_caused_it(aws: Account) -> None:
    key_id = aws.key()
    volume_id = aws.encrypted_volume(key_id)
    instance_id = aws.instance()
    aws("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    changes = {"CreateVolume", "GenerateDataKeyWithoutPlaintext", "AttachVolume", "CreateGrant", "Decrypt"}
    story = [record for record in _records(aws) if record["eventName"] in changes]
    assert [record["eventName"] for record in story] == [
        "CreateVolume",
        "GenerateDataKeyWithoutPlaintext",
        "AttachVolume",
        "CreateGrant",
        "Decrypt",
    ]
    _, generate, _, grant, decrypt = story
    context = {"aws:ebs:id": volume_id}
    assert generate["requestParameters"]["encryptionContext"] == context
    assert generate["requestParameters"]["numberOfBytes"] == 64
    assert generate["userIdentity"]["invokedBy"] in {"AWS Internal", "ec2.amazonaws.com"}
    assert grant["requestParameters"]["granteePrincipal"] == f"{ACCOUNT}:aws:ec2-infrastructure:{instance_id}"
    assert grant["requestParameters"]["constraints"] == {"encryptionContextSubset": context}
    assert decrypt["userIdentity"]["arn"] == (
        f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/{instance_id}"
    )
    assert decrypt["requestParameters"]["encryptionContext"] == context


@pytest.mark.parametrize(
    ("service", "operation", "params", "code"),
    [
        ("kms", "DescribeKey", {"KeyId": "fake-key-id"}, "NotFoundException"),
        ("ec2", "DeleteVolume", {"VolumeId": "vol-0123456789abcdef0"}, "Client.InvalidVolume.NotFound"),
        ("kms", "GenerateRandom", {"NumberOfBytes": 0}, "ValidationException"),
    ],
)
def test_a_refused_call_is_recorded_with_its_error(
    aws: Account, service: str, operation: str, params: Record, code: str
) -> None:
    _, message = aws.error(service, operation, params)
    (record,) = _records(aws, **_by("EventName", operation))
    assert (record["errorCode"], record["errorMessage"]) == (code, message)
    assert record["responseElements"] is None


def test_a_refused_permission_is_recorded_as_access_denied(aws: Account) -> None:
    aws.error("kms", "CreateKey", identity="carol")
    (record,) = _records(aws, **_by("EventName", "CreateKey"))
    assert (record["errorCode"], record["userIdentity"]["userName"]) == ("AccessDenied", "carol")


def test_no_secret_is_ever_on_the_trail(aws: Account) -> None:
    key_id = aws.key()
    secret = b"the plaintext of a customer"
    blob = aws("kms", "Encrypt", KeyId=key_id, Plaintext=secret)["CiphertextBlob"]
    aws("kms", "Decrypt", CiphertextBlob=blob)
    data_key = aws("kms", "GenerateDataKey", KeyId=key_id, KeySpec="AES_256")["Plaintext"]
    drawn = aws("kms", "GenerateRandom", NumberOfBytes=32)["Plaintext"]
    text = json.dumps(_records(aws))
    for value in (secret, blob, data_key, drawn):
        assert value.hex() not in text
        assert value.decode("latin-1") not in text
    for word in ('"plaintext"', '"ciphertextBlob"', '"grantToken"'):
        assert word not in text


@covers("cloudtrail", "LookupEvents")
def test_events_are_looked_up_by_each_attribute(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "DisableKey", KeyId=key_id, identity="bob")
    (record,) = _records(aws, **_by("EventName", "DisableKey"))
    found = {
        "EventId": record["eventID"],
        "EventName": "DisableKey",
        "Username": "bob",
        "AccessKeyId": record["userIdentity"]["accessKeyId"],
    }
    for key, value in found.items():
        assert [one["eventName"] for one in _records(aws, **_by(key, value))] == ["DisableKey"]
    about = [one["eventName"] for one in _records(aws, **_by("ResourceName", key_arn(key_id)))]
    assert about == ["CreateKey", "DisableKey"]
    writes = [one["eventName"] for one in _records(aws, **_by("ReadOnly", "false"))]
    assert writes[-2:] == ["CreateKey", "DisableKey"]
    sources = _records(aws, **_by("EventSource", "kms.amazonaws.com"))
    assert [one["eventName"] for one in sources] == ["CreateKey", "DisableKey"]


@covers("cloudtrail", "LookupEvents")
def test_events_are_looked_up_by_time_and_by_region(aws: Account) -> None:
    aws("kms", "ListKeys")
    aws.later(hours=2)
    aws("kms", "ListAliases")
    late = _records(aws, StartTime=NOON + timedelta(hours=1))
    assert [record["eventName"] for record in late] == ["ListAliases"]
    early = _records(aws, EndTime=NOON + timedelta(hours=1), **_by("EventName", "ListAliases"))
    assert early == []
    assert _records(aws, region=ELSEWHERE) == []


@covers("cloudtrail", "LookupEvents")
def test_events_come_newest_first_and_in_pages(aws: Account) -> None:
    for _ in range(5):
        aws("kms", "ListKeys")
        aws.later(seconds=1)
    wanted = _by("EventName", "ListKeys")
    pages = [aws("cloudtrail", "LookupEvents", MaxResults=2, **wanted)]
    while token := pages[-1].get("NextToken"):
        pages.append(aws("cloudtrail", "LookupEvents", MaxResults=2, NextToken=token, **wanted))
    times = [event["EventTime"] for page in pages for event in page["Events"]]
    assert [len(page["Events"]) for page in pages] == [2, 2, 1]
    assert times == sorted(times, reverse=True)


def test_events_are_kept_for_ninety_days(aws: Account) -> None:
    aws("kms", "ListAliases")
    aws.later(days=89)
    aws("kms", "ListKeys")
    assert len(_records(aws, **_by("EventName", "ListAliases"))) == 1
    aws.later(days=2)
    aws("kms", "ListKeys")
    assert _records(aws, **_by("EventName", "ListAliases")) == []


@refuses("cloudtrail", "LookupEvents")
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"MaxResults": 0}, "InvalidMaxResultsException"),
        ({"NextToken": "mine"}, "InvalidNextTokenException"),
        (
            {"StartTime": NOON + timedelta(1), "EndTime": NOON},
            "InvalidTimeRangeException",
        ),
        (_by("Colour", "red"), "InvalidLookupAttributesException"),
    ],
)
def test_a_lookup_that_makes_no_sense_is_refused(aws: Account, params: Record, code: str) -> None:
    assert aws.code("cloudtrail", "LookupEvents", **params) == code


@refuses("cloudtrail", "LookupEvents")
def test_not_everybody_may_look(aws: Account) -> None:
    group = {"GroupName": "developers", "UserName": "carol"}
    aws("iam", "RemoveUserFromGroup", **group)
    assert aws.code("cloudtrail", "LookupEvents", identity="carol") == "AccessDeniedException"
