"""AttachVolume and DetachVolume: keys, states, devices, zones, and what is left when they fail."""

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT, KEY_ARN, PLAINTEXT, Account

from kmstui.aws.errors import AwsError
from kmstui.aws.volume_io import Workload
from kmstui.emulator.ec2 import repository
from kmstui.emulator.registry import PrincipalKind


def events_of(account: Account, volume_id: str) -> list[tuple[str, str, str]]:
    with account.store.unit_of_work() as uow:
        found = uow.find(repository.EVENTS, volume_id=volume_id)
    return [(event.event, event.result, event.cause) for event in found]


def test_an_encrypted_volume_is_attached_through_a_grant_and_a_decrypt_in_its_context(
    account: Account,
) -> None:
    volume_id, instance_id = account.encrypted_volume(), account.instance()
    account.kms.calls.clear()

    answer = account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")

    assert answer["State"] == "attaching"
    grant, decrypt = account.kms.calls
    role = f"{ACCOUNT}:aws:ec2-infrastructure:{instance_id}"
    context = {"aws:ebs:id": volume_id}
    assert grant.operation == "CreateGrant"
    assert grant.params["KeyId"] == KEY_ARN
    assert grant.params["GranteePrincipal"] == role
    assert grant.params["Operations"] == ["Decrypt"]
    assert grant.params["Constraints"] == {"EncryptionContextSubset": context}
    assert (grant.caller.name, grant.caller.via_service) == ("alice", "ec2")
    assert decrypt.operation == "Decrypt"
    assert decrypt.params["EncryptionContext"] == context
    assert decrypt.caller.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/{instance_id}"
    assert decrypt.caller.kind is PrincipalKind.ASSUMED_ROLE
    assert decrypt.caller.principal_id == role


