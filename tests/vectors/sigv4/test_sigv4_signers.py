"""Whatever botocore signs is accepted, and nothing of it can be changed."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.vectors.sigv4.signers import NOW, UNSIGNED, Unsigned, presigned, signed, verifier
from tests.vectors.sigv4.suite import with_header

from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Reason, SignatureRefused, claimed
from kmstui.wire.sigv4.canonical import canonical_path, canonical_query

EXAMPLES = 10_000 if os.environ.get("KMSTUI_FUZZ") else 200
"""Of each kind; the full count, which takes minutes, when the environment asks for it."""
pytestmark = pytest.mark.timeout(900)
MANY = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@MANY
@given(UNSIGNED)
def test_a_request_signed_by_botocore_is_accepted(wanted: Unsigned) -> None:
    request = signed(wanted)
    found = verifier(wanted).verify(request, NOW)
    assert found == claimed(request)
    assert (found.access_key_id, found.session_token) == (wanted.key_id, wanted.token)
    assert (found.region, found.service, found.presigned) == (wanted.region, wanted.service, False)


@MANY
@given(UNSIGNED, st.integers(1, 604_800))
def test_a_url_presigned_by_botocore_is_accepted_until_its_end(wanted: Unsigned, seconds: int) -> None:
    request = presigned(wanted, seconds)
    checker = verifier(wanted)
    for later in (0, seconds):
        found = checker.verify(request, NOW + timedelta(seconds=later))
        assert found == claimed(request)
        assert (found.access_key_id, found.session_token) == (wanted.key_id, wanted.token)
        assert found.presigned
    with pytest.raises(SignatureRefused) as refused:
        checker.verify(request, NOW + timedelta(seconds=seconds + 1))
    assert refused.value.reason is Reason.EXPIRED


def _tampered(request: Request, data: st.DataObject) -> Request:
    """One change that a reader of the request would notice."""
    kinds = ["method", "path", "parameter", "body", "header", "signature"]
    match data.draw(st.sampled_from(kinds)):
        case "method":
            return replace(request, method="DELETE")
        case "path":
            path, mark, query = request.target.partition("?")
            return replace(request, target=f"{path}/x{mark}{query}")
        case "parameter":
            return replace(request, target=f"{request.target}{'&' if '?' in request.target else '?'}x=y")
        case "body":
            extra = data.draw(st.binary(min_size=1, max_size=20))
            return replace(request, body=request.body + extra)
        case "header":
            names = sorted({name for name, _ in request.headers})
            name = data.draw(st.sampled_from(names))
            return with_header(request, name, f"{request.header(name)}x")
        case _:
            return _other_signature(request, data.draw(st.integers(0, 63)), data.draw(st.integers(1, 15)))


def _other_signature(request: Request, position: int, mask: int) -> Request:
    text = request.header("authorization") or request.target
    before, name, digits = text.rpartition("Signature=")
    other = f"{digits[:position]}{int(digits[position], 16) ^ mask:x}{digits[position + 1 :]}"
    if request.header("authorization"):
        return with_header(request, "authorization", before + name + other)
    return replace(request, target=before + name + other)


@MANY
@given(UNSIGNED, st.data())
def test_a_changed_request_is_refused(wanted: Unsigned, data: st.DataObject) -> None:
    request = _tampered(signed(wanted), data)
    with pytest.raises(SignatureRefused):
        verifier(wanted).verify(request, NOW)


@MANY
@given(UNSIGNED, st.data())
def test_a_changed_url_is_refused(wanted: Unsigned, data: st.DataObject) -> None:
    request = _tampered(presigned(wanted, 900), data)
    with pytest.raises(SignatureRefused):
        verifier(wanted).verify(request, NOW)


@MANY
@given(UNSIGNED, UNSIGNED)
def test_a_signature_is_good_for_one_request_alone(one: Unsigned, other: Unsigned) -> None:
    other = replace(other, headers=one.headers, key_id=one.key_id, secret=one.secret, token=one.token)
    mixed = with_header(signed(other), "authorization", signed(one).header("authorization"))
    if _asked(one) == _asked(other):
        verifier(one).verify(mixed, NOW)
        return
    with pytest.raises(SignatureRefused):
        verifier(one).verify(mixed, NOW)


def _asked(wanted: Unsigned) -> tuple[object, ...]:
    """All that a signature covers; the headers and the signer are the same here."""
    path, _, query = wanted.target.partition("?")
    return (
        wanted.method,
        canonical_path(path),
        canonical_query(query),
        wanted.body,
    )


def _quoted(target: str, name: str, value: str) -> str:
    before, found, after = target.partition(f"{name}=")
    assert found
    return f"{before}{found}{value}{after[after.find('&') :] if '&' in after else ''}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Amz-Expires", "901"),
        ("X-Amz-Expires", "0"),
        ("X-Amz-Expires", "604801"),
        ("X-Amz-Expires", "-1"),
        ("X-Amz-Expires", "1e3"),
        ("X-Amz-Date", "20260301T000000Z"),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA512"),
        ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE%2F20260228%2Fus-east-1%2Fkms%2Faws5_request"),
        ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE%2F20260228%2Feu-west-1%2Fkms%2Faws4_request"),
        ("X-Amz-SignedHeaders", ""),
        ("X-Amz-SignedHeaders", "x"),
        ("X-Amz-Signature", ""),
        ("X-Amz-Signature", "0" * 64),
    ],
)
def test_no_parameter_of_a_presigned_url_can_be_changed(name: str, value: str) -> None:
    wanted = Unsigned(
        "GET",
        "/",
        (("Action", "GetCallerIdentity"),),
        (),
        b"",
        "us-east-1",
        "kms",
        "AKIAIOSFODNN7EXAMPLE",
        "s",
        "",
    )
    request = presigned(wanted, 900)
    verifier(wanted).verify(request, NOW)
    with pytest.raises(SignatureRefused):
        verifier(wanted).verify(replace(request, target=_quoted(request.target, name, value)), NOW)
