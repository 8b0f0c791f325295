"""The shapes of the private service `kmstui`: what AWS has no API for.

Written by hand in the form of the generated files, so that the same code reads, checks and audits them.
Limits are those of `kmstui.aws.volume_io.Workload`; a block device is addressed in sectors of 512 bytes.
"""

from collections.abc import Mapping
from typing import Any

Node = dict[str, Any]
"""A shape, member or operation in botocore's form."""

_MIB = 1 << 20


def _structure(required: str = "", **members: str) -> Node:
    node: Node = {"type": "structure", "members": {name: {"shape": shape} for name, shape in members.items()}}
    if required:
        node["required"] = required.split()
    return node


def _list(member: str) -> Node:
    return {"type": "list", "member": {"shape": member}}


def _number(least: int | None = None, greatest: int | None = None, kind: str = "integer") -> Node:
    limits = {"min": least, "max": greatest}
    return {"type": kind, **{name: limit for name, limit in limits.items() if limit is not None}}


def _enum(*values: str) -> Node:
    return {"type": "string", "enum": list(values)}


def _operations(**outputs: str) -> dict[str, Node]:
    return {name: {"input": f"{name}Request", "output": output} for name, output in outputs.items()}


_SCALARS: dict[str, Node] = {
    "Blob": {"type": "blob"},
    "Boolean": {"type": "boolean"},
    "Count": _number(0, kind="long"),
    "Double": {"type": "double"},
    "Integer": {"type": "integer"},
    "String": {"type": "string"},
    "Timestamp": {"type": "timestamp"},
    "Pace": _enum("instant", "realistic"),
    "VolumeId": {"type": "string", "min": 1, "max": 64},
    "KeyId": {"type": "string", "min": 1, "max": 2048},
    "Offset": _number(0, kind="long"),
    "SectorLength": _number(512, 4096),
    "SectorData": {"type": "blob", "min": 512, "max": _MIB, "sensitive": True},
    "Seconds": _number(0, 400 * 24 * 3600, kind="double"),
    "Percent": _number(0, 100),
    "BlockSize": _number(512, _MIB),
    "QueueDepth": _number(1, 64),
    "RateIops": _number(0, 10_000_000),
    "SpanBytes": _number(512, 64 << 40, kind="long"),
    "WorkloadPattern": _enum("sequential", "random"),
}

_PARTS: dict[str, Node] = {
    "EncryptionContext": {
        "type": "map",
        "key": {"shape": "String"},
        "value": {"shape": "String"},
    },
    "Workload": _structure(
        "",
        Pattern="WorkloadPattern",
        WritePercent="Percent",
        BlockSize="BlockSize",
        QueueDepth="QueueDepth",
        DurationSeconds="Seconds",
        RateIops="RateIops",
        SpanBytes="SpanBytes",
    ),
    "Latency": _list("Count"),
    "Direction": _structure("", Operations="Count", Bytes="Count", Latency="Latency"),
    "Meters": _structure(
        "",
        At="Double",
        Read="Direction",
        Write="Direction",
        Flushes="Count",
        LoadRunning="Boolean",
        Load="Workload",
        LoadError="String",
        CpuSeconds="Double",
    ),
    "Sector": _structure(
        "",
        Offset="Offset",
        Plaintext="SectorData",
        Stored="Blob",
        File="String",
        FileOffset="Offset",
        DataUnit="Count",
        Verified="Boolean",
    ),
    "Statement": _structure(
        "",
        Policy="String",
        Kind="String",
        Sid="String",
        Effect="String",
        Matched="Boolean",
        FailedOn="String",
        Expected="String",
        Actual="String",
    ),
    "StatementList": _list("Statement"),
    "Decision": _structure(
        "",
        Allowed="Boolean",
        Action="String",
        Resource="String",
        Reason="String",
        DecidedBy="String",
        Statements="StatementList",
    ),
    "DecisionList": _list("Decision"),
    "VolumeUse": _structure("", VolumeId="VolumeId", State="String", InstanceId="String"),
    "VolumeUseList": _list("VolumeUse"),
    "VolumeEvent": _structure(
        "", Time="Timestamp", VolumeId="VolumeId", Event="String", Result="String", Cause="String"
    ),
    "VolumeEventList": _list("VolumeEvent"),
}

