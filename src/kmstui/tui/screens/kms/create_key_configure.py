"""Step 1 of the Create key wizard: alias, description and the advanced options."""

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from kmstui.console.create_key import with_option
from kmstui.console.create_key_draft import Draft
from kmstui.console.create_key_rules import MAX_DESCRIPTION, alias_hint
from kmstui.tui.screens.kms.create_key_options import AdvancedOptions
from kmstui.tui.screens.kms.create_key_step import WizardStep
from kmstui.tui.widgets.field import Field
from kmstui.tui.widgets.fields import TextBoxField, TextField
from kmstui.tui.widgets.panel import Panel


class ConfigureStep(WizardStep):
    """Alias, description, advanced options."""

    DEFAULT_CSS = """
    ConfigureStep {
        & #description { margin: 1 0 0 0; }
        & VerticalScroll { scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="step-0")
        self.alias = TextField("Alias", placeholder="orders-prod", info=False, id="alias")
        self.description = TextBoxField("Description", optional=True, info=False, id="description")
        self.advanced = AdvancedOptions()

    def compose(self) -> ComposeResult:
        """Two panels."""
        with VerticalScroll(can_focus=False):
            yield Panel("Alias and description", self.alias, self.description, auto=True)
            yield self.advanced

    def show(self, draft: Draft) -> None:
        """Say what is wrong with what was typed, and what will come of it."""
        form, wrong = draft.form, draft.shown_problems
        self.alias.error = wrong.get("alias", "")
        self.alias.hint = alias_hint(form.alias, draft.region if draft.taken is not None else "")
        self.description.error = wrong.get("description", "")
        self.description.hint = f"{len(form.description):,} / {MAX_DESCRIPTION:,} characters"
        self.advanced.show(form)

    def enter(self) -> None:
        """Begin with the alias."""
        self.alias.enter()

    def enter_field(self, field: str) -> None:
        """Go to alias or description."""
        (self.description if field == "description" else self.alias).enter()

    @property
    def focused_field(self) -> str:
        """Alias or description."""
        fields = {"alias": self.alias, "description": self.description}
        return next((name for name, field in fields.items() if field.has_focus_within), "")

    @on(Field.Changed, "#alias")
    def _alias_typed(self, event: Field.Changed) -> None:
        event.stop()
        alias = event.value
        self.edit(lambda form: replace(form, alias=alias))

    @on(Field.Changed, "#description")
    def _description_typed(self, event: Field.Changed) -> None:
        event.stop()
        description = event.value
        self.edit(lambda form: replace(form, description=description))

    @on(AdvancedOptions.Chosen)
    def _option_chosen(self, event: AdvancedOptions.Chosen) -> None:
        event.stop()
        name, value = event.name, event.value
        self.edit(lambda form: with_option(form, name, value))
