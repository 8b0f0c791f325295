"""Who a request is from: proven, or believed."""

import pytest
from tests.server.accounts import HOST, NOON, REGIONS, Canned, request

from kmstui.server.doorkeepers import Trusting, Verifying
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Reason, SignatureRefused, Signed

SIGNED = Signed("AKIAIOSFODNN7EXAMPLE", "", "us-east-1", "kms", presigned=False)


def _claiming(credential: str) -> Request:
    authorization = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature={'0' * 64}"
    return request(authorization=authorization, x_amz_date="20260314T120000Z")


def test_trust_takes_a_request_at_its_word() -> None:
    signed = Trusting(REGIONS).identify(_claiming("test/20260314/eu-west-1/ec2/aws4_request"), NOON)
    assert (signed.access_key_id, signed.region, signed.service) == ("test", "eu-west-1", "ec2")


@pytest.mark.parametrize("asked", [request(), _claiming("nonsense"), request(authorization="Basic eDp5")])
def test_trust_lets_in_who_says_nothing_that_means_anything(asked: Request) -> None:
    signed = Trusting(REGIONS).identify(asked, NOON)
    assert (signed.access_key_id, signed.region) == ("", "us-east-1")


def test_trust_is_not_particular_about_services() -> None:
    Trusting(REGIONS).admit(SIGNED, "ec2")


def test_verification_wants_a_signature_for_the_service() -> None:
    with pytest.raises(SignatureRefused) as refusal:
        Verifying(Canned(), REGIONS).admit(SIGNED, "ec2")
    assert refusal.value.reason is Reason.SCOPE


@pytest.mark.parametrize("keeper", [Trusting(REGIONS), Verifying(Canned(), REGIONS)])
def test_nobody_gets_into_a_region_that_does_not_answer(keeper: Trusting | Verifying) -> None:
    elsewhere = Signed("AKIAIOSFODNN7EXAMPLE", "", "us-west-1", "kms", presigned=False)
    with pytest.raises(SignatureRefused, match="us-west-1"):
        keeper.admit(elsewhere, "kms")
    keeper.admit(SIGNED, "kms")


def test_verification_lets_nobody_in_who_says_nothing() -> None:
    with pytest.raises(SignatureRefused) as refusal:
        Verifying(Canned(), REGIONS).identify(Request("GET", "/", (("host", HOST),)), NOON)
    assert refusal.value.reason is Reason.MISSING
