"""EBS volumes as the console lists them, and what can be done to several of them at once.

Each function takes a gateway and makes AWS calls; none of them knows how a row is drawn. Attaching is in
`attaching`, making one in `create_volume`, the page of one in `volume_page`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import alias_names
from kmstui.console.sidebar import list_ec2

VOLUMES_A_PAGE = 1000
"""The most that one page of DescribeVolumes has."""
IN_TRANSITION = frozenset({"creating", "deleting", "attaching", "detaching", "busy", "optimizing"})
"""States of volumes and attachments that pass by themselves."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A volume on an instance."""

    instance_id: str
    instance_name: str
    """The instance's `Name` tag; empty where it has none or may not be seen."""
    device: str
    state: str
    """`attaching`, `attached`, `detaching` or `busy`."""
    time: datetime | None = None
    delete_on_termination: bool = False

    @property
    def instance(self) -> str:
        """What people call the instance."""
        return self.instance_name or self.instance_id


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One volume in a list, and the head of its page."""

    volume_id: str
    arn: str
    name: str
    """Its `Name` tag; empty where it has none."""
    volume_type: str
    size: int
    """GiB."""
    iops: int | None
    throughput: int | None
    """MiB/s; None where the type has none to speak of."""
    state: str
    """The API's word, such as `in-use`."""
    zone: str
    created: datetime
    encrypted: bool
    key_arn: str
    """The KMS key its data key is encrypted under; empty where it is not encrypted."""
    key_alias: str
    """That key's first alias without the prefix; empty where it has none or may not be seen."""
    multi_attach: bool
    attachments: tuple[Attachment, ...]
    tags: Mapping[str, str]

    @property
    def label(self) -> str:
        """What people call it: the name, else the id."""
        return self.name or self.volume_id

    @property
    def key_id(self) -> str:
        """The id of its KMS key; empty where it is not encrypted."""
        return self.key_arn.rpartition("/")[2]

    @property
    def key_label(self) -> str:
        """What people call its key: the alias, else the id."""
        return self.key_alias or self.key_id

    @property
    def attachment(self) -> Attachment | None:
        """Its first attachment; only Multi-Attach volumes have more."""
        return self.attachments[0] if self.attachments else None

    @property
    def changing(self) -> bool:
        """Whether it is on its way to another state."""
        return self.state in IN_TRANSITION or any(one.state in IN_TRANSITION for one in self.attachments)


@dataclass(frozen=True, slots=True)
class Names:
    """What other resources are called; empty where they may not be seen."""

    aliases: Mapping[str, tuple[str, ...]]
    """Of keys, by key ID."""
    instances: Mapping[str, str]
    """`Name` tags of instances, by instance ID."""


def names(gateway: Gateway) -> Names:
    """What keys and instances are called, as far as this identity may know."""
    return Names(_permitted_aliases(gateway), _permitted_instances(gateway))


def _permitted_aliases(gateway: Gateway) -> Mapping[str, tuple[str, ...]]:
    try:
        return alias_names(gateway)
    except AwsError:
        return {}


def _permitted_instances(gateway: Gateway) -> Mapping[str, str]:
    try:
        return {
            instance["InstanceId"]: _tags(instance).get("Name", "")
            for reservation in list_ec2(gateway, "DescribeInstances", "Reservations")
            for instance in reservation["Instances"]
        }
    except AwsError:
        return {}


def volume_row(volume: Mapping[str, Any], known: Names) -> VolumeRow:
    """A row from a volume of DescribeVolumes, or from what CreateVolume answers."""
    tags = _tags(volume)
    key_arn = volume.get("KmsKeyId", "")
    aliases = known.aliases.get(key_arn.rpartition("/")[2], ())
    return VolumeRow(
        volume_id=volume["VolumeId"],
        arn=volume.get("VolumeArn", ""),
        name=tags.get("Name", ""),
        volume_type=volume["VolumeType"],
        size=volume["Size"],
        iops=volume.get("Iops"),
        throughput=volume.get("Throughput"),
        state=volume["State"],
        zone=volume["AvailabilityZone"],
        created=volume["CreateTime"],
        encrypted=volume["Encrypted"],
        key_arn=key_arn,
        key_alias=aliases[0] if aliases else "",
        multi_attach=volume.get("MultiAttachEnabled", False),
        attachments=tuple(_attachment(one, known) for one in volume.get("Attachments", ())),
        tags=tags,
    )


