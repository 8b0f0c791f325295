"""What a verifier demands of a request beyond the right signature."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.wire.sigv4.signing import KEY_ID, NOW, SECRET, signed, verifier

from kmstui.aws.credentials import Credential
from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Reason, SignatureRefused, Signed, Verifier, demand_service

SESSION = Credential("ASIAIOSFODNN7EXAMPLE", SECRET, "TOKEN", NOW + timedelta(hours=1))


def _refusal(
    request: Request, checker: Verifier | None = None, later: timedelta = timedelta(0)
) -> SignatureRefused:
    with pytest.raises(SignatureRefused) as refused:
        (checker or verifier()).verify(request, NOW + later)
    return refused.value


def _session(**changes: Any) -> Request:
    return signed(key_id=SESSION.access_key_id, x_amz_security_token="TOKEN", **changes)


def test_a_well_signed_request_is_accepted() -> None:
    assert verifier().verify(signed(), NOW) == Signed(KEY_ID, "", "us-east-1", "kms", presigned=False)


def test_a_request_without_a_signature_is_refused() -> None:
    refused = _refusal(Request("POST", "/", (("host", "h"),)))
    assert (refused.reason, refused.message) == (Reason.MISSING, "Missing Authentication Token")


def test_the_host_must_be_signed() -> None:
    refused = _refusal(signed(leave_out=frozenset({"host"})))
    assert refused.message == "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    assert refused.reason is Reason.SCOPE


@pytest.mark.parametrize("name", ["x-amz-target", "x-amz-date", "x-amz-content-sha256", "x-amz-anything"])
def test_every_header_of_awss_own_must_be_signed(name: str) -> None:
    more: dict[str, Any] = {name.replace("-", "_"): "20260301T120000Z"}
    refused = _refusal(signed(leave_out=frozenset({name}), **more))
    assert refused.message == f"'{name}' must be a 'SignedHeader' in the AWS Authorization."


def test_headers_of_others_need_not_be_signed() -> None:
    request = signed()
    more = (("user-agent", "x"), ("amz-sdk-request", "attempt=1"), ("x-amzn-trace-id", "y"))
    verifier().verify(replace(request, headers=(*request.headers, *more)), NOW)


@pytest.mark.parametrize("leave_out", [frozenset(), frozenset({"x-amz-security-token"})])
def test_a_session_token_may_be_signed_or_added_afterwards(leave_out: frozenset[str]) -> None:
    found = verifier(SESSION).verify(_session(leave_out=leave_out), NOW)
    assert found.session_token == "TOKEN"


def test_a_session_token_that_the_account_does_not_give_back_is_refused() -> None:
    """Whatever a lookup answers, the token is compared here."""
    other = replace(SESSION, session_token="OTHER")
    assert _refusal(_session(), Verifier(lambda _key, _token: other)).reason is Reason.UNKNOWN_KEY
    plain = Credential(KEY_ID, SECRET)
    extra = signed(x_amz_security_token="TOKEN")
    assert _refusal(extra, Verifier(lambda _key, _token: plain)).reason is Reason.UNKNOWN_KEY


def test_a_session_that_has_ended_is_refused() -> None:
    ended = replace(SESSION, expires=NOW)
    assert _refusal(_session(), verifier(ended)).reason is Reason.EXPIRED_TOKEN

    def lookup(_key: str, _token: str) -> Credential:
        raise AwsError("ExpiredToken", "The security token included in the request is expired")

    assert _refusal(_session(), Verifier(lookup)).reason is Reason.EXPIRED_TOKEN


def test_an_unknown_access_key_is_said_to_be_unknown_whatever_its_signature() -> None:
    good, bad = signed(key_id="AKIAUNKNOWN"), signed(key_id="AKIAUNKNOWN", secret="another")
    for request in (good, bad):
        refused = _refusal(request)
        assert refused.reason is Reason.UNKNOWN_KEY
        assert refused.message == "The security token included in the request is invalid."


def test_an_unknown_access_key_costs_the_work_of_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = Verifier._signature

    def counted(self: Verifier, *arguments: Any) -> bytes:
        made.append("signature")
        return real(self, *arguments)

    monkeypatch.setattr(Verifier, "_signature", counted)
    checker = verifier()
    for request in (signed(key_id="AKIAUNKNOWN"), signed(secret="another")):
        _refusal(request, checker)
    assert made == ["signature", "signature"]


@pytest.mark.parametrize(
    ("service", "minutes"), [("kms", 5), ("ec2", 15), ("iam", 15), ("sts", 15), ("ebs", 5)]
)
def test_a_clock_may_be_off_by_what_the_service_allows(service: str, minutes: int) -> None:
    request, allowed = signed(service=service), timedelta(minutes=minutes)
    for later in (-allowed, allowed):
        verifier().verify(request, NOW + later)
    assert _refusal(request, later=allowed + timedelta(seconds=1)).reason is Reason.EXPIRED
    assert _refusal(request, later=-allowed - timedelta(seconds=1)).reason is Reason.EARLY


def test_an_old_signature_is_refused_in_awss_words() -> None:
    assert _refusal(signed(), later=timedelta(minutes=20)).message == (
        "Signature expired: 20260301T120000Z is now earlier than 20260301T121500Z (20260301T122000Z - 5 min.)"
    )
    assert _refusal(signed(), later=timedelta(minutes=-20)).message == (
        "Signature not yet current: 20260301T120000Z is still later than 20260301T114500Z "
        "(20260301T114000Z + 5 min.)"
    )


def test_the_day_of_the_scope_is_the_day_of_the_date() -> None:
    refused = _refusal(signed(scope="20260228/us-east-1/kms/aws4_request"))
    assert refused.message == (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'20260228' != '20260301', from '20260301T120000Z'."
    )


def test_a_date_header_stands_in_for_x_amz_date() -> None:
    request = signed(
        date="Sun, 01 Mar 2026 12:00:00 GMT", x_amz_date=" ", leave_out=frozenset({"x-amz-date"})
    )
    headers = tuple((name, value) for name, value in request.headers if name != "x-amz-date")
    verifier().verify(replace(request, headers=headers), NOW)


def test_x_amz_date_has_the_basic_form_alone() -> None:
    refused = _refusal(signed(x_amz_date="Sun, 01 Mar 2026 12:00:00 GMT"))
    assert refused.reason is Reason.INCOMPLETE


@pytest.mark.parametrize(
    ("service", "method", "accepted"), [("ebs", "PUT", True), ("ebs", "POST", False), ("kms", "PUT", False)]
)
def test_a_body_goes_unsigned_only_where_aws_allows_it(service: str, method: str, accepted: bool) -> None:
    unsigned = "UNSIGNED-PAYLOAD"
    request = signed(method=method, service=service, payload=unsigned, x_amz_content_sha256=unsigned)
    if accepted:
        verifier().verify(request, NOW)
    else:
        assert _refusal(request).reason is Reason.MISMATCH


def test_what_a_header_says_of_the_body_must_be_so() -> None:
    truth = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    verifier().verify(signed(b"{}", x_amz_content_sha256=truth), NOW)
    assert _refusal(signed(b"{ }", x_amz_content_sha256=truth)).reason is Reason.MISMATCH
    assert _refusal(signed(b"{ }", payload=truth, x_amz_content_sha256=truth)).reason is Reason.MISMATCH


def test_a_wrong_signature_is_refused_in_awss_words() -> None:
    assert _refusal(signed(secret="another")).message == (
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details."
    )


def test_a_signature_for_another_service_is_refused() -> None:
    found = verifier().verify(signed(service="ec2"), NOW)
    demand_service(found, "ec2")
    with pytest.raises(SignatureRefused) as refused:
        demand_service(found, "kms")
    assert refused.value.message == "Credential should be scoped to correct service: 'kms'. "


def test_only_so_many_signing_keys_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kmstui.wire.sigv4.verifier._REMEMBERED", 8)
    checker = verifier()
    for number in range(50):
        checker.verify(signed(service=f"service-{number}"), NOW)
        assert len(checker._keys) <= 8


def test_a_changed_secret_is_not_hidden_by_what_is_remembered() -> None:
    current = Credential(KEY_ID, SECRET)
    checker = Verifier(lambda _key, _token: current)
    checker.verify(signed(), NOW)
    current = Credential(KEY_ID, "another")
    assert _refusal(signed(), checker).reason is Reason.MISMATCH


def test_no_refusal_tells_a_secret() -> None:
    requests = (
        signed(secret="another"),
        signed(key_id="AKIAUNKNOWN"),
        _session(leave_out=frozenset({"host"})),
    )
    for request in requests:
        refused = _refusal(request, verifier(SESSION, Credential(KEY_ID, SECRET)))
        text = f"{refused!r} {refused}"
        assert SECRET not in text
        assert "TOKEN" not in text
        assert request.header("authorization")[-64:] not in text


_TEXT = st.text(st.characters(), max_size=60)
_PIECES = st.sampled_from(
    [
        "AWS4-HMAC-SHA256",
        " ",
        ",",
        "=",
        ";",
        "/",
        "Credential",
        "SignedHeaders",
        "Signature",
        "host",
        "aws4_request",
    ]
)
_GARBLED = st.one_of(_TEXT, st.lists(st.one_of(_PIECES, _TEXT), max_size=20).map("".join))
_QUERIES = st.lists(
    st.tuples(
        st.sampled_from(["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"]),
        _GARBLED,
    ).map(lambda pair: f"X-Amz-{pair[0]}={pair[1]}"),
    max_size=8,
).map("&".join)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.just(""), _GARBLED),
    st.one_of(st.just(""), _QUERIES, _GARBLED),
    _GARBLED,
    st.binary(max_size=9),
)
def test_no_garble_makes_anything_but_a_refusal(
    authorization: str, query: str, date: str, body: bytes
) -> None:
    headers = (("host", "h"), ("x-amz-date", date), ("date", date), ("authorization", authorization))
    request = Request("POST", f"/?{query}", headers, body)
    _refusal(request)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["authorization", "x-amz-date", "host", "x-amz-target"]), _GARBLED)
def test_no_garbled_header_is_taken_for_the_signed_one(name: str, value: str) -> None:
    request = signed()
    changed = tuple((known, value if known == name else old) for known, old in request.headers)
    if value.strip(" ") != request.header(name):
        _refusal(replace(request, headers=changed))


@pytest.mark.parametrize(("lifetime", "words"), [(30, "30 sec"), (90, "90 sec"), (120, "2 min")])
def test_a_presigned_url_is_said_to_have_ended_after_its_own_time(lifetime: int, words: str) -> None:
    """Before anything else of it is looked at; AWS's words for less than a minute are unconfirmed."""
    scope = f"{KEY_ID}%2F20260301%2Fus-east-1%2Fkms%2Faws4_request"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={scope}&X-Amz-Date=20260301T120000Z"
        f"&X-Amz-Expires={lifetime}&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
    )
    refused = _refusal(Request("GET", f"/?{query}", (("host", "h"),)), later=timedelta(seconds=lifetime + 1))
    assert refused.message.endswith(f" - {words}.)")