def test_the_data_plane_gets_the_key_and_this_process_keeps_none(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    assert account.plane.serving[volume_id] == PLAINTEXT
    assert [bytes(key) for key in account.plane.keys_seen] == [bytes(64)]


def test_an_unencrypted_volume_is_attached_without_any_key(account: Account) -> None:
    volume_id, instance_id = account.volume(), account.instance()
    account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.kms.calls == []
    assert account.plane.serving == {volume_id: None}


def test_a_volume_is_in_use_at_once_and_attached_by_the_next_call(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    volume = account.describe_volume(volume_id)
    assert volume["State"] == "in-use"
    assert [a["State"] for a in volume["Attachments"]] == ["attached"]


def test_attaching_takes_its_seconds_at_a_realistic_pace(slow: Account) -> None:
    instance_id, volume_id = slow.instance(), slow.volume()
    slow.wait(60)
    slow("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    slow.wait(1.9)
    assert slow.describe_volume(volume_id)["Attachments"][0]["State"] == "attaching"
    slow.wait(0.2)
    assert slow.describe_volume(volume_id)["Attachments"][0]["State"] == "attached"


def test_a_disabled_key_refuses_the_attachment_and_leaves_nothing_but_an_event(account: Account) -> None:
    volume_id, instance_id = account.encrypted_volume(), account.instance()
    account.kms.disable()
    with pytest.raises(AwsError) as refusal:
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert refusal.value.code == "CustomerKeyHasBeenRevoked"
    assert refusal.value.message == (
        f"Volume {volume_id} cannot be attached. The encrypted volume was unable to access the KMS key."
    )
    volume = account.describe_volume(volume_id)
    assert (volume["State"], volume["Attachments"]) == ("available", [])
    assert account.plane.serving == {}
    assert events_of(account, volume_id)[-1] == ("attachVolume", "failed", f"{KEY_ARN} is disabled.")


def test_a_refused_decrypt_gives_the_grant_back(account: Account) -> None:
    volume_id, instance_id = account.encrypted_volume(), account.instance()
    account.kms.refused_volumes.add(volume_id)
    with pytest.raises(AwsError, match="CustomerKeyHasBeenRevoked"):
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.kms.grants == set()


def test_a_data_plane_that_fails_is_an_internal_error_and_leaves_nothing(account: Account) -> None:
    volume_id, instance_id = account.encrypted_volume(), account.instance()
    account.plane.broken.add("attach")
    with pytest.raises(AwsError, match="InternalError"):
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.state_of(volume_id) == "available"


def test_an_attached_volume_goes_on_when_its_key_is_disabled_and_cannot_come_back(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account.kms.disable()
    assert account.plane.serving[volume_id] == PLAINTEXT
    account("DetachVolume", VolumeId=volume_id)
    assert account.plane.serving == {}
    with pytest.raises(AwsError, match="CustomerKeyHasBeenRevoked"):
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    account.kms.enable()
    account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.plane.serving[volume_id] == PLAINTEXT


def test_a_stopped_instance_gets_the_grant_and_not_yet_the_key(account: Account) -> None:
    instance_id, volume_id = account.instance(), account.encrypted_volume()
    account("StopInstances", InstanceIds=[instance_id])
    account.kms.calls.clear()
    account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.kms.names() == ["CreateGrant"]
    assert account.plane.serving == {}
    account("StartInstances", InstanceIds=[instance_id])
    assert account.kms.names() == ["CreateGrant", "Decrypt"]
    assert account.plane.serving == {volume_id: PLAINTEXT}


def test_detaching_gives_the_grant_back_and_frees_the_volume(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    answer = account("DetachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert answer["State"] == "detaching"
    assert account.kms.grants == set()
    assert account.kms.calls[-1].operation == "RetireGrant"
    assert account.plane.flushed == [volume_id]
    volume = account.describe_volume(volume_id)
    assert (volume["State"], volume["Attachments"]) == ("available", [])


def test_a_grant_that_kms_no_longer_knows_does_not_hold_a_detach_up(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    account.kms.grants.clear()
    account("DetachVolume", VolumeId=volume_id)
    assert account.state_of(volume_id) == "available"


def test_a_volume_under_load_is_busy_until_the_load_ends(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    account.plane.start_load(volume_id, Workload())
    assert account("DetachVolume", VolumeId=volume_id)["State"] == "busy"
    account.wait(1)
    assert account.describe_volume(volume_id)["Attachments"][0]["State"] == "busy"
    account.plane.stop_load(volume_id)
    account.wait(1)
    assert account.state_of(volume_id) == "available"
    assert account.plane.serving == {}


def test_a_volume_that_cannot_be_flushed_is_busy(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    account.plane.broken.add("flush")
    assert account("DetachVolume", VolumeId=volume_id)["State"] == "busy"


def test_a_volume_whose_host_died_under_load_is_let_go_and_can_be_attached_again(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account.plane.start_load(volume_id, Workload())
    account.plane.lost.add(volume_id)
    assert account("DetachVolume", VolumeId=volume_id)["State"] == "detaching"
    assert account.state_of(volume_id) == "available"
    account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert account.plane.attached() == {volume_id}


def test_force_detaches_whatever_the_device_is_doing(account: Account) -> None:
    volume_id = account.attached_volume(account.instance())
    account.plane.broken.update({"flush", "detach"})
    account("DetachVolume", VolumeId=volume_id)
    answer = account("DetachVolume", VolumeId=volume_id, Force=True)
    assert answer["State"] == "detaching"
    assert account.state_of(volume_id) == "available"
    assert account.plane.serving == {}


def test_force_ends_the_waiting_of_a_volume_that_is_detaching(slow: Account) -> None:
    instance_id = slow.instance()
    volume_id = slow.volume()
    slow.wait(60)
    slow("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    slow.wait(60)
    slow("DetachVolume", VolumeId=volume_id)
    with pytest.raises(AwsError, match=f"IncorrectState: Volume '{volume_id}' is in the 'detaching' state."):
        slow("DetachVolume", VolumeId=volume_id)
    slow("DetachVolume", VolumeId=volume_id, Force=True)
    assert slow.state_of(volume_id) == "available"


def test_a_call_that_fails_later_puts_the_data_plane_back(account: Account) -> None:
    """The unit of work is undone as a whole when the store cannot keep it."""
    volume_id, instance_id = account.encrypted_volume(), account.instance()
    account.lose("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert len(account.plane.keys_seen) == 1
    assert account.plane.serving == {}
    assert account.state_of(volume_id) == "available"


@pytest.mark.parametrize(
    ("device", "message"),
    [
        ("sdaa", "Value (sdaa) for parameter device is invalid. sdaa is not a valid EBS device name."),
        (
            "/dev/nvme1n1",
            "Value (/dev/nvme1n1) for parameter device is invalid. /dev/nvme1n1 is not a valid EBS device"
            " name.",
        ),
        (
            "/dev/sdf",
            "Invalid value '/dev/sdf' for unixDevice. Attachment point /dev/sdf is already in use",
        ),
    ],
)
def test_a_device_that_cannot_be_used_is_refused(account: Account, device: str, message: str) -> None:
    instance_id = account.instance()
    account.attached_volume(instance_id, "/dev/sdf")
    volume_id = account.volume()
    with pytest.raises(AwsError) as refusal:
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device=device)
    assert (refusal.value.code, refusal.value.message) == ("InvalidParameterValue", message)


@pytest.mark.parametrize("device", ["/dev/sdf", "/dev/sdf1", "/dev/sdp15", "/dev/xvdf", "/dev/xvdba", "xvdf"])
def test_the_device_names_of_the_user_guide_are_taken(account: Account, device: str) -> None:
    instance_id, volume_id = account.instance(), account.volume()
    answer = account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device=device)
    assert answer["Device"] == device


def test_a_volume_of_another_zone_is_refused(account: Account) -> None:
    volume_id = account.volume(AvailabilityZone="us-east-1b")
    instance_id = account.instance()
    with pytest.raises(AwsError) as refusal:
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert str(refusal.value) == (
        f"InvalidVolume.ZoneMismatch: The volume '{volume_id}' is not in the same availability zone"
        f" as instance '{instance_id}'"
    )


def test_a_volume_that_is_attached_already_is_refused(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    with pytest.raises(AwsError) as refusal:
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdg")
    assert str(refusal.value) == f"VolumeInUse: {volume_id} is already attached to an instance"


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"Device": "/dev/sdg"}, "as device /dev/sdg"),
        ({"InstanceId": "other"}, "is not attached to instance"),
    ],
)
def test_detaching_from_where_it_is_not_attached_is_refused(
    account: Account, params: dict[str, str], message: str
) -> None:
    other = account.instance()
    volume_id = account.attached_volume(account.instance())
    named = {name: other if value == "other" else value for name, value in params.items()}
    with pytest.raises(AwsError) as refusal:
        account("DetachVolume", VolumeId=volume_id, **named)
    assert refusal.value.code == "InvalidAttachment.NotFound"
    assert message in refusal.value.message


def test_an_available_volume_cannot_be_detached(account: Account) -> None:
    volume_id = account.volume()
    with pytest.raises(AwsError) as refusal:
        account("DetachVolume", VolumeId=volume_id)
    assert str(refusal.value) == f"IncorrectState: Volume '{volume_id}' is in the 'available' state."


def test_a_root_volume_stays_while_its_instance_runs(account: Account) -> None:
    mapping = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}
    instance_id = account.instance(BlockDeviceMappings=[mapping])
    volume_id = account.describe_instance(instance_id)["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    with pytest.raises(AwsError) as refusal:
        account("DetachVolume", VolumeId=volume_id)
    assert str(refusal.value) == (
        f"OperationNotPermitted: Unable to detach root volume '{volume_id}' from instance '{instance_id}'"
    )
    account("StopInstances", InstanceIds=[instance_id])
    account("DetachVolume", VolumeId=volume_id)
    assert account.state_of(volume_id) == "available"


def test_a_shared_volume_has_one_worker_until_the_last_instance_lets_go(account: Account) -> None:
    first, second = account.instance(), account.instance()
    volume_id = account.encrypted_volume(VolumeType="io2", Iops=100, MultiAttachEnabled=True)
    for instance_id in (first, second):
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device="/dev/sdf")
    assert len(account.describe_volume(volume_id)["Attachments"]) == 2
    assert len(account.plane.keys_seen) == 1
    with pytest.raises(AwsError, match="MissingParameter"):
        account("DetachVolume", VolumeId=volume_id)
    account("DetachVolume", VolumeId=volume_id, InstanceId=first)
    assert (account.state_of(volume_id), set(account.plane.serving)) == ("in-use", {volume_id})
    account("DetachVolume", VolumeId=volume_id, InstanceId=second)
    assert (account.state_of(volume_id), account.plane.serving) == ("available", {})


def test_a_shared_volume_is_refused_twice_on_one_instance_and_on_xen(account: Account) -> None:
    nitro, xen = account.instance(), account.instance(InstanceType="t2.micro")
    volume_id = account.volume(VolumeType="io2", Iops=100, MultiAttachEnabled=True)
    account("AttachVolume", VolumeId=volume_id, InstanceId=nitro, Device="/dev/sdf")
    with pytest.raises(AwsError, match="VolumeInUse"):
        account("AttachVolume", VolumeId=volume_id, InstanceId=nitro, Device="/dev/sdg")
    with pytest.raises(AwsError, match="UnsupportedOperation"):
        account("AttachVolume", VolumeId=volume_id, InstanceId=xen, Device="/dev/sdf")


def test_an_instance_takes_as_many_volumes_as_its_family_allows(account: Account) -> None:
    instance_id = account.instance()
    names = [f"/dev/xvd{a}{b}" for a in "bcd" for b in "abcdefghi"]
    for device in names:
        volume_id = account.volume()
        account("AttachVolume", VolumeId=volume_id, InstanceId=instance_id, Device=device)
    with pytest.raises(AwsError, match="AttachmentLimitExceeded"):
        account("AttachVolume", VolumeId=account.volume(), InstanceId=instance_id, Device="/dev/sdz")


def test_an_ancient_instance_takes_no_encrypted_volume(account: Account) -> None:
    instance_id = account.instance(InstanceType="m1.small")
    with pytest.raises(AwsError, match="EncryptedVolumesNotSupported"):
        account.attached_volume(instance_id)


def test_both_ends_of_an_attachment_must_be_permitted(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account("DetachVolume", VolumeId=volume_id)
    assert [(access.action, access.resource.rpartition(":")[2]) for access in account.accesses] == [
        ("ec2:DetachVolume", f"volume/{volume_id}"),
        ("ec2:DetachVolume", f"instance/{instance_id}"),
    ]
