"""What lies on disk, what a flush promises, and what happens when the disk does not play along."""

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kmstui.hypervisor.contexts import XtsError
from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.layout import GRANULE, UNIT_BYTES
from kmstui.hypervisor.orders import payloads
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.slot_map import ImageError
from kmstui.hypervisor.volume import Volume

from .conftest import SIZE, VOLUME, OpenVolume


def fill(byte: int, size: int) -> memoryview:
    return memoryview(bytes([byte]) * size)


class TestOnDisk:
    """The ciphertext is the standard's; nothing readable is left anywhere."""

    def test_a_slot_holds_the_standard_encryption_of_its_block(
        self, open_volume: OpenVolume, files: VolumeFiles, key_bytes: bytes
    ) -> None:
        volume = open_volume()
        data = bytes(range(256)) * (UNIT_BYTES // 256)
        volume.lane.write(3 * UNIT_BYTES, fill(1, GRANULE))
        for start in range(0, UNIT_BYTES, 48 << 10):
            volume.lane.write(UNIT_BYTES + start, memoryview(data[start : start + (48 << 10)]))
        unit = volume.image.map.places[1]
        assert unit == 1 << 32 | 1
        tweak = modes.XTS(unit.to_bytes(16, "little"))
        expected = Cipher(algorithms.AES(key_bytes), tweak).encryptor().update(data)
        assert files.blocks(VOLUME).read_bytes()[UNIT_BYTES : 2 * UNIT_BYTES] == expected

    def test_neither_key_nor_plaintext_is_in_any_file(
        self, open_volume: OpenVolume, files: VolumeFiles, key_bytes: bytes
    ) -> None:
        volume = open_volume()
        for index, page in enumerate(payloads(64 << 10)[:8]):
            volume.lane.write(index * len(page), page)
        volume.close()
        halves = (key_bytes[:32], key_bytes[32:], key_bytes[::-1][:32])
        for path in files.directory.iterdir():
            data = path.read_bytes()
            for canary in (b"4111 1111", b'"order"', *halves, *(half.hex().encode() for half in halves)):
                assert canary not in data

    def test_an_unencrypted_volume_stores_blocks_as_they_are(
        self, open_volume: OpenVolume, files: VolumeFiles
    ) -> None:
        open_volume(encrypted=False).lane.write(0, fill(7, GRANULE))
        assert files.blocks(VOLUME).read_bytes() == bytes([7]) * GRANULE

    def test_equal_blocks_have_no_equal_ciphertext(self, open_volume: OpenVolume, files: VolumeFiles) -> None:
        volume = open_volume()
        for block in range(4):
            volume.lane.write(block * UNIT_BYTES, fill(0, UNIT_BYTES))
        stored = files.blocks(VOLUME).read_bytes()
        pieces = {stored[at : at + 16] for at in range(0, len(stored), 16)}
        assert len(pieces) == len(stored) // 16

    def test_two_volumes_under_one_key_have_no_equal_ciphertext(
        self, open_volume: OpenVolume, files: VolumeFiles, key_bytes: bytes
    ) -> None:
        other = "vol-00000000000000001"
        create_image(files, other)
        second = Volume.open(files.directory, other, SIZE, SecretBuffer(bytearray(key_bytes)))
        first = open_volume()
        for volume in (first, second):
            volume.lane.write(0, fill(0, UNIT_BYTES))
        second.close()
        stored = [files.blocks(name).read_bytes() for name in (VOLUME, other)]
        pieces = [{data[at : at + 16] for at in range(0, UNIT_BYTES, 16)} for data in stored]
        assert not pieces[0] & pieces[1]

    def test_an_empty_volume_of_64_tib_takes_no_space(
        self, open_volume: OpenVolume, files: VolumeFiles
    ) -> None:
        size = 64 << 40
        volume = open_volume(size=size)
        volume.lane.write(size - GRANULE, fill(5, GRANULE))
        volume.close()
        again = open_volume(size=size)
        assert again.lane.read(size - 2 * GRANULE, 2 * GRANULE) == bytes(GRANULE) + bytes([5]) * GRANULE
        assert sum(path.stat().st_blocks * 512 for path in files.directory.iterdir()) < 100_000

    def test_a_trimmed_volume_gives_its_space_back(self, open_volume: OpenVolume, files: VolumeFiles) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, 4 << 20))
        volume.flush()
        volume.lane.trim(0, 4 << 20)
        volume.flush()
        assert files.blocks(VOLUME).stat().st_blocks * 512 < 64 << 10
        assert volume.lane.read(0, 4 << 20) == bytes(4 << 20)


