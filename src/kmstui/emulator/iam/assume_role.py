"""STS AssumeRole: who may act as a role, for how long and with how much less than the role may.

The role's trust policy is its resource policy: it decides like a key's, either by naming the caller or by
leaving it to the account's IAM policies. A role that does not exist is refused like one that trusts nobody,
so that asking tells nothing. What this account has no means for, such as MFA devices, is refused by name.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.documents import checked
from kmstui.emulator.iam.entities import tags_of
from kmstui.emulator.iam.model import Role
from kmstui.emulator.iam.principals import session_caller
from kmstui.emulator.iam.repository import ROLES, managed_policy, named
from kmstui.emulator.iam.session_tokens import check_no_mfa
from kmstui.emulator.iam.sessions import claims_for, continued, credentials_view, lasting, packed, start
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind, Session

_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/(?:[!-~]+/)?([\w+=,.@-]+)", re.ASCII)
_USUAL_SECONDS = 3_600
_CHAINED_SECONDS = 3_600
"""How long a role session may last that another role session starts."""
_MOST_POLICY_ARNS = 10
_LONGEST_POLICY = 2_048
_PACKED_BYTES = 4_096
"""Room for session policies and tags in a token. AWS has such a limit and does not tell it."""
_TRUSTS_NOBODY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"nobody.amazonaws.com"},'
    '"Action":"sts:AssumeRole","Resource":"*"}]}'
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The role that a request names, as far as it exists, and the session it wants of it."""

    arn: str
    owner: str
    role: Role | None
    session: Session


def handlers(secrets: AccessSecrets) -> tuple[Handler[Any], ...]:
    """The operation of this module."""

    def run(context: Context, params: Params, asked: _Asked) -> Result:
        return _run(context, params, asked, secrets)

    return (Handler("sts", "AssumeRole", run, _resolve, _access),)


def _resolve(context: Context, params: Params) -> _Asked:
    arn = params["RoleArn"]
    form = _ROLE_ARN.fullmatch(arn)
    if form is None:
        raise AwsError("ValidationError", f"{arn} is invalid")
    role = named(context.uow, ROLES, context.account, form[2])
    return _Asked(arn, form[1], role if role and role.arn == arn else None, _wanted(context, params))


def _wanted(context: Context, params: Params) -> Session:
    """The session that is asked for, with what goes on in it from the caller's own."""
    seconds = params.get("DurationSeconds", _USUAL_SECONDS)
    wanted = replace(
        lasting(context.now, timedelta(seconds=seconds)),
        name=params["RoleSessionName"],
        policy=params.get("Policy", ""),
        policy_arns=tuple(item["arn"] for item in params.get("PolicyArns", ()) if "arn" in item),
        tags=_tags(params),
        transitive=tuple(params.get("TransitiveTagKeys", ())),
        source_identity=params.get("SourceIdentity", ""),
    )
    return continued(context.caller.session, wanted)


def _tags(params: Params) -> tuple[tuple[str, str], ...]:
    try:
        return tags_of(params)
    except AwsError as error:
        raise AwsError("InvalidParameterValue", error.message) from None


def _access(context: Context, params: Params, asked: _Asked) -> Sequence[Access]:
    if context.caller.kind is PrincipalKind.ROOT:
        raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.")
    policy = _as_resource_policy(asked.role.trust_policy) if asked.role else _TRUSTS_NOBODY
    assume = Access(
        "sts:AssumeRole",
        asked.arn,
        asked.owner,
        policy,
        conditions=_conditions(params, asked),
        resource_type="AWS::IAM::Role",
    )
    accesses = [assume]
    if params.get("Tags") or params.get("TransitiveTagKeys"):
        accesses.append(replace(assume, action="sts:TagSession"))
    if asked.session.source_identity:
        accesses.append(replace(assume, action="sts:SetSourceIdentity"))
    return accesses


