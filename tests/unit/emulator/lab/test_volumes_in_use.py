"""Loads, meters and sectors: what an instance does to its volume."""

from typing import Any

import pytest
from tests.unit.emulator.lab.house import House

from kmstui.aws.errors import AwsError
from kmstui.aws.volume_io import Meters, Pattern, Sector, Workload

GIB = 1 << 30


def refusal(house: House, operation: str, **params: Any) -> str:
    with pytest.raises(AwsError) as error:
        house.lab(operation, **params)
    return str(error.value)


def test_a_load_is_started_as_described(house: House) -> None:
    volume_id = house.attached_volume()
    members = {
        "Pattern": "sequential",
        "WritePercent": 100,
        "BlockSize": 65536,
        "QueueDepth": 4,
        "DurationSeconds": 2.5,
        "RateIops": 100,
        "SpanBytes": 1 << 20,
    }
    assert house.lab("StartLoad", VolumeId=volume_id, Workload=members) == {}
    assert house.plane.loads[volume_id] == Workload(Pattern.SEQUENTIAL, 100, 65536, 4, 2.5, 100, 1 << 20)


def test_what_a_load_leaves_out_is_usual(house: House) -> None:
    volume_id = house.attached_volume()
    house.lab("StartLoad", VolumeId=volume_id, Workload={})
    assert house.plane.loads[volume_id] == Workload()


def test_a_load_is_stopped(house: House) -> None:
    volume_id = house.attached_volume()
    house.lab("StartLoad", VolumeId=volume_id, Workload={})
    assert house.lab("GetVolumeIo", VolumeId=volume_id)["Meters"] == Meters(load_running=True)
    assert house.lab("StopLoad", VolumeId=volume_id) == {}
    assert house.lab("GetVolumeIo", VolumeId=volume_id) == {"VolumeId": volume_id, "Meters": Meters()}


@pytest.mark.parametrize(
    ("members", "text"),
    [
        (
            {"BlockSize": 1000},
            "InvalidParameterValue: BlockSize of 1000 is not a multiple of 512 bytes.",
        ),
        (
            {"SpanBytes": 512, "BlockSize": 4096},
            "InvalidParameterValue: SpanBytes of 512 is smaller than one request of 4096 bytes.",
        ),
        (
            {"SpanBytes": 8 * GIB + 512},
            f"InvalidParameterValue: SpanBytes of {8 * GIB + 512} is larger than the volume"
            f" ({8 * GIB} bytes).",
        ),
    ],
)
def test_a_load_that_does_not_fit_is_refused(house: House, members: dict[str, int], text: str) -> None:
    volume_id = house.attached_volume()
    assert refusal(house, "StartLoad", VolumeId=volume_id, Workload=members) == text
    assert house.plane.loads == {}


def test_a_sector_is_shown_from_both_sides(house: House) -> None:
    volume_id = house.attached_volume()
    answer = house.lab("GetSector", VolumeId=volume_id, Offset=1024, Length=512)
    assert answer == {"Sector": Sector(offset=1024, plaintext=bytes(512), stored=b"")}


def test_a_sector_is_written_and_durable_when_answered(house: House) -> None:
    volume_id = house.attached_volume()
    assert house.lab("WriteSector", VolumeId=volume_id, Offset=512, Data=b"x" * 1024) == {}
    assert house.plane.written == [(volume_id, 512, b"x" * 1024)]
    assert house.plane.flushed == [volume_id]


@pytest.mark.parametrize(
    ("operation", "params", "text"),
    [
        (
            "GetSector",
            {"Offset": 100, "Length": 512},
            "InvalidParameterValue: Offset of 100 is not a multiple of 512 bytes.",
        ),
        (
            "GetSector",
            {"Offset": 0, "Length": 513},
            "InvalidParameterValue: Length of 513 is not a multiple of 512 bytes.",
        ),
        (
            "GetSector",
            {"Offset": (512 << 10) - 512, "Length": 1024},
            "InvalidParameterValue: The stretch reaches over the end of a data unit of 524288 bytes.",
        ),
        (
            "WriteSector",
            {"Offset": 0, "Data": b"x" * 700},
            "InvalidParameterValue: Length of 700 is not a multiple of 512 bytes.",
        ),
    ],
)
def test_what_is_not_whole_sectors_is_refused(
    house: House, operation: str, params: dict[str, Any], text: str
) -> None:
    volume_id = house.attached_volume()
    assert refusal(house, operation, VolumeId=volume_id, **params) == text


