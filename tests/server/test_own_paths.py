"""Health and reset: the paths that are not AWS's."""

import logging

import pytest
from tests.server.accounts import AGENT, Desk, header, request, said


def test_health_says_what_is_here_and_no_secret() -> None:
    reply = Desk().ask(request("GET", "/_kmstui/health"))
    assert reply.status == 200
    assert said(reply) == {
        "service": "kmstui",
        "status": "available",
        "version": "1.2.3",
        "accountId": "111122223333",
        "regions": ["us-east-1", "eu-west-1"],
    }
    assert header(reply, "x-amzn-requestid")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/_kmstui/health", 405),
        ("GET", "/_kmstui/reset", 405),
        ("GET", "/_kmstui/", 404),
        ("GET", "/_kmstui/health/more", 404),
        ("POST", "/_kmstui/stop", 404),
        ("GET", "/_kmstui/health?verbose=1", 200),
    ],
)
def test_other_ways_to_ask_are_refused(method: str, path: str, status: int) -> None:
    assert Desk(reset=lambda: None).ask(request(method, path)).status == status


def test_a_reset_is_made_where_it_is_allowed() -> None:
    resets: list[str] = []
    desk = Desk(reset=lambda: resets.append("reset"))
    reply = desk.ask(request("POST", "/_kmstui/reset", user_agent=AGENT))
    assert (reply.status, said(reply), resets) == (200, {"status": "reset"}, ["reset"])


def test_a_reset_is_forbidden_where_nobody_allowed_it() -> None:
    reply = Desk().ask(request("POST", "/_kmstui/reset"))
    assert reply.status == 403
    assert "--allow-reset" in said(reply)["message"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://127.0.0.1:4566"},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_mode": "navigate"},
        {"referer": "http://127.0.0.1:4566/"},
        {"origin": "http://evil.example"},
    ],
)
def test_a_browser_never_resets(headers: dict[str, str]) -> None:
    resets: list[str] = []
    desk = Desk(reset=lambda: resets.append("reset"))
    assert desk.ask(request("POST", "/_kmstui/reset", **headers)).status == 403
    assert resets == []


def test_a_reset_waits_elsewhere_and_its_bugs_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("hunter2")

    desk = Desk(reset=fail)
    with caplog.at_level(logging.ERROR, "kmstui.server"):
        reply = desk.ask(request("POST", "/_kmstui/reset"))
    assert reply.status == 500
    assert "RuntimeError at test_own_paths:" in caplog.text
    assert "hunter2" not in caplog.text + reply.body.decode()
