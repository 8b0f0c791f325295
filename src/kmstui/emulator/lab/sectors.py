"""GetSector and WriteSector: one stretch of a volume, as the instance sees it and as it lies on disk."""

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2.model import Volume
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.lab.served import answering, check_range, named_volume, require_in_use
from kmstui.emulator.registry import Context, Handler


def get_sector(data_plane: DataPlane) -> Handler[Volume]:
    """`GetSector`."""

    def run(context: Context, params: Params, volume: Volume) -> Result:
        offset, length = params["Offset"], params["Length"]
        check_range(volume, offset, length)
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
