"""What a session token says, and what goes on from one session to the next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.iam.sessions import (
    Claims,
    claims_for,
    continued,
    credentials_view,
    lasting,
    opened,
    packed,
    start,
    unpacked,
)
from kmstui.emulator.registry import PrincipalKind, Session

from .account import NOW, SECRETS

ENTROPY = SeededEntropy("sessions")
HOUR = timedelta(hours=1)
PLAIN = lasting(NOW, HOUR)
TEXT = st.text(max_size=40)
SESSIONS = st.builds(
    Session,
    st.just(PLAIN.created),
    st.just(PLAIN.expires),
    TEXT,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    st.lists(TEXT, max_size=3).map(tuple),
    TEXT,
    st.booleans(),
)
CLAIMS = st.builds(Claims, st.sampled_from(PrincipalKind), TEXT, TEXT, SESSIONS)


@given(CLAIMS, st.binary(max_size=20))
def test_claims_are_read_as_they_were_written_whatever_pads_them(claims: Claims, padding: bytes) -> None:
    assert unpacked(packed(claims) + padding) == claims


@given(CLAIMS, st.integers(0, 500))
def test_a_session_is_opened_by_the_account_that_started_it(claims: Claims, padding: int) -> None:
    credential = start(SECRETS, ENTROPY, "111122223333", claims, padding)
    assert opened(SECRETS, credential.access_key_id, credential.session_token) == claims
    assert opened(SECRETS, "ASIA" + "A" * 16, credential.session_token) is None
    assert len(credential.session_token) >= padding
    assert credential.expires == claims.session.expires


def test_a_session_begins_and_ends_at_whole_seconds_in_utc() -> None:
    session = lasting(datetime(2026, 3, 14, 9, 26, 53, 999_999, UTC), HOUR)
    assert session.created == datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
    assert session.expires - session.created == HOUR


def test_no_secret_is_shown_where_a_credential_is() -> None:
    credential = start(SECRETS, ENTROPY, "111122223333", claims_for(None, PLAIN))
    view = credentials_view(credential)
    assert view["SecretAccessKey"] not in repr(credential)
    assert view["SessionToken"] not in repr(credential)


def test_transitive_tags_and_the_source_identity_go_on() -> None:
    first = replace(
        PLAIN, tags=(("Team", "orders"), ("cost", "1")), transitive=("Team",), source_identity="alice"
    )
    wanted = replace(
        PLAIN, tags=(("TEAM", "other"), ("own", "2")), transitive=("own",), source_identity="mallory"
    )
    following = continued(first, wanted)
    assert following.tags == (("Team", "orders"), ("own", "2"))
    assert following.transitive == ("Team", "own")
    assert following.source_identity == "alice"
    assert continued(None, wanted) == wanted
