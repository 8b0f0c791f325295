"""GetPublicKey, and the public half of an asymmetric key for the operations that need only that."""

from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.grant_tokens import check_grant_tokens
from kmstui.emulator.kms.handlers import key_handler
from kmstui.emulator.kms.key_specs import KeyType, key_type, listed_algorithms
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KeyState, KmsKey
from kmstui.emulator.kms.refusals import unsupported
from kmstui.emulator.kms.repository import find_public_key
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (key_handler("GetPublicKey", _get, keyring, check=check_grant_tokens),)


def public_half(context: Context, key: KmsKey) -> bytes:
    """The public key of an asymmetric key, as SubjectPublicKeyInfo.

    Raises:
        AwsError: KMSInternalException, when the account has lost it.
    """
    public = find_public_key(context.uow, key)
    if public is None:
        raise AwsError("KMSInternalException", f"{key.arn} has lost its public key")
    return public.der


def _get(context: Context, _params: Params, key: KmsKey) -> Result:
    # The state table lets a key pending import pass; it has a public key only once there was key material.
    if key.state is KeyState.PENDING_IMPORT and find_public_key(context.uow, key) is None:
        raise key_states.PENDING_IMPORT.error(key)
    if key_type(key.spec) is not KeyType.ASYMMETRIC:
        raise unsupported("")  # AWS gives this refusal no message
    return {
        "KeyId": key.arn,
        "PublicKey": public_half(context, key),
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        "KeyUsage": key.usage,
        **listed_algorithms(key),
    }
