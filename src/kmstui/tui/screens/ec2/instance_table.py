"""The table of instances and the card of one: what they say of an instance."""

from kmstui.console.instances import InstanceRow
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.key_values import KeyValue
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column

NO_INSTANCES = "There are no instances in this Region."

_NONE: Spans = (Span("–", "dim"),)


def instance_table() -> ResourceTable[InstanceRow]:
    """An empty table of instances, in the order of their names."""
    return ResourceTable(
        COLUMNS,
        key=lambda instance: instance.instance_id,
        tags=lambda instance: instance.tags,
        sort="name",
        sentence=NO_INSTANCES,
        invitation="Launch instance",
    )


def _name(instance: InstanceRow) -> Spans:
    return (Span(instance.label, "link"),)


def _state(instance: InstanceRow) -> str:
    return instance.state


def _volumes(instance: InstanceRow) -> Spans:
    if not instance.devices:
        return _NONE
    names = " ".join(device.name.removeprefix("/dev/") for device in instance.devices)
    return (Span(f"{len(instance.devices)}"), Span(f"  {names}", "dim"))


COLUMNS: tuple[Column[InstanceRow], ...] = (
    Column("name", "Name", _name, grow=1, letter="n"),
    Column("id", "Instance ID", lambda instance: instance.instance_id, width=19, priority=3, letter="i"),
    Column("state", "State", lambda instance: pill(instance.state), width=15, sort=_state, letter="s"),
    Column("type", "Type", lambda instance: instance.instance_type, width=9, priority=2, letter="t"),
    Column("zone", "Zone", lambda instance: instance.zone, width=10, priority=1, letter="z"),
    Column("volumes", "Volumes", _volumes, max_width=18, letter="v"),
)
"""Every column; those with a higher priority go first when there is no room."""


def instance_lines(instance: InstanceRow) -> tuple[KeyValue, ...]:
    """What an instance is and what hangs on it; links are `volume:` and the id."""
    lines = [
        KeyValue("Instance ID", instance.instance_id),
        KeyValue("State", pill(instance.state, instance.reason)),
        KeyValue("Type and zone", f"{instance.instance_type} · {instance.zone} · {instance.private_ip}"),
        KeyValue("Launched", f"{instance.launched:%Y-%m-%d %H:%M:%S} UTC · {instance.image}"),
        KeyValue("Role", instance.profile or _NONE),
    ]
    label = "Volumes"
    for device in instance.devices:
        value = f"{device.name}  {device.volume_id}  {device.state}"
        lines.append(KeyValue(label, value, link=f"volume:{device.volume_id}", copy=device.volume_id))
        label = ""
    return tuple(lines if instance.devices else [*lines, KeyValue(label, _NONE)])
