"""Which permissions a KMS call needs, and everything about key and request that a policy may ask for.

Condition keys as in the KMS Developer Guide, "AWS KMS condition keys". Decides nothing: that is `authorize`'s
and `iam`'s work.
"""

from collections.abc import Mapping, Sequence

from kmstui.aws.gateway import Params
from kmstui.emulator.facts import Facts
from kmstui.emulator.kms.model import Grant, KmsKey
from kmstui.emulator.kms.repository import GRANTS, aliases_of
from kmstui.emulator.registry import Access, Caller, Context, GrantView, PrincipalKind

Conditions = dict[str, tuple[str, ...]]
RESOURCE_TYPE = "AWS::KMS::Key"
_FOR_RESOURCE = frozenset({"CreateGrant", "ListGrants", "RevokeGrant"})
"""The operations that have `kms:GrantIsForAWSResource`."""


def key_access(
    context: Context,
    key: KmsKey,
    action: str,
    *,
    alias: str = "",
    encryption_context: Mapping[str, str] | None = None,
    conditions: Mapping[str, tuple[str, ...]] | None = None,
    grants: Sequence[GrantView] | None = None,
    hidden_error: tuple[str, str] | None = None,
) -> Access:
    """The permission for `action` (without `kms:`) on a key.

    Args:
        context: of the running call.
        key: the key acted on.
        action: such as `Decrypt` or `ReEncryptFrom`.
        alias: the alias name the request used.
        encryption_context: of the request; None for operations without one.
        conditions: condition keys of this operation alone.
        grants: the grants that may allow it, instead of the caller's own.
        hidden_error: see `Access.hidden_error`.
    """

    def facts() -> Conditions:
        found = _resource_conditions(context, key)
        if alias:
            found["kms:RequestAlias"] = (alias,)
        if action in _FOR_RESOURCE:
            found["kms:GrantIsForAWSResource"] = (_flag(bool(context.caller.via_service)),)
        found.update(_context_conditions(encryption_context or {}))
        found.update(conditions or {})
        return found

    return Access(
        action=f"kms:{action}",
        resource=key.arn,
        resource_account=key.account,
        policy=key.policy,
        grants=tuple(_grants_for(context, key, action) if grants is None else grants),
        context=dict(encryption_context or {}),
        conditions=Facts(facts),
        resource_type=RESOURCE_TYPE,
        hidden_error=hidden_error,
    )


def account_access(
    action: str, *, resource: str = "*", conditions: Mapping[str, tuple[str, ...]] | None = None
) -> Access:
    """The permission for an action that identity policies alone decide: there is no key to ask yet."""
    return Access(action=f"kms:{action}", resource=resource, conditions=dict(conditions or {}))


def tag_conditions(params: Params) -> Conditions:
    """What a request that sets or removes tags says of them."""
    tags = {tag["TagKey"]: tag["TagValue"] for tag in params.get("Tags", ())}
    keys = (*tags, *params.get("TagKeys", ()))
    facts: Conditions = {f"aws:RequestTag/{key}": (value,) for key, value in tags.items()}
    if keys:
        facts["aws:TagKeys"] = tuple(dict.fromkeys(keys))
    return facts


def flag_condition(params: Params, member: str) -> Conditions:
    """A boolean member of the request, false when it is missing, as the condition key of its name."""
    return {f"kms:{member}": (_flag(bool(params.get(member))),)}


def grant_view(grant: Grant) -> GrantView:
    """A grant as authorization sees it."""
    return GrantView(
        grant_id=grant.grant_id,
        grantee=grant.grantee,
        operations=grant.operations,
        context_equals=grant.context_equals,
        context_subset=grant.context_subset,
    )


def grants_to_caller(context: Context, key: KmsKey) -> list[Grant]:
    """The grants on a key whose grantee may be the caller.

    Looked up by each name the caller goes by, because a key may have tens of thousands of grants; most keys
    have none.
    """
    found: list[Grant] = []
    uow = context.uow
    if not uow.count(GRANTS) or not uow.count(
        GRANTS, account=key.account, region=key.region, key_id=key.key_id
    ):
        return found
    for name in _names(context.caller):
        found += context.uow.find(
            GRANTS, account=key.account, region=key.region, key_id=key.key_id, grantee=name
        )
    return found


def _grants_for(context: Context, key: KmsKey, action: str) -> list[GrantView]:
    return [grant_view(grant) for grant in grants_to_caller(context, key) if action in grant.operations]


def _names(caller: Caller) -> list[str]:
    names = [caller.arn, caller.issuer_arn, caller.principal_id]
    names += [caller.account, f"arn:aws:iam::{caller.account}:root"]
    if caller.kind is PrincipalKind.SERVICE:
        names.append(caller.name)
    return list(dict.fromkeys(name for name in names if name))


def _resource_conditions(context: Context, key: KmsKey) -> Conditions:
    caller = context.caller
    facts: Conditions = {
        "kms:CallerAccount": (caller.account,),
        "kms:KeySpec": (key.spec,),
        "kms:CustomerMasterKeySpec": (key.spec,),
        "kms:KeyUsage": (key.usage,),
        "kms:CustomerMasterKeyUsage": (key.usage,),
        "kms:KeyOrigin": (key.origin,),
        "kms:MultiRegion": (_flag(key.multi_region),),
    }
    if caller.via_service:
        facts["kms:ViaService"] = (f"{caller.via_service}.{context.region}.amazonaws.com",)
    aliases = aliases_of(context.uow, key)
    if aliases:
        facts["kms:ResourceAliases"] = tuple(alias.name for alias in aliases)
    facts.update({f"aws:ResourceTag/{name}": (value,) for name, value in key.tags})
    return facts


def _context_conditions(encryption_context: Mapping[str, str]) -> Conditions:
    facts: Conditions = {
        f"kms:EncryptionContext:{name}": (value,) for name, value in encryption_context.items()
    }
    if facts:
        facts["kms:EncryptionContextKeys"] = tuple(encryption_context)
    return facts


def _flag(value: bool) -> str:
    return "true" if value else "false"
