"""What the home page says of an account at a glance: how many, how well protected, what needs attention.

Each question is asked by itself, so that somebody who may not list keys still sees the volumes. What a figure
looks like, and where it leads, is the page's business.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, MISSING
from kmstui.aws.gateway import Gateway
from kmstui.aws.volume_io import Meters
from kmstui.console import live
from kmstui.console.events import EventRow, kms_uses
from kmstui.console.keys import KeyRow, list_keys
from kmstui.console.live import LiveVolume
from kmstui.console.sidebar import list_ec2, list_kms

MINUTES = 60
"""The time that requests are counted over."""
MOST_REQUESTS = 200
"""The most requests that are counted."""
UNUSABLE = frozenset({"Disabled", "PendingDeletion", "PendingImport", "Unavailable"})
"""States of a KMS key in which a volume under it cannot be attached (KMS Developer Guide, "Key states")."""


@dataclass(frozen=True, slots=True)
class VolumeFacts:
    """One volume, as far as its protection goes."""

    volume_id: str
    name: str
    """Its `Name` tag, or its ID."""
    encrypted: bool
    attached: bool
    key_id: str
    """Of its KMS key; empty for an unencrypted volume."""
    lost: bool = False
    """Whether that key has been deleted, and nobody can decrypt the volume's data key any more."""


class Severity(Enum):
    """How much something needs attention."""

    URGENT = "err"
    """Something is going to be lost."""
    WARNING = "warn"
    """Something is not as it should be."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that somebody should look at."""

    severity: Severity
    name: str
    """What it is about."""
    text: str
    """What is the matter, in a few words."""
    page: str
    """The page that shows it."""
    arguments: Mapping[str, str]
    """That page's arguments."""


@dataclass(frozen=True, slots=True)
class Busiest:
    """The attached volume on which most has been done."""

    live: LiveVolume
    meters: Meters


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the steps that lead to an encrypted volume at work."""

    title: str
    note: str
    page: str
    """Where it is done."""
    done: bool


def customer_keys(gateway: Gateway) -> tuple[KeyRow, ...]:
    """The customer managed keys."""
    return list_keys(gateway, "CUSTOMER")


def volumes(gateway: Gateway) -> tuple[VolumeFacts, ...]:
    """All volumes."""
    keys = _key_ids(gateway)
    return tuple(_facts(volume, keys) for volume in list_ec2(gateway, "DescribeVolumes", "Volumes"))


def _key_ids(gateway: Gateway) -> frozenset[str] | None:
    """The ids of all keys; None where one may not list them."""
    try:
        return frozenset(key["KeyId"] for key in list_kms(gateway, "ListKeys", "Keys"))
    except AwsError as error:
        if error.code in DENIED | MISSING:
            return None
        raise


def _facts(volume: Mapping[str, Any], keys: frozenset[str] | None) -> VolumeFacts:
    key_id = _key_id(volume.get("KmsKeyId", ""))
    tags = {tag["Key"]: tag["Value"] for tag in volume.get("Tags", ())}
    return VolumeFacts(
        volume_id=volume["VolumeId"],
        name=tags.get("Name") or volume["VolumeId"],
        encrypted=bool(volume.get("Encrypted")),
        attached=volume["State"] == "in-use",
        key_id=key_id,
        lost=bool(key_id) and keys is not None and key_id not in keys,
    )


def _key_id(named: str) -> str:
    """The id of a volume's key. EC2 answers with its ARN; moto with whatever it was given, an alias too."""
    return "" if named.rpartition(":")[2].startswith("alias/") else named.rpartition("/")[2]


def recent_uses(gateway: Gateway) -> tuple[EventRow, ...]:
    """The newest requests that used a KMS key or changed something, newest first."""
    return kms_uses(gateway, MOST_REQUESTS)


def by_minute(uses: Sequence[EventRow], now: datetime) -> tuple[int, ...]:
    """How many of these requests were made in each minute of the last hour, oldest first."""
    counts = [0] * MINUTES
    for event in uses:
        ago = int((now - event.time) / timedelta(minutes=1))
        if ago < MINUTES:
            counts[MINUTES - 1 - max(0, ago)] += 1
    return tuple(counts)


def by_state(keys: Sequence[KeyRow]) -> Mapping[str, int]:
    """How many keys are in each state, most frequent first."""
    return dict(Counter(key.state for key in keys).most_common())


def attention(keys: Sequence[KeyRow], found: Sequence[VolumeFacts], now: datetime) -> tuple[Attention, ...]:
    """What somebody should look at, the most urgent first."""
    by_id = {key.key_id: key for key in keys}
    urgent = [_deletion(key, now) for key in keys if key.state == "PendingDeletion"]
    lost = [
        Attention(
            Severity.URGENT,
            volume.name,
            "lost once detached: its key is gone" if volume.attached else "lost: its key is gone",
            "ec2.volume",
            {"volume_id": volume.volume_id},
        )
        for volume in found
        if volume.lost
    ]
    under = [
        _under_key(volume, by_id[volume.key_id])
        for volume in found
        if volume.key_id in by_id and by_id[volume.key_id].state in UNUSABLE
    ]
    plain = [
        Attention(
            Severity.WARNING,
            volume.name,
            "not encrypted" + (", in use" if volume.attached else ""),
            "ec2.volume",
            {"volume_id": volume.volume_id},
        )
        for volume in found
        if not volume.encrypted
    ]
    return (*urgent, *lost, *under, *plain)


def _deletion(key: KeyRow, now: datetime) -> Attention:
    days = key.days_left(now)
    when = "today" if not days else "in 1 day" if days == 1 else f"in {days} days"
    return Attention(Severity.URGENT, key.name, f"gone {when}", "kms.key", {"key_id": key.key_id})


def _under_key(volume: VolumeFacts, key: KeyRow) -> Attention:
    deleted = key.state == "PendingDeletion"
    return Attention(
        Severity.URGENT if deleted else Severity.WARNING,
        volume.name,
        f"lost with {key.name}" if deleted else f"needs {key.name}, {key.state_label.lower()}",
        "ec2.volume",
        {"volume_id": volume.volume_id},
    )


def busiest(gateway: Gateway, among: Sequence[LiveVolume]) -> Busiest | None:
    """The attached volume with a load, or else with the most requests so far; None where none is attached.

    Only meters are asked for, which leaves nothing on the trail, however often one looks.
    """
    seen = [Busiest(volume, live.meters(gateway, volume.volume_id)) for volume in among]
    return max(seen, key=_activity, default=None)


def _activity(seen: Busiest) -> tuple[bool, int]:
    return seen.meters.load_running, seen.meters.read.operations + seen.meters.write.operations


def first_steps(
    keys: Sequence[KeyRow], found: Sequence[VolumeFacts], watched: Busiest | None
) -> tuple[FirstStep, ...]:
    """The way to an encrypted volume at work, and how far one has come."""
    used = watched is not None and _activity(watched)[1] > 0
    encrypted = [volume for volume in found if volume.encrypted]
    return (
        FirstStep("Create a KMS key", "in five steps", "kms.create-key", bool(keys)),
        FirstStep("Create an encrypted volume", "under it", "ec2.create-volume", bool(encrypted)),
        FirstStep(
            "Attach it to an instance",
            "one Decrypt",
            "ec2.volumes",
            any(volume.attached for volume in encrypted),
        ),
        FirstStep("Watch it encrypt", "and compare bytes", "live", used),
    )


def is_fresh(steps: Sequence[FirstStep]) -> bool:
    """Whether there is anything left to do before there is something to watch."""
    return not all(step.done for step in steps[:3])
