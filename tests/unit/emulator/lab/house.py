"""A whole account in memory, put together as the product does it, over a data plane that remembers."""

from datetime import timedelta
from typing import Any

from tests.unit.emulator.ec2.harness import ACCOUNT, NOW, REGION, ZONE, RememberingPlane

from kmstui.aws.clock import Clock, ManualClock
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.gateway import Result
from kmstui.emulator.assembly import Parts, found
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.lab.status import Housing
from kmstui.emulator.registry import Settings
from kmstui.emulator.store.account_store import AccountStore


class House:
    """The default account: its people, two instances, and one key under `alias/orders`."""

    def __init__(self, *, clock: Clock | None = None, pace: str = "instant") -> None:
        self.clock = ManualClock(NOW)
        self.plane = RememberingPlane()
        entropy = SeededEntropy("house")
        store = AccountStore.in_memory(entropy)
        root_key = RootKey.ephemeral(entropy)
        housing = Housing(data_directory="/home/alice/.local/share/kmstui", protected=True)
        parts = Parts(store, root_key, self.plane, clock or self.clock, entropy, ACCOUNT, housing)
        self.instances = found(parts, REGION)
        self.emulator = parts.emulator(Settings(pace=pace))
        self.key_arn: str = self("kms", "CreateKey")["KeyMetadata"]["Arn"]
        self("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=self.key_arn)

    def __call__(
        self, service: str, operation: str, *, identity: str = "alice", region: str = REGION, **params: Any
    ) -> Result:
        """One call, a second after the last."""
        self.clock.advance(timedelta(seconds=1))
        return self.emulator.call(identity, region, service, operation, params)

    def lab(self, operation: str, *, identity: str = "alice", **params: Any) -> Result:
        """One call to the private service."""
        return self("kmstui", operation, identity=identity, **params)

    @property
    def instance_id(self) -> str:
        """The instance that volumes are attached to."""
        return self.instances["orders-db-1"]

    def volume(self, **params: Any) -> str:
        """A volume under the key, 8 GiB."""
        members: dict[str, Any] = {
            "AvailabilityZone": ZONE,
            "Size": 8,
            "Encrypted": True,
            "KmsKeyId": "alias/orders",
        }
        volume_id: str = self("ec2", "CreateVolume", **members | params)["VolumeId"]
        return volume_id

    def attached_volume(self, device: str = "/dev/sdf", **params: Any) -> str:
        """A volume, attached."""
        volume_id = self.volume(**params)
        self("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=self.instance_id, Device=device)
        return volume_id
