"""An attached volume shows a sector from both sides."""

import pytest

from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.layout import GRANULE, SLOT_MASK, UNIT_BYTES
from kmstui.hypervisor.orders import payloads
from kmstui.hypervisor.volume import Volume

from .conftest import VOLUME, OpenVolume


def fill(byte: int, size: int) -> memoryview:
    return memoryview(bytes([byte]) * size)


class TestSector:
    """Both sides of one stretch."""

    def test_it_shows_what_was_written_and_what_lies_in_the_file(
        self, open_volume: OpenVolume, files: VolumeFiles
    ) -> None:
        volume = open_volume()
        page = payloads(GRANULE)[0]
        volume.lane.write(UNIT_BYTES + 8192, page)
        sector = volume.sector(UNIT_BYTES + 8192 + 512, 1024)
        assert sector.plaintext == page[512:1536]
        assert sector.verified
        assert sector.file == str(files.blocks(VOLUME))
        stored = files.blocks(VOLUME).read_bytes()
        assert sector.stored == stored[sector.file_offset :][:1024]
        assert sector.data_unit == volume.image.map.places[1]
        assert sector.file_offset == (sector.data_unit & SLOT_MASK) * UNIT_BYTES + 8192 + 512

    def test_a_stretch_never_written_has_no_other_side(self, open_volume: OpenVolume) -> None:
        sector = open_volume().sector(0, 4096)
        assert (sector.plaintext, sector.stored, sector.file, sector.verified) == (
            bytes(4096),
            b"",
            "",
            False,
        )

    def test_holes_beside_written_granules_do_not_spoil_the_check(self, open_volume: OpenVolume) -> None:
        volume = open_volume()
        volume.lane.write(GRANULE, fill(1, GRANULE))
        sector = volume.sector(512, 4096)
        assert sector.verified
        assert sector.plaintext == bytes(GRANULE - 512) + bytes([1]) * 512

    def test_a_changed_byte_in_the_file_is_not_verified(
        self, open_volume: OpenVolume, files: VolumeFiles, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, GRANULE))
        monkeypatch.setattr(Volume, "_stored", lambda *_: bytes(512))
        assert not volume.sector(0, 512).verified

    def test_an_unencrypted_volume_shows_the_same_on_both_sides(self, open_volume: OpenVolume) -> None:
        volume = open_volume(encrypted=False)
        volume.lane.write(0, payloads(GRANULE)[0])
        sector = volume.sector(0, 512)
        assert sector.verified
        assert sector.stored == sector.plaintext

    def test_a_stretch_across_two_blocks_is_refused(self, open_volume: OpenVolume) -> None:
        with pytest.raises(OSError, match="do not lie in one 512 KiB block"):
            open_volume().sector(UNIT_BYTES - 512, 1024)
