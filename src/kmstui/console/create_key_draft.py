"""The wizard between two keystrokes: the form, the step one is on, and what each choice did to the policy.

A draft is a value; every change makes another one. It decides what stands in the way of going on, and knows
nothing of how it is shown or when the key is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kmstui.console.create_key import STEPS, KeyForm
from kmstui.console.create_key_rules import on_step, problems, step_of
from kmstui.console.key_policy import PolicyDiff, compare
from kmstui.console.key_policy_edit import rechoose

LAST_STEP = len(STEPS) - 1
NOTHING = KeyForm()
"""What the wizard begins with."""
Change = Callable[[KeyForm], KeyForm]
"""What one choice does to the form."""


@dataclass(frozen=True)
class Draft:
    """A key that is being described."""

    account: str
    """The account it will be in."""
    region: str
    """The Region it will be in."""
    form: KeyForm = NOTHING
    step: int = 0
    """The step that is shown, from 0."""
    before: str = ""
    """The policy before the last choice that changed it; empty while none has."""
    taken: frozenset[str] | None = None
    """Aliases that exist already, without their prefix; None while that is not known."""
    asked_for_alias: bool = False
    """Whether an alias has been typed or missed: before that, its absence is not held against anybody."""
    billed: bool = False
    """Whether making it costs money."""

    def changed(self, change: Change) -> "Draft":
        """The draft after a choice; a policy edited by hand takes it up where it can."""
        form = change(self.form)
        if form == self.form:
            return self
        form = self._with_policy(form)
        policy = self.policy
        return replace(
            self,
            form=form,
            before=self.before if form.policy(self.account) == policy else policy,
            asked_for_alias=self.asked_for_alias or form.alias != self.form.alias,
        )

    def _with_policy(self, form: KeyForm) -> KeyForm:
        old, new = self.form.choices(self.account), form.choices(self.account)
        edited = form.edited_policy
        if edited is not None and old != new and edited == self.form.edited_policy:
            taken_up = rechoose(edited, old, new)
            edited = edited if taken_up is None else taken_up
        follows = edited == form.generated_policy(self.account)
        return replace(form, edited_policy=None if follows else edited)

    def at(self, step: int) -> "Draft":
        """The draft on another step; one that does not exist is the nearest that does."""
        return replace(self, step=max(0, min(step, LAST_STEP)))

    def asked(self) -> "Draft":
        """The draft after an alias was found missing."""
        return replace(self, asked_for_alias=True)

    @property
    def policy(self) -> str:
        """The policy the key would get now."""
        return self.form.policy(self.account)

    @property
    def edited(self) -> bool:
        """Whether the policy was edited by hand."""
        return self.form.edited_policy is not None

    @property
    def dirty(self) -> bool:
        """Whether there is anything that leaving would throw away."""
        return self.form != NOTHING

    @cached_property
    def problems(self) -> Mapping[str, str]:
        """Everything that is wrong, by field."""
        return problems(self.form, self.account, self.taken or frozenset())

    @property
    def shown_problems(self) -> Mapping[str, str]:
        """What is wrong and may be said in red: not an alias that nobody has asked for yet."""
        quiet = not self.form.alias and not self.asked_for_alias
        return {field: words for field, words in self.problems.items() if not (quiet and field == "alias")}

    @property
    def here(self) -> Mapping[str, str]:
        """What is wrong on this step."""
        return on_step(self.problems, self.step)

    @property
    def obstacle(self) -> str:
        """Why one cannot go on from this step; empty: one can. The last step answers for all."""
        standing = self.problems if self.step == LAST_STEP else self.here
        return next(iter(standing.values()), "")

    def next_problem(self, after: str = "") -> str:
        """The field to put right after the one given, round and round; empty where nothing is wrong."""
        fields = sorted(self.problems, key=step_of)
        if after in fields:
            return fields[(fields.index(after) + 1) % len(fields)]
        here = [field for field in fields if step_of(field) == self.step]
        return next(iter(here or fields), "")

    @property
    def difference(self) -> PolicyDiff:
        """The policy's lines: what was added since the wizard began, and what the last choice changed."""
        start = NOTHING.generated_policy(self.account)
        return compare(start, self.before or start, self.policy)

    @property
    def edits(self) -> PolicyDiff:
        """The policy's lines: what was added since the wizard began, and what was edited by hand."""
        generated = self.form.generated_policy(self.account)
        return compare(NOTHING.generated_policy(self.account), generated, self.policy)
