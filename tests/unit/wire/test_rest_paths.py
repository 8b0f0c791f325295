"""Paths are matched as they were sent, and labels decoded one by one."""

import pytest

from kmstui.wire.rest_paths import path_form, unquoted


@pytest.mark.parametrize(
    ("uri", "path", "labels"),
    [
        ("/", "/", {}),
        ("/a/{b}", "/a/x%20y", {"b": "x y"}),
        ("/a/{b}/c/{d}", "/a/%2F/c/..", {"b": "/", "d": ".."}),
        ("/a/{b+}", "/a/x/y%2Fz", {"b": "x/y/z"}),
        ("/a.b", "/a.b", {}),
        ("/{a}?fixed=1", "/x", {"a": "x"}),
    ],
)
def test_labels_are_found(uri: str, path: str, labels: dict[str, str]) -> None:
    assert path_form(uri).labels(path) == labels


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("/a/{b}", "/a/"),
        ("/a/{b}", "/a/x/"),
        ("/a/{b}", "/A/x"),
        ("/a.b", "/aXb"),
        ("/a", "/a\n"),
        ("/a", ""),
    ],
)
def test_another_path_is_not_of_the_form(uri: str, path: str) -> None:
    assert path_form(uri).labels(path) is None


def test_fields_that_every_target_has_are_known() -> None:
    assert path_form("/a?b=c&d").fixed == {"b": "c", "d": ""}


def test_any_text_is_decoded() -> None:
    assert unquoted("%") == "%"
    assert unquoted("%ff\udc80") == "\ufffd?"
