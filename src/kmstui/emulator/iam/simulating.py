"""The policy simulator: SimulatePrincipalPolicy, SimulateCustomPolicy and what tells their condition keys.

What a request leaves unsaid is not in the simulated request either: no condition key has a value that
`ContextEntries` does not give. `ResourceHandlingOption` picks the scenario for EC2's resources; here every
resource is simulated as it is listed, so it changes nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.context_keys import context_keys
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.entities import handler
from kmstui.emulator.iam.model import HolderKind, Role, User
from kmstui.emulator.iam.paging import page_of_all
from kmstui.emulator.iam.principals import session_caller, user_caller
from kmstui.emulator.iam.repository import ROLES, USERS, named
from kmstui.emulator.iam.simulated_policies import (
    boundary_of,
    given,
    hanging_on,
    invalid,
    principal,
    principal_named,
)
from kmstui.emulator.iam.simulation import ALL_RESOURCES, Simulation, Source, simulate
from kmstui.emulator.registry import Access, Caller, Context, Handler, PrincipalKind

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+", re.IGNORECASE)
_OWNER = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_SESSION = "simulation"


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("SimulatePrincipalPolicy", _simulate_principal, _on_source),
        handler("SimulateCustomPolicy", _simulate_custom, _on_nothing),
        handler("GetContextKeysForPrincipalPolicy", _keys_for_principal, _on_source),
        handler("GetContextKeysForCustomPolicy", _keys_for_custom, _on_nothing),
    )


def _on_source(_context: Context, params: Params, action: str) -> Sequence[Access]:
    principal_named(params["PolicySourceArn"])
    return (Access(action, params["PolicySourceArn"]),)


def _on_nothing(_context: Context, _params: Params, action: str) -> Sequence[Access]:
    return (Access(action),)


def _simulate_principal(context: Context, params: Params) -> Result:
    record = principal(context, params["PolicySourceArn"])
    policies = (*hanging_on(context, record, params), *given(params.get("PolicyInputList", ()), _INPUT))
    brought = _brought_boundary(params)
    simulation = Simulation(
        _caller(context, params.get("CallerArn", record.arn)),
        policies,
        brought or boundary_of(context, record, params),
        _resource_policy(params),
        _owner(params),
        context=_entries(params),
    )
    return _results(simulation, params)


def _simulate_custom(context: Context, params: Params) -> Result:
    if "ResourcePolicy" in params and "CallerArn" not in params:
        # The rule is documented (IAM API Reference, SimulateCustomPolicy); the words are ours.
        raise invalid("CallerArn is required if you include a ResourcePolicy.")
    unnamed = Caller("", context.account, PrincipalKind.USER, "", "")
    simulation = Simulation(
        _caller(context, params["CallerArn"]) if "CallerArn" in params else unnamed,
        given(params["PolicyInputList"], _INPUT),
        _brought_boundary(params),
        _resource_policy(params),
        _owner(params),
        _organization(params),
        _entries(params),
    )
    return _results(simulation, params)


def _keys_for_principal(context: Context, params: Params) -> Result:
    record = principal(context, params["PolicySourceArn"])
    policies = (*hanging_on(context, record, {}), *given(params.get("PolicyInputList", ()), _INPUT))
    return _keys(policies)


def _keys_for_custom(_context: Context, params: Params) -> Result:
    return _keys(given(params["PolicyInputList"], _INPUT))


_INPUT = "PolicyInputList"


def _keys(policies: Sequence[Source]) -> Result:
    return {"ContextKeyNames": list(context_keys(source.policy for source in policies))}


def _results(simulation: Simulation, params: Params) -> Result:
    """Every action with every resource, the resources of an action together."""
    listed = params.get("ResourceArns", ())
    pairs = [
        (action, resource) for action in params["ActionNames"] for resource in listed or (ALL_RESOURCES,)
    ]
    for action, resource in pairs:
        _check(action, resource)
    shown, result = page_of_all("simulation", params, "EvaluationResults", enumerate(pairs), _place)
    result["EvaluationResults"] = [
        simulate(simulation, action, resource, asked_by_name=bool(listed)) for _, (action, resource) in shown
    ]
    return result


def _place(numbered: tuple[int, tuple[str, str]]) -> str:
    return f"{numbered[0]:09}"


def _check(action: str, resource: str) -> None:
    if not _ACTION.fullmatch(action):
        # AWS takes no wildcards and nothing but service:Operation here; the words are ours.
        raise invalid(f"{action} is not the name of an action.")
    if resource != ALL_RESOURCES and resource.count(":") < 5:
        raise invalid(f"ResourceNames are not in a valid ARN format: {resource}.")


def _caller(context: Context, arn: str) -> Caller:
    """The user, role or group that makes the simulated call; it need not exist."""
    account, kind, name = principal_named(arn)
    user = named(context.uow, USERS, account, name) if kind is HolderKind.USER else None
    role = named(context.uow, ROLES, account, name) if kind is HolderKind.ROLE else None
    if isinstance(user, User) and user.arn == arn:
        return user_caller(user)
    if isinstance(role, Role) and role.arn == arn:
        return session_caller(role, _SESSION)
    return Caller(arn, account, PrincipalKind.USER, "", name, issuer_arn=arn)


def _brought_boundary(params: Params) -> Source | None:
    policies = given(params.get(_BOUNDARY, ()), _BOUNDARY)
    if len(policies) > 1:
        raise invalid("You can input only one permissions boundary.")
    return policies[0] if policies else None


_BOUNDARY = "PermissionsBoundaryPolicyInputList"


def _resource_policy(params: Params) -> Source | None:
    if "ResourcePolicy" not in params:
        return None
    return given([params["ResourcePolicy"]], "ResourcePolicy", Grammar.RESOURCE)[0]


def _owner(params: Params) -> str:
    owner = params.get("ResourceOwner")
    if owner is None:
        return ""
    form = _OWNER.fullmatch(owner)
    if form is None:
        raise invalid(f"'{owner}' is not a valid as a Resource Owner.")
    return form[1]


def _organization(params: Params) -> tuple[tuple[Source, ...], ...]:
    """One level after the other; a level without policies allows nothing."""
    levels: Sequence[Mapping[str, Any]] = params.get("OrderedOrganizationPolicyInputList", ())
    label = "OrderedOrganizationPolicyInputList"
    return tuple(
        given(level.get("ServiceControlPolicyInputList", ()), f"{label}.{number}")
        for number, level in enumerate(levels, start=1)
    )


def _entries(params: Params) -> dict[str, tuple[str, ...]]:
    entries: dict[str, tuple[str, ...]] = {}
    for entry in params.get("ContextEntries", ()):
        if "ContextKeyName" in entry:
            entries[entry["ContextKeyName"]] = tuple(entry.get("ContextKeyValues", ()))
    return entries
