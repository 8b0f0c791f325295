"""JSON in colour, what the last change added, and an editor that shows problems where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tui.widgets.conftest import Staging
from tests.tui.widgets.gallery import POLICY, POLICY_WITH_ADMINS

from kmstui.tui.spans import plain
from kmstui.tui.textual_hooks import screen_strips
from kmstui.tui.widgets.copying import CopyRequested
from kmstui.tui.widgets.json_text import added_lines, colour_json, tokens
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.policy_editor import PolicyEditor, highlights_of
from kmstui.tui.widgets.policy_problems import Problem, ProblemList


def test_keys_strings_numbers_and_words_are_told_apart() -> None:
    line = '  "Size": 10.5e3, "On": true, "Name": "a\\"b", ['
    kinds = [(line[start:end], kind) for start, end, kind in tokens(line)]
    assert kinds == [
        ('"Size"', "label"),
        (":", "punctuation"),
        ("10.5e3", "number"),
        (",", "punctuation"),
        ('"On"', "label"),
        (":", "punctuation"),
        ("true", "boolean"),
        (",", "punctuation"),
        ('"Name"', "label"),
        (":", "punctuation"),
        ('"a\\"b"', "string"),
        (",", "punctuation"),
        ("[", "punctuation"),
    ]


def test_a_string_that_does_not_end_is_a_string() -> None:
    assert [token.kind for token in tokens('"Sid": "unfinished')] == ["label", "punctuation", "string"]


@given(st.text(max_size=60))
def test_colouring_loses_nothing(line: str) -> None:
    assert "".join(part.text for part in colour_json(line)) == line
    assert plain(colour_json("ok")) == "ok"


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_places_in_an_editor_are_bytes(line: str) -> None:
    encoded = line.encode()
    for (start, end, _), token in zip(highlights_of(line), tokens(line), strict=True):
        assert encoded[start:end].decode() == line[token.start : token.end]


def test_added_lines_are_those_that_were_not_there() -> None:
    assert added_lines("a\nb", "a\nx\nb\ny") == {1, 3}
    assert added_lines("a\nb", "a\nc") == {1}
    assert added_lines("a", "a") == frozenset()


async def test_a_view_marks_what_was_added_and_what_was_added_last(stage: Staging) -> None:
    view = JsonView(POLICY, verdict="Valid policy")
    async with stage(view, size=(70, 20)) as on:
        view.show(POLICY_WITH_ADMINS, POLICY)
        assert min(view.added) == 10
        assert view.newest == frozenset()
        more = POLICY_WITH_ADMINS.replace('"kms:Describe*"', '"kms:Describe*",\n        "kms:Put*"')
        view.show(more, POLICY)
        await on.pilot.pause()
        assert {more.split("\n")[line].strip() for line in view.newest} == {'"kms:Describe*",', '"kms:Put*"'}
        assert any("▎" in row and '"kms:Put*"' in row for row in on.text())
        assert "✓ Valid policy  +12" in on.text()[19]
        assert f"{len(more):,} / 32,768 B" in on.text()[19]


async def test_the_foot_counts_bytes_and_says_what_is_wrong(stage: Staging) -> None:
    view = JsonView('{"a": "é"}', limit=10)
    async with stage(view, size=(60, 8)) as on:
        assert on.text()[7].strip() == "✗ Too large   11 / 10 B"
        view.problem = "Unknown principal [/]"
        await on.pilot.pause()
        assert "✗ Unknown principal [/]" in on.text()[7]


async def test_the_last_line_can_be_scrolled_above_the_foot(stage: Staging) -> None:
    view = JsonView(POLICY)
    async with stage(view, size=(60, 8)) as on:
        view.focus()
        await on.press("G")
        await on.pilot.pause(0.1)
        assert any(row.strip().endswith("}") and row.strip().startswith("13") for row in on.text())
        await on.press("y")
        assert on.heard(CopyRequested)[0].text == POLICY


PROBLEMS = (Problem(3, 5, "Second"), Problem(1, 1, "First [/]", 2, warning=True))


async def test_problems_are_listed_underlined_and_jumped_to(stage: Staging) -> None:
    editor = PolicyEditor(POLICY)
    async with stage(editor, size=(70, 20)) as on:
        assert "✓ Valid policy" in on.text()[19]
        editor.problems = PROBLEMS
        await on.pilot.pause()
        rows = on.text()
        assert [row.strip() for row in rows[17:19]] == ["✗ 3:5    Second", "▲ 1:1    First [/]"]
        assert "✗ 2 problems  F8 jumps to the next" in rows[19]
        underlined = [
            segment.text
            for strip in screen_strips(on.app.screen)[:16]
            for segment in strip
            if segment.style and segment.style.underline
        ]
        assert underlined == ["{", "d"]
        editor.box.focus()
        await on.press("f8")
        assert editor.box.cursor_location == (2, 4)
        await on.press("f8")
        assert editor.box.cursor_location == (0, 0)
        await on.click(editor.query_one(ProblemList), 4, 0)
        assert editor.box.cursor_location == (2, 4)


async def test_the_editor_tells_when_the_text_has_come_to_rest(stage: Staging) -> None:
    editor = PolicyEditor("{}")
    async with stage(editor, size=(60, 10)) as on:
        await on.pilot.pause(0.3)
        on.app.heard.clear()
        editor.box.focus()
        await on.press("end", "a", "b")
        assert on.heard(PolicyEditor.Rested) == []
        await on.pilot.pause(0.3)
        assert [message.text for message in on.heard(PolicyEditor.Rested)] == ["{}ab"]
        assert editor.text == "{}ab"
        editor.load("[]")
        await on.pilot.pause(0.3)
        assert on.heard(PolicyEditor.Rested)[-1].text == "[]"


async def test_without_problems_the_next_one_is_nowhere(stage: Staging) -> None:
    editor = PolicyEditor("{}")
    async with stage(editor, size=(60, 10)) as on:
        editor.box.focus()
        await on.press("f8")
        assert editor.box.cursor_location == (0, 0)


@pytest.mark.parametrize("read_only", [True, False])
async def test_a_policy_may_be_for_reading_only(stage: Staging, read_only: bool) -> None:
    editor = PolicyEditor("{}", read_only=read_only)
    async with stage(editor, size=(60, 10)) as on:
        editor.box.focus()
        await on.press("x")
        assert (editor.text == "{}") is read_only
