"""An attached volume: its image, its key, its meter, and the two views of one sector.

The same for a worker process and for the SECTORped plane. It starts no thread and opens no socket.
"""

import os
from pathlib import Path
from typing import Self

from kmstui.aws.volume_io import Sector
from kmstui.hypervisor.ciphers import BlockCipher, Plain
from kmstui.hypervisor.files import VolumeFiles, open_private
from kmstui.hypervisor.image import Image
from kmstui.hypervisor.lane import Lane
from kmstui.hypervisor.layout import SECTOR, SLOT_MASK, UNIT_BYTES
from kmstui.hypervisor.meter import Meter
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.xts import Xts, XtsKey, plain_decrypt

_ATTEMPTS = 8
"""How often a sector is looked at again when a running load changes it between the two looks."""


class Volume:
    """Owns the key from here on: it is wiped by `close`, also when opening fails."""

    def __init__(self, image: Image, key: XtsKey | None) -> None:
        self.image = image
        self._key = key
        self._lanes: list[Lane] = []
        self.meter = Meter()
        self.lane = self.new_lane()
        """The lane of the thread that made this volume."""

    @classmethod
    def open(cls, directory: Path, volume_id: str, size: int, secret: SecretBuffer | None) -> Self:
        """Open a volume of `size` bytes with its data key, or None for an unencrypted one.

        Raises:
            OSError: its files are absent, damaged or of the other kind.
            XtsError: a key that XTS does not allow.
        """
        try:
            key = None if secret is None else XtsKey(secret)
            image = Image(VolumeFiles(directory), volume_id, size, encrypted=key is not None)
        except (OSError, ValueError):
            if secret is not None:
                secret.wipe()
            raise
        return cls(image, key)

    def new_lane(self) -> Lane:
        """A lane for one more thread."""
        cipher: BlockCipher = Plain() if self._key is None else Xts(self._key)
        lane = Lane(self.image, cipher)
        self._lanes.append(lane)
        return lane

    def retire(self, lane: Lane) -> None:
        """Close a lane whose thread is done with it."""
        self._lanes.remove(lane)
        lane.close()

    def flush(self) -> None:
        """Make everything written durable, and count it."""
        self.image.flush()
        self.meter.flushed()

    def sector(self, offset: int, size: int) -> Sector:
        """A stretch of one block from both sides; `stored` is read from the file again, by itself.

        Raises:
            OSError: EINVAL for a stretch that is not within one 512 KiB block.
        """
        for _ in range(_ATTEMPTS):
            sector = self._look(offset, size)
            if sector.verified or not sector.file:
                break
        return sector

    def close(self) -> None:
        """Flush, close and forget the key. All other lanes must be at rest.

        Raises:
            OSError: the last flush failed; the volume is closed all the same.
        """
        try:
            self.image.close()
        finally:
            for lane in self._lanes:
                lane.close()
            if self._key is not None:
                self._key.wipe()

    def _look(self, offset: int, size: int) -> Sector:
        unit = self.lane.where(offset, size)
        plaintext = self.lane.read(offset, size)
        if unit is None:
            return Sector(offset, plaintext, b"")
        start = offset % UNIT_BYTES
        slot_position = (unit & SLOT_MASK) * UNIT_BYTES
        stored = self._stored(slot_position, start + size)
        meaning = stored if self._key is None else plain_decrypt(self._key, unit, stored)
        return Sector(
            offset=offset,
            plaintext=plaintext,
            stored=stored[start:],
            file=str(self.image.path),
            file_offset=slot_position + start,
            data_unit=unit,
            verified=self._same(offset, plaintext, meaning[start:]),
        )

    def _same(self, offset: int, plaintext: bytes, meaning: bytes) -> bool:
        """Whether what is stored means what was read, in those sectors that were ever written."""
        return all(
            plaintext[at : at + SECTOR] == meaning[at : at + SECTOR]
            for at in range(0, len(plaintext), SECTOR)
            if self.lane.where(offset + at, SECTOR) is not None
        )

    def _stored(self, position: int, size: int) -> bytes:
        """The file's bytes, through a descriptor of their own."""
        descriptor = open_private(self.image.path, os.O_RDONLY)
        try:
            return os.pread(descriptor, size, position).ljust(size, b"\0")
        finally:
            os.close(descriptor)
