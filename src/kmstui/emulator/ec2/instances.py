"""StartInstances, StopInstances and TerminateInstances.

Stopping takes an instance's volumes from its host, and with them their plaintext keys; starting gets the keys
again. An instance whose keys cannot be had is answered like any other and then found stopped with a reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import identifiers, instance_failures, instance_states, permissions, repository
from kmstui.emulator.ec2.attaching import remove, withdraw
from kmstui.emulator.ec2.instance_states import Verdict
from kmstui.emulator.ec2.model import Attachment, AttachmentState, Instance, InstanceState, StateReason
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.pace import Change, cancel, schedule
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.powering import bring_up
from kmstui.emulator.ec2.views import change_view
from kmstui.emulator.ec2.volumes import discard
from kmstui.emulator.registry import Access, Context, Handler

_STARTING = StateReason("pending", "pending")

Step = Callable[[Context, DataPlane, Instance], Instance]
"""What an operation does to one instance whose state allows it; returns the instance as it is then."""


def start_instances(data_plane: DataPlane) -> Handler[list[Instance]]:
    """`StartInstances`."""
    return _on_each("StartInstances", "StartingInstances", data_plane, _start)


def stop_instances(data_plane: DataPlane) -> Handler[list[Instance]]:
    """`StopInstances`."""
    return _on_each("StopInstances", "StoppingInstances", data_plane, _stop)


def terminate_instances(data_plane: DataPlane) -> Handler[list[Instance]]:
    """`TerminateInstances`."""
    return _on_each("TerminateInstances", "TerminatingInstances", data_plane, _terminate)


def _on_each(name: str, answer: str, data_plane: DataPlane, step: Step) -> Handler[list[Instance]]:
    """An operation on several instances: refused for all of them when one of them is in the wrong state."""

    def resolve(context: Context, params: Params) -> list[Instance]:
        return identifiers.instances(context, list(dict.fromkeys(params["InstanceIds"])))

    def access(context: Context, _params: Params, instances: list[Instance]) -> Sequence[Access]:
        return [permissions.on_instance(name, context, instance) for instance in instances]

    def run(context: Context, _params: Params, instances: list[Instance]) -> Result:
        verdicts = [instance_states.require(name, instance) for instance in instances]
        changes = []
        for instance, verdict in zip(instances, verdicts, strict=True):
            now = step(context, data_plane, instance) if verdict is Verdict.GO else instance
            changes.append(change_view(now, instance.state))
        return {answer: changes}

    return operation(name, resolve, access, run)


def _start(context: Context, data_plane: DataPlane, instance: Instance) -> Instance:
    starting = replace(
        instance,
        state=InstanceState.PENDING,
        launch_time=context.now,
        failure=bring_up(context, data_plane, instance),
        failure_state=InstanceState.STOPPED,
        state_reason=_STARTING,
        transition_reason="",
    )
    context.uow.put(repository.INSTANCES, starting)
    schedule(context, Change.START_INSTANCE, instance.instance_id)
    return starting


def _stop(context: Context, data_plane: DataPlane, instance: Instance) -> Instance:
    for attachment in repository.attachments_on(context, instance.instance_id):
        _let_go_for_now(context, data_plane, attachment)
    stopping = _shut_down(context, instance, InstanceState.STOPPING)
    schedule(context, Change.STOP_INSTANCE, instance.instance_id)
    return stopping


def _let_go_for_now(context: Context, data_plane: DataPlane, attachment: Attachment) -> None:
    """The volume stays attached to the instance that stops, but the host forgets it; a busy one is let go."""
    volume = context.uow.get(repository.VOLUMES, repository.key(context, attachment.volume_id))
    if volume is None or not repository.held(attachment):
        return
    let_go = withdraw(context, data_plane, volume, attachment)
    if attachment.state is AttachmentState.BUSY:
        let_go = replace(let_go, state=AttachmentState.DETACHING)
        schedule(context, Change.DETACH_VOLUME, attachment.volume_id, attachment.instance_id)
    context.uow.put(repository.ATTACHMENTS, let_go)


def _terminate(context: Context, data_plane: DataPlane, instance: Instance) -> Instance:
    for attachment in repository.attachments_on(context, instance.instance_id):
        _let_go_for_good(context, data_plane, attachment)
    cancel(context, Change.START_INSTANCE, instance.instance_id)
    cancel(context, Change.STOP_INSTANCE, instance.instance_id)
    terminating = _shut_down(context, instance, InstanceState.SHUTTING_DOWN)
    schedule(context, Change.TERMINATE_INSTANCE, instance.instance_id)
    return terminating


def _let_go_for_good(context: Context, data_plane: DataPlane, attachment: Attachment) -> None:
    """The volume is detached, and deleted if that was said when it was attached."""
    volume = context.uow.get(repository.VOLUMES, repository.key(context, attachment.volume_id))
    assert volume is not None, "a volume outlives its attachments"
    withdraw(context, data_plane, volume, attachment)
    cancel(context, Change.ATTACH_VOLUME, attachment.volume_id, attachment.instance_id)
    cancel(context, Change.DETACH_VOLUME, attachment.volume_id, attachment.instance_id)
    remove(context, attachment)
    if attachment.delete_on_termination and not repository.attachments_of(context, volume.volume_id):
        discard(context, data_plane, volume)


def _shut_down(context: Context, instance: Instance, state: InstanceState) -> Instance:
    gone = replace(
        instance,
        state=state,
        failure=None,
        state_reason=instance_failures.USER_SHUTDOWN,
        transition_reason=f"User initiated ({context.now:%Y-%m-%d %H:%M:%S} GMT)",
    )
    context.uow.put(repository.INSTANCES, gone)
    return gone
