"""What a request says about a volume that is to be made, held against every rule that needs no account.

CreateVolume and the block device mappings of RunInstances say the same things; both end as a `VolumeRequest`.
Whether the KMS key is any good is not asked here: EBS finds that out after it has answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2 import tagging, volume_types, zones
from kmstui.emulator.ec2.identifiers import SNAPSHOT_NOT_FOUND, check_form
from kmstui.emulator.ec2.model import Tag
from kmstui.emulator.ec2.refusals import (
    INVALID_PARAMETER_COMBINATION,
    MISSING_PARAMETER,
    Refusal,
)
from kmstui.emulator.registry import Context

DEFAULT_KEY = "alias/aws/ebs"
"""The account's default key for EBS encryption: its AWS managed key (EBS User Guide, "KMS key")."""

NO_ZONE = Refusal(MISSING_PARAMETER, "The request must contain the parameter zone")
TWO_ZONES = Refusal(
    INVALID_PARAMETER_COMBINATION,
    "The parameter availabilityZoneId cannot be used with the parameter availabilityZone",
)
NO_SIZE = Refusal(MISSING_PARAMETER, "The request must contain the parameter size/snapshot")
KEY_WITHOUT_ENCRYPTION = Refusal(
    "InvalidParameterDependency", "The parameter [KmsKeyId] requires the parameter Encrypted to be set."
)
RATE_WITHOUT_SNAPSHOT = Refusal(
    "InvalidParameterDependency",
    "The parameter [VolumeInitializationRate] requires the parameter SnapshotId to be set.",
)
NO_OUTPOST = Refusal("InvalidOutpost.NotFound", "The Outpost '{arn}' does not exist.")


@dataclass(frozen=True, slots=True)
class VolumeRequest:
    """A volume as asked for, within the limits of its type."""

    zone: str
    size_gib: int
    volume_type: str
    iops: int | None
    """What the volume will have, its type's default or baseline included."""
    throughput: int | None
    multi_attach: bool
    encrypted: bool
    key_id: str
    """The KMS key in any form KMS takes; empty for an unencrypted volume."""
    tags: tuple[Tag, ...]


def parse_create(context: Context, params: Params) -> VolumeRequest:
    """The volume that a CreateVolume request asks for.

    Raises:
        AwsError: with the first rule that is broken.
    """
    zone = _zone(context, params)
    if outpost := params.get("OutpostArn"):
        raise NO_OUTPOST.error(arn=outpost)
    tags = tagging.specified(params, ("volume",)).get("volume", ())
    return _parse(zone, params, params.get("Size"), tags)


def parse_mapping(zone: str, ebs: Mapping[str, Any], tags: tuple[Tag, ...]) -> VolumeRequest:
    """The volume that the `Ebs` part of a block device mapping asks for.

    Raises:
        AwsError: with the first rule that is broken.
    """
    return _parse(zone, ebs, ebs.get("VolumeSize"), tags)


def _zone(context: Context, params: Params) -> str:
    name, identifier = params.get("AvailabilityZone"), params.get("AvailabilityZoneId")
    if name and identifier:
        raise TWO_ZONES.error()
    if identifier:
        return zones.zone_by_id(context.region, identifier)
    if not name:
        raise NO_ZONE.error()
    return zones.require_zone(context.region, name)


def _parse(
    zone: str, params: Mapping[str, Any], size_gib: int | None, tags: tuple[Tag, ...]
) -> VolumeRequest:
    _refuse_snapshot(params)
    if size_gib is None:
        raise NO_SIZE.error()
    kind = volume_types.volume_type(params.get("VolumeType") or volume_types.DEFAULT_TYPE)
    multi_attach = bool(params.get("MultiAttachEnabled"))
    performance = volume_types.check(
        kind, size_gib, params.get("Iops"), params.get("Throughput"), multi_attach
    )
    encrypted = bool(params.get("Encrypted"))
    return VolumeRequest(
        zone=zone,
        size_gib=size_gib,
        volume_type=kind.name,
        iops=performance.iops,
        throughput=performance.throughput,
        multi_attach=multi_attach,
        encrypted=encrypted,
        key_id=_key(params, encrypted),
        tags=tags,
    )


def _refuse_snapshot(params: Mapping[str, Any]) -> None:
    """The account holds no snapshots yet, so every well-formed id is unknown."""
    if snapshot_id := params.get("SnapshotId"):
        check_form(snapshot_id, "snap")
        raise SNAPSHOT_NOT_FOUND.error(id=snapshot_id)
    if params.get("VolumeInitializationRate") is not None:
        raise RATE_WITHOUT_SNAPSHOT.error()


def _key(params: Mapping[str, Any], encrypted: bool) -> str:
    key_id = str(params.get("KmsKeyId") or "")
    if not encrypted:
        if key_id:
            raise KEY_WITHOUT_ENCRYPTION.error()
        return ""
    return key_id or DEFAULT_KEY
