"""The private service: loads, sectors, data keys, reasons, settings and the clock."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from tests.contract.account import (
    ACCOUNT,
    NO_SUCH_KEY,
    REGION,
    UNKNOWN_KEY,
    UNKNOWN_VOLUME,
    Account,
    covers,
    key_arn,
    refuses,
)
from tests.contract.gateways import NOON

from kmstui.aws.errors import AwsError
from kmstui.aws.volume_io import LATENCY_BUCKETS_US, Meters, Sector

ON_A_VOLUME: dict[str, dict[str, Any]] = {
    "StartLoad": {"Workload": {}},
    "StopLoad": {},
    "GetVolumeIo": {},
    "GetSector": {"Offset": 0, "Length": 512},
    "WriteSector": {"Offset": 0, "Data": bytes(512)},
    "DescribeDataKey": {},
}
IN_USE = [name for name in ON_A_VOLUME if name != "DescribeDataKey"]
"""The operations that need the volume to be served."""


def _meters(aws: Account, volume_id: str) -> Meters:
    meters: Meters = aws("kmstui", "GetVolumeIo", VolumeId=volume_id)["Meters"]
    return meters


def _sector(aws: Account, volume_id: str, offset: int = 0, length: int = 512) -> Sector:
    answer = aws("kmstui", "GetSector", VolumeId=volume_id, Offset=offset, Length=length)
    sector: Sector = answer["Sector"]
    return sector


@covers("kmstui", "StartLoad", "GetVolumeIo", "StopLoad")
def test_a_load_runs_until_it_is_stopped_and_is_counted(aws: Account) -> None:
    volume_id = aws.attached_volume()
    before = _meters(aws, volume_id)
    assert (before.load_running, before.read.operations, before.write.operations) == (False, 0, 0)
    load = {
        "Pattern": "random",
        "WritePercent": 30,
        "BlockSize": 4096,
        "DurationSeconds": 0.0,
        "RateIops": 500,
    }
    assert aws("kmstui", "StartLoad", VolumeId=volume_id, Workload=load) == {}
    aws.later(seconds=2)
    first = _meters(aws, volume_id)
    aws.later(seconds=2)
    second = _meters(aws, volume_id)
    assert first.load_running
    for direction in ("read", "write"):
        early, late = getattr(first, direction), getattr(second, direction)
        assert 0 < early.operations < late.operations
        assert late.bytes == 4096 * late.operations
        assert sum(late.latency) == late.operations
        assert len(late.latency) == len(LATENCY_BUCKETS_US) + 1
    assert second.write.operations < second.read.operations
    assert aws("kmstui", "StopLoad", VolumeId=volume_id) == {}
    stopped = _meters(aws, volume_id)
    aws.later(seconds=2)
    assert not stopped.load_running
    assert _meters(aws, volume_id).read.operations == stopped.read.operations


@refuses("kmstui", "StartLoad")
@pytest.mark.parametrize(
    "load",
    [
        {"BlockSize": 513},
        {"BlockSize": 4096, "SpanBytes": 512},
        {"SpanBytes": 9 << 30},
        {"WritePercent": 101},
        {"QueueDepth": 65},
        {"Pattern": "zigzag"},
    ],
)
def test_a_load_that_makes_no_sense_is_not_started(aws: Account, load: dict[str, Any]) -> None:
    volume_id = aws.attached_volume()
    code = aws.code("kmstui", "StartLoad", VolumeId=volume_id, Workload=load)
    assert code in {"InvalidParameterValue", "ValidationException"}
    assert not _meters(aws, volume_id).load_running


@covers("kmstui", "WriteSector", "GetSector")
def test_what_the_instance_wrote_lies_encrypted_in_the_file(aws: Account) -> None:
    volume_id = aws.attached_volume(aws.key())
    empty = _sector(aws, volume_id, 8192, 1024)
    assert (empty.plaintext, empty.stored) == (bytes(1024), b"")
    data = hashlib.shake_256(b"orders").digest(1024)
    assert aws("kmstui", "WriteSector", VolumeId=volume_id, Offset=8192, Data=data) == {}
    written = _sector(aws, volume_id, 8192, 1024)
    assert (written.offset, written.plaintext, written.verified) == (8192, data, True)
    assert len(written.stored) == 1024
    assert written.stored != data
    assert written.file.endswith(".blocks")


@covers("kmstui", "GetSector", "DescribeDataKey")
def test_an_unencrypted_volume_lies_in_its_file_as_it_is(aws: Account) -> None:
    volume_id = aws.volume()
    aws("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=aws.instance(), Device="/dev/sdf")
    data = b"anybody may read this".ljust(512)
    aws("kmstui", "WriteSector", VolumeId=volume_id, Offset=0, Data=data)
    assert _sector(aws, volume_id).stored == data
    data_key = aws("kmstui", "DescribeDataKey", VolumeId=volume_id)
    assert data_key["State"] == "unencrypted"
    assert "CiphertextBlob" not in data_key


@refuses("kmstui", "GetSector", "WriteSector")
@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (100, "Offset of 100 is not a multiple of 512 bytes."),
        (
            8 << 30,
            "Bytes 8589934592 to 8589935103 are beyond the end of volume '{}' (8589934592 bytes).",
        ),
    ],
)
def test_a_stretch_is_made_of_whole_sectors_of_the_volume(aws: Account, offset: int, message: str) -> None:
    volume_id = aws.attached_volume()
    refusal = ("InvalidParameterValue", message.format(volume_id))
    assert aws.error("kmstui", "GetSector", VolumeId=volume_id, Offset=offset, Length=512) == refusal
    assert aws.error("kmstui", "WriteSector", VolumeId=volume_id, Offset=offset, Data=bytes(512)) == refusal


@covers("kmstui", "DescribeDataKey")
def test_the_data_key_is_in_memory_as_long_as_the_volume_is_attached(aws: Account) -> None:
    key_id = aws.key()
    volume_id = aws.encrypted_volume(key_id)
    before = aws("kmstui", "DescribeDataKey", VolumeId=volume_id)
    assert (before["State"], before["KmsCallsSinceAttach"]) == ("not in memory", 0)
    aws("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=aws.instance(), Device="/dev/sdf")
    attached = aws("kmstui", "DescribeDataKey", VolumeId=volume_id)
    shown = ("State", "KmsKeyId", "Cipher", "DataUnitBytes", "InstanceId", "Device", "AttachTime")
    assert tuple(attached[name] for name in shown) == (
        "in memory",
        key_arn(key_id),
        "AES-256-XTS",
        512 << 10,
        aws.instance(),
        "/dev/sdf",
        NOON,
    )
    (grant,) = aws("kms", "ListGrants", KeyId=key_id)["Grants"]
    assert grant["GrantId"] == attached["GrantId"]
    context = {"aws:ebs:id": volume_id}
    wrapped = attached["CiphertextBlob"]
    assert len(aws("kms", "Decrypt", CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]) == 64
    aws("ec2", "DetachVolume", VolumeId=volume_id)
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "not in memory"
    assert aws("kms", "ListGrants", KeyId=key_id)["Grants"] == []


def test_input_and_output_ask_nothing_of_kms(aws: Account) -> None:
    volume_id = aws.attached_volume(aws.key())
    aws.later(seconds=1)
    aws("kmstui", "StartLoad", VolumeId=volume_id, Workload={"DurationSeconds": 5.0, "RateIops": 200})
    aws.later(seconds=10)
    assert _meters(aws, volume_id).read.operations > 0
    assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["KmsCallsSinceAttach"] == 0


@refuses("kmstui", "StartLoad", "StopLoad", "GetVolumeIo", "GetSector", "WriteSector", "DescribeDataKey")
def test_an_unknown_volume_is_refused_as_ec2_refuses_it(aws: Account) -> None:
    refusal = ("InvalidVolume.NotFound", f"The volume '{UNKNOWN_VOLUME}' does not exist.")
    for operation, params in ON_A_VOLUME.items():
        assert aws.error("kmstui", operation, VolumeId=UNKNOWN_VOLUME, **params) == refusal


def test_a_volume_that_no_running_instance_has_is_not_served(aws: Account) -> None:
    loose, stopped = aws.volume(), aws.attached_volume()
    aws("ec2", "StopInstances", InstanceIds=[aws.instance()])
    for operation in IN_USE:
        params = ON_A_VOLUME[operation]
        refusal = aws.error("kmstui", operation, VolumeId=loose, **params)
        assert refusal == ("IncorrectState", f"Volume '{loose}' is in the 'available' state.")
        refusal = aws.error("kmstui", operation, VolumeId=stopped, **params)
        assert refusal == ("IncorrectState", f"Instance '{aws.instance()}' is not 'running'.")


@covers("kmstui", "GetAccountSettings", "PutAccountSettings")
def test_settings_are_put_one_by_one(aws: Account) -> None:
    assert aws("kmstui", "GetAccountSettings") == {"Pace": "instant", "Throttling": False}
    put = aws("kmstui", "PutAccountSettings", Pace="realistic")
    assert put == aws("kmstui", "GetAccountSettings") == {"Pace": "realistic", "Throttling": False}
    assert aws("kmstui", "PutAccountSettings", Throttling=True)["Pace"] == "realistic"


def test_at_a_realistic_pace_a_volume_takes_its_seconds(aws: Account) -> None:
    aws("kmstui", "PutAccountSettings", Pace="realistic")
    volume_id = aws.volume()
    assert aws.describe_volume(volume_id)["State"] == "creating"
    aws.later(minutes=1)
    assert aws.describe_volume(volume_id)["State"] == "available"


@refuses("kmstui", "PutAccountSettings")
def test_a_pace_there_is_not_is_refused(aws: Account) -> None:
    assert aws.code("kmstui", "PutAccountSettings", Pace="leisurely") == "ValidationException"
    assert aws("kmstui", "GetAccountSettings")["Pace"] == "instant"


@covers("kmstui", "GetStatus", "AdvanceClock")
def test_the_status_says_whose_account_it_is_and_what_time_it_is_there(aws: Account) -> None:
    status = aws("kmstui", "GetStatus")
    assert (status["AccountId"], status["Frozen"], status["Now"]) == (ACCOUNT, True, NOON)
    assert aws("kmstui", "AdvanceClock", Seconds=90.0) == {"Now": NOON + timedelta(seconds=90)}
    assert aws("kmstui", "GetStatus")["Now"] == NOON + timedelta(seconds=90)


@refuses("kmstui", "AdvanceClock")
@pytest.mark.parametrize("seconds", [-1.0, 401 * 24 * 3600.0])
def test_the_clock_goes_forwards_and_not_too_far(aws: Account, seconds: float) -> None:
    assert aws.code("kmstui", "AdvanceClock", Seconds=seconds) == "ValidationException"
    assert aws("kmstui", "GetStatus")["Now"] == NOON


def _request_id_of(aws: Account, service: str, operation: str, **params: Any) -> str:
    with pytest.raises(AwsError) as refusal:
        aws.raw(service, operation, params, identity="carol")
    return refusal.value.request_id


@covers("kmstui", "ExplainRequest")
def test_a_refusal_is_explained_by_the_statements_that_were_considered(aws: Account) -> None:
    key_id = aws.key()
    request_id = _request_id_of(aws, "kms", "Encrypt", KeyId=key_id, Plaintext=b"x")
    (decision,) = aws("kmstui", "ExplainRequest", RequestId=request_id)["Decisions"]
    assert (decision["Allowed"], decision["Action"]) == (False, "kms:Encrypt")
    assert decision["Resource"] == key_arn(key_id)
    considered = {statement["Sid"] for statement in decision["Statements"]}
    assert "Enable IAM User Permissions" in considered


@covers("kmstui", "ExplainRequest")
def test_an_attachment_is_explained_with_the_calls_it_led_to(aws: Account) -> None:
    aws.attached_volume(aws.key())
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "AttachVolume"}]
    (event,) = aws("cloudtrail", "LookupEvents", LookupAttributes=wanted)["Events"]
    request_id = json.loads(event["CloudTrailEvent"])["requestID"]
    decisions = aws("kmstui", "ExplainRequest", RequestId=request_id)["Decisions"]
    actions = [decision["Action"] for decision in decisions]
    assert actions == ["ec2:AttachVolume", "ec2:AttachVolume", "kms:CreateGrant", "kms:Decrypt"]
    assert all(decision["Allowed"] for decision in decisions)


@refuses("kmstui", "ExplainRequest")
def test_a_request_that_was_never_made_cannot_be_explained(aws: Account) -> None:
    assert aws.code("kmstui", "ExplainRequest", RequestId="never") == "InvalidParameterValue"


CHECKS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "alice uses the key": ("alice", {"Action": "kms:Encrypt"}, True),
    "carol does not": ("carol", {"Action": "kms:Encrypt"}, False),
    "bob administers it": ("bob", {"Action": "kms:DisableKey"}, True),
    "bob does not use it": ("bob", {"Action": "kms:Decrypt"}, False),
    "dave looks": ("dave", {"Action": "kms:DescribeKey"}, True),
    "alice lets EBS use it": (
        "alice",
        {
            "Action": "kms:CreateGrant",
            "ViaService": f"ec2.{REGION}.amazonaws.com",
            "GrantIsForAwsResource": True,
        },
        True,
    ),
}


@covers("kmstui", "CheckAccess")
@pytest.mark.parametrize("check", CHECKS)
def test_a_permission_can_be_checked_before_it_is_needed(aws: Account, check: str) -> None:
    identity, params, allowed = CHECKS[check]
    key_id = aws.key()
    decision = aws("kmstui", "CheckAccess", identity=identity, KeyId=key_id, **params)["Decision"]
    assert (decision["Allowed"], decision["Action"]) == (allowed, params["Action"])
    assert decision["Resource"] == key_arn(key_id)


@covers("kmstui", "CheckAccess")
def test_a_permission_to_create_something_can_be_checked(aws: Account) -> None:
    for identity, allowed in (("alice", True), ("carol", False)):
        check = aws("kmstui", "CheckAccess", identity=identity, Action="kms:CreateKey")
        assert check["Decision"]["Allowed"] is allowed


@refuses("kmstui", "CheckAccess")
def test_only_actions_on_what_exists_can_be_checked(aws: Account) -> None:
    assert aws.code("kmstui", "CheckAccess", Action="Decrypt") == "InvalidParameterValue"
    refusal = aws.error("kmstui", "CheckAccess", Action="kms:Decrypt", KeyId=UNKNOWN_KEY)
    assert refusal == ("NotFoundException", NO_SUCH_KEY)


@covers("kmstui", "ListVolumesUnderKey")
def test_the_volumes_under_a_key_are_listed_with_where_they_hang(aws: Account) -> None:
    key_id = aws.key()
    loose, attached = aws.encrypted_volume(key_id), aws.attached_volume(key_id)
    aws.volume()
    aws.encrypted_volume()
    volumes = aws("kmstui", "ListVolumesUnderKey", KeyId=key_id)["Volumes"]
    found = {one["VolumeId"]: (one["State"], one.get("InstanceId", "")) for one in volumes}
    assert found == {loose: ("available", ""), attached: ("in-use", aws.instance())}
    assert aws("kmstui", "ListVolumesUnderKey", KeyId=UNKNOWN_KEY)["Volumes"] == []


@refuses("kmstui", "ListVolumesUnderKey")
def test_a_key_must_be_named_to_list_its_volumes(aws: Account) -> None:
    assert aws.code("kmstui", "ListVolumesUnderKey") == "ValidationException"


@covers("kmstui", "ListVolumeEvents")
def test_the_events_of_volumes_are_listed_newest_first(aws: Account) -> None:
    first = aws.volume()
    aws.later(seconds=1)
    second = aws.volume()
    aws.later(seconds=1)
    events = aws("kmstui", "ListVolumeEvents")["Events"]
    assert [event["VolumeId"] for event in events] == [second, first]
    assert {(event["Event"], event["Result"]) for event in events} == {("createVolume", "available")}
    (only,) = aws("kmstui", "ListVolumeEvents", VolumeId=first)["Events"]
    assert only == events[1]


@refuses("kmstui", "ListVolumeEvents")
def test_volume_events_are_those_of_a_volume_that_can_be_named(aws: Account) -> None:
    assert aws.code("kmstui", "ListVolumeEvents", VolumeId="") == "ValidationException"


def test_the_private_service_leaves_no_trace_on_the_trail(aws: Account) -> None:
    volume_id = aws.attached_volume()
    aws("kmstui", "WriteSector", VolumeId=volume_id, Offset=0, Data=bytes(512))
    sources = {event["EventSource"] for event in aws("cloudtrail", "LookupEvents")["Events"]}
    assert sources <= {"ec2.amazonaws.com", "kms.amazonaws.com"}
