"""The permission check asks the account, as EC2 would ask on the caller's behalf."""

from collections.abc import Callable, Iterator

import pytest

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console.create_volume import VolumeForm
from kmstui.console.permissions import Asked, asked, check, needs, tally

REGION = "us-east-1"
FULL = Asked(encrypted=True, key_id="alias/payments-prod", tagged=True, attaches=True)
As = Callable[[str], Gateway]


@pytest.fixture(scope="module")
def acting() -> Iterator[As]:
    account = open_demo()
    yield lambda name: account.endpoint.gateway(name, REGION)
    account.close()


def test_needs_follow_the_form() -> None:
    assert [need.action for need in needs(FULL)] == [
        "ec2:CreateVolume",
        "ec2:CreateTags",
        "kms:GenerateDataKeyWithoutPlaintext",
        "ec2:AttachVolume",
        "kms:CreateGrant",
        "kms:Decrypt",
    ]
    assert [need.action for need in needs(asked(VolumeForm(encrypted=False)))] == ["ec2:CreateVolume"]


def test_an_administrator_may_do_everything(acting: As) -> None:
    verdicts = check(acting("alice"), FULL, REGION)
    assert all(verdict.allowed for verdict in verdicts)
    assert tally(verdicts) == ""
    assert verdicts[-1].why == "grant · the instance's host holds it"


def test_an_auditor_is_told_what_is_missing_and_why(acting: As) -> None:
    verdicts = check(acting("dave"), FULL, REGION)
    denied = [verdict.need.action for verdict in verdicts if not verdict.allowed]
    assert denied == [
        "ec2:CreateVolume",
        "ec2:CreateTags",
        "kms:GenerateDataKeyWithoutPlaintext",
        "ec2:AttachVolume",
        "kms:CreateGrant",
    ]
    assert tally(verdicts) == "5 missing"
    assert all(verdict.why for verdict in verdicts)
    assert verdicts[0].decision is not None
    assert not verdicts[0].decision.allowed


def test_the_check_agrees_with_what_then_happens(acting: As) -> None:
    """A volume whose key the caller may not use is accepted and vanishes."""
    for name in ("alice", "bob", "carol"):
        gateway = acting(name)
        (create, data_key, *_rest) = check(gateway, asked(VolumeForm(key="alias/payments-prod")), REGION)
        if not create.allowed:
            continue
        params = {"AvailabilityZone": "us-east-1a", "Size": 1, "Encrypted": True}
        made = gateway.call("ec2", "CreateVolume", {**params, "KmsKeyId": "alias/payments-prod"})
        acting("alice").call("ec2", "DescribeVolumes", {})
        answer = acting("alice").call("kmstui", "ListVolumeEvents", {"VolumeId": made["VolumeId"]})
        assert (answer["Events"][0]["Result"] == "available") is data_key.allowed, name


def test_a_key_that_does_not_exist_is_told_in_kms_words(acting: As) -> None:
    missing = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"
    verdicts = check(acting("alice"), asked(VolumeForm(key=missing)), REGION)
    assert not verdicts[1].allowed
    assert "NotFoundException" in verdicts[1].why
    assert verdicts[1].decision is None
