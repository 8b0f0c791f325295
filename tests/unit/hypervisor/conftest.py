"""Volumes in a temporary directory."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kmstui.hypervisor.creation import create_image
from kmstui.hypervisor.files import VolumeFiles
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.volume import Volume
from kmstui.hypervisor.xts import XtsKey

VOLUME = "vol-0123456789abcdef0"
SIZE = 8 << 20

OpenVolume = Callable[..., Volume]


@pytest.fixture
def key_bytes() -> bytes:
    """An XTS key that no real data is under."""
    return bytes(range(64))


@pytest.fixture
def key(key_bytes: bytes) -> XtsKey:
    """The same, checked."""
    return XtsKey(SecretBuffer(bytearray(key_bytes)))


@pytest.fixture
def files(tmp_path: Path) -> VolumeFiles:
    """A directory with the files of one empty volume."""
    files = VolumeFiles(tmp_path / "volumes")
    create_image(files, VOLUME)
    return files


@pytest.fixture
def open_volume(files: VolumeFiles, key_bytes: bytes) -> Iterator[OpenVolume]:
    """Opens the volume, encrypted or not; whatever is still open at the end is closed."""
    opened: list[Volume] = []

    def open_it(*, encrypted: bool = True, size: int = SIZE) -> Volume:
        secret = SecretBuffer(bytearray(key_bytes)) if encrypted else None
        volume = Volume.open(files.directory, VOLUME, size, secret)
        opened.append(volume)
        return volume

    yield open_it
    for volume in opened:
        try:
            volume.close()
        except OSError:
            continue
