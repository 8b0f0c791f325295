"""The policy engine: one permission, everything that speaks for and against it, and the rule that decides.

Pure: the same values give the same decision. The rules are those of the KMS Developer Guide, "Determining
access to AWS KMS keys", and of the IAM User Guide, "Policy evaluation logic":

1. A matching explicit deny, in whichever policy, denies; grants cannot overcome it.
2. A permissions boundary or session policy that does not allow it denies. AWS exempts some callers that a key
   policy names directly; here a boundary limits every permission.
3. A key policy that allows it to the caller by name, or to everybody, allows it.
4. A key policy that allows it to the caller's account allows it to the account's root user, and to whom the
   account's own IAM policies allow it. Without such a statement those count for nothing.
5. A grant allows what it lists to its grantee.
6. A key of another account needs its key policy and the caller's own IAM policies both; or a grant.
7. What has no resource policy is left to the caller's IAM policies; the root user needs none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.decision import Considered, Decision, PolicyKind, Reach, Rule
from kmstui.emulator.iam.document import Effect, Grammar
from kmstui.emulator.iam.matching import consider, consider_grant
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.request import NamedPolicy, Request
from kmstui.emulator.registry import Access, PrincipalKind

KEY_POLICY, TRUST_POLICY = "key policy", "trust policy"
"""What the policy of the resource is called in a decision: a key's, and a role's, which decides by its rules."""


def evaluate(access: Access, request: Request, context: RequestContext | None = None) -> Decision:
    """Decide one permission.

    `context` holds the condition keys of both; given one, a caller can tell afterwards whether any was asked
    for.

    Raises:
        PolicyError: when `access.policy` is not a policy; stored ones were read before they were stored.
    """
    context = context or RequestContext.of(request.conditions, access.conditions)
    considered = tuple(_considered(access, request, context))
    rule, layer, by = _decide(access, request, _Allows(considered))
    return Decision(access.action, access.resource, rule, layer, by.place if by else "", considered)


@dataclass(frozen=True, slots=True)
class _Allows:
    """Looks up what was found among everything considered."""

    considered: tuple[Considered, ...]

    def deny(self) -> Considered | None:
        """The first explicit deny that matches."""
        return next((item for item in self.considered if item.matched and item.effect == Effect.DENY), None)

    def allow(self, kind: PolicyKind, reach: Reach = Reach.DIRECT) -> Considered | None:
        """The first allow that matches in policies of one kind."""
        return next(
            (
                item
                for item in self.considered
                if item.matched and item.effect == Effect.ALLOW and item.kind is kind and item.reach is reach
            ),
            None,
        )


_Verdict = tuple[Rule, PolicyKind, Considered | None]


def _considered(access: Access, request: Request, context: RequestContext) -> Iterator[Considered]:
    for kind, named in _policies(access, request):
        seen = context.for_resource_policy() if kind is PolicyKind.RESOURCE else context
        for number, statement in enumerate(named.policy.statements, start=1):
            yield consider(statement, number, named, kind, access, request.caller, seen)
    for grant in access.grants:
        yield consider_grant(grant, access, request.caller)


def _policies(access: Access, request: Request) -> Iterator[tuple[PolicyKind, NamedPolicy]]:
    if access.policy is not None:
        policy = parse_policy(access.policy, Grammar.RESOURCE)
        name = TRUST_POLICY if access.action.startswith("sts:") else KEY_POLICY
        yield PolicyKind.RESOURCE, NamedPolicy(name, policy)
    for named in request.identity:
        yield PolicyKind.IDENTITY, named
    if request.boundary is not None:
        yield PolicyKind.BOUNDARY, request.boundary
    for named in request.session:
        yield PolicyKind.SESSION, named


def _decide(access: Access, request: Request, found: _Allows) -> _Verdict:
    denied = found.deny()
    if denied:
        return Rule.EXPLICIT_DENY, denied.kind, denied
    if request.boundary is not None and not found.allow(PolicyKind.BOUNDARY):
        return Rule.NO_BOUNDARY, PolicyKind.BOUNDARY, None
    if request.session and not found.allow(PolicyKind.SESSION):
        return Rule.NO_SESSION, PolicyKind.SESSION, None
    foreign = access.resource_account not in ("", request.caller.account)
    if access.policy is None:
        return _by_identity_alone(request, found, foreign=foreign)
    return _across_accounts(request, found) if foreign else _by_key(request, found)


def _by_identity_alone(request: Request, found: _Allows, *, foreign: bool) -> _Verdict:
    allowed = found.allow(PolicyKind.IDENTITY)
    if foreign:
        return Rule.NOT_DELEGATED, PolicyKind.RESOURCE, None
    if _is_root(request):
        return Rule.ROOT_USER, PolicyKind.IDENTITY, None
    return (Rule.IDENTITY if allowed else Rule.NO_IDENTITY), PolicyKind.IDENTITY, allowed


def _by_key(request: Request, found: _Allows) -> _Verdict:
    named = found.allow(PolicyKind.RESOURCE)
    if named:
        return Rule.NAMED, PolicyKind.RESOURCE, named
    delegated = found.allow(PolicyKind.RESOURCE, Reach.ACCOUNT)
    identity = found.allow(PolicyKind.IDENTITY)
    if delegated and _is_root(request):
        return Rule.ACCOUNT_ROOT, PolicyKind.RESOURCE, delegated
    if delegated and identity:
        return Rule.DELEGATED, PolicyKind.IDENTITY, identity
    granted = _grant(request, found)
    if granted:
        return Rule.GRANTED, PolicyKind.GRANT, granted
    if delegated:
        return Rule.NO_IDENTITY, PolicyKind.IDENTITY, None
    return Rule.NOT_DELEGATED, PolicyKind.RESOURCE, None


def _across_accounts(request: Request, found: _Allows) -> _Verdict:
    offered = found.allow(PolicyKind.RESOURCE) or found.allow(PolicyKind.RESOURCE, Reach.ACCOUNT)
    identity = found.allow(PolicyKind.IDENTITY)
    if offered and (identity or _is_root(request)):
        return Rule.BOTH_ACCOUNTS, PolicyKind.RESOURCE, identity or offered
    granted = _grant(request, found)
    if granted:
        return Rule.GRANTED, PolicyKind.GRANT, granted
    if offered:
        return Rule.NO_IDENTITY, PolicyKind.IDENTITY, None
    return Rule.NOT_DELEGATED, PolicyKind.RESOURCE, None


def _grant(request: Request, found: _Allows) -> Considered | None:
    """The grant that applies; one given to an account is delegated to that account's IAM policies."""
    through_account = found.allow(PolicyKind.GRANT, Reach.ACCOUNT)
    if through_account and (_is_root(request) or found.allow(PolicyKind.IDENTITY)):
        return through_account
    return found.allow(PolicyKind.GRANT)


def _is_root(request: Request) -> bool:
    return request.caller.kind is PrincipalKind.ROOT
