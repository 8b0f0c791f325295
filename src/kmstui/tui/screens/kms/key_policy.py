"""The tab Key policy: AWS's default view where the policy still is the console's, and its JSON always.

Every change goes through the difference it makes, and then `PutKeyPolicy`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from kmstui.aws.errors import AwsError
from kmstui.console import key_page
from kmstui.console.create_key_rules import account_problem
from kmstui.console.key_policy import PolicyChoices, read_choices
from kmstui.console.key_policy_edit import rechoose
from kmstui.console.keys import KeyRow
from kmstui.tui.commands import Command, Danger
from kmstui.tui.dialogs.confirm import Question
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.screens.kms.key_dialogs import TextDialog
from kmstui.tui.screens.kms.key_policy_commands import AddToPolicy, EditPolicy, RemoveFromPolicy, SwitchView
from kmstui.tui.screens.kms.key_policy_dialogs import AddPrincipals, PolicyDiff
from kmstui.tui.screens.kms.key_policy_editing import PolicyEditing
from kmstui.tui.screens.kms.key_policy_sections import PolicySections
from kmstui.tui.screens.kms.key_tab import KeyTab, done
from kmstui.tui.spans import Span
from kmstui.tui.widgets.buttons import Button
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.table_toolbar import Label


class PolicyTab(KeyTab):
    """The policy of the key."""

    KEY = "policy"
    TITLE = "Key policy"
    VERBS: ClassVar[tuple[type[Command], ...]] = (EditPolicy, SwitchView, AddToPolicy, RemoveFromPolicy)

    def __init__(self) -> None:
        super().__init__()
        self.policy = ""
        """The policy as it is; empty until it is known."""
        self._sections = PolicySections()
        self._json = JsonView(verdict="Valid policy", id="policy-json")
        self._editing = PolicyEditing()
        self._bar = Horizontal(classes="bar")
        self._note = Label()
        self._switch = Button("Switch to policy view", "normal", id="switch-view")
        self._edit = Button("Edit", "normal", id="edit-policy")
        self._wants_json = False
        self._is_editing = False

    def compose_tab(self) -> ComposeResult:
        """One of sections, JSON and editor."""
        with self._bar:
            yield self._note
            yield self._switch
            yield self._edit
        yield self._sections
        yield self._json
        yield self._editing

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self._arrange()

    def tools(self) -> Sequence[tuple[Button, type[Command]]]:
        """The two buttons of the bar."""
        return ((self._switch, SwitchView), (self._edit, EditPolicy))

    def load(self, key: KeyRow) -> None:
        """GetKeyPolicy."""
        self.ask(partial(key_page.policy_of, key_id=key.key_id), self._show)

    def why_not(self, command: type[Command]) -> str:
        """What the kind of key and the view say against a command."""
        if not self.policy or self.key is None:
            return "the policy is not known"
        if self._is_editing:
            return "the policy is being edited"
        if command is SwitchView:
            return "" if self._choices else "only its JSON can be shown"
        if why := key_page.why_read_only(self.key):
            return why
        if command in {AddToPolicy, RemoveFromPolicy} and not self._shows_sections:
            return "switch to the default view"
        if command is RemoveFromPolicy and not self._sections.section.table.chosen:
            return "nobody under the cursor"
        return ""

    @property
    def _choices(self) -> PolicyChoices | None:
        return read_choices(self.policy, self.key.account) if self.key is not None and self.policy else None

    @property
    def _shows_sections(self) -> bool:
        return self._sections.display

    def _show(self, policy: str) -> None:
        self.policy = policy
        self._json.text = policy
        choices = self._choices
        if choices is not None and self.key is not None:
            editable = not key_page.why_read_only(self.key) and not self.page.session.read_only
            self._sections.show(choices, editable=editable)
        self._arrange()

    def _arrange(self) -> None:
        choices = self._choices
        sections = choices is not None and not self._wants_json and not self._is_editing
        self._sections.display = sections
        self._json.display = bool(self.policy) and not sections and not self._is_editing
        self._editing.display = self._is_editing
        self._bar.display = bool(self.policy) and not self._is_editing
        self._switch.display = choices is not None
        self._switch.label = "Switch to policy view" if sections else "Switch to default view"
        edited = "Not the console's own statements: only the JSON can be shown."
        note = "Default view" if sections else "Policy view" if choices else edited
        self._note.parts = (Span(note, "dim"),)
        if self.policy:
            self.press()

    @on(SwitchView)
    def _switch_view(self) -> None:
        self._wants_json = not self._wants_json
        self._arrange()
        self.enter()

    @on(EditPolicy)
    def _begin_editing(self) -> None:
        if self.key is not None:
            self._is_editing = True
            self._arrange()
            self._editing.begin(self.policy, self.key.account)

    @on(PolicyEditing.Left)
    def _leave_editing(self) -> None:
        if not self._editing.dirty:
            self._end_editing()
            return
        question = Question(
            "Discard changes to the policy?",
            Danger.CONFIRM,
            "Discard changes",
            body=("What you typed is lost.",),
        )
        self.page.confirm(question, lambda _verdict: self._end_editing())

    def _end_editing(self) -> None:
        self._is_editing = False
        self._arrange()
        self.enter()

    @on(PolicyEditing.Saved)
    def _save_text(self, event: PolicyEditing.Saved) -> None:
        self._propose(event.text)

    @on(AddToPolicy)
    def _add(self) -> None:
        section = self._sections.section
        there = [row.arn for row in section.table.rows]
        if section is self._sections.accounts:
            self._add_account(there)
            return
        dialog = AddPrincipals(self.page.session, f"Add {str(section.panel_title).lower()}", there)
        self.app.push_screen(
            dialog, lambda arns: self._choose(self._sections.with_added(section, arns or ()))
        )

    def _add_account(self, there: Sequence[str]) -> None:
        own = self.key.account if self.key is not None else ""
        dialog = TextDialog(
            self.page.session,
            "Add other AWS account",
            "Account ID",
            "",
            lambda text: account_problem(text, own, tuple(there)) or ("" if text else "Enter an account ID."),
            hint="12 digits; its administrators must also allow their users to use this key",
        )
        section = self._sections.accounts
        self.app.push_screen(
            dialog,
            lambda account: self._choose(self._sections.with_added(section, (account,) if account else ())),
        )

    @on(RemoveFromPolicy)
    def _remove(self) -> None:
        section = self._sections.section
        self._choose(self._sections.without(section, [row.arn for row in section.table.chosen]))

    @on(PolicySections.DeletionChosen)
    def _allow_deletion(self, event: PolicySections.DeletionChosen) -> None:
        if self._sections.choices is not None:
            self._choose(replace(self._sections.choices, admins_may_delete=event.allowed))

    def _choose(self, after: PolicyChoices) -> None:
        before = self._sections.choices
        if before is None or before == after:
            return
        text = rechoose(self.policy, before, after)
        if text is not None:
            self._propose(text)

    def _propose(self, text: str) -> None:
        difference = key_page.difference(self.policy, text)
        if not difference:
            self.page.flash(Flash(Kind.INFO, "Nothing has changed."))
            return
        self.app.push_screen(PolicyDiff(self.page.session, difference), partial(self._decided, text))

    def _decided(self, text: str, save: bool | None) -> None:
        if not save or self.key is None:
            self._show(self.policy)
            return
        query = partial(key_page.put_policy, key_id=self.key.key_id, policy=text)
        said = done("Success.", f"The key policy of {self.key.name} was saved.")
        self.change(query, said, then=self._saved, refused=self._put_refused)

    def _saved(self) -> None:
        if self._is_editing:
            self._end_editing()

    def _put_refused(self, error: AwsError) -> None:
        if self._is_editing:
            self._editing.refuse(error)
        else:
            self.refusal.show(error)
            self._show(self.policy)
