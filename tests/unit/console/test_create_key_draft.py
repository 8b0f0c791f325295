"""The wizard between two keystrokes: what a choice does, what is in the way, what is new in the policy."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.create_key import KeyForm
from kmstui.console.create_key_draft import LAST_STEP, NOTHING, Change, Draft

ACCOUNT = "111122223333"
ALICE, BOB = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("alice", "bob"))
START = Draft(ACCOUNT, "us-east-1")


def _alias(alias: str) -> Change:
    return lambda form: replace(form, alias=alias)


def _admins(*arns: str) -> Change:
    return lambda form: replace(form, administrators=arns)


def _policy(text: str | None) -> Change:
    return lambda form: replace(form, edited_policy=text)


def test_it_begins_with_nothing_and_is_not_dirty() -> None:
    assert not START.dirty
    assert START.form == NOTHING
    assert START.changed(_alias("a")).dirty
    assert not START.changed(_alias("a")).changed(_alias("")).dirty


def test_an_alias_nobody_asked_for_is_missing_but_not_held_against_anybody() -> None:
    assert START.problems == {"alias": "Enter an alias."}
    assert START.obstacle == "Enter an alias."
    assert START.shown_problems == {}
    assert START.asked().shown_problems == START.problems
    assert START.changed(_alias("a")).changed(_alias("")).shown_problems == START.problems


def test_a_step_is_held_up_by_its_own_problems_and_the_last_by_all() -> None:
    assert START.at(1).obstacle == ""
    assert START.at(LAST_STEP).obstacle == "Enter an alias."
    assert START.at(-3).step == 0
    assert START.at(99).step == LAST_STEP


def test_a_taken_alias_is_a_problem_once_it_is_known() -> None:
    typed = START.changed(_alias("orders"))
    assert typed.problems == {}
    assert replace(typed, taken=frozenset({"orders"})).obstacle == "This alias is taken in this Region."


def test_the_last_choice_is_told_from_the_ones_before() -> None:
    draft = START.changed(_admins(ALICE)).changed(_admins(ALICE, BOB))
    difference = draft.difference
    changed = {difference.lines[line].strip() for line in difference.newest}
    assert f'"{BOB}"' in changed
    assert difference.newest < difference.added


def test_the_first_choice_is_all_new_and_so_none_of_it_stands_out() -> None:
    difference = START.changed(_admins(ALICE)).difference
    assert difference.added == difference.changed
    assert difference.newest == frozenset()


def test_a_choice_that_leaves_the_policy_alone_does_not_move_what_is_new() -> None:
    draft = START.changed(_admins(ALICE)).changed(_admins(ALICE, BOB))
    assert draft.changed(_alias("x")).difference == draft.difference


def test_going_to_and_fro_loses_nothing() -> None:
    draft = START.changed(_alias("a")).changed(_admins(ALICE)).changed(_policy("{ mine"))
    assert draft.at(4).at(0).at(2).form == draft.form


def test_an_edited_policy_takes_up_later_choices() -> None:
    edited = START.changed(_admins(ALICE))
    mine = edited.policy.replace("kms:Create*", "kms:CreateGrant")
    later = edited.changed(_policy(mine)).changed(_admins(ALICE, BOB))
    assert BOB in later.policy
    assert "kms:CreateGrant" in later.policy
    assert later.edited


def test_an_edited_policy_that_cannot_be_read_stays_and_the_choice_is_kept() -> None:
    later = START.changed(_policy("{ mine")).changed(_admins(ALICE))
    assert later.policy == "{ mine"
    assert later.form.administrators == (ALICE,)
    assert ALICE in later.changed(_policy(None)).policy


def test_typing_the_generated_policy_again_is_no_edit() -> None:
    draft = START.changed(_policy("{"))
    assert draft.edited
    assert not draft.changed(_policy(START.policy)).edited


def test_hand_made_edits_are_told_from_what_was_chosen() -> None:
    draft = START.changed(_admins(ALICE))
    mine = draft.changed(_policy(draft.policy.replace("kms:Create*", "kms:CreateGrant")))
    lines = [mine.edits.lines[line].strip() for line in mine.edits.newest]
    assert lines == ['"kms:CreateGrant",']


def test_the_next_problem_is_on_this_step_first_and_then_round_and_round() -> None:
    draft = replace(START, form=KeyForm(tags=(("", "v"),), other_accounts=("1",)))
    assert draft.at(1).next_problem() == "tags.0"
    assert draft.at(4).next_problem() == "alias"
    assert draft.next_problem("alias") == "tags.0"
    assert draft.next_problem("other_accounts.0") == "alias"
    assert START.changed(_alias("a")).next_problem() == ""


_changes = st.lists(
    st.one_of(
        st.text(max_size=6).map(_alias),
        st.lists(st.sampled_from([ALICE, BOB]), unique=True).map(lambda arns: _admins(*arns)),
        st.sampled_from([None, "{", "[]", '{"Statement": []}']).map(_policy),
    ),
    max_size=8,
)


@given(_changes)
def test_marked_lines_are_lines_of_the_policy(changes: list[Change]) -> None:
    draft = START
    for change in changes:
        draft = draft.changed(change)
    lines = draft.policy.splitlines()
    for difference in (draft.difference, draft.edits):
        assert list(difference.lines) == lines
        assert difference.newest <= difference.added
        assert all(0 <= line < len(lines) for line in difference.added | difference.changed)
