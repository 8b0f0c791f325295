"""Answers as bytes."""

import pytest

from kmstui.server.rendering import rendered
from kmstui.wire.message import Reply

DATE = "Sat, 14 Mar 2026 12:00:00 GMT"


def _lines(data: bytes) -> tuple[list[str], bytes]:
    head, _, body = data.partition(b"\r\n\r\n")
    return head.decode().split("\r\n"), body


def test_an_answer_has_its_status_headers_length_and_body() -> None:
    reply = Reply(200, (("content-type", "text/xml"), ("x-amzn-requestid", "1")), b"<a/>")
    lines, body = _lines(rendered(reply, DATE, last=False))
    assert lines == [
        "HTTP/1.1 200 OK",
        "content-type: text/xml",
        "x-amzn-requestid: 1",
        f"date: {DATE}",
        "content-length: 4",
    ]
    assert body == b"<a/>"


def test_the_last_answer_says_that_it_is() -> None:
    assert "connection: close" in _lines(rendered(Reply(400, ()), DATE, last=True))[0]


def test_an_answer_to_head_has_the_length_and_not_the_body() -> None:
    lines, body = _lines(rendered(Reply(200, (), b"1234"), DATE, last=False, head_only=True))
    assert ("content-length: 4" in lines, body) == (True, b"")


def test_an_answer_without_content_has_no_length() -> None:
    lines, body = _lines(rendered(Reply(204, ()), DATE, last=False))
    assert ([line for line in lines if line.startswith("content-length")], body) == ([], b"")


def test_a_status_that_http_does_not_name_is_sent_all_the_same() -> None:
    assert _lines(rendered(Reply(499, ()), DATE, last=False))[0][0] == "HTTP/1.1 499 "


@pytest.mark.parametrize("value", ["a\r\nset-cookie: x", "a\nb", "a\rb"])
def test_a_header_cannot_begin_another(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        rendered(Reply(200, (("x-amzn-errortype", value),)), DATE, last=False)
