"""What stands between an account and the network."""

import pytest

from kmstui.cli.front import is_loopback, place_of
from kmstui.server.http import bound


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("localhost.evil.example", False),
        ("example.com", False),
    ],
)
def test_what_can_be_reached_from_elsewhere_is_told_apart(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own


def test_a_place_is_written_as_urls_have_it() -> None:
    with bound("127.0.0.1", 0) as listener:
        assert place_of(listener) == f"127.0.0.1:{listener.getsockname()[1]}"
