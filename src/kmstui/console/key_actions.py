"""What can be done to KMS keys from a list or a page, one or several at once.

Each function makes the calls and says what came of them; a key that AWS refuses does not keep the others from
being changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow
from kmstui.console.sidebar import list_ec2

MIN_WAITING_DAYS = 7
MAX_WAITING_DAYS = 30
DEFAULT_WAITING_DAYS = 30
"""KMS API Reference, ScheduleKeyDeletion: PendingWindowInDays."""


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What came of doing one thing to several keys."""

    done: tuple[KeyRow, ...]
    """The keys it was done to, in their order."""
    refused: tuple[tuple[KeyRow, AwsError], ...]
    """The keys AWS refused, each with its reason."""


def _each(gateway: Gateway, keys: Sequence[KeyRow], operation: str, **more: object) -> BulkOutcome:
    done: list[KeyRow] = []
    refused: list[tuple[KeyRow, AwsError]] = []
    for key in keys:
        try:
            gateway.call("kms", operation, {"KeyId": key.key_id, **more})
        except AwsError as error:
            refused.append((key, error))
        else:
            done.append(key)
    return BulkOutcome(tuple(done), tuple(refused))


def enable(gateway: Gateway, keys: Sequence[KeyRow]) -> BulkOutcome:
    """EnableKey for each."""
    return _each(gateway, keys, "EnableKey")


def disable(gateway: Gateway, keys: Sequence[KeyRow]) -> BulkOutcome:
    """DisableKey for each."""
    return _each(gateway, keys, "DisableKey")


def cancel_deletion(gateway: Gateway, keys: Sequence[KeyRow]) -> BulkOutcome:
    """CancelKeyDeletion for each; the keys are disabled afterwards (KMS Developer Guide)."""
    return _each(gateway, keys, "CancelKeyDeletion")


def schedule_deletion(gateway: Gateway, keys: Sequence[KeyRow], days: int) -> BulkOutcome:
    """ScheduleKeyDeletion for each, with a waiting period of `days`."""
    return _each(gateway, keys, "ScheduleKeyDeletion", PendingWindowInDays=days)


BulkAction = Callable[[Gateway, Sequence[KeyRow]], BulkOutcome]


@dataclass(frozen=True, slots=True)
class VolumeUnderKey:
    """A volume that would become unreadable with a key."""

    volume_id: str
    state: str
    instance_id: str
    """Where it is attached; empty where it is not."""


def volumes_under(gateway: Gateway, keys: Sequence[KeyRow]) -> tuple[VolumeUnderKey, ...]:
    """The volumes whose data keys are encrypted under any of these keys; those that EC2 lists, where nothing
    else can be asked."""
    found = []
    for key in keys:
        try:
            answer = gateway.call("kmstui", "ListVolumesUnderKey", {"KeyId": key.key_id})
        except AwsError as error:
            if error.code in MISSING:
                return _listed_under(gateway, frozenset(key.key_id for key in keys))
            raise
        found += [
            VolumeUnderKey(volume["VolumeId"], volume["State"], volume.get("InstanceId", ""))
            for volume in answer["Volumes"]
        ]
    return tuple(found)


def _listed_under(gateway: Gateway, key_ids: frozenset[str]) -> tuple[VolumeUnderKey, ...]:
    """The same from DescribeVolumes, which has no filter for keys; none where one may not see volumes."""
    try:
        volumes = [*list_ec2(gateway, "DescribeVolumes", "Volumes")]
    except AwsError as error:
        if error.code in DENIED | MISSING:
            return ()
        raise
    return tuple(
        VolumeUnderKey(volume["VolumeId"], volume["State"], _instance(volume))
        for volume in volumes
        if str(volume.get("KmsKeyId", "")).rpartition("/")[2] in key_ids
    )


def _instance(volume: Mapping[str, Any]) -> str:
    return next((str(each["InstanceId"]) for each in volume.get("Attachments", ())), "")


def deletion_time(now: datetime, days: int) -> str:
    """When a key would be deleted, for the dialog."""
    return f"deletes {now + timedelta(days=days):%Y-%m-%d %H:%M} UTC"


FITTING: dict[str, frozenset[str]] = {
    "EnableKey": frozenset({"Disabled"}),
    "DisableKey": frozenset({"Enabled"}),
    "ScheduleKeyDeletion": frozenset({"Enabled", "Disabled", "PendingImport", "Unavailable"}),
    "CancelKeyDeletion": frozenset({"PendingDeletion", "PendingReplicaDeletion"}),
}
"""The states in which an operation changes a key (KMS Developer Guide, "Key states")."""


def fitting(keys: Sequence[KeyRow], operation: str) -> tuple[KeyRow, ...]:
    """Those of the keys that an operation would change; AWS managed keys are never among them."""
    return tuple(key for key in keys if key.state in FITTING[operation] and key.manager != "AWS")


def available(keys: Sequence[KeyRow], operation: str) -> str:
    """Why an operation makes no sense for these keys, in a few words; empty when it does for one of them."""
    if not keys:
        return "no key selected"
    if fitting(keys, operation):
        return ""
    if all(key.manager == "AWS" for key in keys):
        return "an AWS managed key is read-only"
    return f"the key is {keys[0].state_label.lower()}" if len(keys) == 1 else "no key in a fitting state"
