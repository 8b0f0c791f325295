"""The account that demonstrations, screenshots and recordings open: a year in the life of a small company.

It is made by calls, the same that a user would make, on a clock that is moved along; so every record on its
trail is one that the account wrote itself. It knows calls and dates, nothing of how they are answered.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from kmstui.aws.clock import ManualClock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result

SEED = "demo-42"
"""Seeds every identifier of the demonstration account."""
NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
"""Where the demonstration's clock stands when it opens."""
FOUNDED = NOW - timedelta(days=400)
"""Where the demonstration's clock starts, before anything has happened."""
REGION = "us-east-1"


class Account(Protocol):
    """What the demonstration is made through."""

    def call(self, identity: str, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call as the named identity."""
        ...


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands in a step's parameters for an identifier that an earlier step was answered with."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the story."""

    days_ago: float
    identity: str
    service: str
    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    """Path of the identifier in the answer that later steps refer to."""
    name: str = ""
    """What they refer to it as."""
    refused: str = ""
    """The error code this call is meant to be answered with."""


@dataclass(frozen=True, slots=True)
class DemoKey:
    """One customer managed key, from its creation to its present state."""

    alias: str
    days_ago: float
    description: str
    tags: Mapping[str, str]
    rotation_days: int = 0
    """Automatic rotation period; 0 leaves it off."""
    ends: str = ""
    """The operation that brought it into its present state; empty leaves it enabled."""
    ended_days_ago: float = 0

    def steps(self) -> Iterator[Step]:
        """The calls of this key's life."""
        at, key = self.days_ago, {"KeyId": Ref(self.alias)}
        tags = [{"TagKey": name, "TagValue": value} for name, value in self.tags.items()]
        create = {"Description": self.description, "Tags": tags}
        yield Step(at, "alice", "kms", "CreateKey", create, ("KeyMetadata", "KeyId"), self.alias)
        alias = {"AliasName": f"alias/{self.alias}", "TargetKeyId": Ref(self.alias)}
        yield Step(at, "alice", "kms", "CreateAlias", alias)
        if self.rotation_days:
            period = {"RotationPeriodInDays": self.rotation_days}
            yield Step(at, "alice", "kms", "EnableKeyRotation", key | period)
        if self.ends:
            window = {"PendingWindowInDays": 30} if self.ends == "ScheduleKeyDeletion" else {}
            yield Step(self.ended_days_ago, "alice", "kms", self.ends, key | window)


@dataclass(frozen=True, slots=True)
class DemoVolume:
    """One volume, and where it is attached."""

    name: str
    key: str
    """Alias of its KMS key; `aws/ebs` for the AWS managed key; empty for an unencrypted volume."""
    size: int
    kind: str
    days_ago: float
    zone: str = "a"
    instance: str = ""
    """Name of the instance it is attached to; empty leaves it available."""
    device: str = ""
    performance: Mapping[str, int] = field(default_factory=dict)
    """Iops and Throughput, where the type has them."""

    def steps(self) -> Iterator[Step]:
        """The calls of this volume's life."""
        create: dict[str, Any] = {
            "AvailabilityZone": f"{REGION}{self.zone}",
            "Size": self.size,
            "VolumeType": self.kind,
            "TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": self.name}]}],
            **self.performance,
        }
        if self.key:
            create |= {"Encrypted": True, "KmsKeyId": f"alias/{self.key}"}
        yield Step(self.days_ago, "alice", "ec2", "CreateVolume", create, ("VolumeId",), self.name)
        if self.instance:
            attach = {
                "VolumeId": Ref(self.name),
                "InstanceId": Ref(self.instance),
                "Device": self.device,
            }
            yield Step(self.days_ago - 0.001, "alice", "ec2", "AttachVolume", attach)


_PROD = {"env": "prod"}
KEYS: tuple[DemoKey, ...] = (
    DemoKey("payments-prod", 390, "Card data at rest", {**_PROD, "team": "payments"}, 365),
    DemoKey("ebs-data", 388, "Data volumes of the web tier", _PROD, 365),
    DemoKey(
        "legacy-2019",
        380,
        "The old shop; nobody should still need it",
        {**_PROD, "owner": "mallory [red]x[/]"},
        ends="ScheduleKeyDeletion",
        ended_days_ago=25,
    ),
    DemoKey("backups-cold", 361, "Nightly backups, kept seven years", {**_PROD, "team": "ops"}),
    DemoKey("analytics-dev", 300, "Scratch data", {"env": "dev"}, ends="DisableKey", ended_days_ago=63),
    DemoKey("invoices-prod", 288, "Invoices and dunning letters", _PROD, 180),
    DemoKey("snapshots-dr", 270, "Copies for disaster recovery", {"env": "dr"}, 365),
    DemoKey("ci-sandbox", 200, "Build farm volumes", {"env": "ci"}, ends="DisableKey", ended_days_ago=18),
    DemoKey("search-index", 150, "Index shards", {**_PROD, "team": "search"}, 90),
    DemoKey("audit-logs", 120, "Write-once audit logs", {**_PROD, "team": "security"}, 365),
    DemoKey("ml-features", 75, "Feature store", {"env": "dev", "team": "data"}),
    DemoKey("partner-feed", 40, "Files from partners; see [/] ticket #4411", _PROD),
)
"""A dozen customer managed keys, in every state that keys of this account reach."""

