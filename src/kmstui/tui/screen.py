"""What a page of the console is: what it shows, what one can do there, and when it asks again.

    class Volumes(Page):
        \"\"\"All volumes of this Region.\"\"\"

        PAGE = "ec2.volumes"
        VERBS = (CreateVolume, AttachVolume)

        def compose_body(self) -> ComposeResult:
            yield ResourceTable(...)

        def load(self) -> None:
            self.ask(volumes.in_region, self.show, group="rows")

        def show(self, rows: tuple[VolumeRow, ...]) -> None: ...

        def why_not(self, command: type[Command]) -> str:
            return "no volume under the cursor" if command is AttachVolume and not self.row else ""

        @on(AttachVolume)
        def attach(self) -> None:
            self.ask(partial(attaching.attach, form=form), self.attached)

        def attached(self, volume: VolumeRow) -> None:
            self.flash(Flash(Kind.OK, "Volume attached.", volume.volume_id))

A call that changed the account makes the page load again by itself. Nothing here knows which operations there
are.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.timer import Timer

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, EXPIRED, MISSING
from kmstui.aws.gateway import Realm
from kmstui.tui.asking import NOT_CONFIRMED
from kmstui.tui.commands import Command, bindings
from kmstui.tui.dialogs.confirm import Confirm, Question, Verdict
from kmstui.tui.dialogs.entries import Entry
from kmstui.tui.dialogs.why import WhyDialog
from kmstui.tui.flashes import Flash, Kind, error_flash
from kmstui.tui.frame import Framed
from kmstui.tui.messages import Dismiss, Press, Run, Why
from kmstui.tui.session import READ_ONLY, Session
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.key_bar import Key
from kmstui.tui.widgets.panel import Panel
from kmstui.tui.widgets.table_toolbar import FilterField


class Page(Framed):
    """One page, made by `Class(session, **arguments)`."""

    VERBS: ClassVar[tuple[type[Command], ...]] = ()
    """What one can do here, the most important first: the key bar shows as many as fit."""
    HELP: ClassVar[str] = ""
    """A paragraph for `?` about what this page is for."""
    RELOADS: ClassVar[bool] = True
    """Whether `load()` runs again when something has changed; forms keep what was typed."""

    _next_look: Timer | None = None

    def __init_subclass__(cls) -> None:
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *bindings(cls.VERBS)]
        super().__init_subclass__()

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session)
        self.arguments = arguments
        """What makes it this page and no other, such as `key_id`."""
        self._loaded_state = (-1, -1)

    def load(self) -> None:
        """Ask for everything the page shows; runs when it is first shown, on `r`, and after changes.
        Override."""

    def verbs(self) -> Sequence[type[Command]]:
        """What one can do here now, the most important first; a page with tabs puts those of the one in front
        there. Override."""
        return self.VERBS

    def why_not(self, command: type[Command]) -> str:
        """Why a command cannot run now, in a few words such as `no key selected`; empty: it can. Override."""
        del command
        return ""

    def may_leave(self) -> bool:
        """Whether `Esc` may go back at once. A form with unsaved work returns False and asks first.
        Override."""
        return True

    def focus_filter(self) -> None:
        """Put the cursor where one types a filter: the first filter field of the body."""
        for field in self.query("#body FilterField").results(FilterField):
            if field.display:
                field.input.focus()
                return
        self.flash(Flash(Kind.INFO, "There is nothing to filter on this page."))

    def copy(self, text: str, what: str) -> None:
        """Copy to the terminal's clipboard (OSC 52, so also through ssh), and say so."""
        self.app.copy_to_clipboard(text)
        self.flash(Flash(Kind.OK, f"{what} copied.", text))

    def take(self, entry: Entry | None) -> None:
        """Do what was chosen in a menu, in the palette or in help; nothing where it was closed."""
        if entry is not None and entry.message is not None:
            self.post_message(entry.message)

    def confirm(self, question: Question, then: Callable[[Verdict], None]) -> None:
        """Ask before something is done; `then` gets the verdict, unless the dialog is cancelled.

        What the question names as its calls is confirmed for whatever `then` asks of the account.
        """

        def decided(verdict: Verdict | None) -> None:
            if verdict is None:
                return
            with self.session.confirmed(*(question.calls if verdict.choice == "confirm" else ())):
                then(verdict)

        self.app.push_screen(Confirm(self.session, question), decided)

    def refused(self, error: AwsError) -> None:
        """Show AWS's refusal, and offer what might help: an explanation where a policy decided, another try
        where credentials ran out."""
        if error.code == NOT_CONFIRMED:
            self.flash(Flash(Kind.INFO, "Nothing was done.", error.message))
            return
        if error.code in MISSING:
            self.flash(Flash(Kind.INFO, "Not available here.", error.message))
            return
        action = "Reload" if error.code in EXPIRED else "Why"
        message = Run("refresh") if error.code in EXPIRED else self.explanation(error)
        self.flash(error_flash(error, message, action))

    def explanation(self, error: AwsError) -> Why | None:
        """The way to why a policy decided so; None where that is not known. AWS does not tell."""
        told = error.code in DENIED and error.request_id and self.session.endpoint.realm is not Realm.AWS
        return Why(error.request_id, error.message) if told else None

    def reload(self) -> None:
        """Ask again for everything."""
        self._loaded_state = (self.session.epoch, self.session.revision)
        self.load()
        self.count()
        self.refresh_frame()

    def look_again(self, after_s: float = 1.0) -> None:
        """Reload once after a while, because something shown is on its way to another state."""
        if self._next_look is not None:
            self._next_look.stop()
        self._next_look = self.set_timer(after_s, self._reload_if_in_front)

    def reason(self, command: type[Command]) -> str:
        """Why a command is not available, whatever the reason; empty: it is."""
        if command.mutates and self.session.read_only:
            return READ_ONLY
        return self.why_not(command)

    def invoke(self, command: type[Command]) -> None:
        """Run a command of this page, or say why it cannot run."""
        if reason := self.reason(command):
            self.flash(Flash(Kind.INFO, f"{command.title} is not available:", reason))
        else:
            self.post_message(command())

    def keys(self) -> tuple[Key, ...]:
        """The keys of the commands that can run now."""
        return tuple(
            Key(command.id, command.shown_key(), command.bar_label())
            for command in self.verbs()
            if command.key and command.on_bar and not self.reason(command)
        )

    def answered(self) -> None:
        """Load again after one of this page's own calls has changed the account."""
        self._load_if_stale()

    def on_screen_resume(self) -> None:
        """Ask for what has changed while another page was in front; the first time, for everything."""
        self.refresh_frame()
        self._load_if_stale()

    def action_command(self, command_id: str) -> None:
        """Run a command by its id, as its key does."""
        self.post_message(Run(command_id))

    @on(Panel.ActionPressed)
    def _press_border(self, event: Panel.ActionPressed) -> None:
        """An action on a panel's border is the command under the same key, or of the same name."""
        named = [command.id for command in self.verbs() if command.shown_key() == event.action.key]
        self.post_message(Run(named[0] if named else event.action.name or event.action.label))

    @on(CopyRequested)
    def _copy_requested(self, event: CopyRequested) -> None:
        what = event.what
        self.copy(event.text, f"{what[:1].upper()}{what[1:]}")

    @on(Press)
    def _press_key(self, event: Press) -> None:
        # From here the key would count as this page's own, and not reach the bindings above it.
        self.app.call_later(self.app.simulate_key, event.key)

    @on(Dismiss)
    def _dismiss_flash(self, event: Dismiss) -> None:
        self.session.flashes.dismiss(event.flash)
        self.refresh_frame()

    @on(Why)
    def _explain_refusal(self, event: Why) -> None:
        self.app.push_screen(WhyDialog(self.session, event.request_id, event.summary))

    @on(Run)
    def _run_command(self, event: Run) -> None:
        for command in self.verbs():
            if command.id == event.command:
                event.stop()
                self.invoke(command)

    def _reload_if_in_front(self) -> None:
        if self.is_current:
            self.reload()

    def _load_if_stale(self) -> None:
        loaded, now = self._loaded_state, (self.session.epoch, self.session.revision)
        if loaded[0] == -1 or (self.RELOADS and loaded != now):
            self.reload()
        elif loaded != now:
            self.count()
