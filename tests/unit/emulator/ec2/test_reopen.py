"""What becomes of running instances when the account is opened with a new data plane."""

from tests.unit.emulator.ec2.harness import KEY_ARN, PLAINTEXT, Account

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.reopen import reattach


def reopened(account: Account) -> None:
    """The process ends, and with it every worker; another one opens the account."""
    account.plane.close()
    account.kms.calls.clear()
    account.settle()
    account.inside(lambda context: reattach(context, account.plane))


def test_attached_volumes_come_back_through_a_decrypt_with_the_grant_they_hold(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    reopened(account)
    assert account.kms.names() == ["Decrypt"]
    assert account.kms.calls[0].caller.arn.endswith(f"assumed-role/aws:ec2-infrastructure/{instance_id}")
    assert account.plane.serving == {volume_id: PLAINTEXT}
    assert account.describe_instance(instance_id)["State"]["Name"] == "running"


def test_volumes_of_stopped_instances_stay_closed(account: Account) -> None:
    instance_id = account.instance()
    account.attached_volume(instance_id)
    account("StopInstances", InstanceIds=[instance_id])
    reopened(account)
    assert (account.kms.calls, account.plane.serving) == ([], {})


def test_where_kms_refuses_the_instance_is_found_stopped_and_the_others_run(account: Account) -> None:
    unlucky, lucky = account.instance(), account.instance()
    refused = account.attached_volume(unlucky)
    other = account.attached_volume(unlucky, "/dev/sdg")
    fine = account.attached_volume(lucky)
    account.kms.refused_volumes.add(refused)
    reopened(account)
    assert set(account.plane.serving) == {fine}
    found = account.describe_instance(unlucky)
    assert found["State"]["Name"] == "stopped"
    assert found["StateReason"]["Code"] == "Client.InvalidKMSKey.InvalidState"
    assert account.describe_instance(lucky)["State"]["Name"] == "running"
    with account.store.unit_of_work() as uow:
        (event,) = (e for e in uow.find(repository.EVENTS) if e.event == "reattachVolume")
    assert (event.volume_id, event.result, event.cause) == (refused, "failed", f"{KEY_ARN} is disabled.")
    assert account.describe_volume(other)["Attachments"][0]["State"] == "attached"
    account.kms.refused_volumes.clear()
    account("StartInstances", InstanceIds=[unlucky])
    assert set(account.plane.serving) == {fine, refused, other}


def test_a_lost_file_stops_the_instance_with_a_reason_of_its_own(account: Account) -> None:
    instance_id = account.instance()
    account.attached_volume(instance_id)
    account.plane.broken.add("attach")
    reopened(account)
    assert account.describe_instance(instance_id)["StateReason"]["Code"] == "Server.InternalError"


def test_an_instance_that_was_starting_comes_up_too(slow: Account) -> None:
    instance_id = slow.instance(BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}])
    reopened(slow)
    assert len(slow.plane.serving) == 1
    slow.wait(10)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "running"


def test_a_start_that_was_going_to_succeed_does_not_when_kms_refuses_meanwhile(slow: Account) -> None:
    slow.wait(0)
    volume = {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 8, "Encrypted": True, "KmsKeyId": KEY_ARN}}
    instance_id = slow.instance(BlockDeviceMappings=[volume])
    slow.kms.disable()
    reopened(slow)
    slow.wait(60)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "stopped"


def test_a_start_that_is_going_to_fail_is_not_tried_again(slow: Account) -> None:
    volume = {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 8, "Encrypted": True, "KmsKeyId": KEY_ARN}}
    instance_id = slow.instance(BlockDeviceMappings=[volume])
    slow.wait(60)
    slow("StopInstances", InstanceIds=[instance_id])
    slow.wait(60)
    slow.kms.disable()
    slow("StartInstances", InstanceIds=[instance_id])
    slow.kms.enable()
    reopened(slow)
    assert (slow.kms.calls, slow.plane.serving) == ([], {})
    slow.wait(60)
    assert slow.describe_instance(instance_id)["State"]["Name"] == "stopped"


def test_a_busy_volume_of_an_instance_found_stopped_is_let_go(account: Account) -> None:
    instance_id = account.instance()
    volume_id = account.attached_volume(instance_id)
    account.plane.broken.add("flush")
    account("DetachVolume", VolumeId=volume_id)
    account.kms.refusals["Decrypt"] = AwsError("DisabledException", f"{KEY_ARN} is disabled.")
    reopened(account)
    assert account.state_of(volume_id) == "available"


def test_another_regions_instances_are_left_alone(account: Account) -> None:
    account.attached_volume(account.instance())
    account.plane.close()
    account.inside(lambda context: reattach(context, account.plane), region="eu-west-1")
    assert account.plane.serving == {}
