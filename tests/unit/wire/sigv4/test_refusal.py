"""AWS's codes and words for every reason, in every protocol."""

import pytest

from kmstui.wire.sigv4 import Reason, SignatureRefused, refusal_error
from kmstui.wire.statuses import status_of


@pytest.mark.parametrize(
    ("reason", "json", "query", "ec2"),
    [
        (Reason.MISSING, "MissingAuthenticationTokenException", "MissingAuthenticationToken",
         "MissingAuthenticationToken"),
        (Reason.INCOMPLETE, "IncompleteSignatureException", "IncompleteSignature", "IncompleteSignature"),
        (Reason.SCOPE, "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"),
        (Reason.EXPIRED, "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired"),
        (Reason.EARLY, "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired"),
        (Reason.UNKNOWN_KEY, "UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"),
        (Reason.EXPIRED_TOKEN, "ExpiredTokenException", "ExpiredToken", "RequestExpired"),
        (Reason.MISMATCH, "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"),
    ],
)  # fmt: skip
def test_each_protocol_has_its_code(reason: Reason, json: str, query: str, ec2: str) -> None:
    refused = SignatureRefused(reason, "words")
    assert refusal_error(refused, "json", "kms").code == json
    assert refusal_error(refused, "rest-json", "ebs").code == json
    assert refusal_error(refused, "smithy-rpc-v2-cbor", "kms").code == json
    assert refusal_error(refused, "query", "iam").code == query
    assert refusal_error(refused, "ec2", "ec2").code == ec2


STATUSES = {
    "json": {400},
    "query": {400, 403},
    "ec2": {400, 401, 403},
    "rest-json": {403},
}
"""As services were seen to answer; that of EBS direct is unconfirmed."""


def test_every_reason_has_words_and_a_status_everywhere() -> None:
    for reason in Reason:
        for protocol, statuses in STATUSES.items():
            error = refusal_error(SignatureRefused(reason, "words"), protocol, "")
            assert error.message
            assert status_of(None, protocol, error.code) in statuses


def test_a_signature_that_does_not_match_has_the_status_of_its_protocol() -> None:
    refused = SignatureRefused(Reason.MISMATCH)
    found = {name: status_of(None, name, refusal_error(refused, name, "").code) for name in STATUSES}
    assert found == {"json": 400, "query": 403, "ec2": 401, "rest-json": 403}


def test_ec2_does_not_tell_what_was_wrong_with_credentials() -> None:
    for reason in (Reason.UNKNOWN_KEY, Reason.MISMATCH):
        error = refusal_error(SignatureRefused(reason), "ec2", "ec2")
        assert error.message == "AWS was not able to validate the provided access credentials"


def test_a_missing_signature_is_worded_by_the_protocol() -> None:
    refused = SignatureRefused(Reason.MISSING)
    assert refusal_error(refused, "json", "kms").message == "Missing Authentication Token"
    assert refusal_error(refused, "query", "sts").message == "Request is missing Authentication Token"
    other = SignatureRefused(Reason.SCOPE, "words")
    assert refusal_error(other, "query", "sts").message == "words"
