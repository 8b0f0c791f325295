"""What a request says of its signer, and AWS's words where it does not say it well."""

from dataclasses import replace

import pytest
from tests.unit.wire.sigv4.signing import KEY_ID, STAMP, signed

from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Reason, SignatureRefused, Signed, claimed

SCOPE = f"{KEY_ID}/20260301/us-east-1/kms/aws4_request"


def _with(authorization: str, *, date: str = STAMP) -> Request:
    return Request("POST", "/", (("host", "h"), ("x-amz-date", date), ("authorization", authorization)))


def _presigned(**changes: str | None) -> Request:
    parameters: dict[str, str | None] = {
        "Algorithm": "AWS4-HMAC-SHA256",
        "Credential": SCOPE.replace("/", "%2F"),
        "Date": STAMP,
        "Expires": "60",
        "SignedHeaders": "host",
        "Signature": "0" * 64,
    }
    parameters |= changes
    query = "&".join(f"X-Amz-{name}={value}" for name, value in parameters.items() if value is not None)
    return Request("GET", f"/?Action=X&{query}", (("host", "h"),))


def test_a_request_that_says_nothing_claims_nothing() -> None:
    assert claimed(Request("GET", "/?a=b", (("host", "h"),))) is None


@pytest.mark.parametrize(
    "text",
    [
        f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host;x-amz-date, Signature=abc",
        f"AWS4-HMAC-SHA256 Credential={SCOPE},SignedHeaders=host;x-amz-date,Signature=abc",
        f"AWS4-HMAC-SHA256  Signature=abc,  SignedHeaders=host;x-amz-date , Credential={SCOPE}",
    ],
)
def test_the_order_and_the_blanks_of_the_header_are_free(text: str) -> None:
    assert claimed(_with(text)) == Signed(KEY_ID, "", "us-east-1", "kms", presigned=False)


def test_a_session_token_is_part_of_the_claim() -> None:
    found = claimed(signed(x_amz_security_token="TOKEN"))
    assert found == Signed(KEY_ID, "TOKEN", "us-east-1", "kms", presigned=False)
    assert "TOKEN" not in repr(found)


def test_a_presigned_url_claims_the_same() -> None:
    request = _presigned(**{"Security-Token": "a%2Bb"})
    assert claimed(request) == Signed(KEY_ID, "a+b", "us-east-1", "kms", presigned=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Bearer abc",
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' "
            "parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and "
            "encoded with Base64) Authorization=",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host",
            "Authorization header requires 'Signature' parameter. (Hashed",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential={SCOPE}, Signature=abc",
            "Authorization header requires 'SignedHeaders' parameter. (Hashed",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential= {SCOPE} x, stray, SignedHeaders=host, Signature=abc",
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential={SCOPE}, Credential={SCOPE}, SignedHeaders=host, Signature=abc",
            "Invalid key=value pair",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, More=1, Signature=abc",
            "Invalid key=value pair",
        ),
        (
            f"AWS4-HMAC-SHA1 Credential={SCOPE}, SignedHeaders=host, Signature=abc",
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
        ),
        (
            f"AWS4-HMAC-SHA256 Credential={KEY_ID}/kms, SignedHeaders=host, Signature=abc",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=../20260301/us-east-1/kms/aws4_request,SignedHeaders=h,Signature=a",
            "Credential must have exactly 5 slash-delimited elements",
        ),
    ],
)  # fmt: skip
def test_a_header_that_is_no_signature_is_incomplete(text: str, words: str) -> None:
    with pytest.raises(SignatureRefused) as refused:
        claimed(_with(text))
    assert refused.value.reason is Reason.INCOMPLETE
    assert refused.value.message.startswith(words)


def test_a_header_is_quoted_by_its_hash_alone() -> None:
    with pytest.raises(SignatureRefused) as refused:
        claimed(_with("Basic c2VjcmV0OnBhc3N3b3Jk"))
    assert "c2VjcmV0" not in str(refused.value)


def test_a_date_is_asked_for_with_all_else_that_is_missing() -> None:
    with pytest.raises(SignatureRefused) as refused:
        claimed(_with(f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, Signature=abc", date=""))
    assert refused.value.message.startswith(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed"
    )


@pytest.mark.parametrize(
    ("credential", "words"),
    [
        ("/20260301/us-east-1/kms/aws5_request", "Credential should be scoped with a valid terminator: "),
        (
            "/20260301/US EAST/kms/aws4_request",
            "Credential should be scoped to a valid region, not 'US EAST'. ",
        ),
        ("/20260301/us-east-1/../aws4_request", "Credential must have exactly 5"),
        ("/20260301/us-east-1//aws4_request", "Credential should be scoped to correct service. "),
    ],
)
def test_a_scope_of_the_wrong_form_is_told_apart(credential: str, words: str) -> None:
    text = f"AWS4-HMAC-SHA256 Credential={KEY_ID}{credential}, SignedHeaders=host, Signature=abc"
    if ".." in credential:
        text = text.replace("..", "a/b")
    with pytest.raises(SignatureRefused) as refused:
        claimed(_with(text))
    assert refused.value.message.startswith(words)


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "SignedHeaders", "Signature"])
def test_a_presigned_url_that_lacks_a_part_is_told_which(name: str) -> None:
    for value in (None, ""):
        with pytest.raises(SignatureRefused) as refused:
            claimed(_presigned(**{name: value}))
        assert refused.value.reason is Reason.INCOMPLETE
        assert refused.value.message.startswith(
            f"AWS query-string parameters must include 'X-Amz-{name}'. Re-"
        )


@pytest.mark.parametrize("text", ["0", "604801", "-1", "1.5", "", "9" * 11, "٦٠"])
def test_a_lifetime_is_between_a_second_and_a_week(text: str) -> None:
    with pytest.raises(SignatureRefused) as refused:
        claimed(_presigned(Expires=text))
    assert refused.value.reason is Reason.INCOMPLETE


def test_a_lifetime_need_not_be_said() -> None:
    assert claimed(_presigned(Expires=None)) is not None


def test_a_parameter_of_the_signature_comes_once() -> None:
    request = _presigned()
    with pytest.raises(SignatureRefused):
        claimed(replace(request, target=f"{request.target}&X-Amz-Date={STAMP}"))


def test_who_signs_in_two_places_is_refused() -> None:
    request = _presigned()
    headers = (*request.headers, ("authorization", "AWS4-HMAC-SHA256 x"))
    with pytest.raises(SignatureRefused):
        claimed(replace(request, headers=headers))


@pytest.mark.parametrize("text", ["1", "604800"])
def test_the_shortest_and_the_longest_lifetime_may_be_had(text: str) -> None:
    assert claimed(_presigned(Expires=text)) is not None


def test_a_presigned_url_has_one_algorithm() -> None:
    with pytest.raises(SignatureRefused) as refused:
        claimed(_presigned(Algorithm="AWS4-ECDSA-P256-SHA256"))
    assert refused.value.reason is Reason.INCOMPLETE
    assert refused.value.message == "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."


def test_other_parameters_are_none_of_the_signatures() -> None:
    request = _presigned()
    assert claimed(replace(request, target=f"{request.target}&a=1&a=2")) == claimed(request)
    header = signed()
    assert claimed(replace(header, target="/?note=X-Amz-Date&note=X-Amz-Signature")) == claimed(header)
