"""AWS's codes and words for every reason, in every protocol."""

import pytest

from kmstui.wire.sigv4 import STATUSES, Reason, SignatureRefused, refusal_error


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


def test_every_reason_has_words_and_a_status_everywhere() -> None:
    for reason in Reason:
        for protocol, statuses in STATUSES.items():
            error = refusal_error(SignatureRefused(reason, "words"), protocol, "")
            assert error.message
            assert statuses[error.code] in {400, 401, 403}


def test_ec2_does_not_tell_what_was_wrong_with_credentials() -> None:
    for reason in (Reason.UNKNOWN_KEY, Reason.MISMATCH):
        error = refusal_error(SignatureRefused(reason), "ec2", "ec2")
        assert error.message == "AWS was not able to validate the provided access credentials"


def test_a_missing_signature_is_worded_by_the_protocol() -> None:
    refused = SignatureRefused(Reason.MISSING)
    assert refusal_error(refused, "json", "kms").message == "Missing Authentication Token"
    assert refusal_error(refused, "query", "sts").message == "Request is missing Authentication Token"
