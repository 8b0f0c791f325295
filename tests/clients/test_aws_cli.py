"""The AWS CLI, with the commands that tutorials show."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.clients.home import REGION, kmstui
from tests.clients.served import Served
from tests.clients.tools import run, tool

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders-app"
REFUSED = 255
"""What version 1 exits with when a service answers with an error; version 2 has 254 for it."""
Aws = Callable[..., Any]


@pytest.fixture(scope="module")
def aws(served: Served) -> Aws:
    """Runs one command as a shell would, and reads the JSON it prints."""
    program, environment = tool("aws"), served.environment(AWS_PAGER="")

    def call(command: str, *arguments: str, code: int = 0) -> Any:
        ended = run([program, *command.split(), *arguments], environment, code=code)
        if code:
            return ended.stderr.strip()
        return json.loads(ended.stdout or "null")

    return call


@pytest.fixture(scope="module")
def key_arn(aws: Aws) -> str:
    key = aws("kms create-key --tags TagKey=team,TagValue=orders --description", "Orders of our customers")
    return str(key["KeyMetadata"]["Arn"])


def test_who_am_i(aws: Aws) -> None:
    assert aws("sts get-caller-identity")["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"


def test_a_profile_is_written_and_used(served: Served) -> None:
    environment = served.home.environment()
    run(kmstui("credentials", "--profile-name", "kmstui", "--yes"), environment)
    who = run([tool("aws"), "sts", "get-caller-identity", "--profile", "kmstui"], environment).stdout
    assert json.loads(who)["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"


def test_a_key_is_made_and_named(aws: Aws, key_arn: str) -> None:
    assert aws(f"kms create-alias --alias-name alias/orders --target-key-id {key_arn}") is None
    aliases = {alias["AliasName"]: alias for alias in aws("kms list-aliases")["Aliases"]}
    assert key_arn.endswith(aliases["alias/orders"]["TargetKeyId"])
    assert "alias/aws/ebs" in aliases
    assert aws("kms describe-key --key-id alias/orders")["KeyMetadata"]["Arn"] == key_arn
    assert aws(f"kms list-resource-tags --key-id {key_arn}")["Tags"] == [
        {"TagKey": "team", "TagValue": "orders"}
    ]


def test_a_key_rotates_every_year(aws: Aws, key_arn: str) -> None:
    aws(f"kms enable-key-rotation --key-id {key_arn}")
    status = aws(f"kms get-key-rotation-status --key-id {key_arn}")
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 365)
    aws(f"kms enable-key-rotation --key-id {key_arn} --rotation-period-in-days 180")
    assert aws(f"kms get-key-rotation-status --key-id {key_arn}")["RotationPeriodInDays"] == 180


def test_the_default_policy_can_be_read_and_replaced(aws: Aws, key_arn: str, tmp_path: Path) -> None:
    policy = json.loads(aws(f"kms get-key-policy --key-id {key_arn} --policy-name default")["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    policy["Statement"].append(
        {
            "Sid": "Use",
            "Effect": "Allow",
            "Principal": {"AWS": ROLE},
            "Action": "kms:Decrypt",
            "Resource": "*",
        }
    )
    document = tmp_path / "policy.json"
    document.write_text(json.dumps(policy))
    aws(f"kms put-key-policy --key-id {key_arn} --policy-name default --policy file://{document}")
    policy_now = aws(f"kms get-key-policy --key-id {key_arn} --policy-name default")["Policy"]
    assert json.loads(policy_now) == policy


def test_a_file_is_encrypted_and_comes_back(aws: Aws, key_arn: str, tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(bytes(range(256)))
    context = "--encryption-context app=orders,stage=test"
    answer = aws(f"kms encrypt --key-id {key_arn} --plaintext fileb://{plain} {context}")
    sealed.write_bytes(base64.b64decode(answer["CiphertextBlob"]))
    back = aws(f"kms decrypt --ciphertext-blob fileb://{sealed} {context}")
    assert base64.b64decode(back["Plaintext"]) == plain.read_bytes()
    assert back["KeyId"] == key_arn
    refusal = aws(f"kms decrypt --ciphertext-blob fileb://{sealed}", code=REFUSED)
    assert refusal.startswith("An error occurred (InvalidCiphertextException) when calling the Decrypt")


def test_a_data_key_is_made(aws: Aws, key_arn: str) -> None:
    made = aws(f"kms generate-data-key --key-id {key_arn} --key-spec AES_256")
    assert len(base64.b64decode(made["Plaintext"])) == 32
    assert made["KeyId"] == key_arn


def test_a_grant_is_given_and_revoked(aws: Aws, key_arn: str) -> None:
    given = aws(
        f"kms create-grant --key-id {key_arn} --grantee-principal {ROLE} --operations Encrypt Decrypt"
    )
    listed = aws(f"kms list-grants --key-id {key_arn}")["Grants"]
    assert [(grant["GrantId"], grant["GranteePrincipal"]) for grant in listed] == [(given["GrantId"], ROLE)]
    aws(f"kms revoke-grant --key-id {key_arn} --grant-id {given['GrantId']}")
    assert aws(f"kms list-grants --key-id {key_arn}")["Grants"] == []


def test_a_key_is_scheduled_for_deletion_and_kept(aws: Aws) -> None:
    key_id = aws("kms create-key")["KeyMetadata"]["KeyId"]
    planned = aws(f"kms schedule-key-deletion --key-id {key_id} --pending-window-in-days 7")
    assert (planned["KeyState"], planned["PendingWindowInDays"]) == ("PendingDeletion", 7)
    refusal = aws(f"kms enable-key --key-id {key_id}", code=REFUSED)
    assert "(KMSInvalidStateException)" in refusal
    assert "is pending deletion" in refusal
    aws(f"kms cancel-key-deletion --key-id {key_id}")
    assert aws(f"kms describe-key --key-id {key_id}")["KeyMetadata"]["KeyState"] == "Disabled"


def test_a_plain_volume_and_an_encrypted_one(aws: Aws, key_arn: str) -> None:
    plain = aws(
        "ec2 create-volume --availability-zone us-east-1b --size 8 --volume-type gp3"
        " --tag-specifications ResourceType=volume,Tags=[{Key=Name,Value=plain}]"
    )
    ours = aws(
        f"ec2 create-volume --availability-zone us-east-1b --size 8 --encrypted --kms-key-id {key_arn}"
    )
    managed = aws("ec2 create-volume --availability-zone us-east-1b --size 8 --encrypted")
    made = [plain, ours, managed]
    ids = [volume["VolumeId"] for volume in made]
    aws("ec2 wait volume-available --volume-ids", *ids)
    volumes = {each["VolumeId"]: each for each in aws("ec2 describe-volumes --volume-ids", *ids)["Volumes"]}
    assert [volumes[each]["Encrypted"] for each in ids] == [False, True, True]
    assert volumes[ids[1]]["KmsKeyId"] == key_arn
    managed_key = aws("kms describe-key --key-id alias/aws/ebs")["KeyMetadata"]
    assert volumes[ids[2]]["KmsKeyId"] == managed_key["Arn"]
    assert managed_key["KeyManager"] == "AWS"
    found = aws(
        "ec2 describe-volumes --filters Name=encrypted,Values=true Name=availability-zone,Values=us-east-1b"
        " --query Volumes[].VolumeId"
    )
    assert set(found) == {ids[1], ids[2]}
    named = aws("ec2 describe-volumes --filters Name=tag:Name,Values=plain --query Volumes[0].VolumeId")
    assert named == ids[0]


def test_a_volume_is_attached_and_detached(aws: Aws, served: Served) -> None:
    instance = served.instances()["orders-db-1"]
    volume = aws("ec2 create-volume --availability-zone us-east-1a --size 8 --encrypted")["VolumeId"]
    aws(f"ec2 wait volume-available --volume-ids {volume}")
    place = f"--volume-id {volume} --instance-id {instance} --device /dev/sdf"
    assert aws(f"ec2 attach-volume {place}")["State"] in ("attaching", "attached")
    aws(f"ec2 wait volume-in-use --volume-ids {volume}")
    attached = aws(
        f"ec2 describe-volumes --filters Name=attachment.instance-id,Values={instance}"
        " --query Volumes[].Attachments[].[VolumeId,Device,State]"
    )
    assert attached == [[volume, "/dev/sdf", "attached"]]
    refusal = aws(f"ec2 delete-volume --volume-id {volume}", code=REFUSED)
    assert "(VolumeInUse)" in refusal
    aws(f"ec2 detach-volume --volume-id {volume}")
    aws(f"ec2 wait volume-available --volume-ids {volume}")
    aws(f"ec2 create-tags --resources {volume} --tags Key=Name,Value=spare")
    tags = aws(f"ec2 describe-tags --filters Name=resource-id,Values={volume}")["Tags"]
    assert [(tag["Key"], tag["Value"]) for tag in tags] == [("Name", "spare")]
    aws(f"ec2 delete-volume --volume-id {volume}")
    aws(f"ec2 wait volume-deleted --volume-ids {volume}")


def test_what_happened_is_looked_up(aws: Aws, key_arn: str) -> None:
    events = aws(
        "cloudtrail lookup-events --max-results 50"
        " --lookup-attributes AttributeKey=EventName,AttributeValue=CreateKey"
    )["Events"]
    records = [json.loads(event["CloudTrailEvent"]) for event in events]
    made = next(each for each in records if each["responseElements"]["keyMetadata"]["arn"] == key_arn)
    assert made["userIdentity"]["userName"] == "alice"
    assert made["userAgent"].startswith("aws-cli/1.")
    assert made["awsRegion"] == REGION


def test_a_dry_run_changes_nothing(aws: Aws) -> None:
    refusal = aws("ec2 create-volume --availability-zone us-east-1a --size 8 --dry-run", code=REFUSED)
    assert "(DryRunOperation)" in refusal
    assert "Request would have succeeded, but DryRun flag is set." in refusal


def test_an_operation_that_is_not_there_yet_is_named(aws: Aws, served: Served) -> None:
    refusal = aws("kms connect-custom-key-store --custom-key-store-id cks-1234567890abcdef0", code=REFUSED)
    assert "(UnknownOperationException)" in refusal
    assert "ConnectCustomKeyStore" in served.log.read_text()
