"""AWS's own test suite for Signature Version 4, accepted; and every change to any of it, refused."""

import pytest
from tests.vectors.sigv4.mutations import mutations
from tests.vectors.sigv4.suite import KEY_ID, NOW, Case, as_sent, canonical, cases, verifier

from kmstui.wire.sigv4 import SignatureRefused, claimed
from kmstui.wire.sigv4.canonical import canonical_headers, canonical_path, canonical_query, combined

CASES = cases()
FEWEST = 20
"""Changes of each case."""


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 34


def test_one_file_of_the_suite_carries_half_a_signature_and_is_refused() -> None:
    """The suite's own slip: its `.authz` file has the whole one."""
    cut = [sent for sent, case in zip(as_sent(), CASES, strict=True) if sent.request != case.request]
    assert [case.name for case in cut] == ["get-vanilla-with-session-token"]
    with pytest.raises(SignatureRefused):
        verifier(cut[0].token).verify(cut[0].request, NOW)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request_of_the_suite_is_accepted(case: Case) -> None:
    signed = verifier(case.token).verify(case.request, NOW)
    assert signed == claimed(case.request)
    assert (signed.access_key_id, signed.region, signed.service) == (KEY_ID, "us-east-1", "service")
    assert signed.session_token == case.token
    assert not signed.presigned


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_canonical_form_is_the_suites(case: Case) -> None:
    wanted = canonical(case.name).split("\n")
    names = wanted[-2].split(";")
    headers = canonical_headers(combined(case.request.headers), names)
    ours = [
        case.request.method,
        canonical_path(case.request.path),
        canonical_query(case.request.query),
        *headers.split("\n"),
    ]
    assert ours == wanted[:-2]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_changed_request_is_accepted(case: Case) -> None:
    tried, accepted = 0, []
    checker = verifier(case.token)
    for name, request, now in mutations(case.request):
        assert request != case.request or now != NOW, name
        tried += 1
        try:
            checker.verify(request, now)
            accepted.append(name)
        except SignatureRefused:
            pass
    assert accepted == []
    assert tried >= FEWEST


def test_more_changes_are_tried_than_the_house_asks_for() -> None:
    assert sum(1 for case in CASES for _ in mutations(case.request)) >= 34 * 40
