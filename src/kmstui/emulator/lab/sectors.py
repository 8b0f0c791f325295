"""GetSector and WriteSector: one stretch of a volume, as the instance sees it and as it lies on disk."""

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2.model import Volume
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.lab.keys_of_volumes import DATA_UNIT_BYTES
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.lab.served import answering, check_range, named_volume, require_in_use
from kmstui.emulator.registry import Context, Handler

TWO_UNITS = Refusal(
    INVALID_PARAMETER_VALUE, "The stretch reaches over the end of a data unit of {unit} bytes."
)
"""Neighbouring data units need not be neighbours on the disk."""


def get_sector(data_plane: DataPlane) -> Handler[Volume]:
    """`GetSector`."""

    def run(context: Context, params: Params, volume: Volume) -> Result:
        offset, length = params["Offset"], params["Length"]
        check_range(volume, offset, length)
        if offset // DATA_UNIT_BYTES != (offset + length - 1) // DATA_UNIT_BYTES:
            raise TWO_UNITS.error(unit=DATA_UNIT_BYTES)
        require_in_use(context, volume)
        with answering(volume):
            return {"Sector": data_plane.sector(volume.volume_id, offset, length)}

    return private_operation("GetSector", run, named_volume)


def write_sector(data_plane: DataPlane) -> Handler[Volume]:
    """`WriteSector`: durable when it is answered."""

    def run(context: Context, params: Params, volume: Volume) -> Result:
        offset, data = params["Offset"], params["Data"]
        check_range(volume, offset, len(data))
        require_in_use(context, volume)
        with answering(volume):
            data_plane.write(volume.volume_id, offset, data)
            data_plane.flush(volume.volume_id)
        return {}

    return private_operation("WriteSector", run, named_volume)
