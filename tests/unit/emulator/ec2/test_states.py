"""The three state tables, cell by cell: what is written here is what the tables must say."""

from datetime import UTC, datetime

import pytest

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import attachment_states, instance_states, volume_states
from kmstui.emulator.ec2.instance_states import Verdict
from kmstui.emulator.ec2.model import (
    Attachment,
    AttachmentState,
    Instance,
    InstanceState,
    Volume,
    VolumeState,
)

NOW = datetime(2026, 3, 14, tzinfo=UTC)
ALLOWED = ""
VOL, INST = "vol-0123456789abcdef0", "i-0123456789abcdef0"


def volume(state: VolumeState) -> Volume:
    return Volume("111122223333", "us-east-1", VOL, "us-east-1a", 8, "gp3", state, NOW)


def attachment(state: AttachmentState) -> Attachment:
    return Attachment("111122223333", "us-east-1", VOL, INST, "/dev/sdf", state, NOW)


def instance(state: InstanceState) -> Instance:
    return Instance(
        account="111122223333",
        region="us-east-1",
        instance_id=INST,
        reservation_id="r-1",
        launch_index=0,
        image_id="ami-1",
        instance_type="m5.large",
        zone="us-east-1a",
        state=state,
        launch_time=NOW,
        private_ip="172.31.0.4",
    )


GONE = f"InvalidVolume.NotFound: The volume '{VOL}' does not exist."


def in_state(state: str) -> str:
    return f"IncorrectState: Volume '{VOL}' is in the '{state}' state."


UNAVAILABLE = f"IncorrectState: {VOL} is not 'available'"
VOLUMES = {
    ("AttachVolume", "creating"): UNAVAILABLE,
    ("AttachVolume", "available"): ALLOWED,
    ("AttachVolume", "in-use"): f"VolumeInUse: {VOL} is already attached to an instance",
    ("AttachVolume", "deleting"): UNAVAILABLE,
    ("AttachVolume", "deleted"): GONE,
    ("AttachVolume", "error"): UNAVAILABLE,
    ("DetachVolume", "creating"): in_state("creating"),
    ("DetachVolume", "available"): in_state("available"),
    ("DetachVolume", "in-use"): ALLOWED,
    ("DetachVolume", "deleting"): in_state("deleting"),
    ("DetachVolume", "deleted"): GONE,
    ("DetachVolume", "error"): in_state("error"),
    ("DeleteVolume", "creating"): in_state("creating"),
    ("DeleteVolume", "available"): ALLOWED,
    ("DeleteVolume", "in-use"): f"VolumeInUse: Volume {VOL} is currently attached to {INST}",
    ("DeleteVolume", "deleting"): in_state("deleting"),
    ("DeleteVolume", "deleted"): GONE,
    ("DeleteVolume", "error"): ALLOWED,
    ("UseVolume", "creating"): in_state("creating"),
    ("UseVolume", "available"): in_state("available"),
    ("UseVolume", "in-use"): ALLOWED,
    ("UseVolume", "deleting"): in_state("deleting"),
    ("UseVolume", "deleted"): GONE,
    ("UseVolume", "error"): in_state("error"),
}


@pytest.mark.parametrize(("cell", "expected"), VOLUMES.items())
def test_what_a_volumes_state_allows(cell: tuple[str, str], expected: str) -> None:
    operation, state = cell
    try:
        volume_states.require(operation, volume(VolumeState(state)), instance=INST)
        found = ALLOWED
    except AwsError as error:
        found = str(error)
    assert found == expected


ATTACHMENTS = {
    ("DetachVolume", "attaching"): in_state("attaching"),
    ("DetachVolume", "attached"): ALLOWED,
    ("DetachVolume", "detaching"): in_state("detaching"),
    ("DetachVolume", "detached"): in_state("detached"),
    ("DetachVolume", "busy"): in_state("busy"),
    ("DetachVolume by force", "attaching"): ALLOWED,
    ("DetachVolume by force", "attached"): ALLOWED,
    ("DetachVolume by force", "detaching"): ALLOWED,
    ("DetachVolume by force", "detached"): in_state("detached"),
    ("DetachVolume by force", "busy"): ALLOWED,
    ("UseVolume", "attaching"): in_state("attaching"),
    ("UseVolume", "attached"): ALLOWED,
    ("UseVolume", "detaching"): in_state("detaching"),
    ("UseVolume", "detached"): in_state("detached"),
    ("UseVolume", "busy"): ALLOWED,
}


