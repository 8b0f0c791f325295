"""The nouns of EC2 and EBS as the account keeps them.

Frozen records, one per table row. They know neither AWS's output shapes (views.py) nor what may happen to
them (the state tables).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VolumeState(StrEnum):
    """EC2's `VolumeState`."""

    CREATING = "creating"
    AVAILABLE = "available"
    IN_USE = "in-use"
    DELETING = "deleting"
    DELETED = "deleted"
    ERROR = "error"


class AttachmentState(StrEnum):
    """EC2's `VolumeAttachmentState`."""

    ATTACHING = "attaching"
    ATTACHED = "attached"
    DETACHING = "detaching"
    DETACHED = "detached"
    BUSY = "busy"


class InstanceState(StrEnum):
    """EC2's `InstanceStateName`."""

    PENDING = "pending"
    RUNNING = "running"
    SHUTTING_DOWN = "shutting-down"
    TERMINATED = "terminated"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Tag:
    """One label on a resource."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Volume:
    """An EBS volume."""

    account: str
    region: str
    volume_id: str
    """`vol-` and 17 hexadecimal digits."""
    zone: str
    """Availability Zone, such as `us-east-1a`."""
    size_gib: int
    volume_type: str
    """`gp3`, `gp2`, `io2`, `io1`, `st1`, `sc1` or `standard`."""
    state: VolumeState
    create_time: datetime
    iops: int | None = None
    """Provisioned or baseline requests per second; None for types that have no such figure."""
    throughput: int | None = None
    """Provisioned MiB/s; None for every type but gp3."""
    multi_attach: bool = False
    encrypted: bool = False
    key_arn: str = ""
    """The KMS key; as the caller named it while the volume is doomed, the ARN otherwise."""
    wrapped_key: bytes = b""
    """The data key as KMS encrypted it: all that is ever stored of it."""
    failure: str = ""
    """Why creation will fail, in EventBridge's words; empty for a sound volume."""
    request_id: str = ""
    """The CreateVolume call, for the volume's events."""
    tags: tuple[Tag, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The size in bytes."""
        return self.size_gib << 30

    @property
    def arn(self) -> str:
        """The volume's ARN."""
        return f"arn:aws:ec2:{self.region}:{self.account}:volume/{self.volume_id}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A volume on an instance. It outlasts a stop of the instance and ends with a detach."""

    account: str
    region: str
    volume_id: str
    instance_id: str
    device: str
    """As the caller named it, such as `/dev/sdf`."""
    state: AttachmentState
    attach_time: datetime
    delete_on_termination: bool = False
    grant_id: str = ""
    """The KMS grant the instance decrypts the data key with; empty when it holds none."""


@dataclass(frozen=True, slots=True)
class StateReason:
    """Why an instance is in the state it is in."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An EC2 instance: a record that volumes hang on. Nothing runs in it."""

    account: str
    region: str
    instance_id: str
    """`i-` and 17 hexadecimal digits."""
    reservation_id: str
    """The launch this instance came from."""
    launch_index: int
    image_id: str
    instance_type: str
    zone: str
    state: InstanceState
    launch_time: datetime
    private_ip: str
    profile_arn: str = ""
    """ARN of the instance profile; empty for none."""
    profile_id: str = ""
    """`AIPA` and 17 characters; empty for none."""
    client_token: str = ""
    failure: StateReason | None = None
    """Why the launch or start under way will fail; None for a sound one."""
    failure_state: InstanceState = InstanceState.STOPPED
    """Where it will end then: a launch is terminated, a start is stopped again."""
    state_reason: StateReason | None = None
    transition_reason: str = ""
    """AWS's free text, such as `User initiated (2026-01-31 10:00:02 GMT)`."""
    tags: tuple[Tag, ...] = ()

    @property
    def arn(self) -> str:
        """The instance's ARN."""
        return f"arn:aws:ec2:{self.region}:{self.account}:instance/{self.instance_id}"


@dataclass(frozen=True, slots=True)
class VolumeEvent:
    """What EventBridge would have been told of a volume (EBS User Guide, "EventBridge events for EBS")."""

    account: str
    region: str
    event_id: str
    """A UUID."""
    time: datetime
    volume_id: str
    event: str
    """`createVolume`, `deleteVolume`, `attachVolume`, `detachVolume` or `reattachVolume`."""
    result: str
    """`available`, `failed` or `deleted`."""
    cause: str
    """Why it failed, such as `<key-arn> is disabled.`; empty otherwise."""
    request_id: str


@dataclass(frozen=True, slots=True)
class ClientToken:
    """A request made under a `ClientToken`, so that repeating it makes nothing twice."""

    account: str
    region: str
    operation: str
    token: str
    fingerprint: str
    """SHA-256 over the request's parameters."""
    resources: tuple[str, ...]
    """What the request made, by id."""
