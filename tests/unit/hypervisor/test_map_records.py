"""The bytes of a slot map: what is torn is cut off, what is damaged is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.hypervisor.map_records import (
    HEADER_BYTES,
    Entry,
    MapError,
    pack_batch,
    pack_header,
    replay,
    unpack_header,
)

numbers = st.integers(0, 2**32 - 1)
batches = st.lists(st.lists(st.tuples(numbers, numbers, numbers, numbers), max_size=4), max_size=6)


def written(groups: list[list[Entry]], synced: int) -> tuple[bytes, list[int]]:
    """A map of these batches, the first `synced` of them made durable before the rest was written."""
    data, stable, ends = pack_header(3, 512 << 10), HEADER_BYTES, []
    for sequence, group in enumerate(groups):
        data += pack_batch(group, stable, sequence)
        ends.append(len(data))
        if sequence < synced:
            stable = len(data)
    return data, ends


def flat(groups: list[list[Entry]]) -> list[Entry]:
    return [entry for group in groups for entry in group]


@given(batches)
def test_what_was_written_is_read(groups: list[list[Entry]]) -> None:
    data, _ = written(groups, 0)
    history = replay(data)
    assert history.entries == flat(groups)
    assert (history.end, history.sequence, history.torn) == (len(data), len(groups), False)


@given(batches, st.data())
def test_a_map_cut_anywhere_keeps_its_whole_batches(groups: list[list[Entry]], data: st.DataObject) -> None:
    whole, ends = written(groups, len(groups))
    cut = data.draw(st.integers(HEADER_BYTES, len(whole)))
    history = replay(whole[:cut])
    kept = sum(end <= cut for end in ends)
    assert history.entries == flat(groups[:kept])
    assert history.torn == (cut not in {HEADER_BYTES, *ends})


THREE: list[list[Entry]] = [[(1, n, 3, n), (2, n, 0, 0)] for n in range(3)]


def test_any_changed_byte_that_a_later_sync_covers_is_refused() -> None:
    whole, ends = written(THREE, 3)
    for position in range(HEADER_BYTES, ends[1]):
        damaged = bytearray(whole)
        damaged[position] ^= 0x40
        with pytest.raises(MapError, match="does not match its checksum"):
            replay(bytes(damaged))


def test_a_changed_byte_in_the_last_batch_cuts_that_batch_alone() -> None:
    whole, ends = written(THREE, 3)
    for position in range(ends[1], ends[2]):
        damaged = bytearray(whole)
        damaged[position] ^= 0x40
        history = replay(bytes(damaged))
        assert (history.entries, history.end, history.torn) == (flat(THREE[:2]), ends[1], True)


def test_unsynced_batches_that_reached_the_disk_out_of_order_are_cut_not_refused() -> None:
    whole, ends = written(THREE, 1)
    lost = bytearray(whole)
    lost[ends[0] : ends[1]] = bytes(ends[1] - ends[0])
    history = replay(bytes(lost))
    assert (history.entries, history.end, history.torn) == (flat(THREE[:1]), ends[0], True)


def test_every_changed_byte_of_the_header_is_noticed() -> None:
    header = pack_header(7, 512 << 10)
    assert unpack_header(header) == (7, 512 << 10)
    for position in range(HEADER_BYTES):
        damaged = bytearray(header)
        damaged[position] ^= 1
        with pytest.raises(MapError, match="header"):
            unpack_header(bytes(damaged))
    with pytest.raises(MapError, match="header"):
        unpack_header(header[:-1])