_ENDS: dict[str, Node] = {
    "Empty": _structure(),
    "StartLoadRequest": _structure("VolumeId Workload", VolumeId="VolumeId", Workload="Workload"),
    "StopLoadRequest": _structure("VolumeId", VolumeId="VolumeId"),
    "GetVolumeIoRequest": _structure("VolumeId", VolumeId="VolumeId"),
    "GetVolumeIoResponse": _structure("", VolumeId="VolumeId", Meters="Meters"),
    "GetSectorRequest": _structure(
        "VolumeId Offset Length", VolumeId="VolumeId", Offset="Offset", Length="SectorLength"
    ),
    "GetSectorResponse": _structure("", Sector="Sector"),
    "WriteSectorRequest": _structure(
        "VolumeId Offset Data", VolumeId="VolumeId", Offset="Offset", Data="SectorData"
    ),
    "DescribeDataKeyRequest": _structure("VolumeId", VolumeId="VolumeId"),
    "DescribeDataKeyResponse": _structure(
        "",
        VolumeId="VolumeId",
        State="String",
        KmsKeyId="KeyId",
        CiphertextBlob="Blob",
        Cipher="String",
        DataUnitBytes="Integer",
        GrantId="String",
        InstanceId="String",
        Device="String",
        KmsCallsSinceAttach="Count",
        AttachTime="Timestamp",
    ),
    "GetAccountSettingsRequest": _structure(),
    "PutAccountSettingsRequest": _structure("", Pace="Pace", Throttling="Boolean"),
    "AccountSettings": _structure("", Pace="Pace", Throttling="Boolean"),
    "AdvanceClockRequest": _structure("Seconds", Seconds="Seconds"),
    "AdvanceClockResponse": _structure("", Now="Timestamp"),
    "GetStatusRequest": _structure(),
    "GetStatusResponse": _structure(
        "",
        AccountId="String",
        Frozen="Boolean",
        Now="Timestamp",
        Pace="Pace",
        DataDirectory="String",
        Protected="Boolean",
    ),
    "ExplainRequestRequest": _structure("RequestId", RequestId="String"),
    "ExplainRequestResponse": _structure("", Decisions="DecisionList"),
    "CheckAccessRequest": _structure(
        "Action",
        Action="String",
        KeyId="KeyId",
        VolumeId="VolumeId",
        ViaService="String",
        EncryptionContext="EncryptionContext",
        GrantIsForAwsResource="Boolean",
    ),
    "CheckAccessResponse": _structure("", Decision="Decision"),
    "ListVolumesUnderKeyRequest": _structure("KeyId", KeyId="KeyId"),
    "ListVolumesUnderKeyResponse": _structure("", Volumes="VolumeUseList"),
    "ListVolumeEventsRequest": _structure("", VolumeId="VolumeId"),
    "ListVolumeEventsResponse": _structure("", Events="VolumeEventList"),
}

DOCUMENT: Mapping[str, Any] = {
    "metadata": {
        "apiVersion": "1",
        "endpointPrefix": "kmstui",
        "jsonVersion": "1.1",
        "protocol": "json",
        "serviceId": "kmstui",
        "targetPrefix": "Kmstui",
    },
    "operations": _operations(
        StartLoad="Empty",
        StopLoad="Empty",
        GetVolumeIo="GetVolumeIoResponse",
        GetSector="GetSectorResponse",
        WriteSector="Empty",
        DescribeDataKey="DescribeDataKeyResponse",
        GetAccountSettings="AccountSettings",
        PutAccountSettings="AccountSettings",
        AdvanceClock="AdvanceClockResponse",
        GetStatus="GetStatusResponse",
        ExplainRequest="ExplainRequestResponse",
        CheckAccess="CheckAccessResponse",
        ListVolumesUnderKey="ListVolumesUnderKeyResponse",
        ListVolumeEvents="ListVolumeEventsResponse",
    ),
    "shapes": {**_SCALARS, **_PARTS, **_ENDS},
}
"""The whole private service."""
