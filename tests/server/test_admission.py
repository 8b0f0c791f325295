"""Who may talk to a server on this machine at all."""

import pytest
from tests.server.accounts import HOST, request

from kmstui.server.admission import host_names, is_from_browser, refused
from kmstui.wire.message import Request

HOSTS = host_names("127.0.0.1", 4566)


def _of_host(host: str) -> Request:
    return Request("GET", "/", (("host", host),))


@pytest.mark.parametrize("host", ["127.0.0.1:4566", "localhost:4566", "LocalHost:4566", "[::1]:4566"])
def test_this_machine_is_answered_under_its_own_names(host: str) -> None:
    assert refused(_of_host(host), HOSTS) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:4566",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:80",
        "127.0.0.1:45660",
        "kms.us-east-1.localhost:4566",
        "127.0.0.1:4566.evil.example",
        "localhost:4566@evil.example",
        "0.0.0.0:4566",
        "",
    ],
)
def test_any_other_name_is_misdirected(host: str) -> None:
    """A page that gives this machine a name of its own (DNS rebinding) comes under that name."""
    unwelcome = refused(_of_host(host), HOSTS)
    assert unwelcome is not None
    assert unwelcome[0] == 421


def test_a_request_without_a_host_is_misdirected() -> None:
    assert refused(Request("GET", "/", ()), HOSTS) is not None


def test_the_bound_address_and_allowed_names_are_answered_too() -> None:
    names = host_names("192.0.2.7", 4566, ["kmstui:4566", "Localhost:14566"])
    for host in ("192.0.2.7:4566", "kmstui:4566", "localhost:14566", "127.0.0.1:4566"):
        assert refused(_of_host(host), names) is None
    assert "[::1]:4566" in host_names("::1", 4566)


def test_on_the_usual_port_of_http_the_port_may_be_left_out() -> None:
    assert refused(_of_host("localhost"), host_names("127.0.0.1", 80)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "https://127.0.0.1:4566"),
        ("origin", "http://localhost:4566"),
        ("origin", "http://127.0.0.1:3000"),
        ("origin", "file://"),
        ("referer", "http://evil.example/"),
        ("referer", "http://127.0.0.1:4566.evil.example/"),
        ("referer", "http://127.0.0.1:45661/"),
        ("sec_fetch_site", "cross-site"),
        ("sec_fetch_site", "same-site"),
        ("sec_fetch_site", "anything"),
    ],
)
def test_what_another_page_makes_is_forbidden(name: str, value: str) -> None:
    unwelcome = refused(request(**{name: value}), HOSTS)
    assert unwelcome is not None
    assert unwelcome[0] == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origin", f"http://{HOST}"),
        ("referer", f"http://{HOST}/page"),
        ("referer", f"http://{HOST}"),
        ("sec_fetch_site", "same-origin"),
        ("sec_fetch_site", "none"),
    ],
)
def test_what_one_types_into_a_browser_is_answered(name: str, value: str) -> None:
    assert refused(request(**{name: value}), HOSTS) is None


def test_one_good_header_does_not_excuse_a_bad_one() -> None:
    assert refused(request(origin=f"http://{HOST}", sec_fetch_site="cross-site"), HOSTS) is not None
    assert refused(request(sec_fetch_site="none", referer="http://evil.example/"), HOSTS) is not None


def test_browsers_are_known_by_what_only_they_send() -> None:
    assert not is_from_browser(request(user_agent="Mozilla/5.0"))
    for name in ("origin", "referer", "sec_fetch_site", "sec_fetch_mode"):
        assert is_from_browser(request(**{name: "none"}))
