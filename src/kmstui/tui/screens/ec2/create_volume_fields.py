"""The panels of the Create volume form: settings, encryption, tags, attaching.

Each shows what it is told and reads what was entered back into a form. Nothing is written into an editor but
what follows from another choice, so that no key press is lost.
"""

from dataclasses import replace

from textual.app import ComposeResult

from kmstui.aws.volume_types import CONSOLE_DEFAULT_TYPE, VOLUME_TYPES
from kmstui.console import create_volume
from kmstui.console.attaching import suggested_device, targets
from kmstui.console.create_volume import Surroundings, VolumeForm
from kmstui.console.keys import KeyRow
from kmstui.console.volume_keys import DEFAULT_KEY, TYPED_KEY, VolumeKey
from kmstui.tui.screens.ec2.attach_dialog import device_options, instance_options
from kmstui.tui.spans import Span
from kmstui.tui.widgets.check_list import Checkbox
from kmstui.tui.widgets.fields import FieldGrid, NumberField, TextField
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.select import SelectField

NO_SNAPSHOT = "none"
TYPE_OPTIONS = tuple(Option(kind.name, kind.label, kind.note) for kind in VOLUME_TYPES.values())


class Settings(Panel):
    """Type, size, performance and zone."""

    def __init__(self) -> None:
        super().__init__("Volume settings", auto=True)
        self.kind = SelectField("Volume type", TYPE_OPTIONS, CONSOLE_DEFAULT_TYPE, id="volume_type")
        self.zone = SelectField("Availability Zone", hint="Same zone as the instance", id="zone")
        self.size_gib = NumberField(
            "Size (GiB)", int(create_volume.DEFAULT_SIZE), minimum=1, step=10, id="size"
        )
        self.iops = NumberField("IOPS", 3000, step=100, id="iops")
        self.throughput = NumberField("Throughput (MiB/s)", 125, step=25, id="throughput")
        self.snapshot = SelectField(
            "Snapshot ID",
            (Option(NO_SNAPSHOT, "Don't create volume from a snapshot"),),
            NO_SNAPSHOT,
            optional=True,
            hint="This account has no snapshots",
            id="snapshot",
        )
        self.multi_attach = Checkbox(
            "Enable Multi-Attach", note="up to 16 Nitro instances of the zone", id="multi_attach"
        )
        self._shown_type = CONSOLE_DEFAULT_TYPE

    def compose(self) -> ComposeResult:
        """Two fields abreast, the check box below."""
        with FieldGrid():
            yield self.kind
            yield self.zone
            yield self.size_gib
            yield self.iops
            yield self.throughput
            yield self.snapshot
        yield self.multi_attach

    def read(self, form: VolumeForm) -> VolumeForm:
        """The form with what stands here."""
        return replace(
            form,
            volume_type=self.kind.value,
            zone=self.zone.value,
            size=self.size_gib.value,
            iops=self.iops.value,
            throughput=self.throughput.value,
            multi_attach=self.multi_attach.value,
        )

    def offer(self, around: Surroundings) -> None:
        """Offer the zones of this Region."""
        self.zone.options = tuple(Option(zone, zone) for zone in around.zones)
        if self.zone.value not in around.zones and around.zones:
            self.zone.value = around.zones[0]

    def show(self, form: VolumeForm) -> None:
        """Show the fields and limits of the type; a type just chosen brings its own numbers."""
        kind = form.kind
        self.kind.hint = create_volume.type_hint(form)
        self.size_gib.hint = create_volume.size_hint(form)
        self.size_gib.minimum, self.size_gib.maximum = kind.min_size, kind.max_size
        self.iops.display, self.throughput.display = kind.has_iops, kind.has_throughput
        self.multi_attach.display = kind.multi_attach
        if kind.has_iops:
            self.iops.hint = create_volume.iops_hint(form)
            self.iops.minimum, self.iops.maximum = kind.min_iops, kind.max_iops
        if kind.has_throughput:
            self.throughput.hint = create_volume.throughput_hint(form)
            self.throughput.minimum = kind.min_throughput
            self.throughput.maximum = kind.max_throughput
        if self._shown_type != kind.name:
            self._shown_type = kind.name
            self.iops.value = create_volume.iops_at_first(kind.name)
            self.throughput.value = create_volume.throughput_at_first(kind.name)


