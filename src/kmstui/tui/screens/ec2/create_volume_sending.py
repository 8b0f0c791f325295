"""Sending a Create volume form: what still stands against it, and what happens once it is accepted."""

from functools import partial

from textual import events, on

from kmstui.aws.errors import AwsError
from kmstui.console.create_volume import Surroundings, VolumeForm, create
from kmstui.console.create_volume_rules import Problem
from kmstui.console.volumes import VolumeRow
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.create_volume_form import FormView
from kmstui.tui.screens.ec2.create_volume_verbs import CreateNow, NextError, VolumeFormVerbs
from kmstui.tui.screens.ec2.form_foot import FormFoot
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.tabs import TabStrip


class VolumeSending(VolumeFormVerbs):
    """A page with a form that can be sent when nothing is wrong with it."""

    VERBS = VolumeFormVerbs.VERBS

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.form = VolumeForm()
        """What has been entered."""
        self.around = Surroundings((), (), ())
        """What there is to choose from."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong."""
        self._sending = False

    def why_not(self, command: type[Command]) -> str:
        """What the form still lacks."""
        if command is CreateNow:
            if self._sending:
                return "it is being created"
            return self.problems[0].message if self.problems else ""
        if command is NextError:
            return "" if self.problems else "nothing is wrong"
        return super().why_not(command)

    def show_foot(self) -> None:
        """Say how many fields are wrong, and what AWS would say of the one with the focus."""
        here = self.query_one(FormView).focused_field()
        shown = next((one for one in self.problems if one.field == here), None)
        shown = shown or next(iter(self.problems), None)
        fields = len({(one.field, one.place) for one in self.problems})
        ready = bool(self.around.zones) and not self.reason(CreateNow)
        self.query_one(FormFoot).show(fields, shown.message if shown else "", ready=ready)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Say what AWS would say of the field one is in."""
        if self.problems:
            self.show_foot()

    @on(NextError)
    def _next_error(self) -> None:
        view = self.query_one(FormView)
        names = list(dict.fromkeys(one.field for one in self.problems))
        here = view.focused_field()
        at = names.index(here) + 1 if here in names else 0
        self.query_one(TabStrip).active = "form"
        view.enter_field(names[at % len(names)])

    @on(Button.Pressed, "#primary")
    def _press(self) -> None:
        self.invoke(CreateNow)

    @on(CreateNow)
    def _send(self) -> None:
        self._sending = True
        self.show_foot()
        self.ask(partial(create, form=self.form), self._created, refused=self._refused)

    def _refused(self, error: AwsError) -> None:
        self._sending = False
        self.show_foot()
        self.refused(error)

    def _created(self, volume: VolumeRow) -> None:
        opening = Go("ec2.volume", volume_id=volume.volume_id)
        self.flash(Flash(Kind.OK, "Creating volume.", volume.volume_id, "View volume", opening))
        then = {"instance": self.form.instance, "device": self.form.device} if self.form.attaches else {}
        self.post_message(Go("ec2.volumes", replace=True, follow=volume.volume_id, **then))