def _attachment(attachment: Mapping[str, Any], known: Names) -> Attachment:
    return Attachment(
        attachment["InstanceId"],
        known.instances.get(attachment["InstanceId"], ""),
        attachment["Device"],
        attachment["State"],
        attachment.get("AttachTime"),
        attachment.get("DeleteOnTermination", False),
    )


def _tags(resource: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in resource.get("Tags", ())}


@dataclass(frozen=True, slots=True)
class VolumePage:
    """Some of the volumes of this account and Region."""

    rows: tuple[VolumeRow, ...]
    names: Names
    """What other resources are called, for the pages that follow."""
    token: str = ""
    """Where the next page begins; empty where there is none."""


def volume_page(gateway: Gateway, after: VolumePage | None = None) -> VolumePage:
    """The first page of volumes, or the one after another."""
    params: dict[str, Any] = {"MaxResults": VOLUMES_A_PAGE}
    if after is not None:
        params["NextToken"] = after.token
    answer = gateway.call("ec2", "DescribeVolumes", params)
    known = after.names if after is not None else names(gateway)
    rows = tuple(volume_row(volume, known) for volume in answer.get("Volumes", ()))
    return VolumePage(rows, known, answer.get("NextToken") or "")


def list_volumes(gateway: Gateway) -> tuple[VolumeRow, ...]:
    """Every volume of this account and Region."""
    page = volume_page(gateway)
    rows = page.rows
    while page.token:
        page = volume_page(gateway, page)
        rows += page.rows
    return rows


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of doing one thing to several volumes."""

    done: tuple[VolumeRow, ...]
    """The volumes it was done to, in their order."""
    refused: tuple[tuple[VolumeRow, AwsError], ...]
    """The volumes AWS refused, each with its reason."""


def delete(gateway: Gateway, volumes: Sequence[VolumeRow]) -> Outcome:
    """DeleteVolume for each."""
    done: list[VolumeRow] = []
    refused: list[tuple[VolumeRow, AwsError]] = []
    for volume in volumes:
        try:
            gateway.call("ec2", "DeleteVolume", {"VolumeId": volume.volume_id})
        except AwsError as error:
            refused.append((volume, error))
        else:
            done.append(volume)
    return Outcome(tuple(done), tuple(refused))


@dataclass(frozen=True, slots=True)
class VolumeEvent:
    """What EBS says happened to a volume, as it would tell EventBridge."""

    time: datetime
    volume_id: str
    event: str
    """Such as `createVolume`."""
    result: str
    """Such as `available` or `failed`."""
    cause: str
    """Why it failed, such as `<key-arn> is disabled.`"""

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return self.result == "failed"


def events_of(gateway: Gateway, volume_id: str) -> tuple[VolumeEvent, ...]:
    """What EBS says happened to a volume, newest first; it says so of volumes that are gone, too."""
    answer = gateway.call("kmstui", "ListVolumeEvents", {"VolumeId": volume_id})
    return tuple(
        VolumeEvent(event["Time"], event["VolumeId"], event["Event"], event["Result"], event.get("Cause", ""))
        for event in answer["Events"]
    )


def failure_of(gateway: Gateway, volume_id: str) -> str:
    """Why a volume that has vanished was never made; empty where that is not known."""
    try:
        found = events_of(gateway, volume_id)
    except AwsError as error:
        if error.code in MISSING:
            return ""
        raise
    return next((event.cause for event in found if event.event == "createVolume" and event.failed), "")