class Encryption(Panel):
    """Whether it is encrypted, and under which KMS key."""

    DEFAULT_CSS = """
    Encryption {
        & #key, & #typed_key, & #key-card { margin: 1 0 0 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__("Encryption", auto=True)
        self.encrypted = Checkbox(
            "Encrypt this volume", True, note="cannot be changed afterwards", id="encrypted"
        )
        self.key = SelectField(
            "KMS key", placeholder="Looking…", hint="Enabled symmetric keys of this Region", id="key"
        )
        self.typed = TextField("KMS key ARN", placeholder="arn:aws:kms:…", id="typed_key")
        self.card = KeyValueCard(label_width=11, id="key-card")

    def compose(self) -> ComposeResult:
        """Check box, key, and what is known of the key."""
        yield self.encrypted
        yield self.key
        yield self.typed
        yield self.card

    def read(self, form: VolumeForm) -> VolumeForm:
        """The form with what stands here."""
        return replace(
            form,
            encrypted=self.encrypted.value,
            key=self.key.value,
            typed_key=self.typed.value.strip(),
        )

    def offer(self, around: Surroundings) -> None:
        """Offer the keys."""
        typed = Option(TYPED_KEY, "Enter a KMS key ARN…", "for a key of another account, or one not listed")
        self.key.options = (*(key_option(key) for key in around.keys), typed)
        self.key.row.option = self.key.chosen

    def show(self, form: VolumeForm, known: KeyRow | None, trouble: str) -> None:
        """Show the chosen key and what KMS says of it; `trouble` is why KMS says nothing."""
        self.key.display = form.encrypted
        self.typed.display = form.encrypted and form.key == TYPED_KEY
        self.card.display = form.encrypted
        self.card.items = key_lines(known, trouble, form.key == DEFAULT_KEY)


def key_option(key: VolumeKey) -> Option:
    """A key as one chooses it."""
    if key.key is None:
        return Option(key.value, key.label, key.manager)
    description = key.key.description or key.key.key_id
    return Option(key.value, key.label, key.manager, (Span(description, "dim"),))


def key_lines(key: KeyRow | None, trouble: str, default: bool) -> tuple[KeyValue, ...]:
    """What is known of a key, line by line."""
    if key is None:
        return (KeyValue("Key", (Span(trouble or "–", "warn" if trouble and not default else "dim"),)),)
    manager = "AWS managed" if key.manager == "AWS" else "customer managed"
    return (
        KeyValue("Status", (*pill(key.state), Span(f" · {manager}", "dim"))),
        KeyValue("Description", key.description or (Span("–", "dim"),)),
        KeyValue("Account", key.account),
        KeyValue("Key ID", key.key_id),
        KeyValue("ARN", key.arn),
    )


class Target(Panel):
    """Where it is attached once it is available."""

    def __init__(self) -> None:
        super().__init__(
            (Span("Attach when available", "head", "b"), Span(" - optional", "dim", "i")), auto=True
        )
        self.instance = SelectField("Instance", (_NOWHERE,), "", id="instance")
        self.device = SelectField("Device name", placeholder="–", id="device")
        self._offered_for: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Two fields abreast."""
        with FieldGrid():
            yield self.instance
            yield self.device

    def read(self, form: VolumeForm) -> VolumeForm:
        """The form with what stands here."""
        return replace(form, instance=self.instance.value, device=self.device.value)

    def show(self, form: VolumeForm, around: Surroundings) -> None:
        """Offer the instances of the zone, and the device names of the chosen one."""
        fitting = targets(around.instances, form.zone)
        self.instance.options = (_NOWHERE, *instance_options(fitting))
        if form.instance not in {"", *(one.instance_id for one in fitting)}:
            self.instance.value = ""
        self.instance.row.option = self.instance.chosen
        chosen = around.instance(form)
        self.instance.hint = f"{chosen.state} · {chosen.zone}" if chosen else f"{len(fitting)} in {form.zone}"
        self.device.hint = "Recommended for Linux: /dev/sd[f-p]" if chosen else "Choose an instance first"
        if self._offered_for != (form.zone, form.instance):
            self._offered_for = (form.zone, form.instance)
            self.device.options = device_options(chosen) if chosen else ()
            self.device.value = suggested_device(chosen) if chosen else ""


_NOWHERE = Option("", "Don't attach")
