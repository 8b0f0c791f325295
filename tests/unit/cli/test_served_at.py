"""The note beside an account that says where it is served."""

import os
from pathlib import Path

import pytest

from kmstui.cli.served_at import leave, take_away, url_of

URL = "http://127.0.0.1:4566"


def test_the_note_means_something_while_its_writer_holds_the_lock(tmp_path: Path) -> None:
    assert url_of(tmp_path, os.getpid()) == ""
    leave(tmp_path, URL)
    assert url_of(tmp_path, os.getpid()) == URL
    assert url_of(tmp_path, os.getpid() + 1) == "", "somebody else has the account now, and may be no server"
    assert url_of(tmp_path, None) == ""
    take_away(tmp_path)
    assert url_of(tmp_path, os.getpid()) == ""
    assert list(tmp_path.iterdir()) == []


def test_taking_away_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    take_away(tmp_path)
    leave(tmp_path / "no such directory", URL)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"nonsense\n",
        b"12 http://evil\x1b]0;x\x07:1\n",
        b"12 ftp://127.0.0.1:1\n",
        b"12 http://127.0.0.1:4566\nmore\n",
        b"12 http://a b:1\n",
        b"\xff\xfe",
        b"12 " + b"x" * 10_000,
    ],
)
def test_a_note_that_is_not_one_is_not_repeated(tmp_path: Path, text: bytes) -> None:
    """It ends up in a sentence on somebody's terminal."""
    (tmp_path / "account.url").write_bytes(text)
    assert url_of(tmp_path, 12) == ""


def test_other_addresses_can_be_noted(tmp_path: Path) -> None:
    leave(tmp_path, "http://[::1]:4566")
    assert url_of(tmp_path, os.getpid()) == "http://[::1]:4566"
