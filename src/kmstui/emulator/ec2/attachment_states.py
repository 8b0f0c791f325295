"""What may be done to an attachment in which state, as a table.

A plain detach waits for the instance to let go of the device; a forced one does not (EBS User Guide,
"Detach a volume"). None means allowed.
"""

from collections.abc import Mapping

from kmstui.emulator.ec2.model import Attachment, AttachmentState
from kmstui.emulator.ec2.refusals import Refusal

IN_STATE = Refusal("IncorrectState", "Volume '{volume}' is in the '{state}' state.")

_S = AttachmentState
ATTACHMENT_OPERATIONS: Mapping[str, Mapping[AttachmentState, Refusal | None]] = {
    "DetachVolume": {
        _S.ATTACHING: IN_STATE,
        _S.ATTACHED: None,
        _S.DETACHING: IN_STATE,
        _S.DETACHED: IN_STATE,
        _S.BUSY: IN_STATE,
    },
    "DetachVolume by force": {
        _S.ATTACHING: None,
        _S.ATTACHED: None,
        _S.DETACHING: None,
        _S.DETACHED: IN_STATE,
        _S.BUSY: None,
    },
    # What an instance does to its volume: no AWS operation, but the same question.
    "UseVolume": {
        _S.ATTACHING: IN_STATE,
        _S.ATTACHED: None,
        _S.DETACHING: IN_STATE,
        _S.DETACHED: IN_STATE,
        _S.BUSY: None,
    },
}
"""By operation and state."""


def require(operation: str, attachment: Attachment) -> None:
    """Refuse `operation` if the attachment's state forbids it.

    Raises:
        AwsError: as the table says.
    """
    refusal = ATTACHMENT_OPERATIONS[operation][attachment.state]
    if refusal is not None:
        raise refusal.error(volume=attachment.volume_id, state=attachment.state.value)
