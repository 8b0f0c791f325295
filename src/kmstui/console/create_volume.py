"""The Create volume form as a value: what has been entered, and the calls it makes.

Fields are those of the EC2 console (EBS User Guide, "Create an Amazon EBS volume"); limits are those of
`volume_types`. Whether what was entered is right is `create_volume_rules`'s business; widgets and keys are
nobody's here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.aws.volume_types import CONSOLE_DEFAULT_TYPE, VOLUME_TYPES, VolumeType, baseline_iops
from kmstui.console import cli_preview
from kmstui.console.instances import InstanceRow, list_instances, zones
from kmstui.console.volume_keys import (
    DEFAULT_KEY,
    TYPED_KEY,
    UNSEEN_DEFAULT,
    VolumeKey,
    find,
    offered,
)
from kmstui.console.volumes import Names, VolumeRow, volume_row

DEFAULT_SIZE = "100"
"""What the size says at first, in GiB."""
DEFAULT_IOPS = {"io1": "3000", "io2": "3000"}
"""What IOPS says at first for types that have no default of their own."""


@dataclass(frozen=True, slots=True)
class VolumeForm:
    """Everything the form holds; texts are as typed."""

    volume_type: str = CONSOLE_DEFAULT_TYPE
    size: str = DEFAULT_SIZE
    iops: str = "3000"
    throughput: str = "125"
    zone: str = ""
    multi_attach: bool = False
    encrypted: bool = True
    key: str = DEFAULT_KEY
    """What is chosen in the list of keys."""
    typed_key: str = ""
    """The ARN that was typed, for `TYPED_KEY`."""
    tags: tuple[tuple[str, str], ...] = ()
    instance: str = ""
    """The instance to attach it to once it is available; empty for none."""
    device: str = ""

    @property
    def kind(self) -> VolumeType:
        """The chosen type's row."""
        return VOLUME_TYPES[self.volume_type]

    @property
    def key_id(self) -> str:
        """What goes into `KmsKeyId`; empty for EBS's default key and for no encryption."""
        if not self.encrypted:
            return ""
        return self.typed_key if self.key == TYPED_KEY else self.key

    @property
    def attaches(self) -> bool:
        """Whether an instance has been chosen to attach it to."""
        return bool(self.instance)


def number(text: str) -> int | None:
    """A number as typed; None where there is none."""
    return int(text) if text.isdecimal() else None


def iops_at_first(volume_type: str) -> str:
    """What the IOPS field says when a type has been chosen; empty for types without it."""
    kind = VOLUME_TYPES[volume_type]
    return DEFAULT_IOPS.get(volume_type, f"{kind.default_iops}") if kind.has_iops else ""


def throughput_at_first(volume_type: str) -> str:
    """What the throughput field says when a type has been chosen; empty for types without it."""
    kind = VOLUME_TYPES[volume_type]
    return f"{kind.default_throughput}" if kind.has_throughput else ""


def type_hint(form: VolumeForm) -> str:
    """What stands under the type: what the volume can do where nothing can be set."""
    kind = form.kind
    if kind.name == "gp2":
        size = number(form.size)
        baseline = baseline_iops("gp2", size) if size else None
        return f"Baseline {baseline:,} IOPS · {kind.note}" if baseline else kind.note
    if kind.has_throughput:
        return f"Baseline {kind.default_iops:,} IOPS · {kind.default_throughput} MiB/s"
    if kind.iops_required:
        return f"{kind.iops_per_gib:,} IOPS per GiB · Multi-Attach"
    return kind.note


def size_hint(form: VolumeForm) -> str:
    """The limits of the size."""
    return f"{form.kind.min_size:,} – {form.kind.max_size:,}"


def iops_hint(form: VolumeForm) -> str:
    """The limits of the IOPS, those that the size sets included."""
    kind = form.kind
    return f"{kind.min_iops:,} – {kind.max_iops:,} · max {kind.iops_per_gib:,} per GiB"


