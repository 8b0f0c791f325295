"""Sign, Verify and GetPublicKey: what a key signs it verifies, here and outside."""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_public_key,
)
from tests.contract.account import ACCOUNT, Account, covers, key_arn, refuses

CAROL_ARN = f"arn:aws:iam::{ACCOUNT}:user/carol"
MESSAGE = b"invoice 10442"
Params = dict[str, Any]
SIGNERS = [
    ("RSA_2048", "RSASSA_PSS_SHA_256", 256),
    ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512", 256),
    ("ECC_NIST_P256", "ECDSA_SHA_256", 0),
    ("ECC_NIST_P384", "ECDSA_SHA_384", 0),
    ("ECC_NIST_P521", "ECDSA_SHA_512", 0),
    ("ECC_SECG_P256K1", "ECDSA_SHA_256", 0),
    ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512", 64),
    ("ML_DSA_44", "ML_DSA_SHAKE_256", 2420),
    ("ML_DSA_65", "ML_DSA_SHAKE_256", 3309),
    ("ML_DSA_87", "ML_DSA_SHAKE_256", 4627),
]
WOULD = ("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")


def _signer(aws: Account, spec: str = "ECC_NIST_P256") -> str:
    return aws.key(KeySpec=spec, KeyUsage="SIGN_VERIFY")


@covers("kms", "CreateKey", "Sign", "Verify")
@pytest.mark.parametrize(("spec", "algorithm", "size"), SIGNERS)
def test_what_a_key_signs_it_verifies(aws: Account, spec: str, algorithm: str, size: int) -> None:
    key_id = _signer(aws, spec)
    made = aws("kms", "Sign", KeyId=key_id, Message=MESSAGE, SigningAlgorithm=algorithm)
    assert (made["KeyId"], made["SigningAlgorithm"]) == (key_arn(key_id), algorithm)
    assert len(made["Signature"]) == size or not size
    given: Params = {"KeyId": key_id, "SigningAlgorithm": algorithm, "Signature": made["Signature"]}
    assert aws("kms", "Verify", Message=MESSAGE, **given) == {
        "KeyId": key_arn(key_id),
        "SignatureValid": True,
        "SigningAlgorithm": algorithm,
    }
    assert aws.error("kms", "Verify", Message=b"invoice 10443", **given) == (
        "KMSInvalidSignatureException",
        "",
    )


@covers("kms", "Sign", "Verify")
def test_a_digest_is_signed_as_its_message_is(aws: Account) -> None:
    key_id, digest = _signer(aws), hashlib.sha256(MESSAGE).digest()
    given: Params = {"KeyId": key_id, "SigningAlgorithm": "ECDSA_SHA_256"}
    signed = aws("kms", "Sign", Message=digest, MessageType="DIGEST", **given)["Signature"]
    assert aws("kms", "Verify", Message=MESSAGE, Signature=signed, **given)["SignatureValid"] is True


