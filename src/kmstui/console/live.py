"""What can be seen of an attached volume while it is used: meters, one sector from both sides, its data key.

Questions to the account, answered as frozen values; how often they are asked and how they are drawn is not
decided here. On accounts other than the emulator's the private calls are refused, and whoever asked says so.
"""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.aws.volume_io import Meters, Sector
from kmstui.console.keys import alias_names
from kmstui.console.sidebar import list_ec2

SECTOR = 512
"""Bytes of a sector: what one logical block address (LBA) counts."""
GRANULE = 4096
"""Bytes between two places where a written sector is looked for: the block of most file systems."""
TRIES = 192
"""How many places are looked at for a written sector before giving up."""
SERVED = frozenset({"attached", "busy"})
"""Attachment states in which the data plane serves the volume (EC2 API Reference, VolumeAttachment)."""
COMING = "attaching"
"""The attachment state that becomes one of `SERVED` by itself."""
_UNKNOWN_KEY = frozenset({"AccessDeniedException", "NotFoundException"})


@dataclass(frozen=True, slots=True)
class LiveVolume:
    """An attached volume."""

    volume_id: str
    name: str
    """Its `Name` tag; empty where it has none."""
    encrypted: bool
    size_bytes: int
    instance_id: str
    device: str
    key_arn: str
    """Its KMS key; empty for an unencrypted volume."""
    served: bool = True
    """Whether its instance can use it already; otherwise it is still attaching."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """What may be known of a volume's data key, which is never the key itself."""

    state: str
    """`in memory`, `not in memory` or `unencrypted`."""
    instance_id: str = ""
    device: str = ""
    attached: datetime | None = None
    kms_calls: int = 0
    """Calls to KMS for this volume since those of its attachment."""
    key_id: str = ""
    """Of the KMS key that wraps it."""
    key_name: str = ""
    """That key's first alias, or its ID."""
    key_state: str = ""
    """That key's state; empty where the caller may not ask."""
    key_manager: str = ""
    """`CUSTOMER`, or `AWS` for a key that nobody can disable; empty where the caller may not ask."""
    wrapped: str = ""
    """The data key encrypted under that key, base64."""
    cipher: str = ""
    data_unit_bytes: int = 0
    """Bytes under one tweak (IEEE 1619)."""
    grant_id: str = ""
    """The grant by which the instance's host may decrypt the data key."""


def attached_volumes(gateway: Gateway) -> tuple[LiveVolume, ...]:
    """Every volume that is being served, in the order of `volumes_of_instances`."""
    return tuple(volume for volume in volumes_of_instances(gateway) if volume.served)


def volumes_of_instances(gateway: Gateway) -> tuple[LiveVolume, ...]:
    """Every volume that is served or is attaching: encrypted ones first, each kind by instance and device."""
    volumes = [
        live
        for volume in list_ec2(gateway, "DescribeVolumes", "Volumes")
        if (live := _live(volume)) is not None
    ]
    return tuple(sorted(volumes, key=lambda live: (not live.encrypted, live.instance_id, live.device)))


def _live(volume: Mapping[str, Any]) -> LiveVolume | None:
    for attachment in volume.get("Attachments", ()):
        if attachment["State"] in SERVED | {COMING}:
            tags = {tag["Key"]: tag["Value"] for tag in volume.get("Tags", ())}
            return LiveVolume(
                volume_id=volume["VolumeId"],
                name=tags.get("Name", ""),
                encrypted=bool(volume.get("Encrypted")),
                size_bytes=volume["Size"] << 30,
                instance_id=attachment["InstanceId"],
                device=attachment["Device"],
                key_arn=volume.get("KmsKeyId", ""),
                served=attachment["State"] in SERVED,
            )
    return None


def meters(gateway: Gateway, volume_id: str) -> Meters:
    """Everything counted on a volume since it was attached."""
    found = gateway.call("kmstui", "GetVolumeIo", {"VolumeId": volume_id})["Meters"]
    assert isinstance(found, Meters)
    return found


def sector(gateway: Gateway, volume_id: str, offset: int) -> Sector:
    """One sector, as the instance reads it and as it lies in the file."""
    params = {"VolumeId": volume_id, "Offset": offset, "Length": SECTOR}
    found = gateway.call("kmstui", "GetSector", params)["Sector"]
    assert isinstance(found, Sector)
    return found


def written_sector(gateway: Gateway, volume_id: str, offset: int, size_bytes: int) -> Sector:
    """The first sector from `offset` on, block by block, that something was written to.

    A volume is mostly holes at first; where none of the places looked at was written, the one at `offset`.
    """
    first = found = sector(gateway, volume_id, offset)
    places = range(offset + GRANULE - offset % GRANULE, size_bytes - SECTOR + 1, GRANULE)
    for place in places[:TRIES]:
        if found.stored:
            return found
        found = sector(gateway, volume_id, place)
    return found if found.stored else first


