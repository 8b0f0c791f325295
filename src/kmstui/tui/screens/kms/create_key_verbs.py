"""What one can do in the Create key wizard, and when not.

What the commands do is the page's; here stand their keys, their words and the reasons against them.
"""

from dataclasses import dataclass

from kmstui.console.create_key_draft import LAST_STEP, Draft
from kmstui.tui.commands import Command

TAGS, ADMINISTRATORS, USAGE = 1, 2, 3
LISTS = frozenset({ADMINISTRATORS, USAGE})
"""Steps with a table of users and roles."""


class TickRow(Command):
    """Tick or untick the user or role under the cursor."""

    id = "create-key.tick"
    title = "Select"
    key = "space"


class TickAll(Command):
    """Tick every user and role that is shown, or none of them."""

    id = "create-key.tick-all"
    title = "Select all or none"
    label = "All"
    key = "a"


class NextField(Command):
    """Go to the next field."""

    id = "create-key.next-field"
    title = "Next field"
    key = "tab"


class AddRow(Command):
    """Add a tag, or another AWS account."""

    id = "create-key.add"
    title = "Add a row"
    label = "Add"
    key = "A"


class FinishWizard(Command):
    """Create the key and its alias, as the form says now, from whichever step."""

    id = "create-key.finish"
    title = "Create key"
    label = "Create"
    key = "ctrl+s"
    mutates = True


class FinishByLetter(FinishWizard):
    """Create the key, from the last step."""

    id = "create-key.finish-button"
    title = "Finish"
    key = "f"
    on_bar = False


class NextProblem(Command):
    """Go to the next field that has to be put right, on whichever step it is."""

    id = "create-key.next-problem"
    title = "Next error"
    key = "f8"


class NextStep(Command):
    """Go on to the next step."""

    id = "create-key.next"
    title = "Next step"
    label = "Next"
    key = "alt+right,n"


class PreviousStep(Command):
    """Go back one step; everything that was entered is kept."""

    id = "create-key.previous"
    title = "Previous step"
    label = "Back"
    key = "alt+left,p"


class JumpToReview(Command):
    """Leave the steps between as they are and review everything."""

    id = "create-key.review"
    title = "Jump to review"
    label = "Review"
    key = "ctrl+r"


class EditPolicy(Command):
    """Edit the key policy by hand, in the last step."""

    id = "create-key.edit-policy"
    title = "Edit key policy"
    label = "Edit policy"
    key = "e"


class RevertPolicy(Command):
    """Forget what was edited by hand: the policy follows the choices again. Ctrl+Z there undoes it."""

    id = "create-key.revert-policy"
    title = "Back to the generated policy"
    label = "Generated policy"
    key = "ctrl+o"


class TurnOver(Command):
    """Show what stands beside the form, or the form again, where only one of them has room."""

    id = "create-key.turn-over"
    title = "Form or what stands beside it"
    label = "View"
    key = "v,ctrl+t"


class CopyBeside(Command):
    """Copy the commands or the policy that stand beside the form."""

    id = "create-key.copy"
    title = "Copy policy or commands"
    label = "Copy"
    key = "y"


class CancelWizard(Command):
    """Leave without creating a key; asks first when something has been entered."""

    id = "create-key.cancel"
    title = "Cancel"
    key = "escape,q,c"


VERBS: tuple[type[Command], ...] = (
    TickRow,
    TickAll,
    NextField,
    FinishWizard,
    NextProblem,
    RevertPolicy,
    AddRow,
    EditPolicy,
    JumpToReview,
    CancelWizard,
    TurnOver,
    NextStep,
    PreviousStep,
    CopyBeside,
    FinishByLetter,
)
"""The most important first."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside the draft decides which commands make sense."""

    creating: bool = False
    """Whether the key is being made at this moment."""
    narrow: bool = False
    """Whether form and what stands beside it take turns."""


def unavailable(command: type[Command], draft: Draft, around: Circumstances) -> str:
    """Why a command makes no sense now, in a few words; empty: it does."""
    last = draft.step == LAST_STEP
    against: dict[type[Command], tuple[bool, str]] = {
        TickRow: (draft.step not in LISTS, "there is no list on this step"),
        TickAll: (draft.step not in LISTS, "there is no list on this step"),
        AddRow: (draft.step not in {TAGS, USAGE}, "there is nothing to add on this step"),
        NextProblem: (not draft.problems, "nothing has to be put right"),
        PreviousStep: (draft.step == 0, "this is the first step"),
        JumpToReview: (last, "this is the review"),
        EditPolicy: (last or draft.step not in LISTS, "the policy stands in the last step"),
        RevertPolicy: (not draft.edited, "the policy follows your choices"),
        TurnOver: (not around.narrow, "both are in sight"),
        FinishByLetter: (not last, "this is not the last step"),
    }
    stands_against, why = against.get(command, (False, ""))
    if stands_against:
        return why
    if issubclass(command, FinishWizard):
        return "the key is being created" if around.creating else next(iter(draft.problems.values()), "")
    if command is NextStep:
        return "this is the last step" if last else draft.obstacle
    return ""
