"""What EBS needs of a data plane: the place where volumes' bytes live and where their plaintext keys may be.

The account hands a key over and forgets it. It does not know how bytes are stored, encrypted or served, nor
in which process.
"""

from typing import Protocol

from kmstui.aws.volume_io import Meters, Sector, Workload


class DataPlane(Protocol):
    """Stores volumes and serves the attached ones.

    A volume that is not attached answers `KeyError(volume_id)`; one whose worker is lost or whose storage
    fails answers `OSError`.
    """

    def create(self, volume_id: str, size_bytes: int) -> None:
        """Make the files of an empty volume."""
        ...

    def delete(self, volume_id: str) -> None:
        """Remove a volume's files; it is no error when there are none."""
        ...

    def attach(self, volume_id: str, size_bytes: int, data_key: bytearray | None) -> None:
        """Start serving a volume, under a 64-byte XTS key or, with None, unencrypted.

        `data_key` is wiped when it has been handed over.
        """
        ...

    def detach(self, volume_id: str) -> None:
        """Flush, stop serving and forget the key; it is no error when the volume was not attached."""
        ...

    def attached(self) -> frozenset[str]:
        """The volumes that are being served."""
        ...

    def start_load(self, volume_id: str, workload: Workload) -> None:
        """Run a load on an attached volume, in place of one that runs already."""
        ...

    def stop_load(self, volume_id: str) -> None:
        """End the load; it is no error when none runs."""
        ...

    def meters(self, volume_id: str) -> Meters:
        """What has been counted since the volume was attached."""
        ...

    def sector(self, volume_id: str, offset: int, length: int) -> Sector:
        """A stretch of the volume as the instance reads it and as it lies on disk."""
        ...

    def write(self, volume_id: str, offset: int, data: bytes) -> None:
        """Write as the instance would; offset and length are multiples of 512."""
        ...

    def read(self, volume_id: str, offset: int, length: int) -> bytes:
        """Read as the instance would; offset and length are multiples of 512."""
        ...

    def flush(self, volume_id: str) -> None:
        """Return when everything written is durable."""
        ...

    def close(self) -> None:
        """Detach everything and end."""
        ...
