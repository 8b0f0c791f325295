"""The volume a private operation is about, and the data plane's answers in EC2's words.

What an instance does to its volume can only be done while the volume is attached, the instance runs and the
data plane serves it; anything else is refused as EC2 refuses what a state forbids.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2 import (
    attachment_states,
    identifiers,
    instance_states,
    repository,
    volume_states,
)
from kmstui.emulator.ec2.model import InstanceState, Volume
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.registry import Context

SECTOR = 512
"""A block device is addressed in units of this many bytes."""

NOT_SERVED = Refusal("IncorrectState", "Volume '{volume}' is not served by a host.")
STORAGE_FAILED = Refusal("InternalError", "The host of volume '{volume}' failed: {fault}")
UNALIGNED = Refusal(INVALID_PARAMETER_VALUE, "{member} of {value} is not a multiple of {unit} bytes.")
BEYOND_END = Refusal(
    INVALID_PARAMETER_VALUE, "Bytes {first} to {last} are beyond the end of volume '{volume}' ({size} bytes)."
)


def named_volume(context: Context, params: Params) -> Volume:
    """The volume the request names, in whatever state.

    Raises:
        AwsError: `InvalidVolumeID.Malformed` or `InvalidVolume.NotFound`.
    """
    return identifiers.volume(context, params["VolumeId"])


def require_in_use(context: Context, volume: Volume) -> None:
    """Refuse a volume that no running instance can use.

    Raises:
        AwsError: `IncorrectState`, about the volume or its instance.
    """
    volume_states.require("UseVolume", volume)
    attachments = repository.attachments_of(context, volume.volume_id)
    for attachment in attachments:
        attachment_states.require("UseVolume", attachment)
    instances = identifiers.instances(context, [attachment.instance_id for attachment in attachments])
    if all(instance.state is not InstanceState.RUNNING for instance in instances):
        raise instance_states.NOT_RUNNING.error(id=instances[0].instance_id)


@contextmanager
def answering(volume: Volume) -> Iterator[None]:
    """Turn the data plane's exceptions into refusals.

    Raises:
        AwsError: `IncorrectState` when the volume is not served, `InternalError` when serving it failed.
    """
    try:
        yield
    except KeyError:
        raise NOT_SERVED.error(volume=volume.volume_id) from None
    except OSError as fault:
        raise STORAGE_FAILED.error(volume=volume.volume_id, fault=fault.strerror or fault) from fault


def check_range(volume: Volume, offset: int, length: int) -> None:
    """Refuse a stretch that is not made of whole sectors of the volume.

    Raises:
        AwsError: `InvalidParameterValue`.
    """
    check_aligned("Offset", offset)
    check_aligned("Length", length)
    if offset + length > volume.size_bytes:
        raise BEYOND_END.error(
            first=offset, last=offset + length - 1, volume=volume.volume_id, size=volume.size_bytes
        )


def check_aligned(member: str, value: int) -> None:
    """Refuse a number of bytes that is not made of whole sectors.

    Raises:
        AwsError: `InvalidParameterValue`.
    """
    if value % SECTOR:
        raise UNALIGNED.error(member=member, value=value, unit=SECTOR)
