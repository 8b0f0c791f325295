"""The story: the main job, end to end, on the real account and the real engine."""

from pathlib import Path

import pytest

from kmstui.cli.tour import STORY, story_frames
from kmstui.tui.tour.cast import asciicast
from kmstui.tui.tour.player import Frame
from kmstui.tui.tour.scenario import Scenario, ScenarioError, Step, read

SCREENSHOTS = Path(__file__).parents[3] / "screenshots"


async def _play(scenario: Scenario) -> list[Frame]:
    return [frame async for frame in story_frames(scenario, "dark")]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_story_goes_as_it_is_written_and_as_it_was_recorded() -> None:
    """Every step's expectation is checked by the player; the bytes are those in screenshots/."""
    scenario = read(STORY)
    frames = await _play(scenario)
    recorded = (SCREENSHOTS / "story.cast").read_text(encoding="utf-8")
    assert "".join(asciicast(scenario, frames)) == recorded, "run `make screenshots` and look at what changed"


async def test_a_step_that_is_not_fulfilled_says_which_and_shows_the_screen() -> None:
    scenario = Scenario("broken", (Step(press="g k"), Step(expect="no such text")), 120, 40)
    with pytest.raises(ScenarioError, match=r"step 2: 'no such text' is not on the screen") as broken:
        await _play(scenario)
    assert "Customer managed keys" in str(broken.value)


async def test_what_must_have_gone_is_missed_only_when_it_is_there() -> None:
    scenario = Scenario("broken", (Step(absent="Customer managed keys"),), 120, 40)
    with pytest.raises(ScenarioError, match="is still on the screen"):
        await _play(scenario)


async def test_the_clock_moves_with_the_pictures_and_by_nothing_else() -> None:
    steps = (Step(hold=1.5), Step(ticks=3, every=0.2, hold=1), Step(hold=0))
    frames = await _play(Scenario("clock", steps, 120, 40))
    assert [frame.at for frame in frames] == pytest.approx([0, 1.5, 1.7, 1.9, 2.1, 3.1])
    assert "09:26:53" in frames[0].text()
    assert "09:26:56" in frames[-1].text()
