"""What every cryptographic operation has in common: the order of its refusals, conditions and dry runs."""

from typing import Any

import pytest
from tests.unit.emulator.kms.account import OTHER_ACCOUNT, Account, user
from tests.unit.emulator.kms.uses import MAC, MAKERS, RSA, SIGNING, key_for, rest

USING = sorted(MAKERS.keys() - {"GetPublicKey"})
"""Operations that a key's usage decides about."""
OTHER_KIND = {"Sign": MAC, "Verify": MAC, "GenerateMac": SIGNING, "VerifyMac": SIGNING}
USAGES = {"HMAC_256": "GENERATE_VERIFY_MAC", "ECC_NIST_P256": "SIGN_VERIFY"}
WOULD = ("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
CONDITIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "Encrypt": {"kms:EncryptionAlgorithm": ("SYMMETRIC_DEFAULT",)},
    "GenerateDataKey": {"kms:EncryptionAlgorithm": ("SYMMETRIC_DEFAULT",)},
    "GenerateDataKeyWithoutPlaintext": {"kms:EncryptionAlgorithm": ("SYMMETRIC_DEFAULT",)},
    "GenerateDataKeyPair": {
        "kms:DataKeyPairSpec": ("ECC_NIST_P256",),
        "kms:EncryptionAlgorithm": ("SYMMETRIC_DEFAULT",),
    },
    "GenerateDataKeyPairWithoutPlaintext": {"kms:DataKeyPairSpec": ("ECC_NIST_EDWARDS25519",)},
    "Sign": {"kms:SigningAlgorithm": ("ECDSA_SHA_256",), "kms:MessageType": ("RAW",)},
    "Verify": {"kms:SigningAlgorithm": ("ECDSA_SHA_256",), "kms:MessageType": ("RAW",)},
    "GenerateMac": {"kms:MacAlgorithm": ("HMAC_SHA_256",)},
    "VerifyMac": {"kms:MacAlgorithm": ("HMAC_SHA_256",)},
    "DeriveSharedSecret": {"kms:KeyAgreementAlgorithm": ("ECDH",)},
    "Encapsulate": {"kms:KeyUsage": ("ENCAPSULATE_DECAPSULATE",)},
    "Decapsulate": {"kms:KeySpec": ("ML_KEM_768",)},
    "GetPublicKey": {"kms:KeySpec": ("ECC_NIST_P256",), "kms:KeyUsage": ("SIGN_VERIFY",)},
}


@pytest.mark.parametrize("operation", USING)
def test_a_key_of_another_usage_is_refused_before_its_state_is_looked_at(
    kms: Account, operation: str
) -> None:
    wish = OTHER_KIND.get(operation, MAC)
    request = rest(kms, operation, key_for(kms, operation))
    key = kms.create_key(**wish)
    kms.call("DisableKey", KeyId=key)
    usage = USAGES[wish["KeySpec"]]
    assert kms.said(operation, request, KeyId=key) == (
        "InvalidKeyUsageException",
        f"{kms.arn(key)} key usage is {usage} which is not valid for {operation}.",
    )


@pytest.mark.parametrize("operation", USING)
def test_a_dry_run_ends_before_anything_is_given_away(kms: Account, operation: str) -> None:
    key = key_for(kms, operation)
    request = rest(kms, operation, key)
    assert kms.said(operation, request, KeyId=key, DryRun=True) == WOULD
    assert kms.call(operation, request, KeyId=key, DryRun=False)
    kms.call("DisableKey", KeyId=key)
    assert kms.said(operation, request, KeyId=key, DryRun=True)[0] == "DisabledException"


@pytest.mark.parametrize("operation", sorted(MAKERS))
def test_each_operation_tells_policies_what_it_is_asked(kms: Account, operation: str) -> None:
    key = key_for(kms, operation)
    kms.call(operation, rest(kms, operation, key), KeyId=key)
    (access,) = kms.asked
    assert access.action == f"kms:{operation}"
    assert CONDITIONS[operation].items() <= access.conditions.items()


@pytest.mark.parametrize("operation", sorted(MAKERS))
def test_grant_tokens_are_looked_at(kms: Account, operation: str) -> None:
    key = key_for(kms, operation)
    request = rest(kms, operation, key)
    code, _ = kms.said(operation, request, KeyId=key, GrantTokens=["no token"])
    assert code == "InvalidGrantTokenException"
    granted = kms.call("CreateGrant", KeyId=key, GranteePrincipal=OTHER_ACCOUNT, Operations=["DescribeKey"])
    kms.call(operation, request, KeyId=key, GrantTokens=[granted["GrantToken"]])


@pytest.mark.parametrize("operation", sorted(MAKERS))
def test_a_key_of_another_account_is_used_by_its_arn(kms: Account, operation: str) -> None:
    key = key_for(kms, operation)
    request, arn, owner = rest(kms, operation, key), kms.arn(key), kms.caller
    kms.caller = user("eve", OTHER_ACCOUNT)
    answer = kms.call(operation, request, KeyId=arn)
    assert answer["KeyId"] == arn
    assert kms.said(operation, request, KeyId=key)[0] == "NotFoundException"
    kms.caller = owner


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}),
        ("DeriveSharedSecret", {"KeyAgreementAlgorithm": "ECDH", "PublicKey": b"x"}),
    ],
)
def test_there_are_no_enclaves(kms: Account, operation: str, members: dict[str, Any]) -> None:
    recipient = {"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": b"x"}
    code, _ = kms.said(operation, members, KeyId=key_for(kms, operation), Recipient=recipient)
    assert code == "UnsupportedOperationException"


def test_the_algorithm_in_effect_is_what_policies_see_of_an_rsa_key(kms: Account) -> None:
    key = kms.create_key(**RSA)
    given = {"KeyId": key, "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}
    blob = kms.call("Encrypt", given, Plaintext=b"x")["CiphertextBlob"]
    assert kms.asked[0].conditions["kms:EncryptionAlgorithm"] == ("RSAES_OAEP_SHA_1",)
    kms.call("Decrypt", given, CiphertextBlob=blob)
    assert kms.asked[0].conditions["kms:EncryptionAlgorithm"] == ("RSAES_OAEP_SHA_1",)
    assert kms.asked[0].hidden_error is None
