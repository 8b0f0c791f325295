"""Asymmetric keys beside signing: RSA encryption, shared secrets, data key pairs, and what there is not."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from tests.contract.account import ACCOUNT, ROOT_ARN, Account, covers, key_arn, refuses

CAROL_ARN = f"arn:aws:iam::{ACCOUNT}:user/carol"
MESSAGE = b"invoice 10442"
Params = dict[str, Any]
WOULD = ("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")


def _signer(aws: Account, spec: str = "ECC_NIST_P256") -> str:
    return aws.key(KeySpec=spec, KeyUsage="SIGN_VERIFY")


def _rsa(aws: Account) -> str:
    return aws.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")


def _used_for(key_id: str, usage: str, operation: str) -> tuple[str, str]:
    message = f"{key_arn(key_id)} key usage is {usage} which is not valid for {operation}."
    return "InvalidKeyUsageException", message


@refuses("kms", "Sign", "Verify", "Encrypt")
def test_a_key_is_used_for_what_it_was_made_for(aws: Account) -> None:
    symmetric, signer = aws.key(), _signer(aws)
    sign: Params = {"Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    usage = "ENCRYPT_DECRYPT"
    assert aws.error("kms", "Sign", KeyId=symmetric, **sign) == _used_for(symmetric, usage, "Sign")
    refusal = aws.error("kms", "Verify", KeyId=symmetric, Signature=b"x", **sign)
    assert refusal == _used_for(symmetric, usage, "Verify")
    aws("kms", "DisableKey", KeyId=signer)  # usage is looked at before state
    refusal = aws.error("kms", "Encrypt", KeyId=signer, Plaintext=b"x")
    assert refusal == _used_for(signer, "SIGN_VERIFY", "Encrypt")


@covers("kms", "Encrypt", "Decrypt", "ReEncrypt")
@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
def test_an_rsa_key_encrypts_and_decrypts(aws: Account, algorithm: str) -> None:
    key_id, symmetric = _rsa(aws), aws.key()
    given: Params = {"KeyId": key_id, "EncryptionAlgorithm": algorithm}
    sealed = aws("kms", "Encrypt", Plaintext=MESSAGE, **given)
    assert len(sealed["CiphertextBlob"]) == 256
    opened = aws("kms", "Decrypt", CiphertextBlob=sealed["CiphertextBlob"], **given)
    assert opened == {"KeyId": key_arn(key_id), "Plaintext": MESSAGE, "EncryptionAlgorithm": algorithm}
    moved = aws(
        "kms",
        "ReEncrypt",
        CiphertextBlob=sealed["CiphertextBlob"],
        SourceKeyId=key_id,
        SourceEncryptionAlgorithm=algorithm,
        DestinationKeyId=symmetric,
    )
    assert moved["SourceEncryptionAlgorithm"] == algorithm
    assert moved["DestinationEncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert "SourceKeyMaterialId" not in moved
    assert aws("kms", "Decrypt", CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == MESSAGE


@covers("kms", "Decrypt")
def test_what_the_public_key_encrypted_outside_of_kms_opens(aws: Account) -> None:
    key_id = _rsa(aws)
    public = load_der_public_key(aws("kms", "GetPublicKey", KeyId=key_id)["PublicKey"])
    assert isinstance(public, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
    given: Params = {"KeyId": key_id, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    opened = aws("kms", "Decrypt", CiphertextBlob=public.encrypt(MESSAGE, oaep), **given)
    assert opened["Plaintext"] == MESSAGE


@refuses("kms", "Encrypt", "Decrypt", "GenerateDataKey")
def test_what_an_rsa_key_does_not_do(aws: Account) -> None:
    key_id = _rsa(aws)
    given: Params = {"KeyId": key_id, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    invalid = "ValidationException"
    assert aws.error("kms", "Encrypt", KeyId=key_id, Plaintext=b"x") == (
        "InvalidKeyUsageException",
        "Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.",
    )
    assert aws.error("kms", "Encrypt", Plaintext=bytes(191), **given) == (
        invalid,
        "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.",
    )
    assert aws.error("kms", "Encrypt", Plaintext=b"x", EncryptionContext={"a": "b"}, **given) == (
        invalid,
        "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.",
    )
    blob = aws("kms", "Encrypt", Plaintext=b"x", **given)["CiphertextBlob"]
    broken = ("InvalidCiphertextException", "")
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob, KeyId=key_id) == broken
    assert aws.error("kms", "Decrypt", CiphertextBlob=blob[:-1], **given) == broken
    assert aws.error("kms", "Decrypt", CiphertextBlob=b"\x01" * 256, **given) == broken
    without_key = {"CiphertextBlob": blob, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    assert aws.error("kms", "Decrypt", **without_key) == (invalid, "KeyId must not be null")
    assert aws.error("kms", "GenerateDataKey", KeyId=key_id, KeySpec="AES_256") == (
        "InvalidKeyUsageException",
        "You cannot generate a data key with an asymmetric CMK",
    )


@covers("kms", "DeriveSharedSecret")
@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"])
def test_two_keys_share_one_secret(aws: Account, spec: str) -> None:
    keys = [aws.key(KeySpec=spec, KeyUsage="KEY_AGREEMENT") for _ in range(2)]
    public = [aws("kms", "GetPublicKey", KeyId=key)["PublicKey"] for key in keys]
    made = [
        aws("kms", "DeriveSharedSecret", KeyId=key, PublicKey=other, KeyAgreementAlgorithm="ECDH")
        for key, other in zip(keys, reversed(public), strict=True)
    ]
    assert made[0]["SharedSecret"] == made[1]["SharedSecret"]
    assert (made[0]["KeyId"], made[0]["KeyOrigin"]) == (key_arn(keys[0]), "AWS_KMS")


@refuses("kms", "DeriveSharedSecret")
def test_a_secret_is_shared_with_a_key_on_the_same_curve_alone(aws: Account) -> None:
    key_id = aws.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    stranger = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    given: Params = {"KeyId": key_id, "KeyAgreementAlgorithm": "ECDH"}
    for public in (stranger, b"no key", stranger[:-1]):
        for dry in (False, True):
            code = aws.code("kms", "DeriveSharedSecret", PublicKey=public, DryRun=dry, **given)
            assert code == "ValidationException"
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    refusal = aws.code("kms", "DeriveSharedSecret", PublicKey=stranger, Recipient=recipient, **given)
    assert refusal == "UnsupportedOperationException"


@covers("kms", "Encapsulate", "Decapsulate")
@pytest.mark.parametrize(("spec", "size"), [("ML_KEM_768", 1088), ("ML_KEM_1024", 1568)])
def test_an_encapsulated_secret_comes_out_again(aws: Account, spec: str, size: int) -> None:
    key_id = aws.key(KeySpec=spec, KeyUsage="ENCAPSULATE_DECAPSULATE")
    given: Params = {"KeyId": key_id, "EncapsulationAlgorithm": "ML_KEM"}
    made = aws("kms", "Encapsulate", **given)
    blob = made["SharedSecretCiphertextBlob"]
    assert (len(made["SharedSecret"]), len(blob)) == (32, size)
    opened = aws("kms", "Decapsulate", SharedSecretCiphertextBlob=blob, **given)
    assert opened["SharedSecret"] == made["SharedSecret"]
    touched = bytes([blob[0] ^ 1]) + blob[1:]
    rejected = aws("kms", "Decapsulate", SharedSecretCiphertextBlob=touched, **given)
    assert len(rejected["SharedSecret"]) == 32
    assert rejected["SharedSecret"] != made["SharedSecret"]


@refuses("kms", "Encapsulate", "Decapsulate")
def test_what_is_no_encapsulated_secret_is_refused(aws: Account) -> None:
    key_id = aws.key(KeySpec="ML_KEM_768", KeyUsage="ENCAPSULATE_DECAPSULATE")
    given: Params = {"EncapsulationAlgorithm": "ML_KEM"}
    short = aws.error("kms", "Decapsulate", KeyId=key_id, SharedSecretCiphertextBlob=bytes(1087), **given)
    assert short == ("InvalidCiphertextException", "")
    signer = _signer(aws)
    assert aws.error("kms", "Encapsulate", KeyId=signer, **given) == _used_for(
        signer, "SIGN_VERIFY", "Encapsulate"
    )


@covers("kms", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext")
@pytest.mark.parametrize(
    "spec", ["RSA_2048", "ECC_NIST_P256", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_KEM_768"]
)
def test_a_data_key_pair_comes_plain_and_wrapped(aws: Account, spec: str) -> None:
    key_id, context = aws.key(), {"app": "orders"}
    given: Params = {"KeyId": key_id, "KeyPairSpec": spec, "EncryptionContext": context}
    made = aws("kms", "GenerateDataKeyPair", **given)
    assert (made["KeyId"], made["KeyPairSpec"]) == (key_arn(key_id), spec)
    private = load_der_private_key(made["PrivateKeyPlaintext"], None)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert public == made["PublicKey"]
    wrapped = made["PrivateKeyCiphertextBlob"]
    opened = aws("kms", "Decrypt", CiphertextBlob=wrapped, EncryptionContext=context)
    assert opened["Plaintext"] == made["PrivateKeyPlaintext"]
    assert opened["KeyMaterialId"] == made["KeyMaterialId"]
    without = aws("kms", "GenerateDataKeyPairWithoutPlaintext", **given)
    assert "PrivateKeyPlaintext" not in without
    assert without["PublicKey"] != made["PublicKey"]


@refuses("kms", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext")
def test_which_data_key_pairs_cannot_be_had(aws: Account) -> None:
    symmetric, rsa_key, signer = aws.key(), _rsa(aws), _signer(aws)
    for operation in ("GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"):
        for spec in ("SM2", "ML_KEM_512"):
            code = aws.code("kms", operation, KeyId=symmetric, KeyPairSpec=spec)
            assert code == "UnsupportedOperationException"
        refusal = aws.error("kms", operation, KeyId=signer, KeyPairSpec="ECC_NIST_P256")
        assert refusal == _used_for(signer, "SIGN_VERIFY", operation)
        assert aws.error("kms", operation, KeyId=rsa_key, KeyPairSpec="ECC_NIST_P256") == (
            "InvalidKeyUsageException",
            "You cannot generate a data key with an asymmetric CMK",
        )
        assert aws.error("kms", operation, KeyId=symmetric, KeyPairSpec="RSA_4096", DryRun=True) == WOULD


@refuses("kms", "CreateKey")
@pytest.mark.parametrize(
    ("spec", "usage"),
    [("SM2", "SIGN_VERIFY"), ("SM2", "KEY_AGREEMENT"), ("ML_KEM_512", "ENCAPSULATE_DECAPSULATE")],
)
def test_key_specs_that_are_not_made_here(aws: Account, spec: str, usage: str) -> None:
    assert aws.code("kms", "CreateKey", KeySpec=spec, KeyUsage=usage) == "UnsupportedOperationException"


@refuses("kms", "EnableKeyRotation", "RotateKeyOnDemand", "UpdateAlias", "CreateGrant")
def test_what_asymmetric_keys_do_not_have(aws: Account) -> None:
    key_id = _signer(aws)
    for operation in ("EnableKeyRotation", "RotateKeyOnDemand"):
        assert aws.error("kms", operation, KeyId=key_id) == ("UnsupportedOperationException", "")
    aws("kms", "DisableKeyRotation", KeyId=key_id)
    assert aws("kms", "GetKeyRotationStatus", KeyId=key_id)["KeyRotationEnabled"] is False
    aws("kms", "CreateAlias", AliasName="alias/signer", TargetKeyId=key_id)
    moved = {"AliasName": "alias/signer", "TargetKeyId": aws.key()}
    assert aws.code("kms", "UpdateAlias", **moved) == "ValidationException"
    grant: Params = {"KeyId": key_id, "GranteePrincipal": "111122223333", "Operations": ["Encrypt"]}
    assert aws.code("kms", "CreateGrant", **grant) == "ValidationException"
    aws("kms", "CreateGrant", **{**grant, "Operations": ["Sign", "Verify", "GetPublicKey"]})


@refuses("kms", "Sign", "Verify", "GenerateDataKeyPair", "DeriveSharedSecret")
def test_a_policy_can_ask_for_algorithm_form_and_spec(aws: Account) -> None:
    """Carol may do what the conditions name and nothing beside it."""
    carol, root = CAROL_ARN, ROOT_ARN
    signer, symmetric = _signer(aws), aws.key()
    agreeing = aws.key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")
    wanted = {
        signer: {"kms:SigningAlgorithm": "ECDSA_SHA_256", "kms:MessageType": "DIGEST"},
        symmetric: {"kms:DataKeyPairSpec": "ECC_NIST_P384"},
        agreeing: {"kms:KeyAgreementAlgorithm": "none"},
    }
    for key_id, conditions in wanted.items():
        everything = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
        some = {**everything, "Principal": {"AWS": carol}, "Condition": {"StringEquals": conditions}}
        policy = {"Version": "2012-10-17", "Statement": [everything, some]}
        aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=json.dumps(policy))
    sign: Params = {"KeyId": signer, "SigningAlgorithm": "ECDSA_SHA_256", "identity": "carol"}
    denied = "AccessDeniedException"
    signed = aws("kms", "Sign", Message=bytes(32), MessageType="DIGEST", **sign)["Signature"]
    assert aws.code("kms", "Sign", Message=bytes(32), MessageType="RAW", **sign) == denied
    assert aws.code("kms", "Sign", Message=bytes(32), **sign) == denied
    aws("kms", "Verify", Message=bytes(32), MessageType="DIGEST", Signature=signed, **sign)
    assert aws.code("kms", "Verify", Message=bytes(32), Signature=signed, **sign) == denied
    pair: Params = {"KeyId": symmetric, "identity": "carol"}
    aws("kms", "GenerateDataKeyPair", KeyPairSpec="ECC_NIST_P384", **pair)
    assert aws.code("kms", "GenerateDataKeyPair", KeyPairSpec="ECC_NIST_P256", **pair) == denied
    public = aws("kms", "GetPublicKey", KeyId=agreeing)["PublicKey"]
    derive: Params = {"KeyId": agreeing, "PublicKey": public, "KeyAgreementAlgorithm": "ECDH"}
    aws("kms", "DeriveSharedSecret", **derive)
    assert aws.code("kms", "DeriveSharedSecret", identity="carol", **derive) == denied
