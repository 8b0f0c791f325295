"""What may be done to a volume in which state, as a table.

Every operation has a cell for every state: None where it is allowed, the exact refusal where it is not. An
operation that is refused changes nothing. Texts: EC2 API reference, "Error codes", and the public record.
"""

from collections.abc import Mapping

from kmstui.emulator.ec2.identifiers import VOLUME_NOT_FOUND
from kmstui.emulator.ec2.model import Volume, VolumeState
from kmstui.emulator.ec2.refusals import Refusal

NOT_AVAILABLE = Refusal("IncorrectState", "{id} is not 'available'")
ALREADY_ATTACHED = Refusal("VolumeInUse", "{id} is already attached to an instance")
IN_STATE = Refusal("IncorrectState", "Volume '{id}' is in the '{state}' state.")
STILL_ATTACHED = Refusal("VolumeInUse", "Volume {id} is currently attached to {instance}")

_S = VolumeState
VOLUME_OPERATIONS: Mapping[str, Mapping[VolumeState, Refusal | None]] = {
    "AttachVolume": {
        _S.CREATING: NOT_AVAILABLE,
        _S.AVAILABLE: None,
        _S.IN_USE: ALREADY_ATTACHED,
        _S.DELETING: NOT_AVAILABLE,
        _S.DELETED: VOLUME_NOT_FOUND,
        _S.ERROR: NOT_AVAILABLE,
    },
    "DetachVolume": {
        _S.CREATING: IN_STATE,
        _S.AVAILABLE: IN_STATE,
        _S.IN_USE: None,
        _S.DELETING: IN_STATE,
        _S.DELETED: VOLUME_NOT_FOUND,
        _S.ERROR: IN_STATE,
    },
    "DeleteVolume": {
        _S.CREATING: IN_STATE,
        _S.AVAILABLE: None,
        _S.IN_USE: STILL_ATTACHED,
        _S.DELETING: IN_STATE,
        _S.DELETED: VOLUME_NOT_FOUND,
        _S.ERROR: None,
    },
    # What an instance does to its volume: no AWS operation, but the same question.
    "UseVolume": {
        _S.CREATING: IN_STATE,
        _S.AVAILABLE: IN_STATE,
        _S.IN_USE: None,
        _S.DELETING: IN_STATE,
        _S.DELETED: VOLUME_NOT_FOUND,
        _S.ERROR: IN_STATE,
    },
}
"""By operation and state."""


def require(operation: str, volume: Volume, *, instance: str = "") -> None:
    """Refuse `operation` if the volume's state forbids it.

    Args:
        operation: a row of the table.
        volume: what it is to be done to.
        instance: the instance the volume is on, for the message.

    Raises:
        AwsError: as the table says.
    """
    refusal = VOLUME_OPERATIONS[operation][volume.state]
    if refusal is not None:
        raise refusal.error(id=volume.volume_id, state=volume.state.value, instance=instance)
