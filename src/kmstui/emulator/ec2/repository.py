"""Where the records of EC2 and EBS lie in the account's store.

Primary keys begin with `account/Region/`, so that one Region's records are one stretch of a sorted table
and a due change knows where it belongs. This module knows no rule about any record.
"""

from kmstui.emulator.ec2.model import (
    Attachment,
    AttachmentState,
    ClientToken,
    Instance,
    Volume,
    VolumeEvent,
)
from kmstui.emulator.registry import Context
from kmstui.emulator.store.tables import TableSpec

VOLUMES = TableSpec(
    name="ec2_volumes",
    model=Volume,
    key=lambda volume: f"{volume.account}/{volume.region}/{volume.volume_id}",
    indexes=(("key_arn",),),
)
ATTACHMENTS = TableSpec(
    name="ec2_attachments",
    model=Attachment,
    key=lambda at: f"{at.account}/{at.region}/{at.volume_id}/{at.instance_id}",
    indexes=(("volume_id",), ("instance_id",)),
)
INSTANCES = TableSpec(
    name="ec2_instances",
    model=Instance,
    key=lambda instance: f"{instance.account}/{instance.region}/{instance.instance_id}",
    indexes=(("account", "region", "private_ip"),),
)
EVENTS = TableSpec(
    name="ec2_volume_events",
    model=VolumeEvent,
    key=lambda event: f"{event.account}/{event.region}/{event.event_id}",
    indexes=(("account", "region"), ("volume_id",)),
)
TOKENS = TableSpec(
    name="ec2_client_tokens",
    model=ClientToken,
    key=lambda token: f"{token.account}/{token.region}/{token.operation}/{token.token}",
)


def key(context: Context, *names: str) -> str:
    """The primary key of what has these names in the context's account and Region."""
    return "/".join((context.account, context.region, *names))


def prefix(context: Context) -> str:
    """What every primary key of the context's account and Region begins with."""
    return f"{context.account}/{context.region}/"


def attachments_of(context: Context, volume_id: str) -> list[Attachment]:
    """A volume's attachments, oldest first; a detached one leaves no record."""
    return context.uow.find(ATTACHMENTS, volume_id=volume_id)


def attachments_on(context: Context, instance_id: str) -> list[Attachment]:
    """What hangs on an instance, oldest first."""
    return context.uow.find(ATTACHMENTS, instance_id=instance_id)


def held(attachment: Attachment) -> bool:
    """Whether the volume is on the instance as its owner sees it: not on its way off."""
    return attachment.state is not AttachmentState.DETACHING
