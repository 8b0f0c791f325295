"""The form of a load: each limit broken, and what a good one amounts to."""

import pytest

from kmstui.aws.volume_io import Pattern, Workload
from kmstui.console.live_workload import (
    PRESETS,
    WorkloadForm,
    changed,
    form_of,
    members,
    parse_size,
    preset_of,
    problems,
    size_text,
    title,
)

VOLUME = 1 << 30


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("write_percent", "101", "Must be a number between 0 and 100"),
        ("write_percent", "", "Must be a number between 0 and 100"),
        ("block_size", "1000", "Must be a multiple of 512"),
        ("block_size", "256", "Must be between 512 and 1m"),
        ("block_size", "2m", "Must be between 512 and 1m"),
        ("block_size", "four", "Must be a size such as 4k"),
        ("queue_depth", "0", "Must be a number between 1 and 64"),
        ("queue_depth", "65", "Must be a number between 1 and 64"),
        ("duration", "-1", "Must be a number between 0 and 34,560,000"),
        ("rate", "10000001", "Must be a number between 0 and 10,000,000"),
        ("span", "2g", "The volume has 1g"),
        ("span", "1k", "Must hold at least one block"),
        ("span", "x", "Must be a size such as 256m"),
    ],
)
def test_a_field_beyond_its_limit_says_so(field: str, value: str, problem: str) -> None:
    assert problems(changed(WorkloadForm(), field, value), VOLUME) == {field: problem}


def test_every_preset_can_be_started_and_is_known_again() -> None:
    for preset in PRESETS:
        assert problems(preset.form, VOLUME) == {}
        assert preset_of(preset.form) == preset.key


def test_a_form_amounts_to_the_members_of_the_call() -> None:
    assert members(WorkloadForm(span="1t"), VOLUME) == {
        "Pattern": "random",
        "WritePercent": 50,
        "BlockSize": 4096,
        "QueueDepth": 16,
        "DurationSeconds": 60.0,
        "RateIops": 0,
        "SpanBytes": VOLUME,
    }


def test_a_load_gives_the_form_that_would_start_it() -> None:
    load = Workload(Pattern.SEQUENTIAL, 100, 1 << 20, 4, 30.0, 0, 512 << 20)
    assert form_of(load) == WorkloadForm(Pattern.SEQUENTIAL, "100", "1m", "4", "30", "0", "512m")
    assert title(form_of(load)) == "fio write 1m"
    assert title(form_of(None)) == "fio randrw 4k"


@pytest.mark.parametrize(
    ("text", "size"), [("4k", 4096), ("512", 512), (" 1M ", 1 << 20), ("", None), ("k", None)]
)
def test_a_size_is_read_with_its_unit(text: str, size: int | None) -> None:
    assert parse_size(text) == size


def test_a_size_is_written_with_the_largest_unit_that_fits() -> None:
    assert [size_text(size) for size in (512, 1536, 4096, 1 << 30)] == ["512", "1536", "4k", "1g"]


def test_there_is_no_field_of_another_name() -> None:
    with pytest.raises(KeyError):
        changed(WorkloadForm(), "colour", "red")
