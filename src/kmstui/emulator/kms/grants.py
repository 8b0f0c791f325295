"""CreateGrant, RevokeGrant and RetireGrant.

A grant only ever allows. Whether the caller may hand on what a grant gave it is decided where permissions are
decided; this module says what is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kmstui.aws.entropy import token_hex
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import Conditions, grant_view, key_access
from kmstui.emulator.kms.cryptographic import check_dry_run
from kmstui.emulator.kms.grant_rules import check_for_key, check_request
from kmstui.emulator.kms.grant_tokens import check_grant_tokens, grant_token, granted_path
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.identifiers import Named, named_key
from kmstui.emulator.kms.keyring import Keyring, failing_closed
from kmstui.emulator.kms.limits import GRANTS_PER_KEY, check_quota
from kmstui.emulator.kms.model import Grant, KmsKey
from kmstui.emulator.kms.refusals import invalid
from kmstui.emulator.kms.repository import GRANTS, find_grant, find_key
from kmstui.emulator.registry import Access, Context, GrantView, Handler


@dataclass(frozen=True, slots=True)
class _Retired:
    """A grant to be retired and its key."""

    key: KmsKey
    grant: Grant


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def for_create(context: Context, params: Params) -> Named:
        check_request(params)
        check_grant_tokens(params)
        return named_key(context, keyring, "CreateGrant", params["KeyId"])

    def for_retire(context: Context, params: Params) -> _Retired:
        return _retired(context, keyring, params)

    return (
        Handler("kms", "CreateGrant", run=_create, resolve=for_create, access=_create_access),
        Handler("kms", "RetireGrant", run=_retire, resolve=for_retire, access=_retire_access),
        key_handler("RevokeGrant", _revoke, keyring),
    )


def _constraint(params: Params, kind: str) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = params.get("Constraints", {}).get(f"EncryptionContext{kind}")
    return found


def _create_access(context: Context, params: Params, named: Named) -> Sequence[Access]:
    equals, subset = _constraint(params, "Equals"), _constraint(params, "Subset")
    return (
        key_access(
            context,
            named.key,
            "CreateGrant",
            encryption_context={**(subset or {}), **(equals or {})},
            conditions=_create_conditions(params),
        ),
    )


def _create_conditions(params: Params) -> Conditions:
    constraints = params.get("Constraints", {})
    facts: Conditions = {"kms:GrantOperations": tuple(params["Operations"])}
    kinds = tuple(kind for kind in constraints if kind.startswith("EncryptionContext"))
    if kinds:
        facts["kms:GrantConstraintType"] = kinds
    if "SourceArn" in constraints:
        facts["kms:GrantConstraintSourceArn"] = (constraints["SourceArn"],)
    for role in ("Grantee", "Retiring"):
        for member in (f"{role}Principal", f"{role}ServicePrincipal"):
            if member in params:
                facts[f"kms:{member}"] = (params[member],)
    return facts


def _create(context: Context, params: Params, named: Named) -> Result:
    key = named.key
    key_states.check("CreateGrant", key)
    check_for_key(context, params, key)
    asked = _asked(context, params, key)
    grant = _same(context, asked)
    if grant is None:
        count = context.uow.count(GRANTS, account=key.account, region=key.region, key_id=key.key_id)
        check_quota(count, GRANTS_PER_KEY, f"{key.arn} has reached the quota of {GRANTS_PER_KEY} grants.")
    check_dry_run(params)
    with failing_closed():
        if grant is None:
            grant = replace(asked, grant_id=token_hex(context.entropy, 64))
            context.uow.put(GRANTS, grant)
        return {"GrantToken": grant_token(grant, context.entropy), "GrantId": grant.grant_id}


def _asked(context: Context, params: Params, key: KmsKey) -> Grant:
    """The grant that is asked for, without an id yet."""
    return Grant(
        account=key.account,
        region=key.region,
        key_id=key.key_id,
        grant_id="",
        created=context.now,
        grantee=params.get("GranteePrincipal") or params["GranteeServicePrincipal"],
        operations=tuple(dict.fromkeys(params["Operations"])),
        issuing_account=context.account,
        name=params.get("Name", ""),
        retiring=params.get("RetiringPrincipal") or params.get("RetiringServicePrincipal", ""),
        grantee_is_service="GranteeServicePrincipal" in params,
        retiring_is_service="RetiringServicePrincipal" in params,
        context_equals=_constraint(params, "Equals"),
        context_subset=_constraint(params, "Subset"),
        source_arn=params.get("Constraints", {}).get("SourceArn", ""),
    )


def _same(context: Context, asked: Grant) -> Grant | None:
    """The grant of that name with those very parameters: asked for again, it is not made again."""
    if not asked.name:
        return None
    named = context.uow.find(
        GRANTS, account=asked.account, region=asked.region, key_id=asked.key_id, name=asked.name
    )
    return next(
        (grant for grant in named if replace(asked, grant_id=grant.grant_id, created=grant.created) == grant),
        None,
    )


def _revoke(context: Context, params: Params, key: KmsKey) -> Result:
    grant = _found(context, key, params["GrantId"])
    check_dry_run(params)
    context.uow.delete(GRANTS, grant.path)
    return {}


def _found(context: Context, key: KmsKey, grant_id: str) -> Grant:
    grant = find_grant(context.uow, key, grant_id)
    if grant is None:
        raise AwsError("InvalidGrantIdException", f"Invalid grant ID '{grant_id}'")
    return grant


def _retired(context: Context, keyring: Keyring, params: Params) -> _Retired:
    if "GrantToken" in params:
        return _by_token(context, params["GrantToken"])
    if "KeyId" not in params or "GrantId" not in params:
        raise invalid("Specify either a grant token, or a grant ID and the ARN of its key.")
    key = named_key(context, keyring, "RetireGrant", params["KeyId"]).key
    return _Retired(key, _found(context, key, params["GrantId"]))


def _by_token(context: Context, token: str) -> _Retired:
    account, region, key_id, grant_id = granted_path(token).split("/")
    key = find_key(context.uow, account, region, key_id)
    if key is None or region != context.region:
        raise AwsError("InvalidGrantIdException", f"Invalid grant ID '{grant_id}'")
    return _Retired(key, _found(context, key, grant_id))


def _retire_access(context: Context, _params: Params, retired: _Retired) -> Sequence[Access]:
    """Whoever may retire a grant may do so by the grant itself.

    That is its retiring principal, its grantee if it lists RetireGrant, and the account it was made in, with
    those principals its IAM policies allow it to.
    """
    grant = retired.grant
    root = f"arn:aws:iam::{grant.issuing_account}:root"
    views = [grant_view(grant)]
    views += [GrantView(grant.grant_id, name, ("RetireGrant",)) for name in (grant.retiring, root) if name]
    return (key_access(context, retired.key, "RetireGrant", grants=views),)


def _retire(context: Context, params: Params, retired: _Retired) -> Result:
    key_states.check("RetireGrant", retired.key)
    check_dry_run(params)
    context.uow.delete(GRANTS, retired.grant.path)
    return {}
