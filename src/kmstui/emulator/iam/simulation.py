"""What the policy simulator answers: one permission held against policies that need not be in force.

Pure, and over the same `evaluate` that decides calls. The answer's members are those of `EvaluationResult` in
the IAM API Reference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kmstui.aws.gateway import Result
from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.context_keys import context_keys
from kmstui.emulator.iam.decision import Considered, Decision, PolicyKind, Rule
from kmstui.emulator.iam.document import Effect, Policy
from kmstui.emulator.iam.evaluate import evaluate
from kmstui.emulator.iam.request import NamedPolicy, Request
from kmstui.emulator.iam.statement_places import statement_places
from kmstui.emulator.registry import Access, Caller

ALL_RESOURCES = "*"
_DELEGATING = ("kms", "sts")
"""Services whose resource policies decide alone whether IAM's policies count at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """One policy that is simulated, and where it comes from."""

    id: str
    """`SourcePolicyId`; also what decisions call the policy."""
    type: str
    """`SourcePolicyType`: `user`, `group`, `role`, `aws-managed`, `user-managed`, `resource` or `none`."""
    text: str
    policy: Policy

    @property
    def named(self) -> NamedPolicy:
        """The policy as the engine takes it."""
        return NamedPolicy(self.id, self.policy)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Whose permissions are simulated under which policies."""

    caller: Caller
    identity: tuple[Source, ...]
    boundary: Source | None = None
    resource_policy: Source | None = None
    owner: str = ""
    """The account of resources whose ARN does not say it; empty for the caller's."""
    organization: tuple[tuple[Source, ...], ...] = ()
    """Service control policies, level by level from the root down; empty for an account that is in none."""
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Values of condition keys; those that are not given are not in the request."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every policy."""
        own = (*self.identity, self.boundary, self.resource_policy)
        levels = (source for level in self.organization for source in level)
        return tuple(source for source in (*own, *levels) if source is not None)


def simulate(simulation: Simulation, action: str, resource: str, *, asked_by_name: bool) -> Result:
    """An `EvaluationResult`; `asked_by_name` says whether the request listed the resource."""
    decision = _decided(simulation, action, resource)
    blocked = _blocked(simulation, action, resource)
    verdict = blocked or _verdict(decision)
    matched = [] if blocked else list(_matched(simulation, decision, verdict))
    bounded = _bounded(simulation, decision)
    missing = list(_missing(simulation))
    answer: Result = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": verdict,
        "MatchedStatements": matched,
        "MissingContextValues": [] if asked_by_name else missing,
        **bounded,
    }
    if simulation.organization:
        answer["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": not blocked}
    if asked_by_name:
        answer["EvalDecisionDetails"] = {}
        answer["ResourceSpecificResults"] = [
            {
                "EvalResourceName": resource,
                "EvalResourceDecision": verdict,
                "MatchedStatements": matched,
                "MissingContextValues": missing,
                "EvalDecisionDetails": {},
                **bounded,
            }
        ]
    return answer


def _decided(simulation: Simulation, action: str, resource: str) -> Decision:
    """As a call would be; where a resource policy only adds to IAM's policies, these may allow it alone."""
    request = Request(
        simulation.caller,
        tuple(source.named for source in simulation.identity),
        simulation.boundary.named if simulation.boundary else None,
    )
    attached = simulation.resource_policy
    owner = _owner(simulation, resource) if attached else ""
    access = Access(action, resource, owner, attached.text if attached else None)
    decision = evaluate(access, request, RequestContext.of(simulation.context))
    adds = attached and action.partition(":")[0] not in _DELEGATING and owner == simulation.caller.account
    if not adds or decision.allowed or decision.rule is Rule.EXPLICIT_DENY:
        return decision
    alone = replace(access, policy=None)
    return evaluate(alone, request, RequestContext.of(simulation.context))


def _owner(simulation: Simulation, resource: str) -> str:
    parts = resource.split(":", 5)
    named = parts[4] if len(parts) > 5 else ""
    return named or simulation.owner or simulation.caller.account


def _verdict(decision: Decision) -> str:
    if decision.allowed:
        return "allowed"
    return "explicitDeny" if decision.rule is Rule.EXPLICIT_DENY else "implicitDeny"


def _blocked(simulation: Simulation, action: str, resource: str) -> str:
    """What the organization's policies make of it; empty when every level allows it."""
    for level in simulation.organization:
        request = Request(simulation.caller, tuple(source.named for source in level))
        decision = evaluate(Access(action, resource), request, RequestContext.of(simulation.context))
        if not decision.allowed:
            return _verdict(decision)
    return ""


def _bounded(simulation: Simulation, decision: Decision) -> Result:
    if simulation.boundary is None:
        return {}
    matched = [item for item in decision.statements if item.kind is PolicyKind.BOUNDARY and item.matched]
    allowed = bool(matched) and all(item.effect == Effect.ALLOW.value for item in matched)
    return {"PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": allowed}}


def _missing(simulation: Simulation) -> Iterator[str]:
    given = {key.lower() for key in simulation.context}
    for key in context_keys(source.policy for source in simulation.sources):
        if key.lower() not in given:
            yield key


def _matched(simulation: Simulation, decision: Decision, verdict: str) -> Iterator[Result]:
    """The statements that decided: all that deny, or all that allow; a lack of them is no statement."""
    effects = {"allowed": Effect.ALLOW.value, "explicitDeny": Effect.DENY.value}
    for item in decision.statements:
        limits = item.kind is PolicyKind.BOUNDARY and verdict == "allowed"
        if item.matched and item.effect == effects.get(verdict) and not limits:
            yield _statement(_source(simulation, item), item)


def _source(simulation: Simulation, item: Considered) -> Source:
    if item.kind is PolicyKind.RESOURCE and simulation.resource_policy is not None:
        return simulation.resource_policy
    if item.kind is PolicyKind.BOUNDARY and simulation.boundary is not None:
        return simulation.boundary
    return next(source for source in simulation.identity if source.id == item.policy)


def _statement(source: Source, item: Considered) -> Result:
    labels: Sequence[str] = [
        statement.sid or f"statement {number}"
        for number, statement in enumerate(source.policy.statements, start=1)
    ]
    place = statement_places(source.text)[labels.index(item.sid)]
    return {
        "SourcePolicyId": source.id,
        "SourcePolicyType": source.type,
        "StartPosition": dict(zip(("Line", "Column"), place.start, strict=True)),
        "EndPosition": dict(zip(("Line", "Column"), place.end, strict=True)),
    }
