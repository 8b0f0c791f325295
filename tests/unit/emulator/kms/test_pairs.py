"""Which key pairs are made before the account is entered, and which when they are needed."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.emulator.kms.account import Account

from kmstui.emulator.crypto.key_pairs import KeyPair, generate
from kmstui.emulator.kms import pairs
from kmstui.emulator.kms.pairs import for_creation, for_data_key, new_pair


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked for; every pair is an elliptic-curve one, to save time."""
    asked: list[str] = []

    def made(spec: str) -> KeyPair:
        asked.append(spec)
        found = generate("ECC_NIST_P256")
        return KeyPair(spec, found.private, found.public)

    monkeypatch.setattr(pairs, "generate", made)
    return asked


@pytest.mark.parametrize(
    ("params", "made"),
    [
        ({"KeySpec": "RSA_4096", "KeyUsage": "SIGN_VERIFY"}, ["RSA_4096"]),
        ({"CustomerMasterKeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}, ["RSA_2048"]),
        ({"KeySpec": "RSA_4096"}, []),
        ({"KeySpec": "RSA_4096", "KeyUsage": "KEY_AGREEMENT"}, []),
        ({"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}, []),
        ({}, []),
        ({"KeySpec": ["RSA_4096"], "KeyUsage": {}}, []),
        ({"KeySpec": "RSA_4096", "KeyUsage": ["SIGN_VERIFY"]}, []),
    ],
)
def test_creation_prepares_what_is_slow_and_can_be_made(
    quick: list[str], params: dict[str, Any], made: list[str]
) -> None:
    with for_creation(params) as ready:
        assert isinstance(ready, KeyPair) is bool(made)
    assert quick == made
    assert not isinstance(ready, KeyPair) or not any(ready.private.raw)


@pytest.mark.parametrize(
    ("params", "made"),
    [
        ({"KeyPairSpec": "RSA_3072"}, ["RSA_3072"]),
        ({"KeyPairSpec": "RSA_3072", "DryRun": True}, []),
        ({"KeyPairSpec": "ML_KEM_768"}, []),
        ({"KeyPairSpec": {}}, []),
        ({}, []),
    ],
)
def test_a_data_key_pair_is_prepared_unless_it_is_a_dry_run(
    quick: list[str], params: dict[str, Any], made: list[str]
) -> None:
    with for_data_key(params) as ready:
        assert isinstance(ready, KeyPair) is bool(made)
    assert quick == made


def test_a_prepared_pair_is_taken_and_no_other_made(kms: Account, quick: list[str]) -> None:
    with kms.store.unit_of_work() as uow, generate("ECC_NIST_P384") as ready:
        context = replace(kms.context(uow), prepared=ready)
        assert new_pair(context, "ECC_NIST_P384") is ready
        assert new_pair(context, "RSA_2048").spec == "RSA_2048"
    assert quick == ["RSA_2048"]
