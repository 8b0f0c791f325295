"""From what a request calls a key to the key.

A key is named by its id, its ARN, an alias name or an alias ARN; which of them an operation takes is said in
`aws/operations` (KMS Developer Guide, "Key identifiers"). The texts are the ones AWS was recorded to answer.
"""

import re
from dataclasses import dataclass

from kmstui.aws.arn import Arn
from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS, KeyForms
from kmstui.aws.shapes import service_model
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.managed_keys import ensure
from kmstui.emulator.kms.model import KmsKey, alias_arn
from kmstui.emulator.kms.repository import KEYS, find_alias, find_key
from kmstui.emulator.registry import Context

_KEY_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-f]{32}")
_ALIAS = "alias/"
_KEY = "key/"


@dataclass(frozen=True, slots=True)
class Named:
    """A key as a request named it."""

    key: KmsKey
    alias: str = ""
    """The alias name that was used; empty when the key was named by id or ARN."""


def named_key(context: Context, keyring: Keyring, operation: str, text: str) -> Named:
    """The key that `text` names for an operation; an AWS managed key is made when its alias is first used.

    Raises:
        AwsError: NotFoundException or InvalidArnException.
    """
    if _KEY_ID.fullmatch(text):
        key = find_key(context.uow, context.account, context.region, text)
        if key is not None:
            return Named(key)
    row = OPERATIONS["kms", operation]
    arn = _arn(context, operation, text)
    if arn.account != context.account and not row.cross_account:
        raise _no_such_key(arn)
    if arn.resource.startswith(_ALIAS):
        if row.key_forms is not KeyForms.ANY:
            raise _invalid_arn(operation, "Key Aliases are not supported for this operation.")
        return _by_alias(context, keyring, arn)
    key_id = arn.resource.removeprefix(_KEY)
    if not _KEY_ID.fullmatch(key_id):
        raise _invalid(text)
    key = find_key(context.uow, arn.account, arn.region, key_id)
    if key is None:
        raise _no_such_key(arn)
    return Named(key)


def key_of_ciphertext(context: Context, key_id: str) -> KmsKey | None:
    """The key with the id that a ciphertext blob names: in this Region, of whichever account."""
    own = find_key(context.uow, context.account, context.region, key_id)
    if own is not None:
        return own
    found = context.uow.find(KEYS, region=context.region, key_id=key_id)
    return found[0] if found else None


def _arn(context: Context, operation: str, text: str) -> Arn:
    if not text.startswith("arn:"):
        resource = text if text.startswith(_ALIAS) else f"{_KEY}{text}"
        return Arn("kms", context.region, context.account, resource)
    try:
        arn = Arn.parse(text)
    except ValueError as error:
        raise _invalid_arn(operation, f"Invalid keyId '{text}'") from error
    if arn.service != "kms" or not arn.resource.startswith((_KEY, _ALIAS)):
        raise _invalid_arn(operation, f"Invalid keyId '{text}'")
    if arn.region != context.region:
        raise AwsError("NotFoundException", f"Invalid arn {arn.region}")
    return arn


def _by_alias(context: Context, keyring: Keyring, arn: Arn) -> Named:
    name = arn.resource
    alias = find_alias(context.uow, arn.account, arn.region, name)
    target = alias.target_key_id if alias else ""
    if not alias and arn.account == context.account:
        target = ensure(context, keyring, name)
    key = find_key(context.uow, arn.account, arn.region, target) if target else None
    if key is None:
        raise alias_not_found(alias_arn(arn.account, arn.region, name))
    return Named(key, name)


def alias_not_found(arn: str) -> AwsError:
    """What an alias that does not exist is answered with."""
    return AwsError("NotFoundException", f"Alias {arn} is not found.")


def _no_such_key(arn: Arn) -> AwsError:
    return AwsError("NotFoundException", f"Key '{arn}' does not exist")


def _invalid_arn(operation: str, message: str) -> AwsError:
    """What an ARN that can be no key's is answered with: most operations have an error for just that."""
    listed = service_model("kms").operations[operation].errors
    code = "InvalidArnException" if "InvalidArnException" in listed else "NotFoundException"
    return AwsError(code, message)


def _invalid(text: str) -> AwsError:
    return AwsError("NotFoundException", f"Invalid keyId '{text}'")
