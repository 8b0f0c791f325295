"""An account with nothing in it but EC2: the real store, a scripted KMS, a data plane that only remembers.

It takes calls through the stages that dispatch takes them through, authorization left out.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kmstui.aws.clock import ManualClock
from kmstui.aws.entropy import SeededEntropy, token_hex, uuid
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.volume_io import Meters, Sector, Workload
from kmstui.emulator.ec2.service import service
from kmstui.emulator.iam.model import InstanceProfile, Role
from kmstui.emulator.iam.repository import PROFILES, ROLES
from kmstui.emulator.registry import Access, Caller, Context, PrincipalKind, Service, Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.unit_of_work import UnitOfWork

ACCOUNT = "111122223333"
REGION = "us-east-1"
ZONE = "us-east-1a"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"
NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
ALICE = Caller(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, PrincipalKind.USER, "AIDAEXAMPLE", "alice")
ROOT = Caller(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, PrincipalKind.ROOT, ACCOUNT, "root")
IMAGE = "ami-0abcdef1234567890"
PLAINTEXT = bytes(range(64))


@dataclass(frozen=True)
class KmsCall:
    """One call that reached KMS."""

    operation: str
    params: dict[str, Any]
    caller: Caller


@dataclass
class ScriptedKms:
    """Plays KMS: every call is remembered, and answered unless a refusal was scripted for its operation."""

    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("kms"))
    calls: list[KmsCall] = field(default_factory=list)
    grants: set[str] = field(default_factory=set)
    refusals: dict[str, AwsError] = field(default_factory=dict)
    refused_volumes: set[str] = field(default_factory=set)
    """Volumes whose Decrypt is refused although others' is not."""

    def disable(self) -> None:
        """The key is disabled: nothing but giving grants back works."""
        error = AwsError("DisabledException", f"{KEY_ARN} is disabled.")
        for operation in ("GenerateDataKeyWithoutPlaintext", "CreateGrant", "Decrypt"):
            self.refusals[operation] = error

    def enable(self) -> None:
        """The key is enabled again."""
        self.refusals.clear()

    def names(self) -> list[str]:
        """The operations that were called, in order."""
        return [call.operation for call in self.calls]

    def __call__(self, service: str, operation: str, params: Params, caller: Caller) -> Result:
        assert service == "kms"
        self.calls.append(KmsCall(operation, dict(params), caller))
        if operation in self.refusals:
            raise self.refusals[operation]
        answers: dict[str, Callable[[Params], Result]] = {
            "GenerateDataKeyWithoutPlaintext": self._generate,
            "CreateGrant": self._grant,
            "Decrypt": self._decrypt,
            "RetireGrant": self._retire,
        }
        return answers[operation](params)

    def _generate(self, params: Params) -> Result:
        volume_id = params["EncryptionContext"]["aws:ebs:id"]
        return {"KeyId": KEY_ARN, "CiphertextBlob": f"wrapped {volume_id}".encode()}

    def _grant(self, _params: Params) -> Result:
        grant_id = token_hex(self.entropy, 64)
        self.grants.add(grant_id)
        return {"GrantId": grant_id, "GrantToken": "token"}

    def _decrypt(self, params: Params) -> Result:
        volume_id = params["EncryptionContext"]["aws:ebs:id"]
        assert params["CiphertextBlob"] == f"wrapped {volume_id}".encode()
        if volume_id in self.refused_volumes:
            raise AwsError("DisabledException", f"{KEY_ARN} is disabled.")
        return {"Plaintext": bytearray(PLAINTEXT), "KeyId": KEY_ARN}

    def _retire(self, params: Params) -> Result:
        if params["GrantId"] not in self.grants:
            raise AwsError("NotFoundException", "no such grant")
        self.grants.remove(params["GrantId"])
        return {}


