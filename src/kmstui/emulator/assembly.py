"""What an account consists of: every service, over one store, one root key and one data plane.

Knows all services and nothing of what they do, nor where store, keys and clocks come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kmstui.aws.clock import Clock
from kmstui.aws.entropy import Entropy
from kmstui.emulator.authorize import decide
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.dispatch import Emulator
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.reopen import reattach
from kmstui.emulator.ec2.service import service as ec2
from kmstui.emulator.iam.defaults import INSTANCE_ROLE, create_people
from kmstui.emulator.iam.service import service as iam
from kmstui.emulator.kms.service import service as kms
from kmstui.emulator.lab.service import service as lab
from kmstui.emulator.lab.status import Housing
from kmstui.emulator.registry import Context, Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.trail.service import service as trail

FIRST_INSTANCES: dict[str, str] = {"orders-db-1": "a", "web-1": "b"}
"""The instances of a new account, each with the letter of its Availability Zone."""
_IMAGE = "ami-0c02fb55956c7d316"
"""Amazon Linux 2 in us-east-1, as AWS's own examples have it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an account is put together from."""

    store: AccountStore
    root_key: RootKey
    data_plane: DataPlane
    clock: Clock
    entropy: Entropy
    account_id: str
    housing: Housing

    def emulator(self, defaults: Settings) -> Emulator:
        """The account; `defaults` hold until it has settings of its own."""
        secrets = AccessSecrets(self.root_key)
        services = (
            kms(self.root_key),
            ec2(self.data_plane),
            iam(secrets),
            trail(),
            lab(self.data_plane, self.clock, decide, self.housing),
        )
        return Emulator(
            self.store,
            services,
            clock=self.clock,
            entropy=self.entropy,
            account_id=self.account_id,
            secrets=secrets,
            defaults=defaults,
        )


def found(parts: Parts, region: str) -> dict[str, str]:
    """Give a new account its first people and instances; returns the instances' ids by name.

    An account that has people already is left as it is, and nothing is returned.
    """
    account = parts.emulator(Settings(pace="instant"))
    if len(account.identities()) > 1:
        return {}

    def people(context: Context) -> None:
        create_people(context.uow, account=context.account, now=context.now, entropy=context.entropy)

    account.run(region, people)
    return {name: _launch(account, region, name, zone) for name, zone in FIRST_INSTANCES.items()}


def _launch(account: Emulator, region: str, name: str, zone: str) -> str:
    params = {
        "ImageId": _IMAGE,
        "InstanceType": "m5.large",
        "MinCount": 1,
        "MaxCount": 1,
        "Placement": {"AvailabilityZone": f"{region}{zone}"},
        "IamInstanceProfile": {"Name": INSTANCE_ROLE},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}],
    }
    reservation = account.call("alice", region, "ec2", "RunInstances", params)
    instance_id: str = reservation["Instances"][0]["InstanceId"]
    return instance_id


def reopen(account: Emulator, data_plane: DataPlane, regions: Iterable[str]) -> None:
    """Give the hosts of running instances their volumes' keys again, Region by Region."""
    for region in regions:
        account.run(region, lambda context: reattach(context, data_plane))
