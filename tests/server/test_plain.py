"""Answers of the server's own, and text that is fit for a log."""

import pytest
from tests.server.accounts import header, said

from kmstui.server.plain import MAX_IN_A_LINE, escaped, refusal, whereabouts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("kms:CreateKey", "kms:CreateKey"),
        ("a\r\nb", r"a\x0d\x0ab"),
        ("\x1b]52;c;x\x07", r"\x1b]52;c;x\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("ümlaut", r"\xfcmlaut"),
        ("\u202eevil", r"\u202eevil"),
        ("\udc80", r"\udc80"),
        ("", ""),
    ],
)
def test_foreign_text_is_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_foreign_text_does_not_fill_the_log() -> None:
    assert len(escaped("\u202e" * 10_000)) <= MAX_IN_A_LINE + 3


def test_of_a_bug_its_place_is_told_and_not_its_words() -> None:
    try:
        raise ValueError("hunter2")
    except ValueError as error:
        told = whereabouts(error)
    assert told.startswith("ValueError at test_plain:")
    assert "hunter2" not in told


def test_a_refusal_is_json_with_an_id() -> None:
    reply = refusal(421, 'under "that" name', "1234")
    assert (reply.status, said(reply)) == (421, {"message": 'under "that" name'})
    assert header(reply, "x-amzn-requestid") == "1234"