def test_the_last_sector_is_there_and_none_after_it(house: House) -> None:
    volume_id = house.attached_volume()
    house.lab("GetSector", VolumeId=volume_id, Offset=8 * GIB - 512, Length=512)
    assert refusal(house, "GetSector", VolumeId=volume_id, Offset=8 * GIB, Length=512) == (
        f"InvalidParameterValue: Bytes {8 * GIB} to {8 * GIB + 511} are beyond the end of volume"
        f" '{volume_id}' ({8 * GIB} bytes)."
    )


USES: list[tuple[str, dict[str, Any]]] = [
    ("StartLoad", {"Workload": {}}),
    ("StopLoad", {}),
    ("GetVolumeIo", {}),
    ("GetSector", {"Offset": 0, "Length": 512}),
    ("WriteSector", {"Offset": 0, "Data": b"x" * 512}),
]


@pytest.mark.parametrize(("operation", "params"), USES)
def test_a_volume_that_is_not_attached_cannot_be_used(
    house: House, operation: str, params: dict[str, Any]
) -> None:
    volume_id = house.volume()
    assert refusal(house, operation, VolumeId=volume_id, **params) == (
        f"IncorrectState: Volume '{volume_id}' is in the 'available' state."
    )


@pytest.mark.parametrize(("operation", "params"), USES)
def test_a_volume_of_a_stopped_instance_cannot_be_used(
    house: House, operation: str, params: dict[str, Any]
) -> None:
    volume_id = house.attached_volume()
    house("ec2", "StopInstances", InstanceIds=[house.instance_id])
    assert refusal(house, operation, VolumeId=volume_id, **params) == (
        f"IncorrectState: Instance '{house.instance_id}' is not 'running'."
    )


@pytest.mark.parametrize(("operation", "params"), USES)
def test_a_volume_nobody_serves_cannot_be_used(house: House, operation: str, params: dict[str, Any]) -> None:
    volume_id = house.attached_volume()
    house.plane.serving.clear()
    assert refusal(house, operation, VolumeId=volume_id, **params) == (
        f"IncorrectState: Volume '{volume_id}' is not served by a host."
    )


@pytest.mark.parametrize(("operation", "params"), USES)
def test_a_host_that_fails_is_an_internal_error(house: House, operation: str, params: dict[str, Any]) -> None:
    volume_id = house.attached_volume()
    house.plane.broken.update({"start_load", "stop_load", "meters", "sector", "write"})
    assert refusal(house, operation, VolumeId=volume_id, **params) == (
        f"InternalError: The host of volume '{volume_id}' failed: No space left on device"
    )


@pytest.mark.parametrize(("operation", "params"), USES)
def test_a_volume_that_does_not_exist_cannot_be_used(
    house: House, operation: str, params: dict[str, Any]
) -> None:
    text = refusal(house, operation, VolumeId="vol-0123456789abcdef0", **params)
    assert text == "InvalidVolume.NotFound: The volume 'vol-0123456789abcdef0' does not exist."


def test_a_volume_is_let_go_when_its_load_has_been_stopped(house: House) -> None:
    volume_id = house.attached_volume()
    house.lab("StartLoad", VolumeId=volume_id, Workload={})
    assert house("ec2", "DetachVolume", VolumeId=volume_id)["State"] == "busy"
    house.lab("StopLoad", VolumeId=volume_id)
    (volume,) = house("ec2", "DescribeVolumes", VolumeIds=[volume_id])["Volumes"]
    assert volume["State"] == "available"
