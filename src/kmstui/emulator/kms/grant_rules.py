"""What AWS refuses in a CreateGrant request (KMS Developer Guide, "Creating grants")."""

import re
from collections.abc import Mapping

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.emulator.iam.document import Principal
from kmstui.emulator.iam.principals import principal_exists
from kmstui.emulator.kms.key_specs import (
    ENCAPSULATE_DECAPSULATE,
    ENCRYPT_DECRYPT,
    GENERATE_VERIFY_MAC,
    KEY_AGREEMENT,
    SIGN_VERIFY,
    KeyType,
    key_type,
)
from kmstui.emulator.kms.limits import (
    CONTEXT_PAIRS_PER_GRANT_CONSTRAINT,
    CONTEXT_VALUE_CHARACTERS_PER_GRANT_CONSTRAINT,
)
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.refusals import invalid, missing
from kmstui.emulator.registry import Context

_ALWAYS = frozenset({"DescribeKey", "CreateGrant", "RetireGrant"})
_CIPHER = frozenset({"Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo"})
_DATA_KEYS = frozenset(
    {
        "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext",
        "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
    }
)
_OF_USAGE = {
    ENCRYPT_DECRYPT: _CIPHER,
    SIGN_VERIFY: frozenset({"Sign", "Verify"}),
    GENERATE_VERIFY_MAC: frozenset({"GenerateMac", "VerifyMac"}),
    KEY_AGREEMENT: frozenset({"DeriveSharedSecret"}),
    ENCAPSULATE_DECAPSULATE: frozenset({"Encapsulate", "Decapsulate"}),
}
_OF_TYPE = {
    KeyType.SYMMETRIC: _DATA_KEYS,
    KeyType.HMAC: frozenset[str](),
    KeyType.ASYMMETRIC: frozenset({"GetPublicKey"}),
}
_CONSTRAINTS = ("EncryptionContextEquals", "EncryptionContextSubset")
_INFRASTRUCTURE = re.compile(r"[0-9]{12}:aws:[a-z0-9-]+:[a-z0-9-]+")
"""How AWS services name the roles of their own hosts, such as `<account>:aws:ec2-infrastructure:i-…`."""
_PRINCIPAL = re.compile(
    r"[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|user/.+|role/.+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role/.+/.+|federated-user/.+)"
)
"""Who can be a grantee or retire a grant: an account or one principal, no group and no wildcard."""


def check_request(params: Params) -> None:
    """Refuse what is wrong with the request by itself.

    Raises:
        AwsError: ValidationException.
    """
    for role in ("Grantee", "Retiring"):
        if f"{role}Principal" in params and f"{role}ServicePrincipal" in params:
            raise invalid(f"Specify either {role}Principal or {role}ServicePrincipal, not both.")
    if "GranteePrincipal" not in params and "GranteeServicePrincipal" not in params:
        raise missing("GranteePrincipal")
    for kind in _CONSTRAINTS:
        _check_pairs(kind, params.get("Constraints", {}).get(kind, {}))


def check_for_key(context: Context, params: Params, key: KmsKey) -> None:
    """Refuse what does not suit the key or names nobody.

    Raises:
        AwsError: ValidationException or InvalidArnException.
    """
    kind = key_type(key.spec)
    fit = _ALWAYS | _OF_USAGE[key.usage] | _OF_TYPE[kind]
    unfit = [name for name in params["Operations"] if name not in fit]
    if unfit:
        raise invalid(f"{', '.join(unfit)} cannot be granted on {key.arn}: its key usage is {key.usage}.")
    if kind is not KeyType.SYMMETRIC and any(
        params.get("Constraints", {}).get(name) for name in _CONSTRAINTS
    ):
        raise invalid("Encryption context constraints are only supported for symmetric encryption KMS keys.")
    for member in ("GranteePrincipal", "RetiringPrincipal"):
        if member in params and not _is_principal(context, params[member]):
            raise AwsError(
                "InvalidArnException", f"ARN does not refer to a valid principal: {params[member]}"
            )


def _check_pairs(kind: str, pairs: Mapping[str, str]) -> None:
    if len(pairs) > CONTEXT_PAIRS_PER_GRANT_CONSTRAINT:
        raise invalid(f"{kind} can have at most {CONTEXT_PAIRS_PER_GRANT_CONSTRAINT} pairs.")
    if any(len(value) > CONTEXT_VALUE_CHARACTERS_PER_GRANT_CONSTRAINT for value in pairs.values()):
        raise invalid(
            f"A value in {kind} can have at most {CONTEXT_VALUE_CHARACTERS_PER_GRANT_CONSTRAINT} characters."
        )


def _is_principal(context: Context, text: str) -> bool:
    if context.caller.via_service and _INFRASTRUCTURE.fullmatch(text):
        return True
    exists = principal_exists(context.uow, context.account)
    return bool(_PRINCIPAL.fullmatch(text)) and exists(Principal("AWS", text))
