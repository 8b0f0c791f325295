"""Holds one statement or one grant against a request and tells the first thing that does not fit.

Elements are tried in the order action, caller, resource, conditions, so that what is told is the nearest
miss. Says nothing about what a match leads to.
"""

from functools import lru_cache
from typing import NamedTuple

from kmstui.emulator.iam.conditions import expected_values, satisfied
from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.decision import Considered, PolicyKind, Reach
from kmstui.emulator.iam.document import Condition, Effect, Policy, Principal, Statement
from kmstui.emulator.iam.request import NamedPolicy
from kmstui.emulator.iam.variables import expand
from kmstui.emulator.iam.wildcards import arn_matches, compile_pattern, glob, written
from kmstui.emulator.registry import Access, Caller, GrantView, PrincipalKind

ABSENT = "(not in the request)"
"""Shown where the request has no value for a condition key."""
UNCONSTRAINED = frozenset({"DescribeKey", "RetireGrant"})
"""Grant operations for which encryption context constraints are ignored (KMS Developer Guide, "Grants")."""


class _Miss(NamedTuple):
    """The first element that does not match, as `Considered` tells it."""

    failed_on: str
    expected: str
    actual: str


_NO_MISS = _Miss("", "", "")


class Asker(NamedTuple):
    """A caller, and everything a policy may call it."""

    caller: Caller
    names: frozenset[str]
    """The names of exactly this caller."""
    services: frozenset[str]
    """The names of the service that it is; empty for other callers."""


@lru_cache(maxsize=1024)
def asker(caller: Caller) -> Asker:
    """The caller, as statements and grants are held against it."""
    return Asker(caller, _own_names(caller), _service_names(caller))


def reach(principal: Principal, who: Asker) -> Reach:
    """How one principal of a policy includes the caller."""
    if principal.kind == "Service":
        return Reach.DIRECT if principal.value in who.services else Reach.NONE
    if principal.kind != "AWS":
        return Reach.NONE
    if principal.value == "*" or principal.value in who.names:
        return Reach.DIRECT
    if who.services:
        # A service calls from no account, whosever resource it is about.
        return Reach.NONE
    return Reach.ACCOUNT if _names_account(principal.value, who.caller.account) else Reach.NONE


def consider(
    statement: Statement,
    number: int,
    named: NamedPolicy,
    kind: PolicyKind,
    access: Access,
    who: Asker,
    context: RequestContext,
) -> Considered:
    """Hold a statement against a request; it is the policy's statement of that number, the first being 1."""
    included = _included(statement, who) if kind is PolicyKind.RESOURCE else Reach.DIRECT
    miss = (
        _action_miss(statement, access)
        or _caller_miss(statement, who.caller, included)
        or _resource_miss(statement, named.policy, access, context)
        or _condition_miss(statement, named.policy, context)
        or _NO_MISS
    )
    sid = statement.sid or f"statement {number}"
    return Considered(named.name, kind, sid, statement.effect.value, included, *miss)


def consider_grant(grant: GrantView, access: Access, who: Asker) -> Considered:
    """Hold a grant against a request."""
    included = _grantee_reach(grant.grantee, who)
    miss = _operation_miss(grant, access)
    if not miss and included is Reach.NONE:
        miss = _Miss("Grantee principal", grant.grantee, who.caller.arn)
    miss = miss or _constraint_miss(grant, access) or _delegation_miss(grant, access) or _NO_MISS
    return Considered(grant.grant_id, PolicyKind.GRANT, "", Effect.ALLOW.value, included, *miss)


def _own_names(caller: Caller) -> frozenset[str]:
    """Every way to name exactly this caller: its ARN, its role's ARN, its unique id or its role's."""
    ids = {caller.principal_id, caller.principal_id.partition(":")[0]}
    names = ids | {caller.arn, caller.issuer_arn} if caller.kind is not PrincipalKind.ROOT else set()
    return frozenset(names - {"", caller.account})


def _service_names(caller: Caller) -> frozenset[str]:
    """A service that calls for itself; one that calls for a principal is that principal."""
    return frozenset({caller.arn, caller.name} if caller.kind is PrincipalKind.SERVICE else ())


def _names_account(value: str, account: str) -> bool:
    return value == account or (value.startswith("arn:") and value.endswith(f":iam::{account}:root"))


def _grantee_reach(grantee: str, who: Asker) -> Reach:
    if grantee in who.services:
        return Reach.DIRECT
    everybody_is_no_grantee = grantee == "*"
    return Reach.NONE if everybody_is_no_grantee else reach(Principal("AWS", grantee), who)


