"""What the page of one volume asks the account: the volume, its tags, and everything that happened to it.

The history is drawn from three places: CloudTrail's events about the volume, those about its KMS key that
carry the volume's encryption context, and what EBS itself would tell EventBridge.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.key_tags import Tag, TagChange
from kmstui.console.volumes import VolumeRow, events_of, names, volume_row

MOST_EVENTS = 200
"""How many events of the key are looked through."""
_EBS = "ebs"
_CREATION = frozenset({"CreateVolume", "GenerateDataKeyWithoutPlaintext", "createVolume"})
"""What makes a volume: EC2's call, the one it leads to, and what EBS tells of it."""
_LOOKING = ("Describe", "List", "GetKey")
"""Calls that only look are left out: this page makes some itself, each time it is shown. (Those that make or
open keys CloudTrail calls read-only as well, but they have other names.)"""


def find(gateway: Gateway, volume_id: str) -> VolumeRow:
    """One volume.

    Raises:
        AwsError: `InvalidVolume.NotFound` for one that is gone, or never was.
    """
    answer = gateway.call("ec2", "DescribeVolumes", {"VolumeIds": [volume_id]})
    for volume in answer["Volumes"]:
        return volume_row(volume, names(gateway))
    raise AwsError("InvalidVolume.NotFound", f"The volume '{volume_id}' does not exist.")


def retag(gateway: Gateway, volume_id: str, wanted: TagChange) -> None:
    """DeleteTags, then CreateTags: in this order a volume with 50 tags can exchange some.

    Raises:
        AwsError: as EC2 answers; what was removed before stays removed.
    """
    if wanted.gone:
        keys = [{"Key": key} for key in wanted.gone]
        gateway.call("ec2", "DeleteTags", {"Resources": [volume_id], "Tags": keys})
    if wanted.put:
        gateway.call("ec2", "CreateTags", {"Resources": [volume_id], "Tags": _entries(wanted.put)})


def _entries(tags: tuple[Tag, ...]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags]


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something that happened to a volume."""

    key: str
    """What identifies it in this list."""
    time: datetime
    name: str
    """The operation, or EBS's name for what happened."""
    who: str
    """The user or service that called; `ebs` for what EBS tells."""
    failure: str
    """The error code or cause; empty where it went well."""
    record: str
    """The whole record as indented JSON."""


def history(gateway: Gateway, volume: VolumeRow) -> tuple[HistoryEvent, ...]:
    """Everything known to have happened to a volume, newest first.

    What happened in the same instant is in the order of causes: EBS calls KMS for what it was asked to do,
    and tells of what has been done.
    """
    found: list[HistoryEvent] = []
    if volume.key_arn:
        found += [event for event in _trail(gateway, volume.key_arn) if volume.volume_id in event.record]
    found += [*_trail(gateway, volume.volume_id), *_told(gateway, volume.volume_id)]
    unique = {event.key: event for event in found}
    return tuple(sorted(unique.values(), key=lambda event: (event.time, _place(event)), reverse=True))


def _place(event: HistoryEvent) -> tuple[bool, bool]:
    """Where an event belongs among those of its instant: a volume is created before anything else."""
    operation = event.name.partition(" ")[0]
    return operation not in _CREATION, operation[:1].islower()


def _trail(gateway: Gateway, resource: str) -> Iterator[HistoryEvent]:
    params: dict[str, Any] = {
        "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": resource}],
        "MaxResults": 50,
    }
    for _page in range(MOST_EVENTS // 50):
        answer = gateway.call("cloudtrail", "LookupEvents", params)
        yield from (
            _trail_event(event) for event in answer["Events"] if not event["EventName"].startswith(_LOOKING)
        )
        if not answer.get("NextToken"):
            return
        params["NextToken"] = answer["NextToken"]


def _trail_event(event: Mapping[str, Any]) -> HistoryEvent:
    record = json.loads(event["CloudTrailEvent"])
    identity = record.get("userIdentity", {})
    who = event.get("Username") or identity.get("userName") or identity.get("invokedBy", "")
    return HistoryEvent(
        event["EventId"],
        event["EventTime"],
        event["EventName"],
        _short(str(who), identity),
        record.get("errorCode", ""),
        json.dumps(record, indent=2, ensure_ascii=False),
    )


def _short(who: str, identity: Mapping[str, Any]) -> str:
    """A caller in a few cells: instances' hosts go by a role of AWS's."""
    return f"{who} via EC2" if identity.get("invokedBy") and identity.get("type") == "IAMUser" else who


def _told(gateway: Gateway, volume_id: str) -> Iterator[HistoryEvent]:
    try:
        found = events_of(gateway, volume_id)
    except AwsError:
        return
    for event in found:
        shown = {
            "source": "aws.ec2",
            "detail-type": "EBS Volume Notification",
            "time": event.time.isoformat(),
            "resources": [event.volume_id],
            "detail": {"event": event.event, "result": event.result, "cause": event.cause},
        }
        yield HistoryEvent(
            f"{_EBS}-{event.event}-{event.time.isoformat()}",
            event.time,
            f"{event.event} {event.result}",
            _EBS,
            event.cause or event.result if event.failed else "",
            json.dumps(shown, indent=2, ensure_ascii=False),
        )
