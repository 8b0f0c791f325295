"""StartLoad, StopLoad and GetVolumeIo: what an instance's software would do, and what the host counts of
it."""

from collections.abc import Mapping
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.aws.volume_io import Pattern, Workload
from kmstui.emulator.ec2.model import Volume
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.lab.served import answering, check_aligned, named_volume, require_in_use
from kmstui.emulator.registry import Context, Handler

SPAN_TOO_SMALL = Refusal(
    INVALID_PARAMETER_VALUE, "SpanBytes of {span} is smaller than one request of {block} bytes."
)
SPAN_TOO_LARGE = Refusal(
    INVALID_PARAMETER_VALUE, "SpanBytes of {span} is larger than the volume ({size} bytes)."
)


def workload(volume: Volume, members: Mapping[str, Any]) -> Workload:
    """The load a request describes; what it leaves out is as in `Workload`, within the volume.

    Raises:
        AwsError: `InvalidParameterValue`.
    """
    usual = Workload()
    load = Workload(
        pattern=Pattern(members.get("Pattern", usual.pattern)),
        write_percent=members.get("WritePercent", usual.write_percent),
        block_size=members.get("BlockSize", usual.block_size),
        queue_depth=members.get("QueueDepth", usual.queue_depth),
        duration_s=float(members.get("DurationSeconds", usual.duration_s)),
        rate_iops=members.get("RateIops", usual.rate_iops),
        span_bytes=members.get("SpanBytes", min(usual.span_bytes, volume.size_bytes)),
    )
    check_aligned("BlockSize", load.block_size)
    if load.span_bytes < load.block_size:
        raise SPAN_TOO_SMALL.error(span=load.span_bytes, block=load.block_size)
    if load.span_bytes > volume.size_bytes:
        raise SPAN_TOO_LARGE.error(span=load.span_bytes, size=volume.size_bytes)
    return load


def start_load(data_plane: DataPlane) -> Handler[Volume]:
    """`StartLoad`: in place of a load that runs already."""

    def run(context: Context, params: Params, volume: Volume) -> Result:
        load = workload(volume, params["Workload"])
        require_in_use(context, volume)
        with answering(volume):
            data_plane.start_load(volume.volume_id, load)
        return {}

    return private_operation("StartLoad", run, named_volume)


def stop_load(data_plane: DataPlane) -> Handler[Volume]:
    """`StopLoad`."""

    def run(context: Context, _params: Params, volume: Volume) -> Result:
        require_in_use(context, volume)
        with answering(volume):
            data_plane.stop_load(volume.volume_id)
        return {}

    return private_operation("StopLoad", run, named_volume)


def get_volume_io(data_plane: DataPlane) -> Handler[Volume]:
    """`GetVolumeIo`."""

    def run(context: Context, _params: Params, volume: Volume) -> Result:
        require_in_use(context, volume)
        with answering(volume):
            return {"VolumeId": volume.volume_id, "Meters": data_plane.meters(volume.volume_id)}

    return private_operation("GetVolumeIo", run, named_volume)
