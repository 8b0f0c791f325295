"""Whether a call may go on: every permission it needs, held against everything that speaks about its caller.

It gathers what the policy engine needs and keeps what the engine answered; it decides nothing itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.decision import Decision
from kmstui.emulator.iam.evaluate import context_of, evaluate
from kmstui.emulator.iam.explain import refusal
from kmstui.emulator.iam.principals import request_of
from kmstui.emulator.iam.standing import Standing, standing_of
from kmstui.emulator.registry import Access, Context
from kmstui.emulator.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of all the permissions one call needs."""

    decisions: tuple[Decision, ...]
    """In the order of the permissions, up to and including the first that was refused."""
    error: AwsError | None = None
    """AWS's refusal; None when all of them were granted."""


_Question = tuple[Standing, str, str, str, str | None]
_REMEMBERED: Remembered[_Question, Decision] = Remembered(4_000)
"""Decisions that followed from who asks for what under which policies alone: the engine is pure, no grant
was there, and no statement came to asking for a condition key."""


def authorize(context: Context, accesses: Sequence[Access], service: str = "") -> Verdict:
    """Decide every permission in turn; the first refusal ends it, as it does in AWS.

    Args:
        context: of the call.
        accesses: the permissions it needs.
        service: the service that was called, whose words a refusal has also where the permission is another
            service's, such as `iam:PassRole`; empty for the action's own.
    """
    decisions: list[Decision] = []
    for access in accesses:
        decision = decide(context, access)
        decisions.append(decision)
        if not decision.allowed:
            error = refusal(access, decision, context.caller, context.request_id, service)
            return Verdict(tuple(decisions), error)
    return Verdict(tuple(decisions))


def decide(context: Context, access: Access) -> Decision:
    """Decide one permission of this context's caller, without making any call."""
    standing = standing_of(context.uow, context.caller)
    if access.grants:
        return _decided(context, access, standing, None)
    key = (standing, access.action, access.resource, access.resource_account, access.policy)
    return _REMEMBERED.get(key) or _decided(context, access, standing, key)


def _decided(context: Context, access: Access, standing: Standing, key: _Question | None) -> Decision:
    request = request_of(standing, region=context.region, now=context.now)
    asked = context_of(access, request)
    decision = evaluate(access, request, asked)
    if key is None or asked.asked:
        return decision
    return _REMEMBERED.keep(key, decision)
