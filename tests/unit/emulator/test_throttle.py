"""KMS's request quotas: shared where AWS shares them, refilled by the clock, off unless asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.clock import ManualClock
from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS
from kmstui.cli.account import open_demo
from kmstui.emulator.throttle import (
    ECC,
    ML_DSA,
    QUOTAS,
    REFUSAL,
    RSA,
    SYMMETRIC,
    Throttle,
    quota_of,
)

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
ACCOUNT, REGION = "111122223333", "us-east-1"


def _admitted(throttle: Throttle, operation: str, now: datetime = NOON, region: str = REGION) -> bool:
    try:
        throttle.admit(ACCOUNT, region, "kms", operation, now)
    except AwsError:
        return False
    return True


def test_the_refusal_is_awss() -> None:
    throttle = Throttle()
    while _admitted(throttle, "CreateKey"):
        pass
    with pytest.raises(AwsError, match=f"ThrottlingException: {REFUSAL}"):
        throttle.admit(ACCOUNT, REGION, "kms", "CreateKey", NOON)


def test_every_kms_operation_has_a_quota() -> None:
    assert {name for service, name in OPERATIONS if service == "kms"} == QUOTAS.keys()


def test_five_keys_a_second_and_no_sixth() -> None:
    throttle = Throttle()
    assert [_admitted(throttle, "CreateKey") for _ in range(6)] == [True] * 5 + [False]


def test_a_quota_fills_again_with_the_clock() -> None:
    throttle = Throttle()
    while _admitted(throttle, "CreateKey"):
        pass
    later = [_admitted(throttle, "CreateKey", NOON + timedelta(milliseconds=ms)) for ms in (199, 400)]
    assert later == [False, True]


def test_cryptographic_operations_share_one_quota_and_others_do_not() -> None:
    assert {QUOTAS[name] for name in ("Encrypt", "GenerateDataKey")} == {(SYMMETRIC, 100_000.0)}
    throttle = Throttle()
    while _admitted(throttle, "CreateKey"):
        pass
    assert _admitted(throttle, "EnableKey")


@pytest.mark.parametrize(
    ("operation", "params", "quota"),
    [
        ("Sign", {"SigningAlgorithm": "ECDSA_SHA_256"}, (ECC, 1000)),
        ("Sign", {"SigningAlgorithm": "ED25519_SHA_512"}, (ECC, 1000)),
        ("Verify", {"SigningAlgorithm": "RSASSA_PSS_SHA_256"}, (RSA, 1000)),
        ("Verify", {"SigningAlgorithm": "ML_DSA_SHAKE_256"}, (ML_DSA, 1000)),
        ("Encrypt", {"EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}, (RSA, 1000)),
        ("ReEncrypt", {"SourceEncryptionAlgorithm": "RSAES_OAEP_SHA_1"}, (RSA, 1000)),
        ("Decrypt", {"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}, (SYMMETRIC, 100_000)),
        ("Decrypt", {}, (SYMMETRIC, 100_000)),
        ("GenerateMac", {"MacAlgorithm": "HMAC_SHA_256"}, (SYMMETRIC, 100_000)),
        ("GenerateDataKeyPair", {"KeyPairSpec": "RSA_4096"}, ("GenerateDataKeyPair (RSA_4096)", 1)),
        (
            "GenerateDataKeyPairWithoutPlaintext",
            {"KeyPairSpec": "RSA_2048"},
            ("GenerateDataKeyPair (RSA_2048)", 20),
        ),
        ("GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}, ("GenerateDataKeyPair (ECC)", 100)),
    ],
)
def test_kinds_of_key_pairs_have_quotas_of_their_own(
    operation: str, params: dict[str, str], quota: tuple[str, float]
) -> None:
    assert quota_of(operation, params) == quota


def test_one_rsa_key_pair_of_4096_bits_a_second() -> None:
    throttle, asked = Throttle(), {"KeyPairSpec": "RSA_4096"}
    throttle.admit(ACCOUNT, REGION, "kms", "GenerateDataKeyPair", NOON, asked)
    with pytest.raises(AwsError, match="ThrottlingException"):
        throttle.admit(ACCOUNT, REGION, "kms", "GenerateDataKeyPairWithoutPlaintext", NOON, asked)
    throttle.admit(ACCOUNT, REGION, "kms", "GenerateDataKeyPair", NOON, {"KeyPairSpec": "RSA_2048"})


def test_regions_have_their_own_quotas() -> None:
    throttle = Throttle()
    while _admitted(throttle, "CreateKey"):
        pass
    assert _admitted(throttle, "CreateKey", region="eu-west-1")


def test_services_without_published_rates_are_not_limited() -> None:
    throttle = Throttle()
    for _ in range(1000):
        throttle.admit(ACCOUNT, REGION, "ec2", "DescribeVolumes", NOON)


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_second_admits_more_than_two_buckets(pauses: list[float]) -> None:
    """A full bucket and what flows in during the second."""
    throttle, now = Throttle(), NOON
    admitted: list[datetime] = []
    for pause in pauses:
        now += timedelta(seconds=pause / 10)
        if _admitted(throttle, "CreateKey", now):
            admitted.append(now)
    for first in admitted:
        assert sum(first <= at < first + timedelta(seconds=1) for at in admitted) <= 10


@pytest.mark.parametrize(("throttling", "refused"), [(False, 0), (True, 3)])
def test_the_account_throttles_when_its_settings_say_so(throttling: bool, refused: int) -> None:
    account = open_demo()
    gateway = account.endpoint.gateway("alice", REGION)
    assert isinstance(account.clock, ManualClock)
    gateway.call("kmstui", "PutAccountSettings", {"Throttling": throttling})
    codes = []
    for _ in range(8):
        try:
            gateway.call("kms", "CreateKey", {})
        except AwsError as error:
            codes.append(error.code)
    assert codes == ["ThrottlingException"] * refused
    account.clock.advance(timedelta(seconds=1))
    gateway.call("kms", "CreateKey", {})
    account.close()
