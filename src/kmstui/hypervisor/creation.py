"""Bringing a volume's empty files into being. Imports no cipher: the host does this itself."""

import os

from kmstui.hypervisor.files import VolumeFiles, open_private, sync_directory
from kmstui.hypervisor.layout import UNIT_BYTES
from kmstui.hypervisor.slot_map import create_map


def create_image(files: VolumeFiles, volume_id: str) -> None:
    """Create a volume's empty files, durably. The volume's size is no property of its files.

    One sync of the directory confirms the names of both.

    Raises:
        FileExistsError: the volume has files already.
    """
    files.prepare()
    blocks = files.blocks(volume_id)
    os.close(open_private(blocks, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    try:
        create_map(files.map(volume_id), files.next_file_number(), UNIT_BYTES)
    except OSError:
        blocks.unlink()
        raise
    sync_directory(files.directory)
