"""What a web page can have a browser send to this machine: nothing of it changes or tells anything.

A page chooses method, target, body and a few headers ("simple" requests need no leave, Fetch Standard §4.8);
Host, Origin, Referer and Sec-Fetch-* are the browser's, which does not lie. With a name of its own for this
machine (DNS rebinding) a page becomes "same-origin", and only Host gives it away. The server here trusts
everybody and may be reset, so that these rules are all that stands between a page and the account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.contract.account import ACCOUNT
from tests.server.hostile.served import Trusted, account, answering

from kmstui.server.answering import Answering
from kmstui.wire.message import Reply, Request

OURS = "127.0.0.1:4566"
REBOUND = "kmstui.evil.example:4566"
EVIL = "http://evil.example"
FORM = "application/x-www-form-urlencoded"
CREATE_KEY = b"{}"
CREATE_VOLUME = b"Action=CreateVolume&Version=2016-11-15&AvailabilityZone=us-east-1a&Size=8"
TARGET = "TrentService.CreateKey"


@dataclass(frozen=True)
class Page:
    """One request that a page has a browser make."""

    name: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    def __str__(self) -> str:
        return self.name

    def request(self) -> Request:
        """What arrives."""
        return Request(self.method, self.target, tuple(self.headers.items()), self.body)


def _pages() -> Iterator[Page]:
    foreign = {"origin": EVIL, "referer": f"{EVIL}/page", "sec-fetch-site": "cross-site"}
    rebound = {
        "origin": f"http://{REBOUND}",
        "referer": f"http://{REBOUND}/",
        "sec-fetch-site": "same-origin",
    }
    marks = {
        "all marks": foreign,
        "Origin alone": {"origin": EVIL},
        "an opaque Origin": {"origin": "null"},
        "a file's Origin": {"origin": "file://"},
        "Referer alone": {"referer": f"{EVIL}/{OURS}"},
        "our name in the Referer's": {"referer": f"http://{OURS}.evil.example/"},
        "our name as the Referer's user": {"referer": f"http://{OURS}@evil.example/"},
        "Sec-Fetch-Site alone": {"sec-fetch-site": "cross-site"},
        "another port of this machine": {"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"},
        "another site of this machine": {"sec-fetch-site": "same-site"},
        "our name, encrypted": {"origin": f"https://{OURS}"},
        "our name and more": {"origin": f"http://{OURS}0"},
    }
    for name, headers in marks.items():
        sent = {"host": OURS, "content-type": FORM, **headers}
        yield Page(f"a form, {name}", "POST", "/", sent, CREATE_VOLUME)
    ours, own = {"host": OURS}, {"host": REBOUND, **rebound}
    plain = {"content-type": "text/plain", "x-amz-target": TARGET}
    yield Page("JSON as text", "POST", "/", {**ours, **foreign, **plain}, CREATE_KEY)
    yield Page(
        "JSON as JSON",
        "POST",
        "/",
        {**ours, **foreign, **plain, "content-type": "application/json"},
        CREATE_KEY,
    )
    yield Page("no content type", "POST", "/", {**ours, **foreign, "x-amz-target": TARGET}, CREATE_KEY)
    yield Page(
        "a form in parts",
        "POST",
        "/",
        {**ours, **foreign, "content-type": "multipart/form-data"},
        CREATE_VOLUME,
    )
    yield Page("an image", "GET", f"/?{CREATE_VOLUME.decode()}", {**ours, "sec-fetch-site": "cross-site"})
    yield Page(
        "an image of another origin", "GET", f"/?{CREATE_VOLUME.decode()}", {**ours, "referer": f"{EVIL}/"}
    )
    yield Page("health", "GET", "/_kmstui/health", {**ours, **foreign})
    yield Page("a reset", "POST", "/_kmstui/reset", {**ours, **foreign})
    yield Page("a reset with our own Origin", "POST", "/_kmstui/reset", {**ours, "origin": f"http://{OURS}"})
    yield Page("a reset without an Origin", "POST", "/_kmstui/reset", {**ours, "sec-fetch-site": "none"})
    yield Page("a rebound name", "POST", "/", {**own, **plain}, CREATE_KEY)
    yield Page("a rebound name, a form", "POST", "/", {**own, "content-type": FORM}, CREATE_VOLUME)
    yield Page("a rebound name without marks", "GET", "/_kmstui/health", {"host": REBOUND})
    yield Page("a rebound reset", "POST", "/_kmstui/reset", {"host": REBOUND})
    for method in ("POST", "PUT", "DELETE", "GET"):
        asked = {"access-control-request-method": method, "access-control-request-headers": "x-amz-target"}
        yield Page(f"a preflight for {method}", "OPTIONS", "/", {**ours, **foreign, **asked})
    private = {"access-control-request-method": "POST", "access-control-request-private-network": "true"}
    yield Page("a preflight into a private network", "OPTIONS", "/", {**ours, **foreign, **private})
    yield Page("a rebound preflight", "OPTIONS", "/", {**own, "access-control-request-method": "POST"})


PAGES = list(_pages())


@pytest.fixture
def trusted(tmp_path: Path) -> Iterator[Trusted]:
    with account(tmp_path) as opened:
        yield opened


@pytest.fixture
def server(trusted: Trusted) -> Answering:
    return answering(trusted, frozenset({OURS}))


def test_there_are_as_many_pages_as_the_house_asks_for() -> None:
    assert len(PAGES) >= 24
    assert len({page.name for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_changes_nothing_and_learns_nothing(page: Page, server: Answering, trusted: Trusted) -> None:
    before = _state(trusted)
    reply = server.handle(page.request(), "127.0.0.1")
    assert reply.status in {403, 405, 421}
    _tells_nothing(reply)
    assert _state(trusted) == before
    assert trusted.resets == []


def _state(trusted: Trusted) -> list[object]:
    """What a page could have changed or have made the account note."""
    seen: list[object] = [
        trusted.asked("kms", "ListKeys")["Keys"],
        trusted.asked("ec2", "DescribeVolumes")["Volumes"],
    ]
    names = [
        event["EventName"] for event in trusted.asked("cloudtrail", "LookupEvents", MaxResults=50)["Events"]
    ]
    own = {"ListKeys", "DescribeVolumes", "LookupEvents"}
    return [*seen, [name for name in names if name not in own]]


def _tells_nothing(reply: Reply) -> None:
    names = [name for name, _ in reply.headers]
    assert not any(name.lower().startswith("access-control-") for name in names)
    assert ACCOUNT.encode() not in reply.body
    assert b"KeyId" not in reply.body


@pytest.mark.parametrize(
    ("headers", "method", "target", "body"),
    [
        ({"content-type": FORM}, "POST", "/", CREATE_VOLUME),
        ({"content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET}, "POST", "/", CREATE_KEY),
        ({"origin": f"http://{OURS}", "x-amz-target": TARGET}, "POST", "/", CREATE_KEY),
        ({"sec-fetch-site": "none"}, "GET", "/_kmstui/health", b""),
        ({}, "POST", "/_kmstui/reset", b""),
    ],
)
def test_the_same_without_a_page_is_answered(
    headers: dict[str, str], method: str, target: str, body: bytes, server: Answering
) -> None:
    """So that the refusals above are refusals of pages."""
    request = Request(method, target, (("host", OURS), *headers.items()), body)
    reply = server.handle(request, "127.0.0.1")
    assert reply.status == 200
    assert not any(name.lower().startswith("access-control-") for name, _ in reply.headers)
