"""Create volume: the form on the left; on the right what it will do, as a command, and whether one may."""

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console import permissions
from kmstui.console.create_volume import Surroundings, VolumeForm, create, surroundings
from kmstui.console.create_volume_rules import Problem, problems
from kmstui.console.keys import KeyRow
from kmstui.console.permissions import Asked, Verdict
from kmstui.console.volume_keys import TYPED_KEY, describe
from kmstui.console.volumes import VolumeRow
from kmstui.tui.commands import Command
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Go
from kmstui.tui.screens.ec2.create_volume_form import FormView
from kmstui.tui.screens.ec2.create_volume_side import TABS, SidePanels, command_of
from kmstui.tui.screens.ec2.create_volume_verbs import (
    CreateNow,
    NextError,
    NextTab,
    PreviousTab,
    VolumeFormVerbs,
    WhyAllowed,
)
from kmstui.tui.screens.ec2.form_foot import FormFoot
from kmstui.tui.session import Session
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.tabs import TabStrip


class CreateVolume(VolumeFormVerbs):
    """The form, its consequences, and the button."""

    PAGE = "ec2.create-volume"
    VERBS = VolumeFormVerbs.VERBS
    NAV = False
    RELOADS = False
    HELP = (
        "An encrypted volume gets a data key of its own, encrypted under the KMS key you choose. EBS accepts"
        " the volume before it has asked KMS: under a key that cannot be used the volume vanishes again."
    )
    AUTO_FOCUS = "#volume_type SelectRow"

    DEFAULT_CSS = """
    CreateVolume {
        & #tabs { display: none; height: 1; }
        & #halves { height: 1fr; }
        &.-narrow #tabs { display: block; }
        &.-narrow #side { width: 1fr; display: none; }
        &.-narrow #side.-shown { display: block; }
        &.-narrow #side Panel.-away { display: none; }
        &.-narrow #form.-away { display: none; }
    }
    """

    def __init__(self, session: Session, **arguments: str) -> None:
        super().__init__(session, **arguments)
        self.form = VolumeForm()
        """What has been entered."""
        self.around = Surroundings((), (), ())
        """What there is to choose from."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong."""
        self._untouched: VolumeForm | None = None
        self._asked: Asked | None = None
        self._known: KeyRow | None = None
        self._trouble = ""
        self._sending = False

    def compose_body(self) -> ComposeResult:
        """Two halves, which are tabs where there is no room for both, and the foot."""
        yield TabStrip(TABS, id="tabs")
        with Horizontal(id="halves"):
            yield FormView()
            yield SidePanels()
        yield FormFoot("Create volume")

    def load(self) -> None:
        """Ask what there is to choose from."""
        self._asked = None
        self.ask(surroundings, self._offer, group="surroundings")

    def why_not(self, command: type[Command]) -> str:
        """What the form still lacks."""
        if command is CreateNow:
            if self._sending:
                return "it is being created"
            return self.problems[0].message if self.problems else ""
        if command is NextError:
            return "" if self.problems else "nothing is wrong"
        if command in {NextTab, PreviousTab}:
            return "" if self.has_class("-narrow") else "everything is in sight"
        if command is WhyAllowed:
            return "" if self.verdicts else "not checked yet"
        return super().why_not(command)

    def may_leave(self) -> bool:
        """Whether nothing has been entered."""
        return self._untouched is None or self.form == self._untouched

    def command_text(self) -> str:
        """The form as AWS CLI commands."""
        return command_of(self.form)

    def _offer(self, around: Surroundings) -> None:
        self.around = around
        view = self.query_one(FormView)
        view.offer(around)
        self._take(view.form)
        self._untouched = self._untouched or self.form

    @on(FormView.Edited)
    def _edited(self, event: FormView.Edited) -> None:
        self._take(event.form)

    def _take(self, form: VolumeForm) -> None:
        """Show what a form has come to."""
        if form.key == TYPED_KEY and form.key_id != self.form.key_id:
            self._look_up(form.key_id)
        self.form = form
        self._show()
        wanted = permissions.asked(form)
        if wanted != self._asked and self.around.zones:
            self._asked = wanted
            query = partial(permissions.check, what=wanted, region=self.session.region)
            self.ask(query, self._judge, group="permissions")

    def _show(self) -> None:
        form = self.form
        self.problems = problems(form, self.around) if self.around.zones else ()
        view = self.query_one(FormView)
        chosen = self.around.key(form)
        known = self._known if form.key == TYPED_KEY else chosen.key if chosen else None
        view.show(form, self.around, known, self._trouble)
        view.mark(self.problems)
        self.query_one(SidePanels).show(form, self.around, self.problems)
        self._show_foot()

    def _show_foot(self) -> None:
        here = self.query_one(FormView).focused_field()
        shown = next((one for one in self.problems if one.field == here), None)
        shown = shown or next(iter(self.problems), None)
        fields = len({(one.field, one.place) for one in self.problems})
        ready = bool(self.around.zones) and not self.reason(CreateNow)
        self.query_one(FormFoot).show(fields, shown.message if shown else "", ready=ready)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Say what AWS would say of the field one is in."""
        if self.problems:
            self._show_foot()

    def _judge(self, verdicts: tuple[Verdict, ...]) -> None:
        self.verdicts = verdicts
        self.query_one(SidePanels).judge(verdicts, self.session.identity.name)

    def _look_up(self, arn: str) -> None:
        def known(key: KeyRow) -> None:
            self._known, self._trouble = key, ""
            self._show()

        def unknown(error: AwsError) -> None:
            self._known, self._trouble = None, str(error)
            self._show()

        self.ask(partial(describe, key_id=arn), known, refused=unknown, group="typed-key")

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
        self._show_foot()
        self.ask(partial(create, form=self.form), self._created, refused=self._refused)

    def _refused(self, error: AwsError) -> None:
        self._sending = False
        self._show_foot()
        self.refused(error)

    def _created(self, volume: VolumeRow) -> None:
        opening = Go("ec2.volume", volume_id=volume.volume_id)
        self.flash(Flash(Kind.OK, "Creating volume.", volume.volume_id, "View volume", opening))
        then = {"instance": self.form.instance, "device": self.form.device} if self.form.attaches else {}
        self.post_message(Go("ec2.volumes", replace=True, follow=volume.volume_id, **then))
