"""Where a volume can go, under which name, and what is said when it cannot."""

from collections.abc import Iterator

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console import attaching, instances
from kmstui.console.volumes import VolumeRow, list_volumes


@pytest.fixture
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def _volume(gateway: Gateway, name: str) -> VolumeRow:
    return next(volume for volume in list_volumes(gateway) if volume.label == name)


def test_only_instances_of_the_zone_that_run_or_are_stopped_are_targets(alice: Gateway) -> None:
    (here,) = attaching.find_targets(alice, "us-east-1a")
    assert here.label == "orders-db-1"
    assert attaching.find_targets(alice, "us-east-1c") == ()
    instances.stop(alice, [here])
    assert [one.state for one in attaching.find_targets(alice, "us-east-1a")] == ["stopped"]
    instances.terminate(alice, [here])
    assert attaching.find_targets(alice, "us-east-1a") == ()


def test_the_first_free_recommended_device_is_suggested(alice: Gateway) -> None:
    (here,) = attaching.find_targets(alice, "us-east-1a")
    assert attaching.suggested_device(here) == "/dev/sdh"
    assert attaching.suggested_device(None) == "/dev/sdf"
    choices = {choice.name: choice for choice in attaching.device_choices(here)}
    assert choices["/dev/sdf"].taken_by == _volume(alice, "payments-db").volume_id
    assert choices["/dev/sdp"].group == "Recommended for data volumes"
    assert choices["/dev/xvda"].group == "Reserved for root volume"


@pytest.mark.parametrize("device", ["", "/dev/nvme0n1", "sdF", "/dev/sdf"])
def test_a_device_problem_is_what_aws_answers(alice: Gateway, device: str) -> None:
    (here,) = attaching.find_targets(alice, "us-east-1a")
    said = attaching.device_problem(device, here)
    with pytest.raises(AwsError) as refusal:
        attaching.attach(alice, _volume(alice, "nightly-backup").volume_id, here.instance_id, device)
    assert said == refusal.value.message or not device


def test_attaching_makes_the_attachment(alice: Gateway) -> None:
    (here,) = attaching.find_targets(alice, "us-east-1a")
    volume = _volume(alice, "nightly-backup")
    outcome = attaching.attach(alice, volume.volume_id, here.instance_id, "/dev/sdh")
    assert outcome.refusal is None
    attached = _volume(alice, "nightly-backup").attachment
    assert attached is not None
    assert (attached.instance_id, attached.device) == (here.instance_id, "/dev/sdh")


def test_a_key_that_cannot_be_used_is_told_with_its_cause(alice: Gateway) -> None:
    (here,) = attaching.find_targets(alice, "us-east-1a")
    volume = _volume(alice, "old-shop-data")
    outcome = attaching.attach(alice, volume.volume_id, here.instance_id, "/dev/sdh")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "CustomerKeyHasBeenRevoked"
    assert outcome.cause == f"{volume.key_arn} is pending deletion."
    assert outcome.key_id == volume.key_id


def test_other_refusals_are_raised(alice: Gateway) -> None:
    with pytest.raises(AwsError) as refusal:
        attaching.attach(alice, "vol-00000000000000000", "i-00000000000000000", "/dev/sdh")
    assert refusal.value.code == "InvalidVolume.NotFound"


def test_detaching_frees_the_volume_and_says_what_it_could_not_free(alice: Gateway) -> None:
    outcome = attaching.detach(alice, [_volume(alice, "payments-db"), _volume(alice, "plain-archive")])
    assert [volume.label for volume in outcome.done] == ["payments-db", "plain-archive"]
    assert _volume(alice, "payments-db").state == "available"
    forced = attaching.detach(alice, [_volume(alice, "web-logs")], force=True)
    assert not forced.refused
    assert _volume(alice, "web-logs").attachment is None


def test_a_refused_detach_names_its_volume(alice: Gateway) -> None:
    volume = _volume(alice, "payments-db")
    attaching.detach(alice, [volume])
    ((refused, error),) = attaching.detach(alice, [volume]).refused
    assert (refused, error.code) == (volume, "IncorrectState")


def test_what_makes_no_sense_says_why(alice: Gateway) -> None:
    attached, free = _volume(alice, "payments-db"), _volume(alice, "nightly-backup")
    assert attaching.unavailable((), "AttachVolume") == "no volume selected"
    assert attaching.unavailable((free, attached), "AttachVolume") == "attach one volume at a time"
    assert attaching.unavailable((attached,), "AttachVolume") == "the volume is in-use, not available"
    assert attaching.unavailable((free,), "AttachVolume") == ""
    assert attaching.unavailable((free, attached), "DetachVolume") == ""
    assert attaching.unavailable((free, free), "DetachVolume") == "no volume in a fitting state"
    assert attaching.fitting((free, attached), "DeleteVolume") == (free,)
