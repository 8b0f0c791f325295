"""How many of everything there is, whatever the number of pages it takes."""

from collections.abc import Callable
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.console.resources import Resource, find_keys, find_volumes
from kmstui.console.sidebar import RUNNING, count_instances, count_keys, count_volumes, status


class Canned:
    """A gateway of functions by operation."""

    def __init__(self, **answers: Callable[[Params], Result]) -> None:
        self.answers = answers

    def call(self, service: str, operation: str, params: Params) -> Result:
        """Ask the function."""
        return self.answers[operation](params)


def paged(member: str, pages: list[list[Any]]) -> Callable[[Params], Result]:
    """A KMS listing in several pages."""

    def answer(params: Params) -> Result:
        number = int(params.get("Marker", 0))
        more = number + 1 < len(pages)
        return {member: pages[number], "Truncated": more, **({"NextMarker": f"{number + 1}"} if more else {})}

    return answer


ALIASES = [
    {"AliasName": "alias/aws/ebs", "TargetKeyId": "k1"},
    {"AliasName": "alias/aws/s3"},
    {"AliasName": "alias/orders", "TargetKeyId": "k2"},
]


def test_keys_are_counted_over_all_pages_and_aws_managed_ones_apart() -> None:
    gateway = Canned(
        ListKeys=paged("Keys", [[{"KeyId": "k1"}, {"KeyId": "k2"}], [{"KeyId": "k3"}]]),
        ListAliases=paged("Aliases", [ALIASES[:1], ALIASES[1:]]),
    )
    assert count_keys(gateway) == {"kms.keys": "2", "kms.aws-keys": "1"}


def test_volumes_are_counted_over_all_pages_and_running_ones_marked() -> None:
    def volumes(params: Params) -> Result:
        if params.get("NextToken"):
            return {"Volumes": [{"VolumeId": "vol-2", "State": "in-use"}]}
        return {"Volumes": [{"VolumeId": "vol-1", "State": "available"}] * 1200, "NextToken": "more"}

    assert count_volumes(Canned(DescribeVolumes=volumes)) == {"ec2.volumes": "1,201", "live": RUNNING}


def test_an_account_without_attached_volumes_has_no_live_io() -> None:
    assert count_volumes(Canned(DescribeVolumes=lambda _: {}))["live"] == ""


def test_terminated_instances_are_not_counted() -> None:
    states = ["running", "stopped", "terminated"]
    reservations = [{"Instances": [{"State": {"Name": state}}]} for state in states]
    gateway = Canned(DescribeInstances=lambda _: {"Reservations": reservations})
    assert count_instances(gateway) == {"ec2.instances": "2"}


def test_the_card_tells_pace_and_clock() -> None:
    gateway = Canned(GetStatus=lambda _: {"Pace": "instant", "Frozen": True, "DataDirectory": "/data"})
    assert status(gateway) == {"Emulator": "in this process", "pace": "instant", "clock": "frozen"}


def test_keys_are_found_by_alias_or_else_by_id() -> None:
    gateway = Canned(
        ListKeys=paged("Keys", [[{"KeyId": "k1"}, {"KeyId": "k2"}, {"KeyId": "k3"}]]),
        ListAliases=paged("Aliases", [ALIASES]),
    )
    assert [(found.name, found.note, found.arguments["key_id"]) for found in find_keys(gateway)] == [
        ("aws/ebs", "k1", "k1"),
        ("orders", "k2", "k2"),
        ("k3", "", "k3"),
    ]


def test_volumes_are_found_by_name_or_else_by_id() -> None:
    volumes = [{"VolumeId": "vol-1", "Tags": [{"Key": "Name", "Value": "data"}]}, {"VolumeId": "vol-2"}]
    gateway = Canned(DescribeVolumes=lambda _: {"Volumes": volumes})
    assert find_volumes(gateway) == (
        Resource("volume", "data", "vol-1", "ec2.volume", {"volume_id": "vol-1"}),
        Resource("volume", "vol-2", "", "ec2.volume", {"volume_id": "vol-2"}),
    )
