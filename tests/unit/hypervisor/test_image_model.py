"""A volume behaves as a plain array of bytes does, whatever is done to it and however it is left."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.layout import GRANULE, SECTOR, SLOT_MASK, UNIT_BYTES
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume

VOLUME = "vol-0123456789abcdef0"
SIZE = 3 * UNIT_BYTES + 3 * GRANULE
SECTORS = SIZE // SECTOR

offsets = st.integers(0, SECTORS - 1) | st.integers(0, SIZE // GRANULE - 1).map(lambda at: at * 8)
lengths = st.integers(1, 24) | st.integers(1, SECTORS) | st.sampled_from([8, 16, 256, 1024, 1025])


class VolumeModel(RuleBasedStateMachine):
    """The same operations on a volume and on a bytearray."""

    @initialize(encrypted=st.booleans())
    def create(self, encrypted: bool) -> None:
        self.directory = Path(tempfile.mkdtemp())
        self.files = VolumeFiles(self.directory)
        create_image(self.files, VOLUME)
        self.encrypted = encrypted
        self.model = bytearray(SIZE)
        self.writes = 0
        self.slots: dict[int, int] = {}
        self.open()

    def open(self) -> None:
        secret = SecretBuffer(bytearray(range(64))) if self.encrypted else None
        self.volume = Volume.open(self.directory, VOLUME, SIZE, secret)

    @rule(sector=offsets, length=lengths)
    def write(self, sector: int, length: int) -> None:
        begin, end = sector * SECTOR, min(sector + length, SECTORS) * SECTOR
        self.writes += 1
        data = hashlib.shake_128(b"%d" % self.writes).digest(end - begin)
        self.volume.lane.write(begin, memoryview(data))
        self.model[begin:end] = data

    @rule(sector=offsets, length=lengths)
    def read(self, sector: int, length: int) -> None:
        begin, end = sector * SECTOR, min(sector + length, SECTORS) * SECTOR
        assert self.volume.lane.read(begin, end - begin) == self.model[begin:end]

    @rule(sector=offsets, length=lengths)
    def zero(self, sector: int, length: int) -> None:
        begin, end = sector * SECTOR, min(sector + length, SECTORS) * SECTOR
        self.volume.lane.zero(begin, end - begin)
        self.model[begin:end] = bytes(end - begin)

    @rule(sector=offsets, length=lengths)
    def trim(self, sector: int, length: int) -> None:
        """What is trimmed reads as zeros in whole granules and is unchanged at the ragged ends."""
        begin, end = sector * SECTOR, min(sector + length, SECTORS) * SECTOR
        self.volume.lane.trim(begin, end - begin)
        first, last = -(-begin // GRANULE) * GRANULE, end // GRANULE * GRANULE
        if first < last:
            self.model[first:last] = bytes(last - first)

    @rule()
    def flush(self) -> None:
        self.volume.flush()

    @rule()
    def reopen(self) -> None:
        self.volume.close()
        self.open()

    @rule()
    def be_killed_and_reopen(self) -> None:
        """As a killed process leaves it: nothing flushed, nothing recorded at close."""
        self.volume.image._close_files()
        self.open()

    @rule()
    def be_copied_without_holes_and_reopen(self) -> None:
        """`cp --sparse=never` after a close in good order fills the holes with zeros, which read as zeros."""
        self.volume.close()
        blocks = self.files.blocks(VOLUME)
        copy = blocks.with_suffix(".copy")
        copy.write_bytes(blocks.read_bytes())
        copy.chmod(0o600)
        copy.replace(blocks)
        self.open()

    @invariant()
    def slots_are_never_used_twice(self) -> None:
        for block, unit in (getattr(self, "volume", None) and self.volume.image.map.places.items()) or ():
            assert self.slots.setdefault(unit & SLOT_MASK, block) == block

    def teardown(self) -> None:
        if hasattr(self, "volume"):
            assert self.volume.lane.read(0, SIZE) == self.model
            self.volume.close()
            assert os.stat(self.files.blocks(VOLUME)).st_mode & 0o777 == 0o600
            shutil.rmtree(self.directory)


TestVolumeModel = VolumeModel.TestCase
TestVolumeModel.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
