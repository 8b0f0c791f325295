"""Decisions are remembered, and whatever one follows from is asked anew: none of them may be stale."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.emulator.iam.account import HANDLERS, NOW, TRUST, Account, arn
from tests.unit.emulator.iam.building import (
    ACCOUNT,
    ALICE,
    DELEGATED,
    KEY,
    SESSION,
    allow,
    deny,
    document,
    to,
)

from kmstui.emulator.authorize import authorize, decide
from kmstui.emulator.iam.repository import USERS, named
from kmstui.emulator.iam.standing import SOURCES, standing_of
from kmstui.emulator.registry import Access, Caller, Context, GrantView

DECRYPT = Access("kms:Decrypt", KEY, ACCOUNT, document(DELEGATED))
Step = tuple[str, dict[str, Any]]
RECORD = "a change of alice's record, where no operation of the account makes it"
GIVE: Step = ("PutUserPolicy", {"UserName": "alice", "PolicyName": "p", "PolicyDocument": document(allow())})
TAKE: Step = ("DeleteUserPolicy", {"UserName": "alice", "PolicyName": "p"})
JOIN: Step = ("AddUserToGroup", {"UserName": "alice", "GroupName": "ops"})
LEAVE: Step = ("RemoveUserFromGroup", {"UserName": "alice", "GroupName": "ops"})
IN_GROUP: Step = (
    "PutGroupPolicy",
    {"GroupName": "ops", "PolicyName": "p", "PolicyDocument": document(allow())},
)
NOT_IN_GROUP: Step = ("DeleteGroupPolicy", {"GroupName": "ops", "PolicyName": "p"})
ATTACH: Step = ("AttachUserPolicy", {"UserName": "alice", "PolicyArn": arn("policy/may")})
DETACH: Step = ("DetachUserPolicy", {"UserName": "alice", "PolicyArn": arn("policy/may")})
BOUND: Step = (RECORD, {"boundary": arn("policy/nothing")})
UNBOUND: Step = (RECORD, {"boundary": ""})
FORBID: Step = ("PutUserPolicy", {"UserName": "alice", "PolicyName": "d", "PolicyDocument": document(deny())})
BY_TAG = document(allow(Condition={"StringEquals": {"aws:PrincipalTag/job": "keys"}}))
TAGGED: Step = ("PutUserPolicy", {"UserName": "alice", "PolicyName": "t", "PolicyDocument": BY_TAG})
TAG: Step = (RECORD, {"tags": (("job", "keys"),)})
UNTAG: Step = (RECORD, {"tags": ()})


class _UndoneError(Exception):
    """Ends a savepoint."""


@pytest.fixture
def account() -> Account:
    account = Account()
    account.call("CreateUser", UserName="alice")
    account.call("CreateGroup", GroupName="ops")
    account.call("CreateRole", RoleName="orders-app", AssumeRolePolicyDocument=TRUST)
    account.call("CreatePolicy", PolicyName="may", PolicyDocument=document(allow()))
    account.call("CreatePolicy", PolicyName="nothing", PolicyDocument=document(allow("s3:*")))
    return account


def make(context: Context, step: Step) -> None:
    operation, params = step
    if operation == RECORD:
        alice = named(context.uow, USERS, ACCOUNT, "alice")
        assert alice is not None
        context.uow.put(USERS, replace(alice, **params))
        return
    handler = HANDLERS["iam", operation]
    handler.run(context, params, handler.resolve(context, params))


def allowed(context: Context, access: Access = DECRYPT, caller: Caller = ALICE) -> bool:
    asking = replace(context, caller=caller)
    first = decide(asking, access)
    assert decide(asking, access) == first
    return first.allowed


CHANGES = pytest.mark.parametrize(
    ("before", "giving", "taking"),
    [
        ((), GIVE, TAKE),
        ((), ATTACH, DETACH),
        ((IN_GROUP,), JOIN, LEAVE),
        ((JOIN,), IN_GROUP, NOT_IN_GROUP),
        ((GIVE, BOUND), UNBOUND, BOUND),
        ((TAGGED,), TAG, UNTAG),
        ((GIVE,), TAG, FORBID),
    ],
)


@CHANGES
def test_the_next_call_sees_what_was_given_and_taken(
    account: Account, before: tuple[Step, ...], giving: Step, taking: Step
) -> None:
    for step, expected in [*((step, None) for step in before), (giving, True), (taking, False)]:
        with account.context() as context:
            make(context, step)
        with account.context() as context:
            assert allowed(context) is expected or expected is None


def in_vain(context: Context, steps: tuple[Step, ...], *, expected: bool) -> None:
    with context.uow.savepoint():
        for step in steps:
            make(context, step)
        assert allowed(context) is expected
        raise _UndoneError


@CHANGES
def test_so_does_the_unit_of_work_that_changes_it_and_undoes_the_change(
    account: Account, before: tuple[Step, ...], giving: Step, taking: Step
) -> None:
    with account.context() as context:
        for step in before:
            make(context, step)
        at_first = allowed(context)

        for steps, expected in (((giving,), True), ((giving, taking), False)):
            with pytest.raises(_UndoneError):
                in_vain(context, steps, expected=expected)
            assert allowed(context) is at_first
    with account.context() as context:
        assert allowed(context) is at_first


def test_a_change_that_is_rolled_back_with_its_unit_of_work_is_forgotten(account: Account) -> None:
    with pytest.raises(_UndoneError), account.context() as context:
        in_vain(context, (GIVE,), expected=True)
    with account.context() as context:
        assert not allowed(context)


def test_a_key_policy_counts_as_it_is_now(account: Account) -> None:
    policies = [document(to(ALICE.arn, allow())), document(to(ALICE.arn, deny())), document(DELEGATED)]
    with account.context() as context:
        for policy in policies * 2:
            assert allowed(context, replace(DECRYPT, policy=policy)) is (policy == policies[0])


def test_a_grant_counts_as_long_as_it_is_there(account: Account) -> None:
    grant = GrantView("g", ALICE.arn, ("Decrypt",), context_equals={"App": "x"})
    with account.context() as context:
        for _ in range(2):
            assert not allowed(context)
            assert allowed(context, replace(DECRYPT, grants=(grant,), context={"App": "x"}))
            assert not allowed(context, replace(DECRYPT, grants=(grant,), context={"App": "y"}))


def test_conditions_are_held_against_each_request_anew(account: Account) -> None:
    policy = document(to(ALICE.arn, allow(Condition={"StringEquals": {"kms:KeySpec": "a"}})))
    with account.context() as context:
        for spec in "abab":
            access = replace(DECRYPT, policy=policy, conditions={"kms:KeySpec": (spec,)})
            assert allowed(context, access) is (spec == "a")


def test_the_moment_and_the_region_count_as_they_are(account: Account) -> None:
    until = document(
        to(ALICE.arn, allow(Condition={"DateLessThan": {"aws:CurrentTime": NOW.isoformat()}})),
        to(ALICE.arn, allow(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})),
    )
    with account.context() as context:
        access = replace(DECRYPT, policy=until)
        assert not allowed(context, access)
        assert allowed(replace(context, now=NOW.replace(year=2025)), access)
        assert allowed(replace(context, region="eu-west-1"), access)
        assert not allowed(context, access)


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "ec2:CreateVolume"},
        {"resource": KEY.replace("1234", "4321")},
        {"resource_account": "444455556666"},
        {"policy": None},
    ],
)
def test_another_question_is_another_answer(account: Account, changed: dict[str, str]) -> None:
    with account.context() as context:
        make(context, GIVE)
        before = decide(replace(context, caller=ALICE), DECRYPT)
        access = replace(DECRYPT, **changed)  # type: ignore[arg-type]  # the names are the fields'
        after = decide(replace(context, caller=ALICE), access)
        assert before.allowed
        assert after != before
        assert (after.action, after.resource) == (access.action, access.resource)
        assert decide(replace(context, caller=SESSION), DECRYPT) != before


def test_two_accounts_are_not_one(account: Account) -> None:
    other = Account()
    other.call("CreateUser", UserName="alice")
    with account.context() as context:
        make(context, GIVE)
    with account.context() as context, other.context() as elsewhere:
        assert allowed(context)
        assert not allowed(elsewhere)


def test_what_is_not_asked_for_is_not_worked_out(account: Account) -> None:
    class Untouchable(dict[str, tuple[str, ...]]):
        def items(self) -> object:  # type: ignore[override]
            raise AssertionError("nobody asks for a condition key")

    with account.context() as context:
        make(context, GIVE)
        assert allowed(context, replace(DECRYPT, conditions=Untouchable()))


def test_the_first_refusal_ends_the_asking(account: Account) -> None:
    with account.context() as context:
        asking = replace(context, caller=ALICE)
        verdict = authorize(asking, (DECRYPT, DECRYPT), "kms")
        assert len(verdict.decisions) == 1
        assert verdict.error is not None
        assert "is not authorized to perform: kms:Decrypt" in verdict.error.message
        make(context, GIVE)
        assert len(authorize(asking, (DECRYPT, DECRYPT), "kms").decisions) == 2


def test_a_standing_is_gathered_again_after_a_change_of_any_of_its_tables(account: Account) -> None:
    def gathered(context: Context) -> object:
        return standing_of(context.uow, ALICE)

    with account.context() as context:
        for change in _changes(context):
            before = gathered(context)
            assert gathered(context) is before
            change()
            assert gathered(context) is not before


def _changes(context: Context) -> Iterator[Callable[[], None]]:
    """One change of each table that a standing is gathered from."""
    steps: list[Step] = [
        ("CreateUser", {"UserName": "x"}),
        ("CreateRole", {"RoleName": "x", "AssumeRolePolicyDocument": TRUST}),
        ("CreateGroup", {"GroupName": "x"}),
        ("CreatePolicy", {"PolicyName": "x", "PolicyDocument": document(allow())}),
        GIVE,
        ATTACH,
        JOIN,
    ]
    assert len(steps) == len(SOURCES)
    for step in steps:
        yield lambda step=step: make(context, step)  # type: ignore[misc]  # mypy cannot infer a lambda's default
