"""Bits of written granules."""

import os
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kmstui.hypervisor.layout import GRANULE, UNIT_BYTES
from kmstui.hypervisor.written import ALL, GRANULES, from_file, runs, span


@given(st.integers(0, UNIT_BYTES - 1), st.integers(1, UNIT_BYTES))
def test_a_span_is_every_granule_touched(start: int, size: int) -> None:
    size = min(size, UNIT_BYTES - start)
    touched = range(start // GRANULE, (start + size - 1) // GRANULE + 1)
    assert span(start, size) == sum(1 << granule for granule in touched)


bit_patterns = (
    st.integers(0, ALL)
    | st.integers(0, GRANULES).map(lambda count: (1 << count) - 1)
    | st.integers(0, GRANULES).map(lambda count: ALL & ~((1 << count) - 1))
)


@given(bit_patterns, st.integers(0, UNIT_BYTES - 1), st.integers(1, UNIT_BYTES))
def test_runs_cover_the_range_in_order_and_alternate(bits: int, start: int, size: int) -> None:
    size = min(size, UNIT_BYTES - start)
    found = list(runs(bits, start, size))
    assert [begin for begin, _, _ in found] == [start, *(begin + length for begin, length, _ in found[:-1])]
    assert sum(length for _, length, _ in found) == size
    assert all(a[2] != b[2] for a, b in pairwise(found))
    for begin, length, present in found:
        for granule in range(begin // GRANULE, (begin + length - 1) // GRANULE + 1):
            assert bool(bits >> granule & 1) == present


def test_the_file_system_knows_which_granules_have_data(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT, 0o600)
    for granule in (0, 1, 127, 128 + 3):
        os.pwrite(descriptor, bytes([1]) * GRANULE, granule * GRANULE)
    os.pwrite(descriptor, bytes([1]) * UNIT_BYTES, 5 * UNIT_BYTES)
    found = from_file(descriptor, 9)
    os.close(descriptor)
    assert found == {9 << 32: 1 | 2 | 1 << 127, 9 << 32 | 1: 8, 9 << 32 | 5: ALL}
