"""CreateKey: what may be asked for, and the key that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kmstui.aws.entropy import uuid
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.access import account_access, flag_condition, tag_conditions
from kmstui.emulator.kms.key_specs import (
    MADE,
    SYMMETRIC_DEFAULT,
    KeyType,
    effective_usage,
    key_type,
)
from kmstui.emulator.kms.keyring import Keyring, failing_closed
from kmstui.emulator.kms.limits import CUSTOMER_KEYS_PER_REGION, check_quota
from kmstui.emulator.kms.metadata import key_metadata
from kmstui.emulator.kms.model import BackingKey, KmsKey, ManagedBy, PublicKey
from kmstui.emulator.kms.pairs import for_creation, new_pair
from kmstui.emulator.kms.policies import check_policy, default_policy
from kmstui.emulator.kms.refusals import invalid, unsupported
from kmstui.emulator.kms.repository import BACKING_KEYS, KEYS, PUBLIC_KEYS
from kmstui.emulator.kms.tags import checked_tags
from kmstui.emulator.registry import Access, Context, Handler


@dataclass(frozen=True, slots=True)
class Order:
    """A key to be made, as far as its request can be judged by itself."""

    spec: str
    usage: str
    origin: str
    multi_region: bool
    tags: Mapping[str, str]


def create_key(keyring: Keyring) -> Handler[Order]:
    """The handler of CreateKey."""

    def run(context: Context, params: Params, order: Order) -> Result:
        return {"KeyMetadata": key_metadata(_create(context, keyring, params, order))}

    return Handler("kms", "CreateKey", run=run, resolve=_read, access=_access, prepare=for_creation)


def _read(_context: Context, params: Params) -> Order:
    if "KeySpec" in params and "CustomerMasterKeySpec" in params:
        raise invalid(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
            "CustomerMasterKeySpec is deprecated."
        )
    spec = params.get("KeySpec", params.get("CustomerMasterKeySpec", SYMMETRIC_DEFAULT))
    usage = effective_usage(spec, params.get("KeyUsage"))
    return Order(
        spec=spec,
        usage=usage,
        origin=params.get("Origin", "AWS_KMS"),
        multi_region=bool(params.get("MultiRegion")),
        tags=checked_tags({}, params.get("Tags", ())),
    )


def _access(_context: Context, params: Params, order: Order) -> Sequence[Access]:
    conditions = {
        "kms:KeySpec": (order.spec,),
        "kms:CustomerMasterKeySpec": (order.spec,),
        "kms:KeyUsage": (order.usage,),
        "kms:CustomerMasterKeyUsage": (order.usage,),
        "kms:KeyOrigin": (order.origin,),
        "kms:MultiRegion": ("true" if order.multi_region else "false",),
        **flag_condition(params, "BypassPolicyLockoutSafetyCheck"),
        **tag_conditions(params),
    }
    needed = [account_access("CreateKey", conditions=conditions)]
    if order.tags:
        needed.append(account_access("TagResource", conditions=conditions))
    return needed


def _create(context: Context, keyring: Keyring, params: Params, order: Order) -> KmsKey:
    _check_supported(params, order)
    count = context.uow.count(
        KEYS, account=context.account, region=context.region, manager=ManagedBy.CUSTOMER
    )
    check_quota(
        count, CUSTOMER_KEYS_PER_REGION, "You have reached the quota of KMS keys in this account and Region."
    )
    with failing_closed():
        key_id = uuid(context.entropy)
    material = _material(context, keyring, key_id, order.spec)
    key = KmsKey(
        account=context.account,
        region=context.region,
        key_id=key_id,
        created=context.now,
        policy=params.get("Policy") or default_policy(context.account),
        material_id=material.material_id,
        description=params.get("Description", ""),
        spec=order.spec,
        usage=order.usage,
        origin=order.origin,
        multi_region=order.multi_region,
        tags=tuple(sorted(order.tags.items())),
    )
    if "Policy" in params:
        check_policy(context, key, bypass=bool(params.get("BypassPolicyLockoutSafetyCheck")))
    context.uow.put(KEYS, key)
    context.uow.put(BACKING_KEYS, material)
    return key


def _material(context: Context, keyring: Keyring, key_id: str, spec: str) -> BackingKey:
    """The first material of a key; the public half of a key pair is stored at once."""
    if key_type(spec) is not KeyType.ASYMMETRIC:
        return keyring.new_material(context, key_id, mac="" if spec == SYMMETRIC_DEFAULT else spec)
    with new_pair(context, spec) as pair:
        context.uow.put(PUBLIC_KEYS, PublicKey(context.account, context.region, key_id, pair.public))
        return keyring.private_material(context, key_id, pair)


def _check_supported(params: Params, order: Order) -> None:
    """Refuse the kinds of keys that this account does not make.

    Raises:
        AwsError: UnsupportedOperationException, naming what is asked for.
    """
    asked = {
        f"KeySpec {order.spec}": order.spec not in MADE,
        f"Origin {order.origin}": order.origin != "AWS_KMS",
        "MultiRegion": order.multi_region,
        "CustomKeyStoreId": "CustomKeyStoreId" in params,
        "XksKeyId": "XksKeyId" in params,
    }
    for what, is_asked in asked.items():
        if is_asked:
            raise unsupported(
                f"{what} is not supported here: this account makes single-Region keys with key material of "
                "its own, and neither SM2 nor ML_KEM_512 keys."
            )
