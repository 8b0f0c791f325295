"""What holds after whatever is done: records, data plane and grants tell the same story."""

import contextlib
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.unit.emulator.ec2.harness import IMAGE, KEY_ARN, ZONE, Account

from kmstui.aws.errors import AwsError
from kmstui.aws.volume_io import Workload
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import (
    Attachment,
    AttachmentState,
    Instance,
    InstanceState,
    Volume,
    VolumeState,
)
from kmstui.emulator.ec2.reopen import reattach

DEVICES = st.sampled_from(["/dev/sdf", "/dev/sdg", "/dev/xvda"])
POWER = st.sampled_from(["StartInstances", "StopInstances", "TerminateInstances"])
ENCRYPTED = {"Encrypted": True, "KmsKeyId": KEY_ARN}


class AnyCalls(RuleBasedStateMachine):
    """Calls in any order, many of which are refused."""

    volumes: Bundle[str] = Bundle("volumes")
    instances: Bundle[str] = Bundle("instances")

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(pace="realistic")

    def attempt(self, operation: str, **params: Any) -> None:
        """Make a call that may be refused; refusals change nothing."""
        with contextlib.suppress(AwsError):
            self.account(operation, **params)

    @rule(target=volumes, encrypted=st.booleans(), shared=st.booleans())
    def create_volume(self, encrypted: bool, shared: bool) -> str:
        kind: dict[str, Any] = (
            {"VolumeType": "io2", "Iops": 100, "MultiAttachEnabled": True} if shared else {}
        )
        key: dict[str, Any] = ENCRYPTED if encrypted else {}
        answer = self.account("CreateVolume", AvailabilityZone=ZONE, Size=8, **kind, **key)
        return str(answer["VolumeId"])

    @rule(target=instances, device=DEVICES, encrypted=st.booleans())
    def run_instance(self, device: str, encrypted: bool) -> str:
        ebs = {"VolumeSize": 8} | (ENCRYPTED if encrypted else {})
        mappings = [{"DeviceName": device, "Ebs": ebs}]
        answer = self.account(
            "RunInstances",
            ImageId=IMAGE,
            MinCount=1,
            MaxCount=1,
            InstanceType="m5.large",
            BlockDeviceMappings=mappings,
        )
        return str(answer["Instances"][0]["InstanceId"])

    @rule(volume=volumes, instance=instances, device=DEVICES)
    def attach(self, volume: str, instance: str, device: str) -> None:
        self.attempt("AttachVolume", VolumeId=volume, InstanceId=instance, Device=device)

    @rule(volume=volumes, instance=instances, force=st.booleans())
    def detach(self, volume: str, instance: str, force: bool) -> None:
        self.attempt("DetachVolume", VolumeId=volume, InstanceId=instance, Force=force)

    @rule(volume=volumes, instance=instances)
    def lose_an_attach(self, volume: str, instance: str) -> None:
        self.account.lose("AttachVolume", VolumeId=volume, InstanceId=instance, Device="/dev/sdh")

    @rule(volume=volumes)
    def delete(self, volume: str) -> None:
        self.attempt("DeleteVolume", VolumeId=volume)

    @rule(
        instance=instances,
        operation=st.sampled_from(["StartInstances", "StopInstances", "TerminateInstances"]),
    )
    def power(self, instance: str, operation: str) -> None:
        self.attempt(operation, InstanceIds=[instance])

    @rule(volume=volumes)
    def load(self, volume: str) -> None:
        if volume in self.account.plane.serving:
            self.account.plane.start_load(volume, Workload())

    @rule(volume=volumes)
    def idle(self, volume: str) -> None:
        if volume in self.account.plane.serving:
            self.account.plane.stop_load(volume)

    @rule(disabled=st.booleans())
    def switch_the_key(self, disabled: bool) -> None:
        if disabled:
            self.account.kms.disable()
        else:
            self.account.kms.enable()

    @rule(seconds=st.sampled_from([1, 5, 15, 3600]))
    def wait(self, seconds: int) -> None:
        self.account.wait(seconds)

    @rule()
    def open_again(self) -> None:
        self.account.plane.close()
        self.account.plane.loads.clear()
        self.account.inside(lambda context: reattach(context, self.account.plane))

    @invariant()
    def the_same_story_is_told_everywhere(self) -> None:
        with self.account.store.unit_of_work() as uow:
            story = Story(
                uow.find(repository.VOLUMES), uow.find(repository.ATTACHMENTS), uow.find(repository.INSTANCES)
            )
        assert set(self.account.plane.serving) == story.served()
        assert set(self.account.plane.files) == story.with_files()
        assert self.account.kms.grants == story.grants()
        assert story.in_use() == {attachment.volume_id for attachment in story.attachments}


class Story:
    """What the records say must be so elsewhere."""

    def __init__(
        self, volumes: list[Volume], attachments: list[Attachment], instances: list[Instance]
    ) -> None:
        self.volumes = {volume.volume_id: volume for volume in volumes}
        self.attachments = attachments
        self.instances = {instance.instance_id: instance for instance in instances}

    def served(self) -> set[str]:
        """A volume is served while it is held by an instance that runs or is sure to."""
        return {
            attachment.volume_id
            for attachment in self.attachments
            if attachment.state is not AttachmentState.DETACHING
            and self.has_host(self.instances[attachment.instance_id])
        }

    @staticmethod
    def has_host(instance: Instance) -> bool:
        """Whether an instance is on a host."""
        running = instance.state in {InstanceState.RUNNING, InstanceState.PENDING}
        return running and instance.failure is None

    def with_files(self) -> set[str]:
        """A volume has files until it is deleted, and a doomed one never."""
        return {
            volume.volume_id
            for volume in self.volumes.values()
            if volume.state is not VolumeState.DELETING and not volume.failure
        }

    def grants(self) -> set[str]:
        """Every grant KMS knows belongs to an attachment, and every served encrypted volume has one."""
        held = {attachment.grant_id for attachment in self.attachments if attachment.grant_id}
        for attachment in self.attachments:
            encrypted = self.volumes[attachment.volume_id].encrypted
            served = attachment.volume_id in self.served()
            assert not (encrypted and served and self.on_host(attachment)) or attachment.grant_id
        return held

    def on_host(self, attachment: Attachment) -> bool:
        """Whether this attachment's own instance is on a host and keeps the volume."""
        kept = attachment.state is not AttachmentState.DETACHING
        return kept and self.has_host(self.instances[attachment.instance_id])

    def in_use(self) -> set[str]:
        """The volumes whose state says that they are attached."""
        return {v.volume_id for v in self.volumes.values() if v.state is VolumeState.IN_USE}


def test_records_data_plane_and_grants_agree_after_any_calls() -> None:
    run_state_machine_as_test(
        AnyCalls, settings=settings(max_examples=60, stateful_step_count=40, deadline=None)
    )
