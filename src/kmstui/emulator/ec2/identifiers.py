"""EC2's resource identifiers: made from entropy, checked for their form, looked up.

An id that cannot be one is `Malformed`; one that could be and is not is `NotFound`. AWS tells the two apart.
"""

import re

from kmstui.aws.entropy import Entropy, token_hex
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import Instance, Volume, VolumeState
from kmstui.emulator.ec2.refusals import Refusal
from kmstui.emulator.registry import Context

_DIGITS = 17
_FORM = re.compile(r"[0-9a-f]{8}|[0-9a-f]{17}")
"""Accounts older than 2016 still hold ids of eight digits."""

_MALFORMED_CODES = {
    "vol": "InvalidVolumeID.Malformed",
    "i": "InvalidInstanceID.Malformed",
    "ami": "InvalidAMIID.Malformed",
    "snap": "InvalidSnapshotID.Malformed",
}
_WRONG_PREFIX = 'Invalid id: "{id}" (expecting "{prefix}-...")'
_WRONG_DIGITS = 'Invalid id: "{id}"'

VOLUME_NOT_FOUND = Refusal("InvalidVolume.NotFound", "The volume '{id}' does not exist.")
SNAPSHOT_NOT_FOUND = Refusal("InvalidSnapshot.NotFound", "The snapshot '{id}' does not exist.")
INSTANCE_NOT_FOUND = Refusal("InvalidInstanceID.NotFound", "The instance ID '{id}' does not exist")
INSTANCES_NOT_FOUND = Refusal("InvalidInstanceID.NotFound", "The instance IDs '{id}' do not exist")


def new_id(entropy: Entropy, prefix: str) -> str:
    """A fresh identifier, such as `vol-0a1b2c3d4e5f67890`."""
    return f"{prefix}-{token_hex(entropy, _DIGITS)}"


def check_form(identifier: str, prefix: str) -> None:
    """Refuse an identifier that cannot be one of this kind.

    Raises:
        AwsError: `InvalidVolumeID.Malformed` and its like.
    """
    code = _MALFORMED_CODES[prefix]
    if not identifier.startswith(f"{prefix}-"):
        raise Refusal(code, _WRONG_PREFIX).error(id=identifier, prefix=prefix)
    if not _FORM.fullmatch(identifier.removeprefix(f"{prefix}-")):
        raise Refusal(code, _WRONG_DIGITS).error(id=identifier)


def volume(context: Context, volume_id: str) -> Volume:
    """The volume with that id in this account and Region.

    Raises:
        AwsError: `InvalidVolumeID.Malformed` or `InvalidVolume.NotFound`.
    """
    check_form(volume_id, "vol")
    found = context.uow.get(repository.VOLUMES, repository.key(context, volume_id))
    if found is None or found.state is VolumeState.DELETED:
        raise VOLUME_NOT_FOUND.error(id=volume_id)
    return found


def instance(context: Context, instance_id: str) -> Instance:
    """The instance with that id in this account and Region, terminated ones included.

    Raises:
        AwsError: `InvalidInstanceID.Malformed` or `InvalidInstanceID.NotFound`.
    """
    return instances(context, [instance_id])[0]


def instances(context: Context, instance_ids: list[str]) -> list[Instance]:
    """The instances with those ids, in that order.

    Raises:
        AwsError: `InvalidInstanceID.Malformed` or `InvalidInstanceID.NotFound` naming all that are missing.
    """
    for instance_id in instance_ids:
        check_form(instance_id, "i")
    found = {
        instance_id: context.uow.get(repository.INSTANCES, repository.key(context, instance_id))
        for instance_id in instance_ids
    }
    missing = [instance_id for instance_id, record in found.items() if record is None]
    if missing:
        refusal = INSTANCE_NOT_FOUND if len(missing) == 1 else INSTANCES_NOT_FOUND
        raise refusal.error(id=", ".join(missing))
    return [record for record in found.values() if record is not None]
