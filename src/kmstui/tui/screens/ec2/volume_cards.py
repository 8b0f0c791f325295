"""What the page of a volume says of it, line by line.

Links are the ids of other pages' resources: `key:`, `instance:` or `volume:` and the id.
"""

from kmstui.console.live import DataKey
from kmstui.console.volumes import VolumeRow
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.key_values import KeyValue
from kmstui.tui.widgets.pills import look, pill

_NONE: Spans = (Span("–", "dim"),)


def settings_lines(volume: VolumeRow) -> tuple[KeyValue, ...]:
    """What it is."""
    iops = f"{volume.iops:,}" if volume.iops is not None else _NONE
    throughput = f"{volume.throughput:,} MiB/s" if volume.throughput is not None else _NONE
    return (
        KeyValue("Volume ID", volume.volume_id),
        KeyValue("Name", volume.name or _NONE),
        KeyValue("Volume type", volume.volume_type),
        KeyValue("Size", f"{volume.size:,} GiB"),
        KeyValue("IOPS", iops),
        KeyValue("Throughput", throughput),
        KeyValue("Multi-Attach", "Yes" if volume.multi_attach else "No"),
        KeyValue("ARN", volume.arn),
    )


def state_lines(volume: VolumeRow) -> tuple[KeyValue, ...]:
    """How and where it is."""
    return (
        KeyValue("Volume state", pill(volume.state)),
        KeyValue("Encryption", "Encrypted" if volume.encrypted else (Span("▲ Not encrypted", "warn"),)),
        _key(volume),
        _attached(volume),
        KeyValue("Availability Zone", volume.zone),
        KeyValue("Created", f"{volume.created:%Y-%m-%d %H:%M} UTC"),
        KeyValue("Snapshot", _NONE),
    )


def _key(volume: VolumeRow) -> KeyValue:
    if not volume.encrypted:
        return KeyValue("KMS key", _NONE)
    return KeyValue("KMS key", volume.key_label, link=f"key:{volume.key_id}", copy=volume.key_arn)


def _attached(volume: VolumeRow) -> KeyValue:
    first = volume.attachment
    if first is None:
        return KeyValue("Attached to", _NONE)
    value = f"{first.instance} ({first.device})"
    return KeyValue("Attached to", value, link=f"instance:{first.instance_id}", copy=first.instance_id)


def attachment_lines(volume: VolumeRow) -> tuple[KeyValue, ...]:
    """Every instance it hangs on."""
    lines: list[KeyValue] = []
    for one in volume.attachments:
        at = f"{one.time:%Y-%m-%d %H:%M:%S} UTC" if one.time else _NONE
        link = f"instance:{one.instance_id}"
        lines += [
            KeyValue("Instance", f"{one.instance}  {one.instance_id}", link=link, copy=one.instance_id),
            KeyValue("Device name", one.device),
            KeyValue("Attachment", pill(one.state)),
            KeyValue("Attached since", at),
            KeyValue("On termination", "deleted" if one.delete_on_termination else "kept"),
        ]
    return tuple(lines)


def data_key_lines(key: DataKey) -> tuple[KeyValue, ...]:
    """Its data key: where it is, and what keeps it safe."""
    if not key.cipher:
        return (KeyValue("State", pill(key.state)),)
    key_state = look(key.key_state)
    kms: Spans = (
        Span(key.key_name),
        Span(f"  {key_state.glyph} {key_state.word}" if key.key_state else "", key_state.token),
    )
    return (
        KeyValue("Plaintext key", pill(key.state)),
        KeyValue("KMS key", kms, link=f"key:{key.key_id}", copy=key.key_id),
        KeyValue("Encrypted key", key.wrapped),
        KeyValue("Cipher", key.cipher),
        KeyValue("Data unit", f"{key.data_unit_bytes >> 10} KiB, each under a tweak of its own"),
        KeyValue("Grant", key.grant_id or _NONE),
        KeyValue("KMS calls", f"{key.kms_calls} since it was attached" if key.instance_id else _NONE),
    )


def data_key_story(key: DataKey) -> tuple[Spans, ...]:
    """What that means, in sentences."""
    if not key.cipher:
        return (
            (Span("▲ ", "warn"), Span("What the instance writes lies on disk as it is.", "warn")),
            (Span("The encryption of a volume never changes: make a new, encrypted one and copy.", "dim"),),
        )
    if key.state != "in memory":
        return (
            (Span("Nobody can read this volume now: its data key exists only encrypted under the KMS key."),),
            (Span("Attaching it asks KMS to decrypt the data key, with the volume's id as context.", "dim"),),
        )
    lines: list[Spans] = [
        (Span("The plaintext data key is in the memory of the instance's host, and nowhere on disk."),),
        (Span("Reading and writing ask KMS nothing.", "dim"),),
    ]
    if key.key_state not in {"", "Enabled"}:
        lines.append(
            (
                Span("▲ ", "warn"),
                Span("The KMS key cannot be used: once detached, this volume stays so.", "warn"),
            )
        )
    return tuple(lines)