@covers("kms", "GetPublicKey")
def test_the_public_key_verifies_outside_of_kms(aws: Account) -> None:
    key_id = _signer(aws)
    found = aws("kms", "GetPublicKey", KeyId=key_id)
    assert found["KeyId"] == key_arn(key_id)
    assert (found["KeySpec"], found["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert found["SigningAlgorithms"] == ["ECDSA_SHA_256"]
    public = load_der_public_key(found["PublicKey"])
    assert isinstance(public, ec.EllipticCurvePublicKey)
    signed = aws("kms", "Sign", KeyId=key_id, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")
    public.verify(signed["Signature"], MESSAGE, ec.ECDSA(SHA256()))
    aws("kms", "DisableKey", KeyId=key_id)
    assert aws("kms", "GetPublicKey", KeyId=key_id)["PublicKey"] == found["PublicKey"]


@refuses("kms", "GetPublicKey")
def test_a_key_without_a_public_half_has_none_to_give(aws: Account) -> None:
    hmac = aws.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    for key_id in (aws.key(), hmac):
        assert aws.error("kms", "GetPublicKey", KeyId=key_id) == ("UnsupportedOperationException", "")


@refuses("kms", "Sign", "Verify")
@pytest.mark.parametrize(
    ("spec", "algorithm", "form", "size", "said"),
    [
        (
            "ECC_NIST_P256",
            "ECDSA_SHA_256",
            "DIGEST",
            20,
            "Digest is invalid length for algorithm ECDSA_SHA_256.",
        ),
        (
            "ECC_NIST_P256",
            "ECDSA_SHA_256",
            "EXTERNAL_MU",
            64,
            "Message type EXTERNAL_MU is incompatible with key spec ECC_NIST_P256.",
        ),
        (
            "ML_DSA_44",
            "ML_DSA_SHAKE_256",
            "DIGEST",
            64,
            "Message type DIGEST is incompatible with key spec ML_DSA_44.",
        ),
        (
            "ML_DSA_44",
            "ML_DSA_SHAKE_256",
            "EXTERNAL_MU",
            63,
            "External Mu is invalid length for algorithm ML_DSA_SHAKE_256.",
        ),
        (
            "ECC_NIST_EDWARDS25519",
            "ED25519_SHA_512",
            "DIGEST",
            64,
            "Message type DIGEST is incompatible with algorithm ED25519_SHA_512.",
        ),
        (
            "ECC_NIST_EDWARDS25519",
            "ED25519_PH_SHA_512",
            "RAW",
            64,
            "Message type RAW is incompatible with algorithm ED25519_PH_SHA_512.",
        ),
        (
            "ECC_NIST_EDWARDS25519",
            "ED25519_PH_SHA_512",
            "DIGEST",
            63,
            "Digest is invalid length for algorithm ED25519_PH_SHA_512.",
        ),
    ],
)
def test_a_message_must_be_what_it_is_said_to_be(
    aws: Account, spec: str, algorithm: str, form: str, size: int, said: str
) -> None:
    given: Params = {"KeyId": _signer(aws, spec), "SigningAlgorithm": algorithm, "MessageType": form}
    refusal = ("ValidationException", said)
    assert aws.error("kms", "Sign", Message=bytes(size), **given) == refusal
    assert aws.error("kms", "Verify", Message=bytes(size), Signature=b"x", **given) == refusal


@refuses("kms", "Sign")
def test_the_pre_hashed_form_of_ed25519_is_not_to_be_had_here(aws: Account) -> None:
    given: Params = {"SigningAlgorithm": "ED25519_PH_SHA_512", "MessageType": "DIGEST"}
    key_id = _signer(aws, "ECC_NIST_EDWARDS25519")
    code, message = aws.error("kms", "Sign", KeyId=key_id, Message=bytes(64), **given)
    assert code == "UnsupportedOperationException"
    assert "ED25519_PH_SHA_512" in message


@refuses("kms", "Sign")
def test_an_algorithm_must_suit_the_key_spec(aws: Account) -> None:
    given: Params = {"KeyId": _signer(aws), "Message": bytes(20), "MessageType": "DIGEST"}
    assert aws.error("kms", "Sign", SigningAlgorithm="ECDSA_SHA_384", **given) == (
        "InvalidKeyUsageException",
        "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.",
    )


@refuses("kms", "Sign", "Verify")
def test_a_dry_run_signs_nothing_and_verifies_all_the_same(aws: Account) -> None:
    key_id = _signer(aws)
    given: Params = {"KeyId": key_id, "Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    signature = aws("kms", "Sign", **given)["Signature"]
    assert aws.error("kms", "Sign", DryRun=True, **given) == WOULD
    assert aws.error("kms", "Verify", DryRun=True, Signature=signature, **given) == WOULD
    wrong = aws.error("kms", "Verify", DryRun=True, Signature=signature[:-1], **given)
    assert wrong == ("KMSInvalidSignatureException", "")


def test_the_trail_has_how_a_message_was_signed_and_nothing_of_it(aws: Account) -> None:
    """As in the sample of the KMS Developer Guide, "Sign"."""
    key_id = _signer(aws)
    aws("kms", "Sign", KeyId=key_id, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_256")
    attributes = [{"AttributeKey": "EventName", "AttributeValue": "Sign"}]
    (event,) = aws("cloudtrail", "LookupEvents", LookupAttributes=attributes)["Events"]
    record = json.loads(event["CloudTrailEvent"])
    assert record["requestParameters"] == {
        "keyId": key_id,
        "messageType": "RAW",
        "signingAlgorithm": "ECDSA_SHA_256",
    }
    assert (record["responseElements"], record["readOnly"]) == (None, True)
    assert record["resources"][0]["ARN"] == key_arn(key_id)
