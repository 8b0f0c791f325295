"""What a flush has answered for survives losing power; what it has not is old or new, never something else.

Every write to a volume's files goes through a recorder. Losing power keeps, of each page written since the
file's last sync, any of its states since then, whatever order they were written in: 4 KiB pages of the data,
pieces of the map smaller than any disk tears.
"""

import hashlib
import os
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.layout import GRANULE, SECTOR, SLOT_MASK, UNIT_BYTES
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume

VOLUME = "vol-0123456789abcdef0"
BLOCKS = 6
SIZE = BLOCKS * UNIT_BYTES
PAGE_BYTES = {".blocks": GRANULE, ".map": 20}


class Recorder:
    """Stands between the volume and `os`, and knows which states of each page a disk may hold."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._pwrite, self._fdatasync, self._ftruncate = os.pwrite, os.fdatasync, os.ftruncate
        self.states: dict[tuple[str, int], list[bytes]] = defaultdict(lambda: [b""])
        """(file, page number) -> what it may hold: the stable state first, then each later one."""
        patch.setattr(os, "pwrite", self.pwrite)
        patch.setattr(os, "fdatasync", self.fdatasync)
        patch.setattr(os, "ftruncate", self.ftruncate)

    def pwrite(self, descriptor: int, data: bytes, position: int) -> int:
        count = self._pwrite(descriptor, data, position)
        path = _path(descriptor)
        size = PAGE_BYTES[Path(path).suffix]
        for page in range(position // size, (position + count - 1) // size + 1):
            self.states[path, page].append(os.pread(descriptor, size, page * size))
        return count

    def fdatasync(self, descriptor: int) -> None:
        self._fdatasync(descriptor)
        path = _path(descriptor)
        for (name, _), states in self.states.items():
            if name == path:
                del states[:-1]

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._ftruncate(descriptor, size)
        path = _path(descriptor)
        page_bytes = PAGE_BYTES[Path(path).suffix]
        for (name, page), states in self.states.items():
            if name == path:
                states[:] = [os.pread(descriptor, page_bytes, page * page_bytes)]

    def lose_power(self, path: Path, choice: bytes) -> None:
        """Leave in the file one possible state of each page."""
        size = PAGE_BYTES[path.suffix]
        pages = sorted(page for name, page in self.states if name == str(path))
        with open(path, "r+b", buffering=0) as file:
            file.truncate(0)
            for page in pages:
                states = self.states[str(path), page]
                state = states[choice[page % len(choice)] % len(states)]
                self.states[str(path), page] = [state]
                if state.strip(b"\0"):
                    file.seek(page * size)
                    file.write(state)


def _path(descriptor: int) -> str:
    return os.readlink(f"/proc/self/fd/{descriptor}")


class PowerLoss(RuleBasedStateMachine):
    """Writes, flushes and power cuts."""

    @initialize()
    def create(self) -> None:
        self.directory = Path(tempfile.mkdtemp()).resolve()
        self.files = VolumeFiles(self.directory)
        create_image(self.files, VOLUME)
        self.patch = pytest.MonkeyPatch()
        self.recorder = Recorder(self.patch)
        header = self.files.map(VOLUME).read_bytes()
        self.recorder.states[str(self.files.map(VOLUME)), 0] = [header]
        self.now = bytearray(SIZE)
        self.possible: dict[int, list[bytes]] = {}
        """Sector -> what it may read as after a power cut, where that is not `now` alone."""
        self.writes = 0
        self.slots: dict[int, int] = {}
        self.open()

    def open(self) -> None:
        self.volume = Volume.open(self.directory, VOLUME, SIZE, SecretBuffer(bytearray(range(64))))

    @rule(
        block=st.integers(0, BLOCKS - 1),
        sector=st.integers(0, 40) | st.integers(0, UNIT_BYTES // SECTOR - 1),
        length=st.integers(1, 20),
    )
    def write(self, block: int, sector: int, length: int) -> None:
        first = block * (UNIT_BYTES // SECTOR) + sector
        last = min(first + length, SIZE // SECTOR)
        self.writes += 1
        data = hashlib.shake_128(b"%d" % self.writes).digest((last - first) * SECTOR)
        self.volume.lane.write(first * SECTOR, memoryview(data))
        for index in range(first, last):
            new = data[(index - first) * SECTOR :][:SECTOR]
            old = bytes(self.now[index * SECTOR : (index + 1) * SECTOR])
            self.possible.setdefault(index, [old]).append(new)
        self.now[first * SECTOR : last * SECTOR] = data

    @rule()
    def flush(self) -> None:
        self.volume.flush()
        self.possible.clear()

    @rule(data=st.binary(min_size=1, max_size=16), map_data=st.binary(min_size=1, max_size=4))
    def lose_power(self, data: bytes, map_data: bytes) -> None:
        self.volume.image._close_files()
        self.recorder.lose_power(self.files.blocks(VOLUME), data)
        self.recorder.lose_power(self.files.map(VOLUME), map_data)
        self.open()
        found = self.volume.lane.read(0, SIZE)
        for index, allowed in self.possible.items():
            at = index * SECTOR
            assert found[at : at + SECTOR] in allowed
            self.now[at : at + SECTOR] = found[at : at + SECTOR]
        self.possible.clear()
        assert found == self.now

    @invariant()
    def no_slot_is_ever_given_twice(self) -> None:
        if hasattr(self, "volume"):
            for block, unit in self.volume.image.map.places.items():
                assert self.slots.setdefault(unit & SLOT_MASK, block) == block

    def teardown(self) -> None:
        if hasattr(self, "volume"):
            self.volume.image._close_files()
            self.patch.undo()
            shutil.rmtree(self.directory)


TestPowerLoss = PowerLoss.TestCase
TestPowerLoss.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
