"""`kmstui tour`: what it refuses before it begins."""

from pathlib import Path

import pytest

from kmstui.cli.tour import EXIT_BAD_INPUT, run_tour


def test_a_recording_of_another_kind_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tour(tmp_path / "story.mp4", "dark") == EXIT_BAD_INPUT
    assert capsys.readouterr().err == "kmstui: a tour is recorded to a file that ends in .cast or .gif\n"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_tour(tmp_path / "missing" / "story.gif", "dark") == EXIT_BAD_INPUT
    assert "cannot be written" in capsys.readouterr().err


def test_playing_wants_a_terminal_large_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tour(None, "dark") == EXIT_BAD_INPUT
    assert capsys.readouterr().err.startswith("kmstui: the tour needs a terminal of 120x41")