VOLUMES: tuple[DemoVolume, ...] = (
    DemoVolume("old-shop-data", "legacy-2019", 80, "gp2", 350),
    DemoVolume("plain-archive", "", 250, "standard", 200, "b"),
    DemoVolume(
        "payments-db", "payments-prod", 200, "gp3", 88, "a", "orders-db-1", "/dev/sdf",
        {"Iops": 6000, "Throughput": 500},
    ),
    DemoVolume("web-cache", "ebs-data", 50, "gp3", 84, "b", "web-1", "/dev/sdf"),
    DemoVolume("web-logs", "ebs-data", 500, "st1", 84, "b", "web-1", "/dev/sdg"),
    DemoVolume(
        "search-shard-0", "search-index", 120, "io2", 60, "a", "orders-db-1", "/dev/sdg", {"Iops": 8000}
    ),
    DemoVolume("nightly-backup", "backups-cold", 1000, "sc1", 41),
    DemoVolume("scratch", "", 20, "gp2", 33, "b", "web-1", "/dev/sdh"),
    DemoVolume("default-key", "aws/ebs", 30, "gp3", 12),
)  # fmt: skip
"""Encrypted and not, attached and not, one of them under a key that is about to be deleted."""

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
NEWCOMERS: tuple[tuple[str, str], ...] = (
    ("payments-svc", "/service/"),
    ("ReadOnlyAudit", "/audit/"),
    ("SecurityAdmins", "/security/"),
    ("SnapshotCopier", "/ops/"),
    ("terraform", "/automation/"),
    ("web-app", "/service/"),
)
"""Roles that came with a reorganisation the other day, by name and path."""


def _newcomers() -> list[Step]:
    return [
        Step(
            1.2,
            "alice",
            "iam",
            "CreateRole",
            {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": _TRUST},
        )
        for name, path in NEWCOMERS
    ]


_MORNING: tuple[Step, ...] = (
    Step(0.020, "alice", "kms", "GenerateDataKey", {"KeyId": "alias/payments-prod", "KeySpec": "AES_256"}),
    Step(0.016, "alice", "kms", "Encrypt", {"KeyId": "alias/invoices-prod", "Plaintext": b"invoice 10442"}),
    Step(0.012, "dave", "kms", "ListKeys"),
    Step(
        0.008, "dave", "kms", "DisableKey", {"KeyId": Ref("payments-prod")}, refused="AccessDeniedException"
    ),
    Step(0.004, "alice", "kms", "DescribeKey", {"KeyId": "alias/payments-prod"}),
)
"""What the event history shows first: a morning's work, with one refusal."""


def story() -> list[Step]:
    """Every call of the demonstration, oldest first."""
    keys = [step for key in KEYS for step in key.steps()]
    volumes = [step for volume in VOLUMES for step in volume.steps()]
    return sorted([*keys, *volumes, *_newcomers(), *_MORNING], key=lambda step: -step.days_ago)


def populate(account: Account, clock: ManualClock, names: Mapping[str, str]) -> None:
    """Live through the story; the clock ends at NOW.

    `names` gives the identifiers that exist already: the default account's instances by their names.

    Raises:
        AwsError: when a call of the story is refused that should not be: the story is wrong then.
    """
    known = dict(names)
    for step in story():
        moment = NOW - timedelta(days=step.days_ago)
        clock.advance(max(timedelta(0), moment - clock.now()))
        _make(account, step, known)
    clock.advance(NOW - clock.now())


def _make(account: Account, step: Step, known: dict[str, str]) -> None:
    params = {
        member: known[value.name] if isinstance(value, Ref) else value
        for member, value in step.params.items()
    }
    try:
        answer: Any = account.call(step.identity, REGION, step.service, step.operation, params)
    except AwsError as error:
        if error.code != step.refused:
            raise
        return
    for member in step.keep:
        answer = answer[member]
    if step.name:
        known[step.name] = answer
