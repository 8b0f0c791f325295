"""The account behind a server: whose calls it makes, and how it begins anew."""

from collections.abc import Iterator

import pytest

from kmstui.aws.credentials import Origin
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.cli.account import LocalAccount, open_demo, open_memory
from kmstui.cli.fronted import Fronted

REGION = "us-east-1"


@pytest.fixture(scope="module")
def account() -> Iterator[LocalAccount]:
    """An account in memory."""
    opened = open_memory(pace="instant", account_id="222222222222")
    yield opened
    opened.close()


def _called(fronted: Fronted, origin: Origin, service: str, operation: str, params: Params) -> Result:
    return fronted.start_from(origin, service, operation, params).result()


def _origin(key: str = "AKIANOBODY") -> Origin:
    return Origin(key, REGION)


def test_an_access_key_that_nobody_has_makes_no_calls(account: LocalAccount) -> None:
    fronted = Fronted(account)
    with pytest.raises(AwsError, match="InvalidClientTokenId"):
        _called(fronted, _origin(), "kms", "ListKeys", {})
    assert fronted.principal(_origin()) == ""


def test_one_that_nobody_has_acts_as_the_stand_in_where_there_is_one(account: LocalAccount) -> None:
    fronted = Fronted(account, stand_in="alice")
    assert _called(fronted, _origin(), "sts", "GetCallerIdentity", {})["Account"] == "222222222222"
    assert fronted.principal(_origin()) == "arn:aws:iam::222222222222:user/alice"


def test_one_that_somebody_has_acts_as_that_one_all_the_same(account: LocalAccount) -> None:
    fronted = Fronted(account, stand_in="alice")
    key = fronted.issue("bob").access_key_id
    assert fronted.principal(_origin(key)) == "arn:aws:iam::222222222222:user/bob"


def test_a_reset_empties_the_account_and_leaves_the_administrator_the_keys(account: LocalAccount) -> None:
    fronted = Fronted(account)
    credential = fronted.issue("alice")
    origin = _origin(credential.access_key_id)
    _called(fronted, origin, "kms", "CreateKey", {})
    _called(
        fronted,
        origin,
        "ec2",
        "CreateVolume",
        {"AvailabilityZone": f"{REGION}a", "Size": 1, "Encrypted": True},
    )
    fronted.reset()
    assert fronted.account_id == "222222222222"
    assert fronted.credential(credential.access_key_id, "") == credential
    assert _called(fronted, origin, "kms", "ListKeys", {})["Keys"] == []
    assert _called(fronted, origin, "ec2", "DescribeVolumes", {})["Volumes"] == []
    assert len(_called(fronted, origin, "ec2", "DescribeInstances", {})["Reservations"]) == 2


def test_the_demonstration_is_made_once_and_for_all() -> None:
    demo = open_demo()
    assert demo.renewed is None
    demo.close()
