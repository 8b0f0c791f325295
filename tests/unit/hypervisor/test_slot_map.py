"""Slots are given once, across closings, crashes and torn tails."""

import os
from pathlib import Path

import pytest

from kmstui.hypervisor.layout import UNIT_BYTES
from kmstui.hypervisor.slot_map import (
    FIRST_RESERVATION,
    LARGEST_RESERVATION,
    ImageError,
    SlotMap,
    create_map,
)
from kmstui.hypervisor.written import ALL

FILE = 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "volume.map"
    create_map(path, FILE, UNIT_BYTES)
    return path


def opened(path: Path) -> SlotMap:
    slots = SlotMap(path, UNIT_BYTES)
    slots.begin(encrypted=True)
    return slots


def test_units_name_file_and_slot_and_count_upwards(path: Path) -> None:
    slots = opened(path)
    assert [slots.take_slot(block) for block in (9, 2, 7)] == [FILE << 32 | slot for slot in range(3)]
    slots.close()


def test_a_closed_map_goes_on_where_it_stopped(path: Path) -> None:
    slots = opened(path)
    places = {block: slots.take_slot(block) for block in (9, 2)}
    slots.finish({places[9]: ALL, places[2]: 0b101})
    slots.close()
    again = opened(path)
    assert again.places == places
    assert again.written == {places[9]: ALL, places[2]: 0b101}
    assert again.take_slot(3) & 0xFFFFFFFF == 2
    again.close()


def test_after_a_crash_no_slot_comes_twice(path: Path) -> None:
    slots = opened(path)
    used = {slots.take_slot(block) for block in range(10)}
    slots.close()
    again = opened(path)
    assert again.written is None
    assert len(again.places) == 10
    assert again.take_slot(10) & 0xFFFFFFFF == FIRST_RESERVATION
    assert not used & {again.take_slot(block) for block in range(11, 40)}
    again.close()


def test_recorded_bits_are_void_once_the_volume_was_opened_again(path: Path) -> None:
    slots = opened(path)
    slots.finish({slots.take_slot(0): 1})
    slots.close()
    opened(path).close()
    assert SlotMap(path, UNIT_BYTES).written is None


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_tail_is_repaired_and_slots_skipped(path: Path, cut: int) -> None:
    slots = opened(path)
    for block in range(5):
        slots.take_slot(block)
    slots.close()
    os.truncate(path, path.stat().st_size - cut)
    again = opened(path)
    kept = len(again.places)
    assert kept in {3, 4}
    assert again.take_slot(90) & 0xFFFFFFFF == FIRST_RESERVATION + LARGEST_RESERVATION
    again.close()
    assert len(SlotMap(path, UNIT_BYTES).places) == kept + 1


def test_a_reservation_is_durable_before_a_slot_of_it_is_given(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = opened(path)

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        slots.take_slot(0)
    assert slots.places == {}
    slots.close()


def test_many_slots_need_few_syncs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slots = opened(path)
    real, calls = os.fdatasync, []

    def count(descriptor: int) -> None:
        calls.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", count)
    units = {slots.take_slot(block) for block in range(20_000)}
    assert len(units) == 20_000
    assert len(calls) <= 10
    slots.close()


def test_damage_in_the_middle_is_refused_and_nothing_changed(path: Path) -> None:
    slots = opened(path)
    slots.take_slot(0)
    slots.finish({})
    slots.close()
    data = bytearray(path.read_bytes())
    data[60] ^= 1
    path.write_bytes(data)
    with pytest.raises(ImageError, match="damaged: what lies at byte"):
        SlotMap(path, UNIT_BYTES)
    assert path.read_bytes() == data


def test_plain_and_encrypted_do_not_mix(path: Path) -> None:
    opened(path).close()
    slots = SlotMap(path, UNIT_BYTES)
    with pytest.raises(OSError, match="it is encrypted and cannot be attached otherwise"):
        slots.begin(encrypted=False)
    slots.close()


def test_a_map_that_has_grown_long_is_rewritten_at_close(path: Path) -> None:
    for _ in range(40):
        slots = opened(path)
        for block in range(100):
            if block not in slots.places:
                slots.take_slot(block)
        slots.finish(dict.fromkeys(slots.places.values(), 0b1))
        slots.close()
    assert path.stat().st_size < 100_000
    assert path.stat().st_mode & 0o777 == 0o600
    again = SlotMap(path, UNIT_BYTES)
    assert again.written == dict.fromkeys(again.places.values(), 0b1)
    assert again.places == {block: FILE << 32 | block for block in range(100)}
    assert again.reserved == 100
    again.close()


def test_a_map_counting_in_other_units_is_refused(path: Path) -> None:
    with pytest.raises(ImageError, match="units of 524288 bytes, not 4096"):
        SlotMap(path, 4096)


def test_a_disk_too_full_to_end_in_good_order_is_no_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = opened(path)
    unit = slots.take_slot(0)
    monkeypatch.setattr(os, "pwrite", lambda *_: 3)
    slots.finish({unit: 1})
    slots.close()
    monkeypatch.undo()
    assert SlotMap(path, UNIT_BYTES).places == {0: unit}
