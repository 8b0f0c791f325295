"""The tab Key rotation: automatic rotation, rotation on demand, and the material the key has had.

Old material stays: it decrypts what it encrypted for as long as the key lives.
"""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.console import key_rotation
from kmstui.console.key_rotation import Material, RotationView
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.screens.kms.key_rotation_dialog import RotationDialog
from kmstui.tui.screens.kms.key_tab import KeyTab, done
from kmstui.tui.spans import Span, Spans
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.table_model import Column


class EditRotation(Command):
    """Switch automatic rotation on or off, or choose another period of 90 to 2,560 days."""

    id = "key.edit-rotation"
    title = "Edit automatic rotation"
    label = "Edit"
    key = "m"
    mutates = True


class RotateNow(Command):
    """Give the key new material now, whatever its schedule; 25 times in its life."""

    id = "key.rotate-now"
    title = "Rotate now"
    key = "O"
    mutates = True
    danger = Danger.CONFIRM


class RotationTab(KeyTab):
    """How the key rotates."""

    KEY = "rotation"
    TITLE = "Key rotation"
    VERBS: ClassVar[tuple[type[Command], ...]] = (EditRotation, RotateNow)

    DEFAULT_CSS = """
    RotationTab { & #rotation-cards { height: 5; } }
    """

    def __init__(self) -> None:
        super().__init__()
        self._view: RotationView | None = None
        self._automatic = KeyValueCard(label_width=13)
        self._on_demand = KeyValueCard(label_width=10)
        columns = (
            Column[Material]("id", "Key material ID", _material, grow=1, width=19, letter="i"),
            Column[Material]("state", "State", _state, width=17, letter="s"),
            Column[Material]("rotated", "Rotation date", _date, width=16, letter="d"),
            Column[Material]("type", "Rotation type", _kind, width=14, priority=1, letter="t"),
        )
        self._materials = ResourceTable[Material](columns, lambda row: row.material_id)
        self._list = Panel("Key materials", self._materials, flush=True, id="materials")

    def compose_tab(self) -> ComposeResult:
        """Automatic and on demand side by side, the material below."""
        with Horizontal(id="rotation-cards"):
            yield Panel("Automatic key rotation", self._automatic, id="automatic")
            yield Panel("On-demand rotation", self._on_demand, id="on-demand")
        yield self._list

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """The borders carry them."""
        return ()

    def load(self, key: KeyRow) -> None:
        """GetKeyRotationStatus and ListKeyRotations."""
        self.ask(partial(key_rotation.rotation_view, key_id=key.key_id), self._show)

    def why_not(self, command: type[Command]) -> str:
        """What the kind of key, its state and the rotations it has left say against a command."""
        if self.key is None or self._view is None:
            return "the rotation is not known"
        if command is RotateNow and not self._view.on_demand_left:
            return "all on-demand rotations are used"
        return key_rotation.why_not_rotate(self.key)

    def _show(self, view: RotationView) -> None:
        self._view = view
        rotation = view.rotation
        state = pill("Enabled" if rotation.enabled else "Disabled")
        period = f"{rotation.period_days} days" if rotation.enabled and rotation.period_days else "-"
        following = f"{rotation.next:%Y-%m-%d %H:%M} UTC" if rotation.next else "-"
        self._automatic.items = (
            KeyValue("Status", state),
            KeyValue("Period", period),
            KeyValue("Next rotation", following),
        )
        last = next((each for each in view.materials if each.rotated), None)
        self._on_demand.items = (
            KeyValue("Remaining", f"{view.on_demand_left} of {key_rotation.MOST_ON_DEMAND}"),
            KeyValue("Last", f"{last.rotated:%Y-%m-%d} · {_words(last)}" if last else "never rotated"),
        )
        self._materials.rows = view.materials
        self._list.counter = f"({len(view.materials)})"
        self._offer()

    def _offer(self) -> None:
        for panel, command, action in (
            ("#automatic", EditRotation, PanelAction("m", "edit")),
            ("#on-demand", RotateNow, PanelAction("O", "rotate now")),
        ):
            self.query_one(panel, Panel).actions = () if self.page.reason(command) else (action,)

    @on(EditRotation)
    def _edit(self) -> None:
        if self._view is not None:
            dialog = RotationDialog(self.page.session, self._view.rotation)
            self.app.push_screen(dialog, self._set)

    def _set(self, period_days: int | None) -> None:
        if period_days is None or self.key is None:
            return
        said = f"every {period_days} days" if period_days else "off"
        query = partial(key_rotation.set_rotation, key_id=self.key.key_id, period_days=period_days)
        self.change(query, done("Success.", f"Automatic rotation of {self.key.name} is {said}."))

    @on(RotateNow)
    def _ask_to_rotate(self) -> None:
        if self.key is None or self._view is None:
            return
        left = self._view.on_demand_left
        question = Question(
            "Rotate key now",
            Danger.CONFIRM,
            "Rotate key",
            subject=self.key.name,
            detail=self.key.key_id,
            body=(
                "New data is encrypted with new key material at once. The old material is kept: what it"
                " encrypted can still be decrypted. Automatic rotation keeps its schedule.",
                (
                    Span(f"{left} of {key_rotation.MOST_ON_DEMAND}", "head", "b"),
                    " on-demand rotations are left.",
                ),
            ),
        )
        self.page.confirm(question, lambda _verdict: self._rotate())

    def _rotate(self) -> None:
        if self.key is not None:
            said = done("Key rotated.", f"{self.key.name} encrypts with new key material.")
            self.change(partial(key_rotation.rotate_now, key_id=self.key.key_id), said)


def _material(material: Material) -> Spans:
    return (Span(material.material_id, "head" if material.state == "CURRENT" else "text"),)


def _state(material: Material) -> Spans:
    words = key_rotation.MATERIAL_STATES.get(material.state, material.state)
    current = material.state == "CURRENT"
    return (Span("● " if current else "○ ", "ok" if current else "off", "b"), Span(words))


def _date(material: Material) -> str:
    return f"{material.rotated:%Y-%m-%d %H:%M}" if material.rotated else "-"


def _kind(material: Material) -> Spans:
    return (Span(_words(material), "text" if material.kind else "dim"),)


def _words(material: Material) -> str:
    return key_rotation.TYPES.get(material.kind, material.kind) or "first material"