class RememberingPlane:
    """A data plane that stores nothing and remembers what it was told."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.serving: dict[str, bytes | None] = {}
        self.keys_seen: list[bytearray] = []
        self.loads: dict[str, Workload] = {}
        self.flushed: list[str] = []
        self.written: list[tuple[str, int, bytes]] = []
        self.broken: set[str] = set()
        """Names of methods that fail with an OSError."""
        self.lost: set[str] = set()
        """Volumes whose worker was killed."""

    def _work(self, method: str, volume_id: str = "") -> None:
        if volume_id in self.lost:
            raise OSError(32, "Broken pipe")
        if method in self.broken:
            raise OSError(28, "No space left on device")
        if volume_id and volume_id not in self.serving:
            raise KeyError(volume_id)

    def create(self, volume_id: str, size_bytes: int) -> None:
        self._work("create")
        self.files[volume_id] = size_bytes

    def delete(self, volume_id: str) -> None:
        assert volume_id not in self.serving, "files were removed under a worker"
        self.files.pop(volume_id, None)

    def attach(self, volume_id: str, size_bytes: int, data_key: bytearray | None) -> None:
        self._work("attach")
        assert self.files[volume_id] == size_bytes
        self.serving[volume_id] = None if data_key is None else bytes(data_key)
        if data_key is not None:
            self.keys_seen.append(data_key)

    def detach(self, volume_id: str) -> None:
        self.serving.pop(volume_id, None)
        self.loads.pop(volume_id, None)
        self.lost.discard(volume_id)
        self._work("detach")

    def attached(self) -> frozenset[str]:
        return frozenset(self.serving) - self.lost

    def start_load(self, volume_id: str, workload: Workload) -> None:
        self._work("start_load", volume_id)
        self.loads[volume_id] = workload

    def stop_load(self, volume_id: str) -> None:
        self._work("stop_load", volume_id)
        self.loads.pop(volume_id, None)

    def meters(self, volume_id: str) -> Meters:
        self._work("meters", volume_id)
        return Meters(load_running=volume_id in self.loads)

    def sector(self, volume_id: str, offset: int, length: int) -> Sector:
        self._work("sector", volume_id)
        return Sector(offset=offset, plaintext=bytes(length), stored=b"")

    def write(self, volume_id: str, offset: int, data: bytes) -> None:
        self._work("write", volume_id)
        self.written.append((volume_id, offset, data))

    def read(self, volume_id: str, offset: int, length: int) -> bytes:
        self._work("read", volume_id)
        return bytes(length)

    def flush(self, volume_id: str) -> None:
        self._work("flush", volume_id)
        self.flushed.append(volume_id)

    def close(self) -> None:
        self.serving.clear()


class Account:
    """One account over a store in memory; every call is a unit of work of its own."""

    def __init__(self, *, pace: str = "instant", seed: str = "account") -> None:
        self.clock = ManualClock(NOW)
        self.entropy = SeededEntropy(seed)
        self.settings = Settings(pace=pace)
        self.store = AccountStore.in_memory()
        self.kms = ScriptedKms()
        self.plane = RememberingPlane()
        self.services: list[Service] = [service(self.plane)]
        self.accesses: list[Access] = []
        """The permissions that the last call needed."""

    def context(self, uow: UnitOfWork, caller: Caller = ALICE, region: str = REGION) -> Context:
        """What an operation is given."""
        return Context(
            uow=uow,
            now=self.clock.now(),
            entropy=self.entropy,
            caller=caller,
            region=region,
            request_id=uuid(self.entropy),
            settings=self.settings,
            call=self.kms,
            emit=lambda _event: None,
        )

    def __call__(self, operation: str, *, region: str = REGION, **params: Any) -> Result:
        """Make one call, after everything that has fallen due."""
        refusal: AwsError | None = None
        result: Result = {}
        with self.store.unit_of_work() as uow:
            self._settle(uow)
            try:
                with uow.savepoint():
                    result = self._run(self.context(uow, region=region), operation, params)
            except AwsError as error:
                refusal = error
        if refusal is not None:
            raise refusal
        return result

    def lose(self, operation: str, **params: Any) -> None:
        """Make a call whose unit of work the store then cannot keep; KMS forgets its part as well."""
        grants = set(self.kms.grants)
        with suppress(OSError), self.store.unit_of_work() as uow:
            with suppress(AwsError), uow.savepoint():
                self._run(self.context(uow), operation, params)
            raise OSError(28, "No space left on device")
        self.kms.grants = grants

    def _run(self, context: Context, operation: str, params: Params) -> Result:
        handlers = (handler for one in self.services for handler in one.handlers)
        handler = next(handler for handler in handlers if handler.operation == operation)
        subject = handler.resolve(context, params)
        self.accesses = list(handler.access(context, params, subject))
        return handler.run(context, params, subject)

    def _settle(self, uow: UnitOfWork) -> None:
        for timer in uow.due(self.clock.now()):
            uow.cancel(timer.kind, timer.subject)
            account, region, _ = timer.subject.split("/", 2)
            caller = replace(ROOT, account=account)
            settlers = {kind: settle for one in self.services for kind, settle in one.settlers.items()}
            settlers[timer.kind](self.context(uow, caller, region), timer.subject)

    def settle(self) -> None:
        """Let everything that has fallen due happen."""
        with self.store.unit_of_work() as uow:
            self._settle(uow)

    def wait(self, seconds: float) -> None:
        """Let time pass, and what falls due by it happen."""
        self.clock.advance(timedelta(seconds=seconds))
        self.settle()

    def inside(self, work: Callable[[Context], None], region: str = REGION) -> None:
        """Do something in a unit of work of its own, as the account's root user."""
        with self.store.unit_of_work() as uow:
            work(self.context(uow, ROOT, region))

    def instance_profile(self, name: str) -> str:
        """An instance profile with a role of the same name; returns its ARN."""
        profile = InstanceProfile(ACCOUNT, name, "AIPAEXAMPLE", NOW, role=name)

        def make(context: Context) -> None:
            context.uow.put(ROLES, Role(ACCOUNT, name, "AROAEXAMPLE", NOW, trust_policy="{}"))
            context.uow.put(PROFILES, profile)

        self.inside(make)
        return profile.arn

    def volume(self, **params: Any) -> str:
        """A new volume, available; 8 GiB gp3 and unencrypted unless said otherwise."""
        members: dict[str, Any] = {"AvailabilityZone": ZONE, "Size": 8, "VolumeType": "gp3"} | params
        volume_id: str = self("CreateVolume", **members)["VolumeId"]
        self.settle()
        return volume_id

    def encrypted_volume(self, **params: Any) -> str:
        """A new volume under the key, available."""
        return self.volume(**{"Encrypted": True, "KmsKeyId": KEY_ARN} | params)

    def instance(self, **params: Any) -> str:
        """A new instance, running."""
        one: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "InstanceType": "m5.large"}
        members = one | params
        instance_id: str = self("RunInstances", **members)["Instances"][0]["InstanceId"]
        self.settle()
        return instance_id

    def attached_volume(self, instance_id: str, device: str = "/dev/sdf", **params: Any) -> str:
        """A new volume under the key, attached to the instance."""
        volume_id = self.encrypted_volume(**params)
        self("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device=device)
        self.settle()
        return volume_id

    def describe_volume(self, volume_id: str) -> Result:
        """The volume as DescribeVolumes shows it."""
        described: Result = self("DescribeVolumes", VolumeIds=[volume_id])["Volumes"][0]
        return described

    def describe_instance(self, instance_id: str) -> Result:
        """The instance as DescribeInstances shows it."""
        answer = self("DescribeInstances", InstanceIds=[instance_id])
        described: Result = answer["Reservations"][0]["Instances"][0]
        return described

    def state_of(self, volume_id: str) -> str:
        """The volume's state."""
        state: str = self.describe_volume(volume_id)["State"]
        return state
