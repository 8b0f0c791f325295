"""One volume: its tags, and everything that happened to it."""

import json
from collections.abc import Iterator

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console import attaching
from kmstui.console.key_tags import TagChange
from kmstui.console.volume_page import find, history, retag
from kmstui.console.volumes import VolumeRow, list_volumes


@pytest.fixture
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def _volume(gateway: Gateway, name: str) -> VolumeRow:
    return next(volume for volume in list_volumes(gateway) if volume.label == name)


def test_a_volume_is_found_as_it_is_listed(alice: Gateway) -> None:
    listed = _volume(alice, "payments-db")
    assert find(alice, listed.volume_id) == listed


def test_a_volume_that_is_not_there_is_aws_refusal(alice: Gateway) -> None:
    with pytest.raises(AwsError) as refusal:
        find(alice, "vol-00000000000000000")
    assert refusal.value.code == "InvalidVolume.NotFound"


def test_tags_are_exchanged(alice: Gateway) -> None:
    volume = _volume(alice, "payments-db")
    retag(alice, volume.volume_id, TagChange((("env", "prod"),), ("Name",)))
    assert find(alice, volume.volume_id).tags == {"env": "prod"}


def test_the_history_tells_of_the_key_too(alice: Gateway) -> None:
    found = history(alice, _volume(alice, "payments-db"))
    assert {event.name for event in found} == {
        "CreateVolume",
        "GenerateDataKeyWithoutPlaintext",
        "createVolume available",
        "AttachVolume",
        "CreateGrant",
        "Decrypt",
    }
    assert [event.time for event in found] == sorted((event.time for event in found), reverse=True)
    assert all(json.loads(event.record) for event in found)
    by_name = {event.name: event.who for event in found}
    assert by_name["CreateGrant"] == "alice via EC2"
    assert by_name["createVolume available"] == "ebs"


def test_what_ebs_asks_kms_for_follows_what_ebs_was_asked_for(alice: Gateway) -> None:
    names = [event.name for event in reversed(history(alice, _volume(alice, "payments-db")))]
    assert names == [
        "CreateVolume",
        "GenerateDataKeyWithoutPlaintext",
        "createVolume available",
        "AttachVolume",
        "CreateGrant",
        "Decrypt",
    ]


def test_what_failed_is_in_the_history_with_its_reason(alice: Gateway) -> None:
    volume = _volume(alice, "old-shop-data")
    (here,) = attaching.find_targets(alice, "us-east-1a")
    attaching.attach(alice, volume.volume_id, here.instance_id, "/dev/sdh")
    failed = {event.name: event.failure for event in history(alice, volume) if event.failure}
    assert failed["attachVolume failed"] == f"{volume.key_arn} is pending deletion."
    assert failed["AttachVolume"] == "Client.CustomerKeyHasBeenRevoked"


def test_an_unencrypted_volume_has_a_history_without_kms(alice: Gateway) -> None:
    found = history(alice, _volume(alice, "scratch"))
    assert {event.name for event in found} == {"AttachVolume", "createVolume available", "CreateVolume"}
