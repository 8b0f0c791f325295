"""What Encrypt, Decrypt, ReEncrypt and the GenerateDataKey operations have in common."""

from collections.abc import Callable, Sequence

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import Conditions, key_access
from kmstui.emulator.kms.grant_tokens import check_grant_tokens
from kmstui.emulator.kms.handlers import KeyRun
from kmstui.emulator.kms.identifiers import Named, named_key
from kmstui.emulator.kms.key_specs import SYMMETRIC_DEFAULT, check_algorithm
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.refusals import unsupported
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind

_INFRASTRUCTURE = "aws:"
"""What only the names of AWS's own roles begin with: a colon is not allowed in anybody else's."""


def use_handler(
    operation: str, run: KeyRun, keyring: Keyring, *, check: Callable[[Params], None] | None = None
) -> Handler[Named]:
    """An operation that encrypts under the key in `KeyId`; `run` is called when nothing speaks against it.

    Args:
        operation: such as `Encrypt`.
        run: does the work.
        keyring: of the account.
        check: refuses what is wrong with the request by itself.
    """

    def resolve(context: Context, params: Params) -> Named:
        if check:
            check(params)
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
                conditions=algorithm_condition(params, "EncryptionAlgorithm"),
            ),
        )

    def checked(context: Context, params: Params, named: Named) -> Result:
        key_states.check(operation, named.key)
        check_algorithm(named.key.spec, params.get("EncryptionAlgorithm", named.key.spec))
        check_dry_run(params)
        return run(context, params, named.key)

    return Handler("kms", operation, run=checked, resolve=resolve, access=access)


def algorithm_condition(params: Params, member: str) -> Conditions:
    """`kms:EncryptionAlgorithm`: the algorithm in effect, also where the request leaves it out."""
    return {"kms:EncryptionAlgorithm": (params.get(member, SYMMETRIC_DEFAULT),)}


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
