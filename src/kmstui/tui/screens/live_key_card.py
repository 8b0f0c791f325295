"""What the data key's card says, line by line."""

from collections.abc import Sequence

from kmstui.console.live import DataKey
from kmstui.console.live_rates import Rates, recent
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.key_values import KeyValue
from kmstui.tui.widgets.pills import look, pill


def key_items(key: DataKey, rates: Rates) -> tuple[KeyValue, ...]:
    """The lines of a card; the ids of pages' resources are its links, as `key:` or `volume:` and the id."""
    if not key.cipher:
        return (
            KeyValue("State", pill(key.state)),
            KeyValue("", (Span("Whoever has the file", "dim"),)),
            KeyValue("", (Span("can read the volume.", "dim"),)),
            *_place(key),
            *_processor(rates),
        )
    return (
        KeyValue("State", pill(key.state)),
        KeyValue("KMS key", _kms_key(key), link=f"key:{key.key_id}", copy=key.key_id),
        *_disabled(key),
        KeyValue("KMS calls", f"{key.kms_calls} since attach"),
        KeyValue("Wrapped", _middle(key.wrapped, 14), copy=key.wrapped),
        KeyValue("Cipher", key.cipher),
        KeyValue("Data unit", f"{key.data_unit_bytes >> 10} KiB"),
        KeyValue("Grant", _middle(key.grant_id, 14), copy=key.grant_id),
        *_place(key),
        KeyValue("Per I/O", f"{key.kms_calls / rates.operations:.2g}" if rates.operations else "0"),
        *_processor(rates),
    )


def _kms_key(key: DataKey) -> Spans:
    return (Span(key.key_name),)


def _disabled(key: DataKey) -> Sequence[KeyValue]:
    """The state of a KMS key that cannot be used; while the data key is in memory that changes nothing."""
    if key.key_state in {"", "Enabled"}:
        return ()
    state = look(key.key_state)
    return (KeyValue("", (Span(f"{state.glyph} ", state.token, "b"), Span(state.word, state.token))),)


def _place(key: DataKey) -> Sequence[KeyValue]:
    return (
        KeyValue("Instance", _middle(key.instance_id, 14), copy=key.instance_id),
        KeyValue("Device", key.device),
    )


def _processor(rates: Rates) -> Sequence[KeyValue]:
    busy = recent(rates.cpu)
    return (KeyValue("Worker CPU", f"{busy * 100:.0f} % of a core"),) if busy is not None else ()


def _middle(text: str, width: int) -> str:
    """A long id with its middle left out."""
    if len(text) <= width:
        return text
    tail = width // 3
    return f"{text[: width - tail - 1]}…{text[-tail:]}"
