"""ListGrants and ListRetirableGrants."""

from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.handlers import account_handler, key_handler
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import Grant, KmsKey
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.refusals import missing
from kmstui.emulator.kms.repository import GRANTS, find_grant
from kmstui.emulator.registry import Context, Handler

_GRANTEES = ("GranteePrincipal", "GranteeServicePrincipal")


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (
        key_handler("ListGrants", _list, keyring),
        account_handler("ListRetirableGrants", _list_retirable),
    )


def _list(context: Context, params: Params, key: KmsKey) -> Result:
    filters = " ".join(str(params.get(member, "")) for member in ("GrantId", *_GRANTEES))
    page = Page("ListGrants", f"{key.path} {filters}", params)
    if "GrantId" in params:
        found = page.cut(_by_id(context, key, params["GrantId"]), _name)
    elif any(member in params for member in _GRANTEES):
        found = page.cut(_by_grantee(context, key, params), _name)
    else:
        prefix = f"{key.path}/"
        after = prefix + page.after if page.after else ""
        found = context.uow.page(GRANTS, prefix=prefix, after=after, limit=page.limit + 1)
    return page.result("Grants", found, _name, _entry)


def _by_id(context: Context, key: KmsKey, grant_id: str) -> list[Grant]:
    grant = find_grant(context.uow, key, grant_id)
    if grant is None:
        raise AwsError("InvalidGrantIdException", f"Invalid grant ID '{grant_id}'")
    return [grant]


def _by_grantee(context: Context, key: KmsKey, params: Params) -> list[Grant]:
    is_service = "GranteeServicePrincipal" in params
    grantee = params["GranteeServicePrincipal"] if is_service else params["GranteePrincipal"]
    found = context.uow.find(
        GRANTS, account=key.account, region=key.region, key_id=key.key_id, grantee=grantee
    )
    return sorted((grant for grant in found if grant.grantee_is_service is is_service), key=_name)


def _list_retirable(context: Context, params: Params) -> Result:
    retiring = params.get("RetiringPrincipal") or params.get("RetiringServicePrincipal")
    if not retiring:
        raise missing("RetiringPrincipal")
    page = Page("ListRetirableGrants", f"{context.account}/{context.region} {retiring}", params)
    found = context.uow.find(GRANTS, account=context.account, region=context.region, retiring=retiring)
    is_service = "RetiringPrincipal" not in params
    fitting = sorted((grant for grant in found if grant.retiring_is_service is is_service), key=_path)
    return page.result("Grants", page.cut(fitting, _path), _path, _entry)


def _name(grant: Grant) -> str:
    return grant.grant_id


def _path(grant: Grant) -> str:
    return grant.path


def _entry(grant: Grant) -> Result:
    entry: Result = {
        "KeyId": grant.key_arn,
        "GrantId": grant.grant_id,
        "Name": grant.name,
        "CreationDate": grant.created,
        "IssuingAccount": f"arn:aws:iam::{grant.issuing_account}:root",
        "Operations": list(grant.operations),
    }
    entry["GranteeServicePrincipal" if grant.grantee_is_service else "GranteePrincipal"] = grant.grantee
    if grant.retiring:
        member = "RetiringServicePrincipal" if grant.retiring_is_service else "RetiringPrincipal"
        entry[member] = grant.retiring
    constraints = _constraints(grant)
    if constraints:
        entry["Constraints"] = constraints
    return entry


def _constraints(grant: Grant) -> Result:
    constraints: Result = {}
    if grant.context_equals is not None:
        constraints["EncryptionContextEquals"] = dict(grant.context_equals)
    if grant.context_subset is not None:
        constraints["EncryptionContextSubset"] = dict(grant.context_subset)
    if grant.source_arn:
        constraints["SourceArn"] = grant.source_arn
    return constraints
