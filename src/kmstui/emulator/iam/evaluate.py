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

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kmstui.emulator.iam.context import RequestContext, resource_conditions
from kmstui.emulator.iam.decision import Considered, Decision, PolicyKind, Reach, Rule
from kmstui.emulator.iam.document import Effect, Grammar
from kmstui.emulator.iam.matching import asker, consider, consider_grant
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.request import NamedPolicy, Request
from kmstui.emulator.registry import Access, PrincipalKind

KEY_POLICY, TRUST_POLICY = "key policy", "trust policy"
"""What the policy of the resource is called in a decision: a key's, and a role's, which decides alike."""


def evaluate(access: Access, request: Request, context: RequestContext | None = None) -> Decision:
    """Decide one permission.

    `context` holds the condition keys of both; given one, a caller can tell afterwards whether any was asked
    for.

    Raises:
        PolicyError: when `access.policy` is not a policy; stored ones were read before they were stored.
    """
    context = context or context_of(access, request)
    considered = tuple(_considered(access, request, context))
    rule, layer, by = _decide(access, request, _Found.among(considered))
    return Decision(access.action, access.resource, rule, layer, by.place if by else "", considered)


def context_of(access: Access, request: Request) -> RequestContext:
    """The condition keys of a caller, of what it asks for and of the resource."""
    about = resource_conditions(access, request.caller)
    return RequestContext.of(request.conditions, access.conditions, about)


class _Found(NamedTuple):
    """What matched, of everything considered: the first of each sort."""

    deny: Considered | None
    direct: Mapping[PolicyKind, Considered]
    """The allows that reach the caller directly, by the kind of policy they stand in."""
    account: Mapping[PolicyKind, Considered]
    """Those that reach it through its account."""

    @classmethod
    def among(cls, considered: Iterable[Considered]) -> "_Found":
        deny = None
        direct: dict[PolicyKind, Considered] = {}
        account: dict[PolicyKind, Considered] = {}
        for item in considered:
            if item.failed_on:
                continue
            if item.effect == _DENY:
                deny = deny or item
            else:
                (direct if item.reach is Reach.DIRECT else account).setdefault(item.kind, item)
        return cls(deny, direct, account)


_DENY = Effect.DENY.value
_Verdict = tuple[Rule, PolicyKind, Considered | None]


def _considered(access: Access, request: Request, context: RequestContext) -> Iterator[Considered]:
    who = asker(request.caller)
    for kind, named in _policies(access, request):
        seen = context.for_resource_policy() if kind is PolicyKind.RESOURCE else context
        for number, statement in enumerate(named.policy.statements, start=1):
            yield consider(statement, number, named, kind, access, who, seen)
    for grant in access.grants:
        yield consider_grant(grant, access, who)


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


def _decide(access: Access, request: Request, found: _Found) -> _Verdict:
    denied = found.deny
    if denied:
        return Rule.EXPLICIT_DENY, denied.kind, denied
    if request.boundary is not None and not found.direct.get(PolicyKind.BOUNDARY):
        return Rule.NO_BOUNDARY, PolicyKind.BOUNDARY, None
    if request.session and not found.direct.get(PolicyKind.SESSION):
        return Rule.NO_SESSION, PolicyKind.SESSION, None
    foreign = access.resource_account not in ("", request.caller.account)
    if access.policy is None:
        return _by_identity_alone(request, found, foreign=foreign)
    return _across_accounts(request, found) if foreign else _by_key(request, found)


def _by_identity_alone(request: Request, found: _Found, *, foreign: bool) -> _Verdict:
    allowed = found.direct.get(PolicyKind.IDENTITY)
    if foreign:
        return Rule.NOT_DELEGATED, PolicyKind.RESOURCE, None
    if _is_root(request):
        return Rule.ROOT_USER, PolicyKind.IDENTITY, None
    return (Rule.IDENTITY if allowed else Rule.NO_IDENTITY), PolicyKind.IDENTITY, allowed


def _by_key(request: Request, found: _Found) -> _Verdict:
    named = found.direct.get(PolicyKind.RESOURCE)
    if named:
        return Rule.NAMED, PolicyKind.RESOURCE, named
    delegated = found.account.get(PolicyKind.RESOURCE)
    identity = found.direct.get(PolicyKind.IDENTITY)
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


def _across_accounts(request: Request, found: _Found) -> _Verdict:
    offered = found.direct.get(PolicyKind.RESOURCE) or found.account.get(PolicyKind.RESOURCE)
    identity = found.direct.get(PolicyKind.IDENTITY)
    if offered and (identity or _is_root(request)):
        return Rule.BOTH_ACCOUNTS, PolicyKind.RESOURCE, identity or offered
    granted = _grant(request, found)
    if granted:
        return Rule.GRANTED, PolicyKind.GRANT, granted
    if offered:
        return Rule.NO_IDENTITY, PolicyKind.IDENTITY, None
    return Rule.NOT_DELEGATED, PolicyKind.RESOURCE, None


def _grant(request: Request, found: _Found) -> Considered | None:
    """The grant that applies; one given to an account is delegated to that account's IAM policies."""
    through_account = found.account.get(PolicyKind.GRANT)
    if through_account and (_is_root(request) or found.direct.get(PolicyKind.IDENTITY)):
        return through_account
    return found.direct.get(PolicyKind.GRANT)


def _is_root(request: Request) -> bool:
    return request.caller.kind is PrincipalKind.ROOT
