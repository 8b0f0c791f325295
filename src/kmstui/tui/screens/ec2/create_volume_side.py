"""The right half of Create volume: what will happen, the same as a command, and who may do it."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from kmstui.console.create_volume import Surroundings, VolumeForm, commands
from kmstui.console.create_volume_rules import MEMBERS, Problem
from kmstui.console.effects import BILLED, effects
from kmstui.console.permissions import Verdict
from kmstui.tui.screens.ec2.effect_colours import drawn
from kmstui.tui.spans import Span
from kmstui.tui.widgets.code_card import CodeCard
from kmstui.tui.widgets.drawn import dress_scrollbars, palette_of
from kmstui.tui.widgets.effects_card import EffectsCard
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.permission_card import Check, PermissionCard
from kmstui.tui.widgets.tabs import Tab

TABS: tuple[Tab, ...] = (
    Tab("form", "Volume"),
    Tab("effects", "What will happen"),
    Tab("cli", "AWS CLI"),
    Tab("permissions", "Permission check"),
)
"""The halves as tabs, where they do not fit side by side."""
COMMAND_WIDTH = 42


class SidePanels(VerticalScroll, can_focus=False):
    """Three panels about what the form will do."""

    DEFAULT_CSS = """
    SidePanels {
        width: 46;
        height: 1fr;
        scrollbar-size-vertical: 1;
        & #permissions { height: 1fr; }
    }
    """

    class WhyAsked(Message):
        """Somebody wants to know how the permissions were decided."""

    def __init__(self) -> None:
        super().__init__(id="side")
        self.happens = EffectsCard()
        self.cli = CodeCard()
        self.permissions = PermissionCard()
        self._permission_panel = Panel(
            "Permission check",
            self.permissions,
            actions=(PanelAction("w", "why", "volumes.why"),),
            id="permissions",
        )

    def compose(self) -> ComposeResult:
        """The panels."""
        yield Panel("What will happen", self.happens, auto=True, id="effects")
        copy = (PanelAction("y", "copy", "volumes.copy-cli"),)
        yield Panel("Same thing, AWS CLI", self.cli, auto=True, actions=copy, id="cli")
        yield self._permission_panel

    def on_mount(self) -> None:
        """A quiet scroll bar."""
        dress_scrollbars(self, palette_of(self), "page")

    def show(
        self, form: VolumeForm, around: Surroundings, problems: Sequence[Problem], *, billed: bool = False
    ) -> None:
        """Show what this form will do; `billed` where it costs money."""
        self.happens.effects = drawn((*effects(form, around), *((BILLED,) if billed else ())))
        self.cli.command = command_of(form)
        wrong = {problem.field for problem in problems}
        self.cli.wrong = frozenset(option for option, field in MEMBERS.items() if field in wrong)

    def judge(self, verdicts: Sequence[Verdict], name: str) -> None:
        """Show who may do what."""
        self._permission_panel.counter = f"· {name}"
        self.permissions.checks = tuple(
            Check(verdict.need.action, verdict.allowed, verdict.why) for verdict in verdicts
        )
        self._permission_panel.styles.min_height = 2 * len(verdicts) + 2
        denied = sum(verdict.allowed is False for verdict in verdicts)
        self._permission_panel.legend = (Span(f"✗ {denied}", "err", "b"),) if denied else ()

    def turn_to(self, tab: str) -> None:
        """Show one panel alone, where they are tabs."""
        self.set_class(tab != "form", "-shown")
        for panel in self.query(Panel):
            panel.set_class(panel.id != tab, "-away")

    @on(PermissionCard.WhyRequested)
    def _why(self, event: PermissionCard.WhyRequested) -> None:
        event.stop()
        self.post_message(self.WhyAsked())


def command_of(form: VolumeForm) -> str:
    """The commands that do the same: create and, where that is asked for, wait and attach."""
    return commands(form, COMMAND_WIDTH)
