"""CreatePolicy, GetPolicy, GetPolicyVersion, ListPolicies and DeletePolicy."""

from collections.abc import Sequence
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.aws_managed import AWS_MANAGED
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.documents import checked, size
from kmstui.emulator.iam.entities import (
    POLICY,
    check_new,
    check_policy_arn,
    conflict,
    handler,
    no_such,
    on,
    on_all,
    over_quota,
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
    managed_policy,
    path_of,
)
from kmstui.emulator.iam.views import VERSION, policy_view, tag_list
from kmstui.emulator.registry import Access, Context, Handler

_DOCUMENT_SIZE = 6144


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        handler("CreatePolicy", _create, on(POLICY)),
        handler("GetPolicy", _get, _on_arn),
        handler("GetPolicyVersion", _get_version, _on_arn),
        handler("ListPolicies", _list, on_all(POLICY)),
        handler("DeletePolicy", _delete, _on_arn),
    )


def _on_arn(_context: Context, params: Params, action: str) -> Sequence[Access]:
    check_policy_arn(params["PolicyArn"])
    return (Access(action, params["PolicyArn"]),)


def _create(context: Context, params: Params) -> Result:
    name, text = params["PolicyName"], params["PolicyDocument"]
    check_new(context, POLICY, name)
    checked(text, Grammar.IDENTITY)
    if size(text) > _DOCUMENT_SIZE:
        raise over_quota("PolicySize", _DOCUMENT_SIZE)
    policy = ManagedPolicy(
        context.account,
        name,
        unique_id(context.entropy, POLICY_PREFIX),
        context.now,
        text,
        params.get("Path", "/"),
        params.get("Description", ""),
        tags_of(params),
    )
    context.uow.put(POLICIES, policy)
    answer = _view(context, policy)
    answer.pop("Description", None)
    return {"Policy": answer}


def _get(context: Context, params: Params) -> Result:
    return {"Policy": _view(context, _existing(context, params["PolicyArn"]))}


def _get_version(context: Context, params: Params) -> Result:
    policy = _existing(context, params["PolicyArn"])
    version = params["VersionId"]
    if version != VERSION:
        message = f"Policy {policy.arn} version {version} does not exist or is not attachable."
        raise no_such(message)
    return {
        "PolicyVersion": {
            "Document": policy.document,
            "VersionId": VERSION,
            "IsDefaultVersion": True,
            "CreateDate": policy.created,
        }
    }


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
    policy = _existing(context, params["PolicyArn"])
    if policy.account != context.account:
        raise AwsError("AccessDenied", "Only IAM customer managed policies can be deleted.")
    if _attached(context, policy) or boundary_counts(context.uow, context.account)[policy.arn]:
        raise conflict("Cannot delete a policy attached to entities.")
    context.uow.delete(POLICIES, path_of(context.account, policy.name))
    return {}


def _existing(context: Context, arn: str) -> ManagedPolicy:
    policy = managed_policy(context.uow, context.account, arn)
    if policy is None:
        raise no_such(POLICY.missing.format(arn))
    return policy


def _attached(context: Context, policy: ManagedPolicy) -> int:
    return context.uow.count(ATTACHMENTS, account=context.account, policy_arn=policy.arn)


def _view(context: Context, policy: ManagedPolicy) -> Result:
    boundaries = boundary_counts(context.uow, context.account)
    view = policy_view(policy, _attached(context, policy), boundaries)
    return view | {"Tags": tag_list(policy.tags)}
