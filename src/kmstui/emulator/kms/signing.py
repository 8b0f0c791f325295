"""Sign and Verify.

Order and words of the refusals are those AWS was seen to answer: usage, state, algorithm, then what does not
suit algorithm and form of the message.
"""

from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.signatures import MU_BYTES, SCHEMES, Form, digest_bytes, sign, verifies
from kmstui.emulator.kms.access import Conditions
from kmstui.emulator.kms.cryptographic import Use, check_dry_run, use_handler
from kmstui.emulator.kms.key_specs import SIGN_VERIFY, check_algorithm
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.public_keys import public_half
from kmstui.emulator.kms.refusals import invalid, unsupported
from kmstui.emulator.registry import Context, Handler

_ML_DSA = "ML_DSA_SHAKE_256"
_ED25519 = {"ED25519_SHA_512": Form.RAW, "ED25519_PH_SHA_512": Form.DIGEST}
"""The one form of message that each Ed25519 algorithm takes."""


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def signed(context: Context, params: Params, key: KmsKey) -> Result:
        algorithm = params["SigningAlgorithm"]
        with keyring.opened(context, key) as private:
            signature = sign(private, algorithm, params["Message"], _form(params))
        return {"KeyId": key.arn, "Signature": signature, "SigningAlgorithm": algorithm}

    return (
        use_handler(Use("Sign", SIGN_VERIFY, _conditions, _check), signed, keyring),
        use_handler(Use("Verify", SIGN_VERIFY, _conditions, _check, tries=True), _verified, keyring),
    )


def _verified(context: Context, params: Params, key: KmsKey) -> Result:
    algorithm = params["SigningAlgorithm"]
    public = public_half(context, key)
    if not verifies(public, algorithm, params["Message"], params["Signature"], _form(params)):
        raise AwsError("KMSInvalidSignatureException")
    check_dry_run(params)
    return {"KeyId": key.arn, "SignatureValid": True, "SigningAlgorithm": algorithm}


def _form(params: Params) -> Form:
    return Form(params.get("MessageType", "RAW"))


def _conditions(params: Params) -> Conditions:
    # Whether AWS has kms:MessageType also for a request that leaves the member out is not documented; here
    # the form in effect counts, as kms:EncryptionAlgorithm's does.
    return {
        "kms:SigningAlgorithm": (params["SigningAlgorithm"],),
        "kms:MessageType": (_form(params).value,),
    }


def _check(params: Params, key: KmsKey) -> None:
    algorithm, form, size = params["SigningAlgorithm"], _form(params), len(params["Message"])
    check_algorithm(key, algorithm)
    _check_form(key, algorithm, form)
    if form is Form.DIGEST and size != digest_bytes(algorithm):
        raise invalid(f"Digest is invalid length for algorithm {algorithm}.")
    if form is Form.EXTERNAL_MU and size != MU_BYTES:
        raise invalid(f"External Mu is invalid length for algorithm {algorithm}.")
    if algorithm not in SCHEMES:
        raise unsupported(f"SigningAlgorithm {algorithm} is not supported here.")


def _check_form(key: KmsKey, algorithm: str, form: Form) -> None:
    if algorithm in _ED25519:
        if form is not _ED25519[algorithm]:
            raise invalid(f"Message type {form} is incompatible with algorithm {algorithm}.")
    elif form is (Form.DIGEST if algorithm == _ML_DSA else Form.EXTERNAL_MU):
        raise invalid(f"Message type {form} is incompatible with key spec {key.spec}.")