class TestRequests:
    """What a volume accepts."""

    @pytest.mark.parametrize(
        ("offset", "size"),
        [(1, 512), (0, 511), (-512, 512), (SIZE, 512), (SIZE - 512, 1024), (256, 256)],
    )
    def test_a_range_off_the_sectors_or_the_volume_is_refused(
        self, open_volume: OpenVolume, offset: int, size: int
    ) -> None:
        lane = open_volume().lane
        calls: list[Callable[[], object]] = [
            lambda: lane.read(offset, size),
            lambda: lane.write(offset, fill(1, size)),
            lambda: lane.zero(offset, size),
            lambda: lane.trim(offset, size),
            lambda: lane.where(offset, size),
        ]
        for call in calls:
            with pytest.raises(OSError, match=r"whole 512-byte sectors|reach beyond"):
                call()

    def test_lanes_of_two_threads_do_not_disturb_each_other(self, open_volume: OpenVolume) -> None:
        """Both write their own granules of the same blocks for the first time, in turn."""
        volume = open_volume()
        size = 2 * UNIT_BYTES

        def write_every_other(parity: int) -> None:
            lane = volume.new_lane()
            for granule in range(parity, size // GRANULE, 2):
                lane.write(granule * GRANULE, fill(1 + parity, GRANULE))
                lane.write(granule * GRANULE, fill(1 + parity, 512))

        threads = [threading.Thread(target=write_every_other, args=(parity,)) for parity in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pair = bytes([1]) * GRANULE + bytes([2]) * GRANULE
        assert volume.lane.read(0, size) == pair * (size // len(pair))

    def test_a_reader_sees_old_bytes_or_zeros_while_another_thread_trims(
        self, open_volume: OpenVolume
    ) -> None:
        volume = open_volume()
        stop = threading.Event()

        def trim_and_write() -> None:
            lane = volume.new_lane()
            for _ in range(60):
                lane.write(0, fill(9, UNIT_BYTES))
                lane.trim(0, UNIT_BYTES)
            stop.set()

        thread = threading.Thread(target=trim_and_write)
        thread.start()
        seen = set()
        while not stop.is_set():
            data = volume.lane.read(0, GRANULE)
            assert data in (bytes(GRANULE), bytes([9]) * GRANULE)
            seen.add(data[0])
        thread.join()
        assert seen <= {0, 9}


class TestFlush:
    """Data first, then the map, then the answer; and after a failed sync no further promise."""

    def test_data_is_synced_before_the_map(
        self, open_volume: OpenVolume, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, GRANULE))
        real, synced = os.fdatasync, []

        def record(descriptor: int) -> None:
            synced.append(os.readlink(f"/proc/self/fd/{descriptor}").rsplit(".", 1)[1])
            real(descriptor)

        monkeypatch.setattr(os, "fdatasync", record)
        volume.flush()
        assert synced == ["blocks", "map"]

    def test_after_a_failed_sync_writes_and_flushes_are_refused(
        self, open_volume: OpenVolume, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, GRANULE))

        def fail(_: int) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "fdatasync", fail)
        with pytest.raises(OSError, match="Input/output error"):
            volume.flush()
        monkeypatch.undo()
        for call in (volume.flush, lambda: volume.lane.write(0, fill(2, GRANULE))):
            with pytest.raises(OSError, match="an earlier sync failed"):
                call()
        assert volume.lane.read(0, GRANULE) == bytes([1]) * GRANULE