def _included(statement: Statement, who: Asker) -> Reach:
    widest = Reach.NONE
    for principal in statement.principals:
        found = reach(principal, who)
        if found is not Reach.NONE:
            widest = found
        if found is Reach.DIRECT:
            break
    if not statement.except_principals:
        return widest
    return Reach.DIRECT if widest is Reach.NONE else Reach.NONE


def _action_miss(statement: Statement, access: Access) -> _Miss | None:
    if statement.actions and _lists(statement.actions, access.action) is not statement.except_actions:
        return None
    return _Miss(_element("Action", statement.except_actions), ", ".join(statement.actions), access.action)


@lru_cache(maxsize=8192)
def _lists(actions: tuple[str, ...], action: str) -> bool:
    """Whether one of the patterns of an `Action` or `NotAction` is the action's, whatever its case."""
    lower = action.lower()
    return any(glob(pattern.lower(), lower) for pattern in actions)


def _caller_miss(statement: Statement, caller: Caller, included: Reach) -> _Miss | None:
    if included is not Reach.NONE:
        return None
    named = ", ".join(principal.value for principal in statement.principals)
    return _Miss(_element("Principal", statement.except_principals), named, caller.issuer_arn or caller.arn)


def _resource_miss(
    statement: Statement, policy: Policy, access: Access, context: RequestContext
) -> _Miss | None:
    listed = "*" in statement.resources or any(
        _covers(text, policy, access.resource, context) for text in statement.resources
    )
    if statement.resources and listed is not statement.except_resources:
        return None
    element = _element("Resource", statement.except_resources)
    return _Miss(element, ", ".join(statement.resources), access.resource)


def _covers(text: str, policy: Policy, resource: str, context: RequestContext) -> bool:
    pattern = expand(text, context) if policy.has_variables else compile_pattern(text)
    return pattern is not None and arn_matches(pattern, resource)


def _condition_miss(statement: Statement, policy: Policy, context: RequestContext) -> _Miss | None:
    for condition in statement.conditions:
        if not satisfied(condition, context, variables=policy.has_variables):
            actual = ", ".join(context.get(condition.key)) or ABSENT
            expected = _expected(condition, policy, context)
            return _Miss(f"{condition.label} {condition.key}", expected, actual)
    return None


def _expected(condition: Condition, policy: Policy, context: RequestContext) -> str:
    patterns = expected_values(condition, context, variables=policy.has_variables)
    return ", ".join(
        raw if pattern is None else written(pattern)
        for raw, pattern in zip(condition.values, patterns, strict=True)
    )


def _operation_miss(grant: GrantView, access: Access) -> _Miss | None:
    service, _, operation = access.action.partition(":")
    if service == "kms" and operation in grant.operations:
        return None
    return _Miss("Operation", ", ".join(grant.operations), access.action)


def _constraint_miss(grant: GrantView, access: Access) -> _Miss | None:
    """Encryption context constraints; unlike condition keys they are compared with regard to case."""
    if access.action.partition(":")[2] in UNCONSTRAINED:
        return None
    context = dict(access.context or {})
    equals, subset = grant.context_equals, grant.context_subset
    if equals is not None and context != dict(equals):
        return _Miss("EncryptionContextEquals", _pairs(dict(equals)), _pairs(context))
    if subset is not None and not dict(subset).items() <= context.items():
        return _Miss("EncryptionContextSubset", _pairs(dict(subset)), _pairs(context))
    return None


def _delegation_miss(grant: GrantView, access: Access) -> _Miss | None:
    """A grant that comes from a grant gives no more operations, under constraints at least as strict.

    The new grant's constraint arrives as the request's encryption context, so `_constraint_miss` has compared
    the pairs; an exact constraint must be handed on as an exact one.
    """
    if access.action != "kms:CreateGrant":
        return None
    wanted = access.conditions.get("kms:GrantOperations", ())
    if not set(wanted) <= set(grant.operations):
        return _Miss("Operations of the new grant", ", ".join(grant.operations), ", ".join(wanted))
    kinds = access.conditions.get("kms:GrantConstraintType", ())
    if grant.context_equals is not None and "EncryptionContextEquals" not in kinds:
        return _Miss("Constraint of the new grant", "EncryptionContextEquals", ", ".join(kinds) or "none")
    return None


def _pairs(context: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in context.items()) or ABSENT


def _element(name: str, negated: bool) -> str:
    return f"Not{name}" if negated else name
