"""Keys of every spec and usage: how they are made, shown, kept and deleted."""

import base64

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, OTHER_ACCOUNT, Account, FailingEntropy, user
from tests.unit.emulator.kms.uses import MAC, RSA, SIGNING

from kmstui.emulator.crypto import key_pairs
from kmstui.emulator.crypto.key_pairs import KeyPair
from kmstui.emulator.kms import pairs
from kmstui.emulator.kms.key_specs import ALGORITHMS, MADE
from kmstui.emulator.kms.repository import BACKING_KEYS, KEYS, PUBLIC_KEYS

SLOW = ("RSA_3072", "RSA_4096")
COMBINATIONS = [
    (spec, usage) for spec in ALGORITHMS if spec in MADE and spec not in SLOW for usage in ALGORITHMS[spec]
]
LISTS = {
    "ENCRYPT_DECRYPT": "EncryptionAlgorithms",
    "SIGN_VERIFY": "SigningAlgorithms",
    "GENERATE_VERIFY_MAC": "MacAlgorithms",
    "KEY_AGREEMENT": "KeyAgreementAlgorithms",
    "ENCAPSULATE_DECAPSULATE": "EncapsulationAlgorithms",
}
RSA_SIGNING = [
    "RSASSA_PKCS1_V1_5_SHA_256",
    "RSASSA_PKCS1_V1_5_SHA_384",
    "RSASSA_PKCS1_V1_5_SHA_512",
    "RSASSA_PSS_SHA_256",
    "RSASSA_PSS_SHA_384",
    "RSASSA_PSS_SHA_512",
]


