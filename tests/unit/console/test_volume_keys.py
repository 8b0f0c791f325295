"""Which keys can be chosen for a volume."""

from collections.abc import Callable, Iterator

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console.volume_keys import DEFAULT_KEY, describe, find, offered

As = Callable[[str, str], Gateway]


@pytest.fixture(scope="module")
def acting() -> Iterator[As]:
    account = open_demo()
    yield account.endpoint.gateway
    account.close()


def test_the_default_comes_first_and_then_enabled_customer_keys_by_name(acting: As) -> None:
    keys = offered(acting("alice", "us-east-1"))
    assert (keys[0].value, keys[0].label, keys[0].manager) == (
        DEFAULT_KEY,
        "(default) aws/ebs",
        "AWS managed",
    )
    names = [key.label for key in keys[1:]]
    assert names == sorted(names)
    assert "payments-prod" in names
    assert all(key.key is not None and key.key.state == "Enabled" for key in keys)


def test_keys_that_cannot_be_used_are_not_offered(acting: As) -> None:
    names = {key.label for key in offered(acting("alice", "us-east-1"))}
    assert names.isdisjoint({"analytics-dev", "ci-sandbox", "legacy-2019"})


def test_a_region_without_keys_offers_the_default_that_aws_will_make(acting: As) -> None:
    (default,) = offered(acting("alice", "eu-central-1"))
    assert default.key is None
    assert default.unmade


def test_a_default_key_that_one_may_not_describe_is_not_said_to_be_missing(acting: As) -> None:
    default, *_others = offered(acting("carol", "us-east-1"))
    assert (default.key, default.unmade) == (None, False)
    assert default.untold == "You may not describe it"


def test_a_key_goes_by_its_alias_in_the_call(acting: As) -> None:
    keys = offered(acting("alice", "us-east-1"))
    found = find(keys, "alias/payments-prod")
    assert found is not None
    assert found.key is not None
    assert describe(acting("alice", "us-east-1"), found.key.arn) == found.key
    assert find(keys, "alias/nobody") is None


def test_a_typed_key_that_is_not_there_is_told_by_kms(acting: As) -> None:
    with pytest.raises(AwsError) as refusal:
        describe(acting("alice", "us-east-1"), "alias/nobody")
    assert refusal.value.code == "NotFoundException"
