"""What the form says will happen is what the trail then shows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console import attaching, instances
from kmstui.console.create_volume import Surroundings, VolumeForm, create, surroundings
from kmstui.console.effects import When, calls, effects
from kmstui.console.volume_keys import TYPED_KEY


@pytest.fixture
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def _form(around: Surroundings, *, encrypted: bool, attach: bool) -> VolumeForm:
    form = VolumeForm(zone="us-east-1a", encrypted=encrypted, key="alias/payments-prod")
    if not attach:
        return form
    (instance,) = attaching.targets(around.instances, form.zone)
    return replace(form, instance=instance.instance_id, device=attaching.suggested_device(instance))


def _trail(gateway: Gateway) -> dict[str, str]:
    """The newest calls on the trail that do more than look, by the ids of their events."""
    events = gateway.call("cloudtrail", "LookupEvents", {"MaxResults": 50})["Events"]
    looking = ("Describe", "List", "Lookup")
    return {one["EventId"]: one["EventName"] for one in events if not one["EventName"].startswith(looking)}


def _carry_out(gateway: Gateway, form: VolumeForm) -> list[str]:
    """Create and attach as the form says; the calls that this put on the trail."""
    before = _trail(gateway)
    volume = create(gateway, form)
    gateway.call("ec2", "DescribeVolumes", {})
    if form.attaches:
        attaching.attach(gateway, volume.volume_id, form.instance, form.device)
    return [name for event, name in _trail(gateway).items() if event not in before]


@pytest.mark.parametrize("attach", [False, True])
@pytest.mark.parametrize("encrypted", [False, True])
def test_the_effects_are_the_calls_that_are_made(alice: Gateway, *, encrypted: bool, attach: bool) -> None:
    around = surroundings(alice)
    form = _form(around, encrypted=encrypted, attach=attach)
    assert sorted(_carry_out(alice, form)) == sorted(calls(effects(form, around)))


def test_a_stopped_instance_opens_the_key_when_it_is_started(alice: Gateway) -> None:
    (running,) = attaching.find_targets(alice, "us-east-1a")
    instances.stop(alice, [running])
    around = surroundings(alice)
    form = _form(around, encrypted=True, attach=True)
    happening = effects(form, around)
    assert happening[-1].when is When.LATER
    assert "Decrypt" not in calls(happening)
    assert sorted(_carry_out(alice, form)) == sorted(calls(happening))


def test_a_key_that_aws_has_not_made_yet_is_said_to_be_made() -> None:
    account = open_demo()
    gateway = account.endpoint.gateway("alice", "eu-central-1")
    around = surroundings(gateway)
    form = VolumeForm(zone="eu-central-1a")
    assert [one.what for one in effects(form, around)][:3] == [
        "CreateVolume",
        "AWS managed key aws/ebs made",
        "GenerateDataKeyWithoutPlaintext",
    ]
    account.close()


def test_effects_name_what_is_not_entered_yet_with_a_question_mark() -> None:
    nothing = Surroundings((), (), ())
    happening = effects(VolumeForm(size="", key=TYPED_KEY), nothing)
    assert happening[0].note == "? GiB · ? · encrypted"
    assert happening[1].note == "under ?"


def test_an_unencrypted_volume_that_is_not_attached_only_is_created() -> None:
    nothing = Surroundings((), (), ())
    assert [one.what for one in effects(VolumeForm(encrypted=False), nothing)] == ["CreateVolume"]
