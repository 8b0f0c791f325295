"""Somebody's home directory with an account in it, opened and closed as the product does it.

Real files, the real data plane with its processes, the machine's own clock.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway, Result
from kmstui.aws.volume_io import Meters, Sector
from kmstui.cli.account import open_local
from kmstui.config import ACCOUNT_ID, Config
from kmstui.console.create_key import CreatedKey, KeyForm, create, principals

T = TypeVar("T")
REGION = "us-east-1"
PATIENCE_S = 30.0
"""How long a process of ours may take for anything."""
ENDLESS: dict[str, Any] = {
    "Pattern": "random",
    "WritePercent": 50,
    "BlockSize": 4096,
    "QueueDepth": 4,
    "SpanBytes": 8 << 20,
    "DurationSeconds": 0.0,
}
"""A load that reads and writes until it is stopped."""
UNIT_BYTES = 512 << 10
"""EBS's block and our XTS data unit."""


@dataclass(frozen=True)
class Opened:
    """An open account, for whoever acts in it."""

    gateway: Callable[[str], Gateway]
    """By identity."""

    def __call__(self, service: str, operation: str, *, identity: str = "carol", **params: Any) -> Result:
        """Make one call; carol uses keys and volumes."""
        return self.gateway(identity).call(service, operation, params)

    def refusal(self, service: str, operation: str, **params: Any) -> AwsError:
        """The error that a call is answered with."""
        try:
            answer = self(service, operation, **params)
        except AwsError as error:
            return error
        raise AssertionError(f"{operation} was answered with {answer}")

    def create_key(self, alias: str = "orders") -> CreatedKey:
        """A key as the wizard makes it for alice: bob administers it, carol uses it."""
        gateway = self.gateway("alice")
        arns = {row.name: row.arn for row in principals(gateway)}
        form = KeyForm(
            alias=alias,
            description="Volumes of the orders application",
            tags=(("team", "orders"),),
            administrators=(arns["bob"],),
            users=(arns["carol"],),
        )
        made = create(gateway, form, ACCOUNT_ID)
        assert made.alias_error is None
        return made

    def instance(self) -> str:
        """The id of the first instance in zone a."""
        zone = [{"Name": "availability-zone", "Values": [f"{REGION}a"]}]
        found: str = self("ec2", "DescribeInstances", Filters=zone)["Reservations"][0]["Instances"][0][
            "InstanceId"
        ]
        return found

    def create_volume(self, key: CreatedKey) -> str:
        """A volume under the key, named by its alias."""
        params: dict[str, Any] = {
            "AvailabilityZone": f"{REGION}a",
            "Size": 1,
            "VolumeType": "gp3",
            "Encrypted": True,
            "KmsKeyId": f"alias/{key.alias}",
        }
        volume_id: str = self("ec2", "CreateVolume", **params)["VolumeId"]
        return volume_id

    def attach(self, volume_id: str) -> Result:
        """Attach a volume to the instance."""
        return self("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=self.instance(), Device="/dev/sdf")

    def attached_volume(self, key: CreatedKey) -> str:
        """A volume under the key on the instance."""
        volume_id = self.create_volume(key)
        self.attach(volume_id)
        return volume_id

    def volume_state(self, volume_id: str) -> str:
        """The state of a volume."""
        state: str = self("ec2", "DescribeVolumes", VolumeIds=[volume_id])["Volumes"][0]["State"]
        return state

    def write(self, volume_id: str, offset: int, data: bytes) -> None:
        """Write to a volume as its instance does."""
        self("kmstui", "WriteSector", VolumeId=volume_id, Offset=offset, Data=data)

    def sector(self, volume_id: str, offset: int, length: int = 4096) -> Sector:
        """A stretch of a volume from both sides."""
        answer = self("kmstui", "GetSector", VolumeId=volume_id, Offset=offset, Length=length)
        sector: Sector = answer["Sector"]
        return sector

    def meters(self, volume_id: str) -> Meters:
        """What was counted on a volume."""
        meters: Meters = self("kmstui", "GetVolumeIo", VolumeId=volume_id)["Meters"]
        return meters

    def busier_than(self, volume_id: str, before: Meters) -> Meters:
        """The meters once there was more reading and more writing than `before`."""

        def grown() -> Meters | None:
            now = self.meters(volume_id)
            more_read = now.read.operations > before.read.operations
            more_written = now.write.operations > before.write.operations
            return now if more_read and more_written else None

        return wait_for(grown)

    def data_key(self, volume_id: str) -> bytes:
        """The volume's plaintext data key, had from KMS by somebody whom the key policy lets."""
        wrapped = self("kmstui", "DescribeDataKey", VolumeId=volume_id)["CiphertextBlob"]
        context = {"aws:ebs:id": volume_id}
        answer = self("kms", "Decrypt", CiphertextBlob=wrapped, EncryptionContext=context)
        plaintext: bytes = answer["Plaintext"]
        return plaintext

    def history(self) -> list[Result]:
        """Every event of the account, oldest first."""
        events: list[Result] = []
        page: Result = {"NextToken": None}
        while "NextToken" in page:
            more = {"NextToken": page["NextToken"]} if page["NextToken"] else {}
            page = self("cloudtrail", "LookupEvents", identity="dave", **more)
            events += page["Events"]
        return events[::-1]


@dataclass(frozen=True)
class Home:
    """The directories of one person."""

    directory: Path

    @property
    def config(self) -> Config:
        """Where the account and its root key lie."""
        return Config(self.directory / "data", self.directory / "keys")

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """The account, open, as the console opens it; instant, so that no test waits for a pretence."""
        account = open_local(self.config, "alice", pace="instant", data_plane_at_once=True)
        try:
            yield Opened(lambda identity: account.endpoint.gateway(identity, REGION))
        finally:
            account.close()


def wait_for(look: Callable[[], T | None]) -> T:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
    raise AssertionError("it never happened")
