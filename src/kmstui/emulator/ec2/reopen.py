"""What happens to running instances when the account is opened again: their hosts get the keys anew.

Closing the account ended the data plane, and with it every plaintext key. As after the failure of a real
host, each running instance's volumes are opened through KMS with the grants they hold; where KMS refuses,
the instance is found stopped and says why.
"""

from dataclasses import replace

from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.attaching import powered
from kmstui.emulator.ec2.model import AttachmentState, Instance, InstanceState, StateReason
from kmstui.emulator.ec2.pace import Change, cancel, schedule
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.powering import bring_up
from kmstui.emulator.registry import Context


def reattach(context: Context, data_plane: DataPlane) -> None:
    """Serve the volumes of every running instance of the context's account and Region.

    To be called once for each Region, in a unit of work of its own, after what fell due meanwhile has been
    carried out. The context's caller is not used for keys whose grants are still there.
    """
    for instance in list(context.uow.scan(repository.INSTANCES, repository.prefix(context))):
        if not powered(instance):
            continue
        reason = bring_up(context, data_plane, instance)
        if reason is not None:
            _found_stopped(context, instance, reason)


def _found_stopped(context: Context, instance: Instance, reason: StateReason) -> None:
    cancel(context, Change.START_INSTANCE, instance.instance_id)
    context.uow.put(
        repository.INSTANCES,
        replace(
            instance,
            state=InstanceState.STOPPED,
            failure=None,
            state_reason=reason,
            transition_reason=reason.message,
        ),
    )
    for attachment in repository.attachments_on(context, instance.instance_id):
        if attachment.state is AttachmentState.BUSY:
            detaching = replace(attachment, state=AttachmentState.DETACHING)
            context.uow.put(repository.ATTACHMENTS, detaching)
            schedule(context, Change.DETACH_VOLUME, attachment.volume_id, attachment.instance_id)
