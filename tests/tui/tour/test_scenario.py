"""What a scenario says and does not say."""

from pathlib import Path

import pytest

from kmstui.tui.tour.scenario import ScenarioError, Step, read

TOUR = Path(__file__).parents[3] / "src" / "kmstui" / "tui" / "tour"


def _write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "scenario.toml"
    file.write_text(text)
    return file


def test_a_step_says_only_what_it_means(tmp_path: Path) -> None:
    scenario = read(_write(tmp_path, 'title = "t"\nsize = [80, 24]\n[[step]]\npress = "g k"\nhold = 2\n'))
    assert (scenario.title, scenario.width, scenario.height) == ("t", 80, 24)
    assert scenario.steps == (Step(press="g k", hold=2),)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[step]]\npres = 'g'\n", "step 1: unknown pres"),
        ("[[step]\n", "scenario.toml"),
        ("[[step]]\n[[step]]\nwait = 1\nclik = 2\n", "step 2: unknown clik, wait"),
    ],
)
def test_what_is_not_a_scenario_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        read(_write(tmp_path, text))


def test_a_scenario_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"missing\.toml"):
        read(tmp_path / "missing.toml")


@pytest.mark.parametrize("name", ["story", "small"])
def test_the_shipped_scenarios_name_each_still_once(name: str) -> None:
    stills = [step.still for step in read(TOUR / f"{name}.toml").steps if step.still]
    assert len(stills) == len(set(stills)) > 8
