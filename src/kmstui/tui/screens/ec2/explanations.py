"""Dialogs that explain: what a field means, and how permissions were decided."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from kmstui.console.permissions import Verdict
from kmstui.tui.dialogs.dialog import Dialog
from kmstui.tui.dialogs.lines import Lines
from kmstui.tui.dialogs.why import decision_lines
from kmstui.tui.session import Session
from kmstui.tui.spans import Span, Spans

FIELD_HELP: dict[str, str] = {
    "volume_type": "SSD types (gp3, gp2, io2, io1) are for small, random I/O; HDD types (st1, sc1) for large,"
    " sequential I/O and never for booting. gp3 is what most volumes should be.",
    "zone": "A volume can be attached only to instances of its own Availability Zone. It cannot be moved.",
    "size": "In GiB. A volume can be made larger afterwards, never smaller.",
    "iops": "I/O operations per second that the volume is provisioned for. How many depends on its size.",
    "throughput": "MiB per second that a gp3 volume is provisioned for: at most a quarter of its IOPS.",
    "snapshot": "A volume made from a snapshot begins with its data, encrypted where that is.",
    "key": "EBS asks this key for a data key of 512 bits, keeps it encrypted with the volume, and has it"
    " decrypted when the volume is attached. The key of a volume never changes.",
    "typed_key": "The ARN of a symmetric encryption key: of this account, or of one that lets you use it.",
    "instance": "Instances of the zone, running or stopped. The volume is attached once it is available.",
    "device": "What the instance calls the volume. On Linux AWS recommends /dev/sdf to /dev/sdp for data.",
}
"""What each field of Create volume means, by its name (EBS User Guide)."""


class FieldHelp(Dialog[None]):
    """What one field means."""

    def __init__(self, session: Session, label: str, text: str) -> None:
        super().__init__(session)
        self._label = label
        self._text = text

    def title_spans(self) -> Spans:
        """The field's label."""
        return (Span(self._label, "head", "b"),)

    def compose_box(self) -> ComposeResult:
        """The text."""
        yield Lines((Span(self._text),))


class Reasons(Dialog[None]):
    """Every permission of a form, with the statements considered."""

    TITLE_TEXT = "Permission check"

    DEFAULT_CSS = """
    Reasons {
        & Box { width: 104; }
        & VerticalScroll { height: auto; max-height: 30; padding: 0 1; background: $k-shade; }
        &.-short VerticalScroll { max-height: 18; }
    }
    """

    def __init__(self, session: Session, verdicts: Sequence[Verdict]) -> None:
        super().__init__(session)
        self._verdicts = verdicts

    def compose_box(self) -> ComposeResult:
        """All decisions, one below the other."""
        lines = [line for verdict in self._verdicts for line in _lines_of(verdict)]
        with VerticalScroll():
            yield Lines(*lines)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()


def _lines_of(verdict: Verdict) -> list[Spans]:
    if verdict.decision is not None:
        return decision_lines(verdict.decision)
    if verdict.allowed is None:
        glyph = Span("◌ ", "dim", "b")
    else:
        glyph = Span("✓ ", "ok", "b") if verdict.allowed else Span("✗ ", "err", "b")
    return [(glyph, Span(verdict.need.action, "head", "b")), (Span(f"  {verdict.why}", "dim"),), ()]