def data_key(gateway: Gateway, volume_id: str) -> DataKey:
    """What may be known of a volume's data key, with the name and state of the KMS key that wraps it."""
    answer = gateway.call("kmstui", "DescribeDataKey", {"VolumeId": volume_id})
    key_id = answer.get("KmsKeyId", "").rpartition("/")[2]
    metadata = _metadata(gateway, answer["KmsKeyId"]) if key_id else {}
    return DataKey(
        state=answer["State"],
        instance_id=answer.get("InstanceId", ""),
        device=answer.get("Device", ""),
        attached=answer.get("AttachTime"),
        kms_calls=answer["KmsCallsSinceAttach"],
        key_id=key_id,
        key_name=_key_name(gateway, key_id) if key_id else "",
        key_state=metadata.get("KeyState", ""),
        key_manager=metadata.get("KeyManager", ""),
        wrapped=b64encode(answer.get("CiphertextBlob", b"")).decode(),
        cipher=answer.get("Cipher", ""),
        data_unit_bytes=answer.get("DataUnitBytes", 0),
        grant_id=answer.get("GrantId", ""),
    )


def _key_name(gateway: Gateway, key_id: str) -> str:
    try:
        return alias_names(gateway).get(key_id, (key_id,))[0]
    except AwsError as error:
        if error.code in _UNKNOWN_KEY:
            return key_id
        raise


def _metadata(gateway: Gateway, key_arn: str) -> Mapping[str, str]:
    try:
        metadata: Mapping[str, str] = gateway.call("kms", "DescribeKey", {"KeyId": key_arn})["KeyMetadata"]
        return metadata
    except AwsError as error:
        if error.code in _UNKNOWN_KEY:
            return {}
        raise


def start_load(gateway: Gateway, volume_id: str, workload: Mapping[str, object]) -> None:
    """Start a load on a volume, in place of one that runs."""
    gateway.call("kmstui", "StartLoad", {"VolumeId": volume_id, "Workload": dict(workload)})


def stop_load(gateway: Gateway, volume_id: str) -> None:
    """Stop the load of a volume."""
    gateway.call("kmstui", "StopLoad", {"VolumeId": volume_id})


def set_key(gateway: Gateway, key_id: str, *, enabled: bool) -> None:
    """EnableKey or DisableKey."""
    gateway.call("kms", "EnableKey" if enabled else "DisableKey", {"KeyId": key_id})


def detach(gateway: Gateway, volume: LiveVolume) -> bool:
    """Stop the load, as one unmounts first, and DetachVolume.

    Returns:
        Whether the instance has let go of the volume; otherwise it is `busy`, and the data key is still in
        memory.
    """
    with suppress(AwsError):  # of a host that failed; DetachVolume has the last word
        stop_load(gateway, volume.volume_id)
    params = {"VolumeId": volume.volume_id, "InstanceId": volume.instance_id}
    return bool(gateway.call("ec2", "DetachVolume", params)["State"] != "busy")


def advance_clock(gateway: Gateway, seconds: float) -> None:
    """Move the account's clock, where it only moves when it is told to."""
    gateway.call("kmstui", "AdvanceClock", {"Seconds": seconds})


def hexdump_command(found: Sector) -> str:
    """The shell command that shows the same stored bytes, for whoever wants to see for themselves."""
    if not found.file:
        return ""
    return f"hexdump -C -s {found.file_offset} -n {len(found.stored)} {found.file}"


def parse_place(text: str) -> int | None:
    """The sector that a text means, as an offset in bytes: an LBA in decimal or, after `0x`, hexadecimal; or
    an offset such as `4k`, `2M` or `1G`. None where it means neither."""
    text = text.strip().replace("_", "").lower()
    units = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
    if text[:-1].isdecimal() and text[-1:] in units:
        offset = int(text[:-1]) * units[text[-1]]
        return offset - offset % SECTOR
    if text.isdecimal():
        return int(text) * SECTOR
    digits = text.removeprefix("0x")
    if text.startswith("0x") and digits and not set(digits) - set("0123456789abcdef"):
        return int(digits, 16) * SECTOR
    return None


@dataclass(frozen=True, slots=True)
class Glance:
    """One look at a volume; what was not asked for is None."""

    meters: Meters
    sector: Sector | None = None
    key: DataKey | None = None


def glance(
    gateway: Gateway,
    live: LiveVolume,
    offset: int | None = None,
    *,
    find: bool = False,
    with_key: bool = False,
) -> Glance:
    """Look at a volume's meters and, where asked, at one sector and the data key, in one go.

    Args:
        gateway: the account.
        live: the volume.
        offset: the sector to look at; None for none.
        find: whether to look for a written sector from there on.
        with_key: whether to ask for the data key, too.
    """
    counted = meters(gateway, live.volume_id)
    seen = None
    if offset is not None:
        seen = (
            written_sector(gateway, live.volume_id, offset, live.size_bytes)
            if find
            else sector(gateway, live.volume_id, offset)
        )
    return Glance(counted, seen, data_key(gateway, live.volume_id) if with_key else None)