def _conditions(params: Params, asked: _Asked) -> Mapping[str, tuple[str, ...]]:
    """STS's own condition keys (Service Authorization Reference, "AWS Security Token Service")."""
    requested = {tag["Key"]: tag["Value"] for tag in params.get("Tags", ())}
    held = dict(asked.role.tags) if asked.role else {}
    return {
        "sts:RoleSessionName": (params["RoleSessionName"],),
        "sts:ExternalId": _given(params.get("ExternalId", "")),
        "sts:SourceIdentity": _given(asked.session.source_identity),
        "sts:TransitiveTagKeys": tuple(params.get("TransitiveTagKeys", ())),
        "aws:TagKeys": tuple(requested),
        **{f"aws:RequestTag/{key}": (value,) for key, value in requested.items()},
        **{f"aws:ResourceTag/{key}": (value,) for key, value in held.items()},
        **{f"iam:ResourceTag/{key}": (value,) for key, value in held.items()},
    }


def _given(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


@lru_cache(maxsize=256)
def _as_resource_policy(trust: str) -> str:
    """A trust policy is about its own role and does not say so; the engine asks every statement."""
    document = json.loads(trust)
    statements = document["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    document["Statement"] = [{**statement, "Resource": "*"} for statement in listed]
    return json.dumps(document)


def _run(context: Context, params: Params, asked: _Asked, secrets: AccessSecrets) -> Result:
    role, session = asked.role, asked.session
    assert role is not None, "a role that does not exist trusts nobody"
    check_no_mfa(params)
    if "ProvidedContexts" in params:
        raise AwsError("ValidationError", "ProvidedContexts is not supported in this account.")
    _check_duration(context, role, params)
    _check_policies(context, session, params)
    padding = params.get("MinimumSessionTokenSize", 0)
    claims = claims_for(role, session)
    size = len(packed(claims)) * 100 // _PACKED_BYTES
    if size > 100:
        message = f"Packed size of session policies and tags is {size}% of what is allowed."
        raise AwsError("PackedPolicyTooLarge", message)
    credential = start(secrets, context.entropy, context.account, claims, padding)
    return {
        "Credentials": credentials_view(credential),
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.role_id}:{session.name}",
            "Arn": session_caller(role, session.name).arn,
        },
        **({"PackedPolicySize": size} if _limited(session) else {}),
        **({"SourceIdentity": session.source_identity} if session.source_identity else {}),
    }


def _limited(session: Session) -> bool:
    return bool(session.policy or session.policy_arns or session.tags)


def _check_duration(context: Context, role: Role, params: Params) -> None:
    seconds = params.get("DurationSeconds", _USUAL_SECONDS)
    if context.caller.kind is PrincipalKind.ASSUMED_ROLE and seconds > _CHAINED_SECONDS:
        message = (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
            " chaining."
        )
        raise AwsError("ValidationError", message)
    if seconds > role.max_session_seconds:
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise AwsError("ValidationError", message)


def _check_policies(context: Context, session: Session, params: Params) -> None:
    """Session policies must be readable and exist; the limits are those of the STS API Reference."""
    if session.policy:
        checked(session.policy, Grammar.IDENTITY)
    if len(session.policy) > _LONGEST_POLICY or len(session.policy_arns) > _MOST_POLICY_ARNS:
        raise AwsError(
            "ValidationError",
            f"Session policies are one document of at most {_LONGEST_POLICY} characters and at most"
            f" {_MOST_POLICY_ARNS} managed policies.",
        )
    for arn in session.policy_arns:
        if managed_policy(context.uow, context.account, arn) is None:
            raise AwsError("MalformedPolicyDocument", f"The policy {arn} does not exist.")
    tagged = {key.lower() for key, _ in session.tags}
    if any(key.lower() not in tagged for key in session.transitive):
        message = "The specified transitive tag key must be included in the requested tags."
        raise AwsError("InvalidParameterValue", message)
    inherited = context.caller.session
    kept = {key.lower() for key in (inherited.transitive if inherited else ())}
    if any(tag["Key"].lower() in kept for tag in params.get("Tags", ())):
        message = (
            "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag"
            " key from the calling session."
        )
        raise AwsError("InvalidParameterValue", message)
