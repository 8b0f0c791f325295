"""Create volume: the form on the left; on the right what it will do, as a command, and whether one may."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.console import permissions
from kmstui.console.create_volume import Surroundings, VolumeForm, surroundings
from kmstui.console.create_volume_rules import problems
from kmstui.console.keys import KeyRow
from kmstui.console.permissions import Asked, Verdict
from kmstui.console.volume_keys import TYPED_KEY, describe
from kmstui.tui.commands import Command
from kmstui.tui.screens.ec2.create_volume_form import FormView
from kmstui.tui.screens.ec2.create_volume_sending import VolumeSending
from kmstui.tui.screens.ec2.create_volume_side import TABS, SidePanels, command_of
from kmstui.tui.screens.ec2.create_volume_verbs import (
    NextTab,
    PreviousTab,
    WhyAllowed,
)
from kmstui.tui.screens.ec2.form_foot import FormFoot
from kmstui.tui.session import Session
from kmstui.tui.widgets.tabs import TabStrip


class CreateVolume(VolumeSending):
    """The form, its consequences, and the button."""

    PAGE = "ec2.create-volume"
    VERBS = VolumeSending.VERBS
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
        self._untouched: VolumeForm | None = None
        self._asked: Asked | None = None
        self._known: KeyRow | None = None
        self._trouble = ""

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
        known, trouble = self._known, self._trouble
        if form.key != TYPED_KEY:
            known, trouble = (chosen.key, chosen.untold) if chosen else (None, "")
        view.show(form, self.around, known, trouble)
        view.mark(self.problems)
        billed = self.session.endpoint.realm is Realm.AWS
        self.query_one(SidePanels).show(form, self.around, self.problems, billed=billed)
        self.show_foot()

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
