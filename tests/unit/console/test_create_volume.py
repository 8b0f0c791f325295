"""The Create volume form as a value: hints, calls and commands."""

import shlex
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Params, Result
from kmstui.aws.volume_types import VOLUME_TYPES
from kmstui.cli.account import open_demo
from kmstui.console import create_volume
from kmstui.console.create_volume import VolumeForm, create, create_params, surroundings
from kmstui.console.volume_keys import TYPED_KEY, UNSEEN_DEFAULT

FORM = VolumeForm(zone="us-east-1a")


@pytest.fixture
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def test_a_gp3_volume_sends_all_its_numbers() -> None:
    assert create_params(FORM) == {
        "VolumeType": "gp3",
        "Size": 100,
        "Iops": 3000,
        "Throughput": 125,
        "AvailabilityZone": "us-east-1a",
        "Encrypted": True,
    }


def test_a_type_sends_only_what_it_takes() -> None:
    params = create_params(
        replace(FORM, volume_type="st1", multi_attach=True, encrypted=False, key="alias/x")
    )
    assert set(params) == {"VolumeType", "Size", "AvailabilityZone"}


def test_tags_and_multi_attach_are_sent_where_they_are() -> None:
    form = replace(FORM, volume_type="io2", multi_attach=True, tags=(("Name", "x"), ("", "half")))
    params = create_params(form)
    assert params["MultiAttachEnabled"] is True
    assert params["TagSpecifications"] == [
        {"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": "x"}]}
    ]


def test_a_typed_key_is_what_is_sent() -> None:
    assert create_params(replace(FORM, key=TYPED_KEY, typed_key="arn:x"))["KmsKeyId"] == "arn:x"


@pytest.mark.parametrize("name", VOLUME_TYPES)
def test_every_type_as_it_first_stands_is_accepted(alice: Gateway, name: str) -> None:
    size = str(max(100, VOLUME_TYPES[name].min_size))
    form = replace(
        FORM,
        volume_type=name,
        size=size,
        iops=create_volume.iops_at_first(name),
        throughput=create_volume.throughput_at_first(name),
    )
    assert create(alice, form).state == "creating"
    assert create_volume.type_hint(form)
    assert create_volume.size_hint(form)


def test_hints_follow_what_is_entered() -> None:
    assert create_volume.type_hint(replace(FORM, volume_type="gp2", size="1000")).startswith(
        "Baseline 3,000 IOPS"
    )
    assert (
        create_volume.type_hint(replace(FORM, volume_type="gp2", size="")) == "3 IOPS per GiB, 100 to 16,000"
    )
    assert create_volume.throughput_hint(replace(FORM, iops="8000")) == "125 – 2,000 · 2,000 with these IOPS"
    assert create_volume.iops_hint(FORM) == "3,000 – 80,000 · max 500 per GiB"


def test_the_commands_can_be_pasted() -> None:
    text = create_volume.commands(replace(FORM, instance="i-1", device="/dev/sdf"), 42)
    first, wait, attach = text.replace(" \\\n", " ").split("\n")
    assert first.startswith("VOLUME=$(aws ec2 create-volume ")
    assert first.endswith("--query VolumeId --output text)")
    assert shlex.split(wait) == ["aws", "ec2", "wait", "volume-available", "--volume-ids", "$VOLUME"]
    assert shlex.split(attach)[-2:] == ["--volume-id", "$VOLUME"]
    assert create_volume.commands(FORM, 42).startswith("aws ec2 create-volume \\\n")


class Blind:
    """Somebody who may see zones and nothing else."""

    def call(self, service: str, operation: str, params: Params) -> Result:
        if operation == "DescribeAvailabilityZones":
            return {"AvailabilityZones": [{"ZoneName": "us-east-1a", "State": "available"}]}
        raise AwsError("AccessDeniedException", f"{service}:{operation} {params}")


def test_somebody_who_may_see_nothing_can_still_fill_in_the_form() -> None:
    around = surroundings(Blind())
    assert (around.zones, around.keys, around.instances) == (("us-east-1a",), (UNSEEN_DEFAULT,), ())
    assert around.region == "us-east-1"
    assert around.key(FORM) is UNSEEN_DEFAULT
    assert around.instance(FORM) is None
