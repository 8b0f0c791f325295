"""CreatePolicy, GetPolicy, ListPolicies and DeletePolicy."""

from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.aws_managed import AWS_MANAGED
from kmstui.emulator.iam.documents import accepted_managed
from kmstui.emulator.iam.entities import (
    POLICY,
    check_new,
    conflict,
    existing_policy,
    handler,
    on,
    on_all,
    on_policy_arn,
    tags_of,
)
from kmstui.emulator.iam.ids import POLICY as POLICY_PREFIX
from kmstui.emulator.iam.ids import unique_id
from kmstui.emulator.iam.model import ManagedPolicy
from kmstui.emulator.iam.paging import page_of_all, under
from kmstui.emulator.iam.repository import (
    ATTACHMENTS,
    POLICIES,
    boundary_counts,
    path_of,
)
from kmstui.emulator.iam.views import policy_view, tag_list
from kmstui.emulator.registry import Context, Handler

_HAS_VERSIONS = (
    "This policy has more than one version. Before you delete a policy, you must delete the policy's"
    " versions. The default version is deleted with the policy."
)


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreatePolicy", _create, on(POLICY)),
        handler("GetPolicy", _get, on_policy_arn),
        handler("ListPolicies", _list, on_all(POLICY)),
        handler("DeletePolicy", _delete, on_policy_arn),
    )


def _create(context: Context, params: Params) -> Result:
    name, text = params["PolicyName"], params["PolicyDocument"]
    check_new(context, POLICY, name)
    accepted_managed(text)
    policy = ManagedPolicy(
        context.account,
        name,
        unique_id(context.entropy, POLICY_PREFIX),
        context.now,
        text,
        params.get("Path", "/"),
        params.get("Description", ""),
        tags_of(params, folded=False),
    )
    context.uow.put(POLICIES, policy)
    answer = _view(context, policy)
    answer.pop("Description", None)
    return {"Policy": answer}


def _get(context: Context, params: Params) -> Result:
    return {"Policy": _view(context, existing_policy(context, params["PolicyArn"]))}


def _list(context: Context, params: Params) -> Result:
    boundaries = boundary_counts(context.uow, context.account)
    wanted = under(params)
    found = [
        policy_view(policy, _attached(context, policy), boundaries)
        for policy in _in_scope(context, params.get("Scope", "All"))
        if wanted(policy.path)
    ]
    if params.get("OnlyAttached"):
        found = [view for view in found if view["AttachmentCount"] or view["PermissionsBoundaryUsageCount"]]
    if params.get("PolicyUsageFilter") == "PermissionsBoundary":
        found = [view for view in found if view["PermissionsBoundaryUsageCount"]]
    shown, result = page_of_all("ListPolicies", params, "Policies", found, lambda view: str(view["Arn"]))
    result["Policies"] = [{key: view[key] for key in view if key not in _LEFT_OUT} for view in shown]
    return result


_LEFT_OUT = frozenset({"Description", "Tags"})
"""What a listing does not show (IAM API Reference, ListPolicies)."""


def _in_scope(context: Context, scope: str) -> list[ManagedPolicy]:
    own = [] if scope == "AWS" else list(context.uow.scan(POLICIES, path_of(context.account, "")))
    return own if scope == "Local" else [*own, *AWS_MANAGED.values()]


def _delete(context: Context, params: Params) -> Result:
    policy = existing_policy(context, params["PolicyArn"])
    if policy.account != context.account:
        raise AwsError("AccessDenied", "Only IAM customer managed policies can be deleted.")
    if _attached(context, policy) or boundary_counts(context.uow, context.account)[policy.arn]:
        raise conflict("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise conflict(_HAS_VERSIONS)
    context.uow.delete(POLICIES, path_of(context.account, policy.name))
    return {}


def _attached(context: Context, policy: ManagedPolicy) -> int:
    return context.uow.count(ATTACHMENTS, account=context.account, policy_arn=policy.arn)


def _view(context: Context, policy: ManagedPolicy) -> Result:
    boundaries = boundary_counts(context.uow, context.account)
    view = policy_view(policy, _attached(context, policy), boundaries)
    return view | {"Tags": tag_list(policy.tags)}
