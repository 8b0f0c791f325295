"""New key pairs for CreateKey and GenerateDataKeyPair, made where nobody has to wait for them.

Finding the primes of an RSA key takes up to seconds, so it is done before the account is entered (`prepare`
of the handlers here); whatever else is asked for is made when it is needed.
"""

from contextlib import AbstractContextManager, nullcontext

from kmstui.aws.gateway import Params
from kmstui.emulator.crypto.key_pairs import KeyPair, generate
from kmstui.emulator.kms.key_specs import ALGORITHMS
from kmstui.emulator.registry import Context

_SLOW = ("RSA_2048", "RSA_3072", "RSA_4096")
_NOTHING = nullcontext()


def for_creation(params: Params) -> AbstractContextManager[object]:
    """The key pair of a CreateKey request, if it is slow to make and may be made at all."""
    spec = params.get("KeySpec", params.get("CustomerMasterKeySpec"))
    usable = spec in _SLOW and params.get("KeyUsage") in tuple(ALGORITHMS[spec])
    return generate(spec) if usable else _NOTHING


def for_data_key(params: Params) -> AbstractContextManager[object]:
    """The key pair of a GenerateDataKeyPair request, if it is slow to make."""
    spec = params.get("KeyPairSpec")
    return generate(spec) if spec in _SLOW and not params.get("DryRun") else _NOTHING


def new_pair(context: Context, spec: str) -> KeyPair:
    """The key pair that was prepared for this call, or a new one; for a `with` block, which wipes it."""
    ready = context.prepared
    return ready if isinstance(ready, KeyPair) and ready.spec == spec else generate(spec)
