"""Volumes as rows, and what is done to several of them."""

from collections.abc import Callable, Iterator

import pytest

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console.volumes import VolumeRow, delete, events_of, failure_of, list_volumes

As = Callable[[str], Gateway]


@pytest.fixture
def acting() -> Iterator[As]:
    account = open_demo()
    yield lambda name: account.endpoint.gateway(name, "us-east-1")
    account.close()


def _by_name(gateway: Gateway) -> dict[str, VolumeRow]:
    return {volume.label: volume for volume in list_volumes(gateway)}


def test_a_row_names_key_and_instance(acting: As) -> None:
    volume = _by_name(acting("alice"))["payments-db"]
    assert (volume.volume_type, volume.size, volume.iops, volume.throughput) == ("gp3", 200, 6000, 500)
    assert volume.key_label == "payments-prod"
    assert volume.key_id in volume.key_arn
    assert volume.attachment is not None
    assert (volume.attachment.instance, volume.attachment.device) == ("orders-db-1", "/dev/sdf")
    assert not volume.changing


def test_a_volume_that_is_not_encrypted_has_no_key(acting: As) -> None:
    volume = _by_name(acting("alice"))["plain-archive"]
    assert not volume.encrypted
    assert volume.key_label == ""
    assert volume.attachment is None


def test_a_volume_without_a_name_goes_by_its_id(acting: As) -> None:
    alice = acting("alice")
    made = alice.call("ec2", "CreateVolume", {"AvailabilityZone": "us-east-1a", "Size": 1})
    assert made["VolumeId"] in _by_name(alice)


def test_volumes_are_listed_for_those_who_may_not_see_aliases(acting: As) -> None:
    """The name of a key is left out where it may not be known; the volume is not."""
    alice = acting("alice")
    denied = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:ListAliases","Resource":"*"}]}'
    )
    alice.call(
        "iam", "PutUserPolicy", {"UserName": "dave", "PolicyName": "no-aliases", "PolicyDocument": denied}
    )
    volume = _by_name(acting("dave"))["payments-db"]
    assert volume.key_alias == ""
    assert volume.key_label == volume.key_id


def test_deleting_goes_on_after_a_refusal(acting: As) -> None:
    alice = acting("alice")
    found = _by_name(alice)
    outcome = delete(alice, [found["payments-db"], found["plain-archive"]])
    assert [volume.label for volume in outcome.done] == ["plain-archive"]
    ((refused, error),) = outcome.refused
    assert (refused.label, error.code) == ("payments-db", "VolumeInUse")
    assert "plain-archive" not in _by_name(alice)


def test_a_volume_under_a_disabled_key_vanishes_and_ebs_says_why(acting: As) -> None:
    alice = acting("alice")
    made = alice.call(
        "ec2",
        "CreateVolume",
        {"AvailabilityZone": "us-east-1a", "Size": 1, "Encrypted": True, "KmsKeyId": "alias/analytics-dev"},
    )
    assert made["State"] == "creating"
    assert made["VolumeId"] not in _by_name(alice)
    assert failure_of(alice, made["VolumeId"]).endswith(" is disabled.")
    assert [event.failed for event in events_of(alice, made["VolumeId"])] == [True]
    assert failure_of(alice, "vol-00000000000000000") == ""
