"""Telling an interrupted write from damage."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.record import encode, seed_of
from kmstui.emulator.store.recovery import recover

SEED = seed_of("0" * 32, 7)
PATH = Path("journal-7")
BODIES = [b'[["keys",{"%d":{"name":"%b"}}]]' % (number, b"x" * (number * 37)) for number in range(1, 12)]


def journal(*, durable: bool = True, count: int = len(BODIES)) -> bytes:
    """Records that follow sequence number 7."""
    return b"".join(
        encode(body, 8 + number, 7 + number if durable else 7, SEED)
        for number, body in enumerate(BODIES[:count])
    )


def read_or_refuse(data: bytes) -> list[bytes] | StoreDamaged:
    """The bodies, or the refusal."""
    try:
        return recover(data, PATH, SEED, 7).bodies
    except StoreDamaged as damage:
        return damage


def test_a_whole_journal_is_read_back() -> None:
    data = journal()
    found = recover(data, PATH, SEED, 7)
    assert (found.bodies, found.size, found.dropped, found.restored) == (BODIES, len(data), 0, {})


def test_reserved_space_behind_the_records_is_no_record() -> None:
    found = recover(journal() + bytes(5000), PATH, SEED, 7)
    assert (found.bodies, found.size, found.dropped) == (BODIES, len(journal()), 0)
    assert recover(bytes(5000), PATH, SEED, 7).bodies == []
    assert recover(b"", PATH, SEED, 7).bodies == []


@pytest.mark.parametrize("reserved", [0, 700])
def test_a_tail_cut_off_anywhere_is_dropped(reserved: int) -> None:
    data = journal()
    whole = len(journal(count=10))
    for size in range(whole + 1, len(data) - 1):
        found = recover(data[:size] + bytes(reserved), PATH, SEED, 7)
        assert (found.bodies, found.size) == (BODIES[:10], whole)
        assert found.dropped == size - whole


@pytest.mark.parametrize("reserved", [0, 700])
def test_a_record_that_lacks_only_its_line_break_is_whole(reserved: int) -> None:
    data = journal()
    found = recover(data[:-1] + bytes(reserved), PATH, SEED, 7)
    assert (found.bodies, found.size) == (BODIES, len(data))
    assert found.restored == {len(data) - 1: b"\n"}


def test_every_changed_byte_is_refused_or_harmless() -> None:
    data = journal() + bytes(64)
    end = len(journal())
    for offset in range(len(data)):
        for value in {0, 1, 10, 48, 97, 255, data[offset] ^ 1, data[offset] ^ 128} - {data[offset]}:
            changed = data[:offset] + bytes([value]) + data[offset + 1 :]
            match read_or_refuse(changed):
                case StoreDamaged() as damage:
                    assert damage.offset <= offset < end
                case bodies:
                    assert bodies == BODIES, f"byte {offset} as {value} went unnoticed"


def test_damage_before_a_record_that_knew_it_durable_is_named() -> None:
    data = bytearray(journal())
    start = len(journal(count=3))
    data[start : start + 200] = bytes(200)
    with pytest.raises(
        StoreDamaged, match=r"journal-7 is damaged at byte \d+: record 11 is unreadable"
    ) as caught:
        recover(bytes(data), PATH, SEED, 7)
    assert caught.value.offset == start


def test_a_sector_lost_in_an_unconfirmed_stretch_drops_it_from_there() -> None:
    data = journal(durable=False)
    for start in range(0, len(data), 512):
        torn = data[:start] + bytes(512) + data[start + 512 :]
        found = recover(torn[: len(data)], PATH, SEED, 7)
        assert found.bodies == BODIES[: len(found.bodies)]
        assert found.size <= start + 1


@given(st.data())
def test_any_sectors_lost_in_an_unconfirmed_stretch_leave_a_beginning(draws: st.DataObject) -> None:
    data = journal(durable=False)
    skew = draws.draw(st.integers(0, 511))
    image = bytearray(data)
    for start in range(-skew, len(data), 512):
        if draws.draw(st.booleans()):
            low, high = max(start, 0), min(start + 512, len(data))
            image[low:high] = bytes(high - low)
    found = recover(bytes(image), PATH, SEED, 7)
    assert found.bodies == BODIES[: len(found.bodies)]


def test_a_journal_of_another_account_or_checkpoint_is_refused() -> None:
    for other in (seed_of("1" * 32, 7), seed_of("0" * 32, 8)):
        with pytest.raises(StoreDamaged, match="record 8 is there in full"):
            recover(journal(), PATH, other, 7)


def test_a_record_out_of_turn_is_refused() -> None:
    data = encode(BODIES[0], 8, 7, SEED) + encode(BODIES[1], 10, 8, SEED)
    with pytest.raises(StoreDamaged, match="record 10 stands where record 9 belongs"):
        recover(data, PATH, SEED, 7)


@given(
    st.lists(
        st.binary(max_size=80).map(lambda data: data.replace(b"\n", b"").replace(b"\0", b"")), max_size=9
    )
)
def test_any_bodies_come_back(bodies: list[bytes]) -> None:
    data = b"".join(encode(body, 1 + number, number, 5) for number, body in enumerate(bodies))
    assert recover(data, PATH, 5, 0).bodies == bodies


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_never_taken_for_records(data: bytes) -> None:
    match read_or_refuse(data):
        case StoreDamaged() as damage:
            assert damage.path == PATH
        case bodies:
            assert bodies == []