@pytest.mark.parametrize(("cell", "expected"), ATTACHMENTS.items())
def test_what_an_attachments_state_allows(cell: tuple[str, str], expected: str) -> None:
    operation, state = cell
    try:
        attachment_states.require(operation, attachment(AttachmentState(state)))
        found = ALLOWED
    except AwsError as error:
        found = str(error)
    assert found == expected


NO_START = f"IncorrectInstanceState: The instance '{INST}' is not in a state from which it can be started."
NO_STOP = f"IncorrectInstanceState: This instance '{INST}' is not in a state from which it can be stopped."
NO_ATTACH = f"IncorrectState: Instance '{INST}' is not 'running'."
INSTANCES = {
    ("StartInstances", "pending"): Verdict.NOTHING,
    ("StartInstances", "running"): Verdict.NOTHING,
    ("StartInstances", "shutting-down"): NO_START,
    ("StartInstances", "terminated"): NO_START,
    ("StartInstances", "stopping"): NO_START,
    ("StartInstances", "stopped"): Verdict.GO,
    ("StopInstances", "pending"): NO_STOP,
    ("StopInstances", "running"): Verdict.GO,
    ("StopInstances", "shutting-down"): NO_STOP,
    ("StopInstances", "terminated"): NO_STOP,
    ("StopInstances", "stopping"): Verdict.NOTHING,
    ("StopInstances", "stopped"): Verdict.NOTHING,
    ("TerminateInstances", "pending"): Verdict.GO,
    ("TerminateInstances", "running"): Verdict.GO,
    ("TerminateInstances", "shutting-down"): Verdict.NOTHING,
    ("TerminateInstances", "terminated"): Verdict.NOTHING,
    ("TerminateInstances", "stopping"): Verdict.GO,
    ("TerminateInstances", "stopped"): Verdict.GO,
    ("AttachVolume", "pending"): NO_ATTACH,
    ("AttachVolume", "running"): Verdict.GO,
    ("AttachVolume", "shutting-down"): NO_ATTACH,
    ("AttachVolume", "terminated"): NO_ATTACH,
    ("AttachVolume", "stopping"): NO_ATTACH,
    ("AttachVolume", "stopped"): Verdict.GO,
}


@pytest.mark.parametrize(("cell", "expected"), INSTANCES.items())
def test_what_an_instances_state_allows(cell: tuple[str, str], expected: str | Verdict) -> None:
    operation, state = cell
    found: str | Verdict
    try:
        found = instance_states.require(operation, instance(InstanceState(state)))
    except AwsError as error:
        found = str(error)
    assert found == expected


def test_every_operation_has_a_cell_for_every_state() -> None:
    for row in volume_states.VOLUME_OPERATIONS.values():
        assert set(row) == set(VolumeState)
    for line in attachment_states.ATTACHMENT_OPERATIONS.values():
        assert set(line) == set(AttachmentState)
    for cells in instance_states.INSTANCE_OPERATIONS.values():
        assert set(cells) == set(InstanceState)


def test_nothing_in_the_tables_is_left_out_here() -> None:
    assert {
        (operation, state.value)
        for operation, row in volume_states.VOLUME_OPERATIONS.items()
        for state in row
    } == set(VOLUMES)
    assert {
        (operation, state.value)
        for operation, row in attachment_states.ATTACHMENT_OPERATIONS.items()
        for state in row
    } == set(ATTACHMENTS)
    assert {
        (operation, state.value)
        for operation, row in instance_states.INSTANCE_OPERATIONS.items()
        for state in row
    } == set(INSTANCES)


def test_instance_states_have_the_numbers_of_the_api_reference() -> None:
    assert {state.value: code for state, code in instance_states.STATE_CODES.items()} == {
        "pending": 0,
        "running": 16,
        "shutting-down": 32,
        "terminated": 48,
        "stopping": 64,
        "stopped": 80,
    }
