"""Which calls take their time, and so must not be made where every connection is served.

They ask other processes or files, or compute for long. Whether a call must wait for the disk to keep what it
changed is another matter: that shows when it has been made, and many wait for it together (`waiting`).
"""

from kmstui.aws.gateway import Params
from kmstui.aws.operations import OPERATIONS

_SLOW_READS = frozenset(
    {
        # An RSA key takes up to seconds to find, a secret shared over P-521 1 ms (performance.md, 5).
        ("kms", "GenerateDataKeyPair"),
        ("kms", "GenerateDataKeyPairWithoutPlaintext"),
        ("kms", "GetParametersForImport"),
        ("kms", "DeriveSharedSecret"),
        # Half a mebibyte is read from disk.
        ("ebs", "GetSnapshotBlock"),
    }
)
_SERVED_BY_OTHERS = frozenset({"kmstui"})
"""Services whose calls wait for the processes that serve volumes."""
_KEEPS_FILES = frozenset({"ec2", "ebs"})
"""Services whose changes make, remove or open files of volumes."""
_QUICK_SPECS = (None, "SYMMETRIC_DEFAULT")
"""Kinds of keys that are random bytes, as CreateKey names them."""
_QUICK_SIGNATURES = ("ECDSA_SHA_256", "ED25519_SHA_512")
"""Signatures that take less than a thread takes to wake; one with RSA-4096 or ML-DSA-87 takes 1.5 ms."""
_QUICK_CIPHERS = (None, "SYMMETRIC_DEFAULT")
"""Decryption that does not take the private key of an RSA key."""
_SOURCE = {"Decrypt": "EncryptionAlgorithm", "ReEncrypt": "SourceEncryptionAlgorithm"}


def is_slow(service: str, operation: str, params: Params) -> bool:
    """Whether a call may wait for another process, for files, or for a long computation."""
    row = OPERATIONS.get((service, operation))
    if row is None:
        return False  # it is only going to be refused
    if service in _SERVED_BY_OTHERS or (service, operation) in _SLOW_READS:
        return True
    if operation == "CreateKey":
        return params.get("KeySpec", params.get("CustomerMasterKeySpec")) not in _QUICK_SPECS
    if operation == "Sign":
        return params.get("SigningAlgorithm") not in _QUICK_SIGNATURES
    if operation in _SOURCE:
        return params.get(_SOURCE[operation]) not in _QUICK_CIPHERS
    return not row.read_only and service in _KEEPS_FILES