def throughput_hint(form: VolumeForm) -> str:
    """The limits of the throughput, those that the IOPS set included."""
    kind = form.kind
    most = kind.max_throughput
    iops = number(form.iops)
    if iops and kind.throughput_per_iops:
        most = min(most, int(iops * kind.throughput_per_iops))
    return f"{kind.min_throughput:,} – {kind.max_throughput:,} · {most:,} with these IOPS"


def create_params(form: VolumeForm) -> dict[str, Any]:
    """The CreateVolume call this form makes, in the order in which the CLI shows it.

    A number that cannot be read stays out, as nothing can be sent for it.
    """
    kind = form.kind
    params: dict[str, Any] = {"VolumeType": form.volume_type, "Size": number(form.size)}
    if kind.has_iops:
        params["Iops"] = number(form.iops)
    if kind.has_throughput:
        params["Throughput"] = number(form.throughput)
    params["AvailabilityZone"] = form.zone
    if kind.multi_attach and form.multi_attach:
        params["MultiAttachEnabled"] = True
    if form.encrypted:
        params["Encrypted"] = True
        params["KmsKeyId"] = form.key_id
    tags = [{"Key": key, "Value": value} for key, value in form.tags if key]
    if tags:
        params["TagSpecifications"] = [{"ResourceType": "volume", "Tags": tags}]
    return {name: value for name, value in params.items() if value not in (None, "")}


def commands(form: VolumeForm, width: int) -> str:
    """The same as AWS CLI commands; where it is to be attached they wait until the volume is available."""
    create_command = cli_preview.plain(
        cli_preview.command("ec2", "CreateVolume", create_params(form), width=width)
    )
    if not form.attaches:
        return create_command
    params = {"InstanceId": form.instance, "Device": form.device}
    attach_command = cli_preview.plain(cli_preview.command("ec2", "AttachVolume", params, width=width))
    return (
        f"VOLUME=$({create_command} \\\n  --query VolumeId --output text)\n"
        'aws ec2 wait volume-available \\\n  --volume-ids "$VOLUME"\n'
        f'{attach_command} \\\n  --volume-id "$VOLUME"'
    )


def create(gateway: Gateway, form: VolumeForm) -> VolumeRow:
    """CreateVolume; the volume is `creating`, and whether it becomes `available` shows later.

    Raises:
        AwsError: when a limit is broken or the identity may not; nothing was made then.
    """
    answer: Mapping[str, Any] = gateway.call("ec2", "CreateVolume", create_params(form))
    return volume_row(answer, Names({}, {}))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the form offers to choose from."""

    zones: tuple[str, ...]
    keys: tuple[VolumeKey, ...]
    instances: tuple[InstanceRow, ...]

    @property
    def region(self) -> str:
        """The Region: a zone's name without its letter."""
        return self.zones[0][:-1] if self.zones else ""

    def key(self, form: VolumeForm) -> VolumeKey | None:
        """The chosen key, where it is one of the list."""
        return find(self.keys, form.key)

    def instance(self, form: VolumeForm) -> InstanceRow | None:
        """The chosen instance."""
        return next((one for one in self.instances if one.instance_id == form.instance), None)


def surroundings(gateway: Gateway) -> Surroundings:
    """Everything the form offers to choose from.

    Somebody who may not list keys or instances can still create a volume: what may not be seen is left out.

    Raises:
        AwsError: when not even the zones may be seen.
    """
    return Surroundings(zones(gateway), _permitted_keys(gateway), _permitted_instances(gateway))


def _permitted_keys(gateway: Gateway) -> tuple[VolumeKey, ...]:
    try:
        return offered(gateway)
    except AwsError:
        return (UNSEEN_DEFAULT,)


def _permitted_instances(gateway: Gateway) -> tuple[InstanceRow, ...]:
    try:
        return list_instances(gateway)
    except AwsError:
        return ()
