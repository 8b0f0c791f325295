"""Names, permissions and file numbers."""

import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import FREEING, VolumeFiles, open_private

VOLUME = "vol-0123456789abcdef0"


@pytest.fixture(params=[0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_files_and_directory_are_their_owners_alone(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path / "volumes")
    create_image(files, VOLUME)
    assert (tmp_path / "volumes").stat().st_mode & 0o777 == 0o700
    found = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "volumes").iterdir()}
    assert found == {f"{VOLUME}.blocks": 0o600, f"{VOLUME}.map": 0o600, "file-numbers": 0o600}


@pytest.mark.parametrize(
    "name",
    ["", "vol-", "vol-0123", "../vol-0123456789abcdef0", "vol-0123456789ABCDEF0", "vol-0123456789abcdef0/x"],
)
def test_only_volume_ids_become_names(tmp_path: Path, name: str) -> None:
    files = VolumeFiles(tmp_path)
    for method in (files.blocks, files.map, files.delete):
        with pytest.raises(ValueError, match="not a volume id"):
            method(name)


def test_a_link_in_a_files_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for flags in (os.O_RDWR, os.O_RDWR | os.O_CREAT):
        with pytest.raises(OSError, match="symbolic links"):
            open_private(tmp_path / "link", flags)


def test_file_numbers_start_at_one_and_never_come_twice(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path)
    given = [files.next_file_number() for _ in range(200)]
    assert given == list(range(1, 201))
    for _ in range(3):
        files = VolumeFiles(tmp_path)
        given += [files.next_file_number() for _ in range(70)]
    assert sorted(set(given)) == given


def test_a_file_number_is_reserved_on_the_disk_before_it_is_given(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path)
    for _ in range(100):
        number = files.next_file_number()
        assert VolumeFiles(tmp_path).next_file_number() > number
        assert files.next_file_number() > number


def test_the_last_file_number_is_the_last(tmp_path: Path) -> None:
    last = 2**32 - 1
    counter = struct.pack("<8sII", b"KMSFNUM1", last - 2, zlib.crc32(b"%d" % (last - 2)))
    (tmp_path / "file-numbers").write_bytes(counter)
    files = VolumeFiles(tmp_path)
    assert [files.next_file_number() for _ in range(2)] == [last - 1, last]
    for again in (files, VolumeFiles(tmp_path)):
        with pytest.raises(OSError, match="all file numbers have been used"):
            again.next_file_number()


def test_a_damaged_counter_gives_no_number(tmp_path: Path) -> None:
    VolumeFiles(tmp_path).next_file_number()
    counter = tmp_path / "file-numbers"
    whole = counter.read_bytes()
    for position in range(len(whole)):
        data = bytearray(whole)
        data[position] ^= 1
        counter.write_bytes(data)
        with pytest.raises(OSError, match="counter of file numbers is damaged"):
            VolumeFiles(tmp_path).next_file_number()
    counter.write_bytes(b"")
    with pytest.raises(OSError, match="counter of file numbers is damaged"):
        VolumeFiles(tmp_path).next_file_number()


def test_creating_a_volume_twice_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path)
    create_image(files, VOLUME)
    before = files.map(VOLUME).read_bytes()
    with pytest.raises(FileExistsError):
        create_image(files, VOLUME)
    assert files.map(VOLUME).read_bytes() == before


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = VolumeFiles(tmp_path)
    files.prepare()
    (tmp_path / "file-numbers").write_bytes(b"damaged")
    with pytest.raises(OSError, match="damaged"):
        create_image(files, VOLUME)
    assert [path.name for path in tmp_path.iterdir()] == ["file-numbers"]


def test_deleting_removes_both_files_and_may_be_repeated(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path)
    create_image(files, VOLUME)
    files.delete(VOLUME)
    files.delete(VOLUME)
    assert [path.name for path in tmp_path.iterdir()] == ["file-numbers"]


def test_the_space_of_a_deleted_volume_is_given_back_in_a_thread(tmp_path: Path) -> None:
    files = VolumeFiles(tmp_path)
    create_image(files, VOLUME)
    files.delete(VOLUME)
    for thread in threading.enumerate():
        if thread.name == FREEING:
            thread.join()
    still_open = [os.path.realpath(entry.path) for entry in os.scandir("/proc/self/fd")]
    assert not [path for path in still_open if str(tmp_path) in path]
