"""What cryptographic operations have in common: how they come to their key, and how they answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import Conditions, key_access
from kmstui.emulator.kms.grant_tokens import check_grant_tokens
from kmstui.emulator.kms.handlers import KeyRun
from kmstui.emulator.kms.identifiers import Named, named_key
from kmstui.emulator.kms.key_specs import SYMMETRIC_DEFAULT, check_usage
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.refusals import unsupported
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind

_INFRASTRUCTURE = "aws:"
"""What only the names of AWS's own roles begin with: a colon is not allowed in anybody else's."""


def algorithm_condition(params: Params, member: str = "EncryptionAlgorithm") -> Conditions:
    """`kms:EncryptionAlgorithm`: the algorithm in effect, also where the request leaves it out."""
    return {"kms:EncryptionAlgorithm": (params.get(member, SYMMETRIC_DEFAULT),)}


@dataclass(frozen=True, slots=True)
class Use:
    """What an operation asks of the key that its `KeyId` names."""

    operation: str
    """Such as `Encrypt`."""
    usage: str
    """The key usage it is for."""
    conditions: Callable[[Params], Conditions]
    """Its own condition keys."""
    suits: Callable[[Params, KmsKey], None]
    """Refuses what does not suit the key, after its usage and state were found to."""
    check: Callable[[Params], None] | None = None
    """Refuses what is wrong with the request by itself, before there is a key."""
    tries: bool = False
    """Whether a dry run does the work too and `run` ends it: only the work tells if it would succeed."""


def use_handler(use: Use, run: KeyRun, keyring: Keyring) -> Handler[Named]:
    """A cryptographic operation under the key in `KeyId`; `run` is called when nothing speaks against it."""
    operation, usage, suits, tries = use.operation, use.usage, use.suits, use.tries

    def resolve(context: Context, params: Params) -> Named:
        if use.check:
            use.check(params)
        check_grant_tokens(params)
        return named_key(context, keyring, operation, params["KeyId"])

    def access(context: Context, params: Params, named: Named) -> Sequence[Access]:
        return (
            key_access(
                context,
                named.key,
                operation,
                alias=named.alias,
                encryption_context=params.get("EncryptionContext", {}),
                conditions=use.conditions(params),
            ),
        )

    def checked(context: Context, params: Params, named: Named) -> Result:
        key = named.key
        check_usage(key, usage, operation)
        key_states.check(operation, key)
        suits(params, key)
        if not tries:
            check_dry_run(params)
        return run(context, params, key)

    return Handler("kms", operation, run=checked, resolve=resolve, access=access)


def check_symmetric(_params: Params, key: KmsKey) -> None:
    """Refuse to wrap a data key under an asymmetric key.

    Raises:
        AwsError: InvalidKeyUsageException.
    """
    if key.spec != SYMMETRIC_DEFAULT:
        raise AwsError("InvalidKeyUsageException", "You cannot generate a data key with an asymmetric CMK")


def check_dry_run(params: Params) -> None:
    """End a dry run, after everything else was found in order.

    Raises:
        AwsError: DryRunOperationException.
    """
    if params.get("DryRun"):
        raise dry_run_succeeded()


def dry_run_succeeded() -> AwsError:
    """What a dry run is answered with when nothing speaks against the call."""
    return AwsError(
        "DryRunOperationException", "The request would have succeeded, but the DryRun option is set."
    )


def check_no_recipient(params: Params) -> None:
    """Refuse to answer an enclave: there are none here.

    Raises:
        AwsError: UnsupportedOperationException.
    """
    if "Recipient" in params:
        raise unsupported("Recipient is not supported here: this account has no Nitro enclaves.")


def handed_out(context: Context, plaintext: SecretBuffer) -> bytes | bytearray:
    """Plaintext as the answer carries it.

    A caller outside gets `bytes`, of which no copy can be wiped. An AWS service that calls KMS gets the very
    `bytearray`, so that it can wipe it and no other copy is left.
    """
    caller = context.caller
    if caller.via_service or caller.kind is PrincipalKind.SERVICE or caller.name.startswith(_INFRASTRUCTURE):
        return plaintext.release()
    with plaintext:
        return bytes(plaintext.raw)
