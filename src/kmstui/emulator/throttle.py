"""How often KMS may be called: AWS's request quotas, where the account's settings turn them on.

One token bucket per quota, account and Region, on the account's own clock. A bucket holds one second's worth
of calls. Quotas are shared by the operations AWS lets share them (KMS Developer Guide, "Request quotas";
values for us-east-1). Other services have no published rates and are not limited. Nothing of it is kept.
"""

from dataclasses import dataclass
from datetime import datetime

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params

SYMMETRIC = "Cryptographic operations (symmetric)"
RSA = "Cryptographic operations (RSA)"
ECC = "Cryptographic operations (ECC)"
ML_DSA = "Cryptographic operations (ML-DSA)"
_TABLE: tuple[tuple[str, float, str], ...] = (
    (
        SYMMETRIC,
        100_000,
        "Encrypt Decrypt ReEncrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateRandom GenerateMac"
        " VerifyMac",
    ),
    (ECC, 1_000, "Sign Verify DeriveSharedSecret"),
    # What AWS publishes of ML-KEM was not found; this is the rate of the other kinds of key pairs.
    ("Cryptographic operations (ML-KEM)", 1_000, "Encapsulate Decapsulate"),
    ("GenerateDataKeyPair (ECC)", 100, "GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext"),
    ("", 5, "CreateKey CreateAlias EnableKey DisableKey CancelKeyDeletion UpdateAlias UpdateKeyDescription"),
    ("", 5, "UntagResource RotateKeyOnDemand DisableKeyRotation"),
    ("", 15, "DeleteAlias EnableKeyRotation PutKeyPolicy ScheduleKeyDeletion"),
    ("", 10, "TagResource"),
    ("", 50, "CreateGrant RetireGrant RevokeGrant"),
    ("", 2_000, "DescribeKey ListResourceTags GetPublicKey"),
    ("", 1_000, "GetKeyPolicy GetKeyRotationStatus"),
    ("", 500, "ListKeys ListAliases"),
    ("", 100, "ListGrants ListKeyPolicies ListRetirableGrants ListKeyRotations"),
)
"""The quota's name, calls a second, and the operations it is for; without a name each has its own."""

QUOTAS: dict[str, tuple[str, float]] = {
    operation: (name or operation, rate)
    for name, rate, operations in _TABLE
    for operation in operations.split()
}
"""The quota of each KMS operation, and its calls a second, unless its request says otherwise."""
_BY_ALGORITHM = {"RSA": (RSA, 1_000.0), "ML_": (ML_DSA, 1_000.0)}
"""By how the name of a signing or encryption algorithm begins: keys of one kind share one quota."""
_ALGORITHMS = ("SigningAlgorithm", "EncryptionAlgorithm", "SourceEncryptionAlgorithm")
_PAIRS = {
    spec: (f"GenerateDataKeyPair ({spec})", rate)
    for spec, rate in {"RSA_2048": 20.0, "RSA_3072": 4.0, "RSA_4096": 1.0}.items()
}
NO_PARAMS: Params = {}
REFUSAL = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."


def quota_of(operation: str, params: Params) -> tuple[str, float]:
    """The quota of one request, and its calls a second; the algorithm tells which kind of key is asked."""
    if "KeyPairSpec" in params:
        return _PAIRS.get(params["KeyPairSpec"], QUOTAS[operation])
    algorithm = next((params[member] for member in _ALGORITHMS if member in params), "")
    return _BY_ALGORITHM.get(algorithm[:3], QUOTAS[operation])


@dataclass(slots=True)
class _Bucket:
    """What is left of one quota."""

    tokens: float
    at: datetime
    """When it was last looked at."""


class Throttle:
    """The buckets of one account; the caller's account pays, in the Region called."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}

    def admit(
        self,
        account: str,
        region: str,
        service: str,
        operation: str,
        now: datetime,
        params: Params = NO_PARAMS,
    ) -> None:
        """Count one call; `params` are those of a request that was found to fit its shape.

        Raises:
            AwsError: ThrottlingException, when the quota is used up.
        """
        if service != "kms" or operation not in QUOTAS:
            return
        quota, rate = quota_of(operation, params)
        bucket = self._buckets.setdefault((account, region, quota), _Bucket(rate, now))
        elapsed = max(0.0, (now - bucket.at).total_seconds())
        bucket.tokens = min(rate, bucket.tokens + elapsed * rate)
        bucket.at = now
        if bucket.tokens < 1:
            raise AwsError("ThrottlingException", REFUSAL)
        bucket.tokens -= 1
