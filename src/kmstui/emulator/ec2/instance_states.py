"""What may be done to an instance in which state, as a table; and the numbers EC2 gives those states.

`START`, `STOP` and `TERMINATE` of an instance that is already there, or on its way, succeed and do nothing;
that is `NOTHING` here. Texts: EC2 API reference, "Error codes", and the public record.
"""

from collections.abc import Mapping
from enum import Enum

from kmstui.emulator.ec2.model import Instance, InstanceState
from kmstui.emulator.ec2.refusals import Refusal

STATE_CODES: Mapping[InstanceState, int] = {
    InstanceState.PENDING: 0,
    InstanceState.RUNNING: 16,
    InstanceState.SHUTTING_DOWN: 32,
    InstanceState.TERMINATED: 48,
    InstanceState.STOPPING: 64,
    InstanceState.STOPPED: 80,
}
"""`InstanceState.Code` (EC2 API reference)."""


class Verdict(Enum):
    """What an operation does when it is not refused."""

    GO = "carry it out"
    NOTHING = "succeed and change nothing"


NOT_STARTABLE = Refusal(
    "IncorrectInstanceState", "The instance '{id}' is not in a state from which it can be started."
)
NOT_STOPPABLE = Refusal(
    "IncorrectInstanceState", "This instance '{id}' is not in a state from which it can be stopped."
)
NOT_RUNNING = Refusal("IncorrectState", "Instance '{id}' is not 'running'.")

_S = InstanceState
INSTANCE_OPERATIONS: Mapping[str, Mapping[InstanceState, Refusal | Verdict]] = {
    "StartInstances": {
        _S.PENDING: Verdict.NOTHING,
        _S.RUNNING: Verdict.NOTHING,
        _S.SHUTTING_DOWN: NOT_STARTABLE,
        _S.TERMINATED: NOT_STARTABLE,
        _S.STOPPING: NOT_STARTABLE,
        _S.STOPPED: Verdict.GO,
    },
    "StopInstances": {
        _S.PENDING: NOT_STOPPABLE,
        _S.RUNNING: Verdict.GO,
        _S.SHUTTING_DOWN: NOT_STOPPABLE,
        _S.TERMINATED: NOT_STOPPABLE,
        _S.STOPPING: Verdict.NOTHING,
        _S.STOPPED: Verdict.NOTHING,
    },
    "TerminateInstances": {
        _S.PENDING: Verdict.GO,
        _S.RUNNING: Verdict.GO,
        _S.SHUTTING_DOWN: Verdict.NOTHING,
        _S.TERMINATED: Verdict.NOTHING,
        _S.STOPPING: Verdict.GO,
        _S.STOPPED: Verdict.GO,
    },
    "AttachVolume": {
        _S.PENDING: NOT_RUNNING,
        _S.RUNNING: Verdict.GO,
        _S.SHUTTING_DOWN: NOT_RUNNING,
        _S.TERMINATED: NOT_RUNNING,
        _S.STOPPING: NOT_RUNNING,
        _S.STOPPED: Verdict.GO,
    },
}
"""By operation and state."""


def require(operation: str, instance: Instance) -> Verdict:
    """What `operation` does to the instance in its present state.

    Raises:
        AwsError: as the table says.
    """
    cell = INSTANCE_OPERATIONS[operation][instance.state]
    if isinstance(cell, Refusal):
        raise cell.error(id=instance.instance_id)
    return cell
