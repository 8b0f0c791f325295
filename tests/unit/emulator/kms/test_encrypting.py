"""Encrypt, Decrypt and ReEncrypt."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.emulator.kms.account import (
    INFRASTRUCTURE,
    REGION,
    ROOT,
    Account,
    FailingEntropy,
    user,
)

from kmstui.emulator.kms.repository import BACKING_KEYS, materials_of

HIDDEN = (
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or "
    "you are not allowed to access.",
)
INVALID = ("InvalidCiphertextException", "")
DRY_RUN = (
    "DryRunOperationException",
    "The request would have succeeded, but the DryRun option is set.",
)


def encrypt(kms: Account, key: str, plaintext: bytes = b"secret", **context: str) -> bytes:
    """The ciphertext of `plaintext`."""
    blob: bytes = kms.call("Encrypt", KeyId=key, Plaintext=plaintext, EncryptionContext=context)[
        "CiphertextBlob"
    ]
    return blob


def test_decrypt_finds_the_key_in_the_ciphertext(kms: Account, key: str) -> None:
    answer = kms.call("Decrypt", CiphertextBlob=encrypt(kms, key))
    assert answer == {
        "KeyId": kms.arn(key),
        "Plaintext": b"secret",
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "KeyMaterialId": kms.metadata(key)["CurrentKeyMaterialId"],
    }
    assert type(answer["Plaintext"]) is bytes


def test_encrypt_answers_with_the_keys_arn(kms: Account, key: str) -> None:
    answer = kms.call("Encrypt", KeyId=key, Plaintext=b"x")
    assert answer["KeyId"] == kms.arn(key)
    assert answer["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert b"x" * 2 not in answer["CiphertextBlob"]


def test_the_same_plaintext_never_gives_the_same_ciphertext(kms: Account, key: str) -> None:
    assert len({encrypt(kms, key) for _ in range(200)}) == 200


def test_plaintext_of_4096_bytes_comes_back(kms: Account, key: str) -> None:
    blob = encrypt(kms, key, bytes(4096))
    assert kms.call("Decrypt", CiphertextBlob=blob)["Plaintext"] == bytes(4096)


@pytest.mark.parametrize("size", [0, 4097])
def test_plaintext_out_of_bounds_is_refused(kms: Account, key: str, size: int) -> None:
    code, message = kms.said("Encrypt", KeyId=key, Plaintext=bytes(size))
    assert code == "ValidationException"
    bound = "greater than or equal to 1" if size == 0 else "less than or equal to 4096"
    assert message == (
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
        f"Member must have length {bound}"
    )


@pytest.mark.parametrize(
    ("made_with", "tried"),
    [
        ({"ab": "c"}, {"a": "bc"}),
        ({"ab": "c"}, {"abc": ""}),
        ({"a": "b"}, {}),
        ({}, {"a": "b"}),
        ({"a": "b"}, {"A": "b"}),
        ({"a": "b"}, {"a": "B"}),
        ({"a": "b"}, {"a": "b", "c": "d"}),
    ],
)
def test_another_encryption_context_does_not_decrypt(
    kms: Account, key: str, made_with: dict[str, str], tried: dict[str, str]
) -> None:
    blob = encrypt(kms, key, b"secret", **made_with)
    assert kms.said("Decrypt", CiphertextBlob=blob, EncryptionContext=tried) == INVALID


def test_the_order_of_the_context_does_not_matter(kms: Account, key: str) -> None:
    blob = encrypt(kms, key, a="1", b="2")
    answer = kms.call("Decrypt", CiphertextBlob=blob, EncryptionContext={"b": "2", "a": "1"})
    assert answer["Plaintext"] == b"secret"


def test_no_changed_ciphertext_decrypts_and_none_says_why(kms: Account, key: str) -> None:
    blob = encrypt(kms, key)
    changed = [
        bytes(byte ^ (1 << bit) if at == place else byte for at, byte in enumerate(blob))
        for place in range(len(blob))
        for bit in range(8)
    ]
    changed += [blob[:end] for end in range(1, len(blob))] + [blob + b"\x00", b"\x00" + blob, blob + blob]
    for damaged in changed:
        assert kms.said("Decrypt", CiphertextBlob=damaged) == INVALID


def test_key_ids_that_are_named_do_not_change_what_a_damaged_blob_is_answered_with(
    kms: Account, key: str
) -> None:
    assert kms.said("Decrypt", KeyId=key, CiphertextBlob=b"nonsense") == INVALID


def test_a_ciphertext_of_an_unknown_key_tells_nothing(kms: Account, key: str) -> None:
    elsewhere = Account()
    elsewhere.create_key()
    elsewhere.entropy.token_bytes(1)
    blob = encrypt(elsewhere, elsewhere.create_key())
    assert kms.said("Decrypt", CiphertextBlob=blob) == HIDDEN


def test_a_ciphertext_of_another_region_tells_nothing(kms: Account, key: str) -> None:
    blob = encrypt(kms, key)
    kms.region = "eu-west-1"
    assert kms.said("Decrypt", CiphertextBlob=blob) == HIDDEN


def test_a_refusal_for_a_key_found_in_the_ciphertext_is_hidden_and_for_a_named_one_is_not(
    kms: Account, key: str
) -> None:
    blob = encrypt(kms, key)
    kms.call("Decrypt", CiphertextBlob=blob)
    assert kms.asked[0].hidden_error == HIDDEN
    kms.call("Decrypt", CiphertextBlob=blob, KeyId=key)
    assert kms.asked[0].hidden_error is None


def test_a_key_that_did_not_make_the_ciphertext_is_incorrect(kms: Account, key: str) -> None:
    blob = encrypt(kms, kms.create_key())
    assert kms.said("Decrypt", CiphertextBlob=blob, KeyId=key) == (
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )
    assert kms.asked[0].resource == kms.arn(key)


def test_another_algorithm_is_no_use_of_this_key(kms: Account, key: str) -> None:
    expected = (
        "InvalidKeyUsageException",
        "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.",
    )
    algorithm = "RSAES_OAEP_SHA_256"
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x", EncryptionAlgorithm=algorithm) == expected
    blob = encrypt(kms, key)
    assert kms.said("Decrypt", KeyId=key, CiphertextBlob=blob, EncryptionAlgorithm=algorithm) == expected


def test_the_material_of_another_key_in_its_place_is_found_out(kms: Account, key: str) -> None:
    """The wrapped backing keys of two keys are swapped where they lie."""
    blob = encrypt(kms, key)
    record, other = kms.record(key), kms.record(kms.create_key())
    with kms.store.unit_of_work() as uow:
        (one,), (two,) = materials_of(uow, record), materials_of(uow, other)
        uow.put(BACKING_KEYS, replace(one, wrapped=two.wrapped))
    code, message = kms.said("Decrypt", CiphertextBlob=blob)
    assert code == "KMSInternalException"
    assert message == f"the backing key of {key} does not open under this root key"
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x") == (code, message)


def test_lost_material_is_an_internal_error_for_encrypt_and_no_ciphertext_for_decrypt(
    kms: Account, key: str
) -> None:
    blob, record = encrypt(kms, key), kms.record(key)
    with kms.store.unit_of_work() as uow:
        (material,) = materials_of(uow, record)
        uow.delete(BACKING_KEYS, BACKING_KEYS.key(material))
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x")[0] == "KMSInternalException"
    assert kms.said("Decrypt", CiphertextBlob=blob) == INVALID


def test_without_randomness_nothing_is_encrypted(kms: Account, key: str) -> None:
    kms.entropy = FailingEntropy()
    failed = ("KMSInternalException", "the random generator failed")
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x") == failed
    assert kms.said("GenerateDataKey", KeyId=key, KeySpec="AES_256") == failed
    assert kms.said("GenerateDataKeyWithoutPlaintext", KeyId=key, KeySpec="AES_256") == failed
    assert kms.said("GenerateRandom", NumberOfBytes=8) == failed


def test_an_aws_service_gets_plaintext_that_it_can_wipe(kms: Account, key: str) -> None:
    blob = encrypt(kms, key)
    for caller in (INFRASTRUCTURE, replace(INFRASTRUCTURE, via_service=""), user("alice").via("ec2")):
        kms.caller = caller
        assert type(kms.call("Decrypt", CiphertextBlob=blob)["Plaintext"]) is bytearray
    kms.caller = user("alice")
    assert type(kms.call("Decrypt", CiphertextBlob=blob)["Plaintext"]) is bytes


def test_re_encrypt_moves_a_ciphertext_to_another_key_and_context(kms: Account, key: str) -> None:
    new = kms.create_key()
    answer = kms.call(
        "ReEncrypt",
        CiphertextBlob=encrypt(kms, key, a="1"),
        SourceEncryptionContext={"a": "1"},
        DestinationKeyId=new,
        DestinationEncryptionContext={"b": "2"},
    )
    blob = answer.pop("CiphertextBlob")
    assert answer == {
        "SourceKeyId": kms.arn(key),
        "KeyId": kms.arn(new),
        "SourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "DestinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "SourceKeyMaterialId": kms.metadata(key)["CurrentKeyMaterialId"],
        "DestinationKeyMaterialId": kms.metadata(new)["CurrentKeyMaterialId"],
    }
    opened = kms.call("Decrypt", CiphertextBlob=blob, EncryptionContext={"b": "2"})
    assert (opened["KeyId"], opened["Plaintext"]) == (kms.arn(new), b"secret")


def test_re_encrypt_asks_for_both_keys_each_with_its_own_context(kms: Account, key: str) -> None:
    new = kms.create_key()
    kms.call("CreateAlias", AliasName="alias/new", TargetKeyId=new)
    blob = encrypt(kms, key, a="1")
    wish: dict[str, Any] = {"CiphertextBlob": blob, "SourceEncryptionContext": {"a": "1"}}
    kms.call("ReEncrypt", wish, DestinationKeyId="alias/new", DestinationEncryptionContext={"b": "2"})
    source, destination = kms.asked
    assert (source.action, source.resource, source.context) == (
        "kms:ReEncryptFrom",
        kms.arn(key),
        {"a": "1"},
    )
    assert (destination.action, destination.resource, destination.context) == (
        "kms:ReEncryptTo",
        kms.arn(new),
        {"b": "2"},
    )
    assert source.conditions["kms:ReEncryptOnSameKey"] == ("false",)
    assert destination.conditions["kms:RequestAlias"] == ("alias/new",)
    assert source.hidden_error == HIDDEN
    assert destination.hidden_error is None
    kms.call("ReEncrypt", wish, DestinationKeyId=key)
    assert [access.conditions["kms:ReEncryptOnSameKey"] for access in kms.asked] == [("true",)] * 2


def test_a_dry_run_checks_everything_and_does_nothing(kms: Account, key: str) -> None:
    blob = encrypt(kms, key)
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x", DryRun=True) == DRY_RUN
    assert kms.said("Decrypt", CiphertextBlob=blob, DryRun=True) == DRY_RUN
    assert kms.said("Decrypt", CiphertextBlob=blob[:-1], DryRun=True) == INVALID
    assert kms.said("ReEncrypt", CiphertextBlob=blob, DestinationKeyId=key, DryRun=True) == DRY_RUN
    kms.call("DisableKey", KeyId=key)
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x", DryRun=True)[0] == "DisabledException"


def test_a_dry_run_can_leave_the_ciphertext_out(kms: Account, key: str) -> None:
    modifiers = {"DryRun": True, "DryRunModifiers": ["IGNORE_CIPHERTEXT"]}
    assert kms.said("Decrypt", modifiers, KeyId=key) == DRY_RUN
    assert kms.said("ReEncrypt", modifiers, SourceKeyId=key, DestinationKeyId=key) == DRY_RUN
    for params, member in ((modifiers, "keyId"), ({"KeyId": key}, "ciphertextBlob"), ({}, "ciphertextBlob")):
        assert kms.said("Decrypt", params) == (
            "ValidationException",
            f"1 validation error detected: Value null at '{member}' failed to satisfy constraint: "
            "Member must not be null",
        )


def test_an_enclave_is_told_that_there_are_none(kms: Account, key: str) -> None:
    wish = {"CiphertextBlob": encrypt(kms, key), "Recipient": {"AttestationDocument": b"x"}}
    assert kms.said("Decrypt", wish)[0] == "UnsupportedOperationException"


def test_a_grant_token_that_is_none_is_refused(kms: Account, key: str) -> None:
    wish = {"KeyId": key, "Plaintext": b"x", "GrantTokens": ["nonsense"]}
    assert kms.said("Encrypt", wish)[0] == "InvalidGrantTokenException"


def test_use_asks_for_the_permission_with_everything_a_policy_can_look_at(kms: Account, key: str) -> None:
    kms.call("CreateAlias", AliasName="alias/orders", TargetKeyId=key)
    kms.call("TagResource", KeyId=key, Tags=[{"TagKey": "team", "TagValue": "blue"}])
    kms.caller = ROOT.via("ec2")
    kms.call("Encrypt", KeyId="alias/orders", Plaintext=b"x", EncryptionContext={"aws:ebs:id": "vol-1"})
    (access,) = kms.asked
    assert (access.action, access.resource, access.resource_type) == (
        "kms:Encrypt",
        kms.arn(key),
        "AWS::KMS::Key",
    )
    assert access.policy == kms.record(key).policy
    assert access.context == {"aws:ebs:id": "vol-1"}
    assert access.conditions == {
        "kms:CallerAccount": (ROOT.account,),
        "kms:KeySpec": ("SYMMETRIC_DEFAULT",),
        "kms:CustomerMasterKeySpec": ("SYMMETRIC_DEFAULT",),
        "kms:KeyUsage": ("ENCRYPT_DECRYPT",),
        "kms:CustomerMasterKeyUsage": ("ENCRYPT_DECRYPT",),
        "kms:KeyOrigin": ("AWS_KMS",),
        "kms:MultiRegion": ("false",),
        "kms:ViaService": (f"ec2.{REGION}.amazonaws.com",),
        "kms:ResourceAliases": ("alias/orders",),
        "aws:ResourceTag/team": ("blue",),
        "kms:RequestAlias": ("alias/orders",),
        "kms:EncryptionContext:aws:ebs:id": ("vol-1",),
        "kms:EncryptionContextKeys": ("aws:ebs:id",),
        "kms:EncryptionAlgorithm": ("SYMMETRIC_DEFAULT",),
    }
