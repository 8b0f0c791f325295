"""The commands of Create volume that do not touch the account: moving about, copying, asking why, leaving."""

from collections.abc import Sequence

from textual import on

from kmstui.console.permissions import Verdict
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.dialogs.confirm import Verdict as Decided
from kmstui.tui.messages import Finish
from kmstui.tui.screen import Page
from kmstui.tui.screens.ec2.create_volume_side import SidePanels
from kmstui.tui.screens.ec2.explanations import FIELD_HELP, FieldHelp, Reasons
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.tabs import TabStrip


class NextField(Command):
    """Go to the next field; Shift+Tab goes back."""

    id = "volumes.next-field"
    title = "Next field"
    key = "tab"


class CreateNow(Command):
    """Create the volume as it stands in the form."""

    id = "volumes.create-now"
    title = "Create volume"
    label = "Create"
    key = "ctrl+s"
    mutates = True


class NextError(Command):
    """Go to the next field in which something is wrong."""

    id = "volumes.next-error"
    title = "Next error"
    key = "f8,ctrl+n"


class NextTab(Command):
    """Show what will happen, the command or the permissions, where they are tabs."""

    id = "volumes.next-tab"
    title = "Next tab"
    key = "ctrl+t,alt+right"


class PreviousTab(Command):
    """Go back one tab."""

    id = "volumes.previous-tab"
    title = "Previous tab"
    key = "alt+left"
    on_bar = False


class CopyCommand(Command):
    """Copy the AWS CLI command that does the same."""

    id = "volumes.copy-cli"
    title = "Copy CLI"
    key = "ctrl+y,y"


class WhyAllowed(Command):
    """See every policy statement that the permission check considered."""

    id = "volumes.why"
    title = "Why allowed or denied"
    label = "Why"
    key = "ctrl+w,w"


class Cancel(Command):
    """Leave the form; asks first where something was entered."""

    id = "volumes.cancel-create"
    title = "Cancel"
    key = "escape,q"


class VolumeFormVerbs(Page):
    """A page with a form, its panels, and these commands."""

    VERBS = (NextField, CreateNow, CopyCommand, NextError, NextTab, WhyAllowed, Cancel, PreviousTab)

    verdicts: Sequence[Verdict] = ()
    """How the permission check came out."""

    def command_text(self) -> str:
        """What `CopyCommand` copies. Override."""
        return ""

    @on(NextField)
    def _go_on(self) -> None:
        self.focus_next()

    @on(CopyCommand)
    def _copy_command(self) -> None:
        self.copy(self.command_text(), "Command")

    @on(WhyAllowed)
    @on(SidePanels.WhyAsked)
    def _explain(self) -> None:
        self.app.push_screen(Reasons(self.session, self.verdicts))

    @on(Field.InfoRequested)
    def _explain_field(self, event: Field.InfoRequested) -> None:
        text = FIELD_HELP.get(event.field.id or "", "")
        self.app.push_screen(FieldHelp(self.session, event.field.label, text))

    @on(NextTab)
    def _next_tab(self) -> None:
        self._turn(1)

    @on(PreviousTab)
    def _previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        strip = self.query_one(TabStrip)
        strip.active = strip.tabs[(strip.index + by) % len(strip.tabs)].key

    @on(TabStrip.Activated)
    def _turned(self, event: TabStrip.Activated) -> None:
        self.query_one("#form").set_class(event.key != "form", "-away")
        self.query_one(SidePanels).turn_to(event.key)

    @on(Cancel)
    @on(Button.Pressed, "#cancel")
    def _leave(self) -> None:
        if self.session.flashes.dismiss_last():
            self.refresh_frame()
        elif self.may_leave():
            self.post_message(Finish())
        else:
            question = Question(
                title="Leave Create volume",
                danger=Danger.CONFIRM,
                confirm="Leave",
                body=((Span("No volume has been created. What you entered will be lost."),),),
            )
            self.confirm(question, self._leave_now)

    def _leave_now(self, _verdict: Decided) -> None:
        self.post_message(Finish())
