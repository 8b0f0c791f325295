"""What stands beside the navigation: how many of everything there is, and how the account is doing.

Each query is asked on its own, so that somebody who may not list keys still sees how many volumes there are.
Counts are keyed by the ids of the console's pages.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kmstui.aws.gateway import Gateway, Realm

Counts = Mapping[str, str]
"""A few characters to show, by page id."""
RUNNING = "●"
"""Shown where something is going on right now."""
UNKNOWN = "–"
"""Shown where one may not count, or there is no counting."""
REALMS = {Realm.EMULATOR: "Emulator", Realm.ENDPOINT: "Endpoint", Realm.AWS: "AWS"}
"""What an account's card is headed."""
_PAGE = 1000
_PAGES = {"ListKeys": _PAGE, "ListKeyRotations": _PAGE, "ListResourceTags": 50}
"""The most that one page of a KMS listing has; 100 for the others (API reference, Limit)."""


def list_kms(gateway: Gateway, operation: str, member: str, **of: str) -> Iterator[Mapping[str, Any]]:
    """Every item that a listing operation of KMS answers, page by page; `of` says of what, as `KeyId`."""
    params: dict[str, Any] = {**of, "Limit": _PAGES.get(operation, 100)}
    while True:
        answer = gateway.call("kms", operation, params)
        yield from answer[member]
        if not answer.get("Truncated"):
            return
        params["Marker"] = answer["NextMarker"]


def list_ec2(gateway: Gateway, operation: str, member: str) -> Iterator[Mapping[str, Any]]:
    """Every item that a describing operation of EC2 answers, page by page."""
    params: dict[str, Any] = {"MaxResults": _PAGE}
    while True:
        answer = gateway.call("ec2", operation, params)
        yield from answer.get(member, ())
        if not answer.get("NextToken"):
            return
        params["NextToken"] = answer["NextToken"]


def count_keys(gateway: Gateway) -> Counts:
    """Customer managed and AWS managed keys; AWS's own are known by their aliases, `alias/aws/…`."""
    keys = {key["KeyId"] for key in list_kms(gateway, "ListKeys", "Keys")}
    aliases = list_kms(gateway, "ListAliases", "Aliases")
    aws_keys = {
        alias["TargetKeyId"]
        for alias in aliases
        if alias["AliasName"].startswith("alias/aws/") and alias.get("TargetKeyId") in keys
    }
    return {"kms.keys": f"{len(keys - aws_keys):,}", "kms.aws-keys": f"{len(aws_keys):,}"}


def count_volumes(gateway: Gateway) -> Counts:
    """Volumes, and whether there is live I/O to look at: only an attached volume has any."""
    volumes = list(list_ec2(gateway, "DescribeVolumes", "Volumes"))
    live = any(volume.get("State") == "in-use" for volume in volumes)
    return {"ec2.volumes": f"{len(volumes):,}", "live": RUNNING if live else ""}


def count_instances(gateway: Gateway) -> Counts:
    """Instances that are not terminated."""
    reservations = list_ec2(gateway, "DescribeInstances", "Reservations")
    states = [
        instance["State"]["Name"] for reservation in reservations for instance in reservation["Instances"]
    ]
    return {"ec2.instances": f"{sum(state != 'terminated' for state in states):,}"}


COUNTS: tuple[Callable[[Gateway], Counts], ...] = (count_keys, count_volumes, count_instances)
"""Every count."""
COUNTED: Mapping[str, tuple[str, ...]] = {
    count_keys.__name__: ("kms.keys", "kms.aws-keys"),
    count_volumes.__name__: ("ec2.volumes",),
    count_instances.__name__: ("ec2.instances",),
}
"""Which entries a count is shown behind, by the count's name."""


def uncounted(query: Callable[[Gateway], Counts]) -> Counts:
    """What is shown where a count was refused."""
    return dict.fromkeys(COUNTED[query.__name__], UNKNOWN)


def status(gateway: Gateway) -> Mapping[str, str]:
    """How the account is doing, line by line; accounts other than the emulator's do not say."""
    answer = gateway.call("kmstui", "GetStatus", {})
    return {
        "Emulator": "in this process" if answer.get("DataDirectory") else "in memory",
        "pace": str(answer.get("Pace", "")),
        "clock": "frozen" if answer.get("Frozen") else "live",
    }