@pytest.fixture
def largest_file() -> Iterator[Callable[[int], None]]:
    """Limits how long files may grow; the signal that comes with it is ignored, as in any Python."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


class TestFullDisk:
    """A write that finds no room says so, and harms nothing."""

    def test_a_file_at_its_limit_refuses_and_works_again_with_room(
        self, open_volume: OpenVolume, largest_file: Callable[[int], None]
    ) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, UNIT_BYTES))
        largest_file(UNIT_BYTES + 2 * GRANULE)
        with pytest.raises(OSError, match=r"File too large|No space|no space"):
            volume.lane.write(UNIT_BYTES, fill(2, 64 << 10))
        assert volume.lane.read(0, UNIT_BYTES) == bytes([1]) * UNIT_BYTES
        largest_file(resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        volume.lane.write(UNIT_BYTES, fill(3, 64 << 10))
        volume.close()
        assert open_volume().lane.read(UNIT_BYTES, 64 << 10) == bytes([3]) * (64 << 10)

    def test_a_short_write_is_an_error(
        self, open_volume: OpenVolume, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        volume = open_volume()
        volume.lane.write(0, fill(1, GRANULE))
        monkeypatch.setattr(os, "pwrite", lambda _, data, __: len(data) - 1)
        with pytest.raises(OSError, match="no space left"):
            volume.lane.write(0, fill(2, GRANULE))


class TestOpening:
    """What is not in order is not opened."""

    def test_a_map_older_than_its_slots_is_refused(self, open_volume: OpenVolume, files: VolumeFiles) -> None:
        """As after restoring one file of two from a backup: its slots would be given again."""
        older = files.map(VOLUME).read_bytes()
        volume = open_volume()
        volume.lane.write(0, fill(1, GRANULE))
        volume.close()
        files.map(VOLUME).write_bytes(older)
        with pytest.raises(ImageError, match="it reserved 0 slots, the file has 1"):
            open_volume()

    def test_a_volume_that_is_open_is_not_opened_again(
        self, open_volume: OpenVolume, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kmstui.hypervisor.slot_map._CLAIM_ATTEMPTS", 2)
        open_volume()
        with pytest.raises(OSError, match="another process has the volume open"):
            open_volume()

    def test_absent_files_are_reported_and_the_key_wiped(self, files: VolumeFiles) -> None:
        files.delete(VOLUME)
        secret = SecretBuffer(bytearray(range(64)))
        with pytest.raises(FileNotFoundError):
            Volume.open(files.directory, VOLUME, SIZE, secret)
        assert secret.data == bytes(64)

    def test_a_bad_key_is_refused_and_wiped(self, files: VolumeFiles) -> None:
        secret = SecretBuffer(bytearray(bytes(range(32)) * 2))
        with pytest.raises(XtsError, match="halves"):
            Volume.open(files.directory, VOLUME, SIZE, secret)
        assert secret.data == bytes(64)

    def test_closing_wipes_the_key(self, files: VolumeFiles) -> None:
        secret = SecretBuffer(bytearray(range(64)))
        volume = Volume.open(files.directory, VOLUME, SIZE, secret)
        volume.lane.write(0, fill(1, GRANULE))
        volume.close()
        assert secret.data == bytes(64)
        with pytest.raises((XtsError, OSError)):
            volume.lane.read(0, GRANULE)

    def test_no_descriptor_is_left_open(self, files: VolumeFiles, key_bytes: bytes) -> None:
        before = os.listdir("/proc/self/fd")
        for encrypted in (True, False, True):
            secret = SecretBuffer(bytearray(key_bytes)) if encrypted else None
            try:
                Volume.open(files.directory, VOLUME, SIZE, secret).close()
            except OSError:
                assert not encrypted
        assert os.listdir("/proc/self/fd") == before