@pytest.mark.parametrize(("spec", "usage"), COMBINATIONS)
def test_metadata_lists_the_algorithms_of_the_usage_alone(kms: Account, spec: str, usage: str) -> None:
    metadata = kms.call("CreateKey", KeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    assert (metadata["KeySpec"], metadata["CustomerMasterKeySpec"], metadata["KeyUsage"]) == (
        spec,
        spec,
        usage,
    )
    assert metadata[LISTS[usage]] == list(ALGORITHMS[spec][usage])
    assert not metadata.keys() & (set(LISTS.values()) - {LISTS[usage]})
    assert ("CurrentKeyMaterialId" in metadata) is (spec == "SYMMETRIC_DEFAULT")
    assert kms.metadata(metadata["KeyId"]) == metadata


def test_the_order_of_the_algorithms_is_awss(kms: Account) -> None:
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    assert kms.metadata(key)["SigningAlgorithms"] == RSA_SIGNING
    assert kms.metadata(kms.create_key(**RSA))["EncryptionAlgorithms"] == [
        "RSAES_OAEP_SHA_1",
        "RSAES_OAEP_SHA_256",
    ]


@pytest.mark.parametrize(
    ("spec", "usage"),
    [(spec, usage) for spec in ALGORITHMS for usage in LISTS if usage not in ALGORITHMS[spec]],
)
def test_every_other_combination_is_refused_in_awss_words(kms: Account, spec: str, usage: str) -> None:
    refusal = ("ValidationException", f"KeyUsage {usage} is not compatible with KeySpec {spec}")
    assert kms.said("CreateKey", KeySpec=spec, KeyUsage=usage) == refusal


@pytest.mark.parametrize("spec", [spec for spec in ALGORITHMS if spec != "SYMMETRIC_DEFAULT"])
def test_a_usage_must_be_given_with_a_spec(kms: Account, spec: str) -> None:
    assert kms.said("CreateKey", KeySpec=spec) == (
        "ValidationException",
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    )


@pytest.mark.parametrize(
    ("wish", "start"),
    [(SIGNING, 36), (RSA, -32), ({"KeySpec": "ML_DSA_44", "KeyUsage": "SIGN_VERIFY"}, -32)],
    ids=["ECC", "RSA", "ML_DSA"],
)
def test_no_record_holds_private_key_bytes(
    kms: Account, wish: dict[str, str], start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The private half lies in the store under the root key alone; `start` is where 16 bytes of it begin."""
    secrets: list[bytes] = []

    def remembered(spec: str) -> KeyPair:
        pair = key_pairs.generate(spec)
        secrets.append(bytes(pair.private.raw))
        return pair

    monkeypatch.setattr(pairs, "generate", remembered)
    kms.create_key(**wish)
    (whole,) = secrets
    with kms.store.unit_of_work() as uow:
        kept = [*uow.scan(KEYS), *uow.scan(BACKING_KEYS), *uow.scan(PUBLIC_KEYS)]
        stored = b"".join(material.wrapped for material in uow.scan(BACKING_KEYS))
        stored += b"".join(public.der for public in uow.scan(PUBLIC_KEYS))
    part = whole[start:][:16]
    assert part not in stored
    haystack = "".join(map(repr, kept))
    for form in (part.hex(), repr(part)[2:-1], base64.b64encode(part).decode()[:20]):
        assert form not in haystack


def test_the_private_half_is_wiped_once_it_is_kept(kms: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[KeyPair] = []

    def remembered(spec: str) -> KeyPair:
        made.append(key_pairs.generate(spec))
        return made[-1]

    monkeypatch.setattr(pairs, "generate", remembered)
    kms.create_key(**SIGNING)
    kms.call("GenerateDataKeyPair", KeyId=kms.create_key(), KeyPairSpec="ECC_NIST_P256")
    assert [any(pair.private.raw) for pair in made] == [False, False]


def test_material_that_was_put_under_another_key_does_not_open(kms: Account) -> None:
    one, other = kms.create_key(**MAC), kms.create_key(**MAC)
    with kms.store.unit_of_work() as uow:
        mine, theirs = (
            next(iter(uow.scan(BACKING_KEYS, f"{kms.record_path(key)}/"))) for key in (one, other)
        )
        uow.delete(BACKING_KEYS, BACKING_KEYS.key(mine))
        swapped = type(mine)(mine.account, mine.region, one, mine.material_id, 0, theirs.wrapped)
        uow.put(BACKING_KEYS, swapped)
    code, _ = kms.said("GenerateMac", KeyId=one, Message=b"x", MacAlgorithm="HMAC_SHA_256")
    assert code == "KMSInternalException"


def test_deleting_a_key_deletes_both_halves(kms: Account) -> None:
    key = kms.create_key(**SIGNING)
    kms.call("ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    kms.later(days=7)
    with kms.store.unit_of_work() as uow:
        assert [*uow.scan(KEYS), *uow.scan(BACKING_KEYS), *uow.scan(PUBLIC_KEYS)] == []


def test_without_randomness_no_key_of_any_kind_is_made(kms: Account) -> None:
    kms.entropy = FailingEntropy()
    for wish in (SIGNING, MAC):
        assert kms.said("CreateKey", wish) == ("KMSInternalException", "the random generator failed")
    with kms.store.unit_of_work() as uow:
        assert [*uow.scan(KEYS), *uow.scan(BACKING_KEYS), *uow.scan(PUBLIC_KEYS)] == []


@pytest.mark.parametrize("wish", [SIGNING, MAC, RSA], ids=lambda wish: wish["KeySpec"])
def test_only_symmetric_encryption_keys_rotate(kms: Account, wish: dict[str, str]) -> None:
    key = kms.create_key(**wish)
    for operation in ("EnableKeyRotation", "RotateKeyOnDemand", "ListKeyRotations"):
        assert kms.said(operation, KeyId=key) == ("UnsupportedOperationException", "")
    kms.call("DisableKeyRotation", KeyId=key)
    assert kms.call("GetKeyRotationStatus", KeyId=key) == {"KeyId": key, "KeyRotationEnabled": False}
    kms.call("DisableKey", KeyId=key)
    refusal = ("DisabledException", f"{kms.arn(key)} is disabled.")
    assert kms.said("EnableKeyRotation", KeyId=key) == refusal


def test_an_alias_moves_between_keys_of_one_kind_and_usage(kms: Account) -> None:
    first, second = kms.create_key(**SIGNING), kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=first)
    kms.call("UpdateAlias", AliasName="alias/x", TargetKeyId=second)
    for wish in ({}, MAC, RSA):
        assert kms.said("UpdateAlias", AliasName="alias/x", TargetKeyId=kms.create_key(**wish))[0] == (
            "ValidationException"
        )


@pytest.mark.parametrize(
    ("wish", "fit", "unfit"),
    [
        (SIGNING, ["Sign", "Verify", "GetPublicKey", "DescribeKey", "CreateGrant", "RetireGrant"], "Encrypt"),
        (RSA, ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GetPublicKey"], "GenerateDataKey"),
        (MAC, ["GenerateMac", "VerifyMac", "DescribeKey"], "GetPublicKey"),
        ({}, ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext", "Encrypt"], "Sign"),
        ({"KeySpec": "ECC_NIST_P256", "KeyUsage": "KEY_AGREEMENT"}, ["DeriveSharedSecret"], "Sign"),
        (
            {"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"},
            ["Encapsulate", "Decapsulate"],
            "Sign",
        ),
    ],
    ids=lambda value: value.get("KeySpec", "SYMMETRIC_DEFAULT") if isinstance(value, dict) else "",
)
def test_a_grant_gives_what_the_key_can_do(
    kms: Account, wish: dict[str, str], fit: list[str], unfit: str
) -> None:
    given = {"KeyId": kms.create_key(**wish), "GranteePrincipal": ACCOUNT}
    kms.call("CreateGrant", given, Operations=fit)
    assert kms.said("CreateGrant", given, Operations=[*fit, unfit])[0] == "ValidationException"


def test_a_grant_on_an_asymmetric_key_has_no_encryption_context(kms: Account) -> None:
    constraints = {"EncryptionContextSubset": {"a": "b"}}
    given = {"KeyId": kms.create_key(**RSA), "GranteePrincipal": ACCOUNT, "Operations": ["Decrypt"]}
    assert kms.said("CreateGrant", given, Constraints=constraints)[0] == "ValidationException"
    kms.call("CreateGrant", given)


def test_a_grantee_may_sign_and_do_nothing_else(kms: Account) -> None:
    key, bob = kms.create_key(**SIGNING), user("bob", OTHER_ACCOUNT)
    sign = {"KeyId": kms.arn(key), "Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
    assert not kms.allowed(bob, "Sign", **sign)
    kms.call("CreateGrant", KeyId=key, GranteePrincipal=bob.arn, Operations=["Sign"])
    assert kms.allowed(bob, "Sign", **sign)
    assert not kms.allowed(bob, "Verify", **sign, Signature=b"x")
