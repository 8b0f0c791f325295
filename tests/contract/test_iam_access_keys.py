"""Access keys of users: made, listed, switched off, used and deleted."""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, Account, covers, refuses
from tests.contract.gateways import NOON

NO_KEY = "AKIAIOSFODNN7EXAMPLE"
MISSING = ("NoSuchEntity", f"The Access Key with id {NO_KEY} cannot be found.")
NO_USER = ("NoSuchEntity", "The user with name nobody cannot be found.")
ORDERS = {"UserName": "orders"}


@pytest.fixture
def orders(aws: Account) -> dict[str, Any]:
    """A new user's first access key, as CreateAccessKey answered."""
    aws("iam", "CreateUser", **ORDERS)
    made: dict[str, Any] = aws("iam", "CreateAccessKey", **ORDERS)["AccessKey"]
    return made


def listed(aws: Account, **params: Any) -> list[dict[str, Any]]:
    """The access keys that are listed."""
    keys: list[dict[str, Any]] = aws("iam", "ListAccessKeys", **params)["AccessKeyMetadata"]
    return keys


@covers("iam", "CreateAccessKey", "ListAccessKeys")
def test_a_secret_is_shown_once(aws: Account, orders: dict[str, Any]) -> None:
    secret = orders.pop("SecretAccessKey")
    assert len(secret) == 40
    assert orders["AccessKeyId"].startswith("AKIA")
    assert len(orders["AccessKeyId"]) == 20
    assert (orders["UserName"], orders["Status"], orders["CreateDate"]) == ("orders", "Active", NOON)
    assert listed(aws, **ORDERS) == [orders]
    second = aws("iam", "CreateAccessKey", **ORDERS)["AccessKey"]
    assert second["SecretAccessKey"] != secret
    assert second["AccessKeyId"] != orders["AccessKeyId"]


@covers("iam", "ListAccessKeys")
def test_the_first_people_have_a_key_each_and_a_new_user_has_none(aws: Account) -> None:
    for name in ("alice", "bob", "carol", "dave"):
        assert [key["UserName"] for key in listed(aws, UserName=name)] == [name]
    aws("iam", "CreateUser", **ORDERS)
    assert listed(aws, **ORDERS) == []


@covers("iam", "ListAccessKeys")
def test_without_a_name_the_keys_are_the_callers(aws: Account) -> None:
    assert listed(aws) == listed(aws, UserName="alice")
    code, message = aws.error("iam", "ListAccessKeys", identity="root")
    assert (code, message) == (
        "ValidationError",
        "Must specify userName when calling with non-User credentials",
    )


@covers("iam", "ListAccessKeys")
def test_keys_come_in_pages(aws: Account, orders: dict[str, Any]) -> None:
    aws("iam", "CreateAccessKey", **ORDERS)
    first = aws("iam", "ListAccessKeys", MaxItems=1, **ORDERS)
    assert first["IsTruncated"] is True
    rest = aws("iam", "ListAccessKeys", MaxItems=1, Marker=first["Marker"], **ORDERS)
    assert rest["IsTruncated"] is False
    ids = [page["AccessKeyMetadata"][0]["AccessKeyId"] for page in (first, rest)]
    assert ids == [key["AccessKeyId"] for key in listed(aws, **ORDERS)]
    assert orders["AccessKeyId"] in ids


@covers("iam", "UpdateAccessKey", "ListAccessKeys")
def test_a_key_is_switched_off_and_on_again(aws: Account, orders: dict[str, Any]) -> None:
    key = {"AccessKeyId": orders["AccessKeyId"], **ORDERS}
    for status in ("Inactive", "Inactive", "Active"):
        assert aws("iam", "UpdateAccessKey", Status=status, **key) == {}
        assert [found["Status"] for found in listed(aws, **ORDERS)] == [status]


@covers("iam", "DeleteAccessKey", "DeleteUser")
@refuses("iam", "DeleteUser")
def test_a_user_with_keys_is_not_deleted(aws: Account, orders: dict[str, Any]) -> None:
    assert aws.error("iam", "DeleteUser", **ORDERS) == (
        "DeleteConflict",
        "Cannot delete entity, must delete access keys first.",
    )
    assert aws("iam", "DeleteAccessKey", AccessKeyId=orders["AccessKeyId"], **ORDERS) == {}
    assert listed(aws, **ORDERS) == []
    assert aws("iam", "DeleteUser", **ORDERS) == {}


@covers("iam", "GetAccessKeyLastUsed")
def test_a_key_that_was_never_used_says_so(aws: Account, orders: dict[str, Any]) -> None:
    assert aws("iam", "GetAccessKeyLastUsed", AccessKeyId=orders["AccessKeyId"]) == {
        "UserName": "orders",
        "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"},
    }


@refuses("iam", "CreateAccessKey")
def test_a_user_has_two_keys_at_most(aws: Account, orders: dict[str, Any]) -> None:
    aws("iam", "CreateAccessKey", **ORDERS)
    full = ("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
    assert aws.error("iam", "CreateAccessKey", **ORDERS) == full
    aws("iam", "UpdateAccessKey", AccessKeyId=orders["AccessKeyId"], Status="Inactive", **ORDERS)
    assert aws.error("iam", "CreateAccessKey", **ORDERS) == full
    aws("iam", "DeleteAccessKey", AccessKeyId=orders["AccessKeyId"], **ORDERS)
    aws("iam", "CreateAccessKey", **ORDERS)


@refuses("iam", "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey")
@refuses("iam", "GetAccessKeyLastUsed")
def test_what_does_not_exist_cannot_be_found(aws: Account, orders: dict[str, Any]) -> None:
    nobody = {"UserName": "nobody"}
    for operation in ("CreateAccessKey", "ListAccessKeys"):
        assert aws.error("iam", operation, **nobody) == NO_USER
    for operation, status in (("UpdateAccessKey", {"Status": "Active"}), ("DeleteAccessKey", {})):
        key = {"AccessKeyId": NO_KEY, **status}
        assert aws.error("iam", operation, **nobody, **key) == NO_USER
        assert aws.error("iam", operation, **ORDERS, **key) == MISSING
        anothers = {**key, "AccessKeyId": orders["AccessKeyId"], "UserName": "carol"}
        assert aws.error("iam", operation, **anothers)[0] == "NoSuchEntity"
    assert aws.error("iam", "GetAccessKeyLastUsed", AccessKeyId=NO_KEY) == MISSING
    assert [key["Status"] for key in listed(aws, **ORDERS)] == ["Active"]


@refuses("iam", "UpdateAccessKey")
def test_nobody_can_make_a_key_expire(aws: Account, orders: dict[str, Any]) -> None:
    code = aws.code("iam", "UpdateAccessKey", AccessKeyId=orders["AccessKeyId"], Status="Expired", **ORDERS)
    assert code == "InvalidInput"


@refuses("iam", "CreateAccessKey", "ListAccessKeys", "DeleteAccessKey", "GetAccessKeyLastUsed")
def test_keys_are_the_administrators_business(aws: Account, orders: dict[str, Any]) -> None:
    on_user = f"on resource: arn:aws:iam::{ACCOUNT}:user/orders "
    key_id = orders["AccessKeyId"]
    for operation, params in (
        ("CreateAccessKey", ORDERS),
        ("ListAccessKeys", ORDERS),
        ("DeleteAccessKey", {**ORDERS, "AccessKeyId": key_id}),
        ("GetAccessKeyLastUsed", {"AccessKeyId": key_id}),
    ):
        code, message = aws.error("iam", operation, params, identity="carol")
        assert code == "AccessDenied"
        assert f"iam:{operation} {on_user}" in message


def test_a_policy_may_let_users_manage_their_own_keys(aws: Account) -> None:
    own = {
        "Effect": "Allow",
        "Action": "iam:*AccessKey*",
        "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [own]})
    aws("iam", "PutUserPolicy", UserName="carol", PolicyName="own-keys", PolicyDocument=document)
    made = aws("iam", "CreateAccessKey", identity="carol")["AccessKey"]
    assert made["UserName"] == "carol"
    assert len(aws("iam", "ListAccessKeys", identity="carol")["AccessKeyMetadata"]) == 2
    assert aws.code("iam", "CreateAccessKey", UserName="bob", identity="carol") == "AccessDenied"


def test_a_secret_is_in_no_event(aws: Account, orders: dict[str, Any]) -> None:
    named = [{"AttributeKey": "EventName", "AttributeValue": "CreateAccessKey"}]
    (event,) = aws("cloudtrail", "LookupEvents", LookupAttributes=named)["Events"]
    record = json.loads(event["CloudTrailEvent"])
    assert record["requestParameters"] == {"userName": "orders"}
    assert record["responseElements"] == {
        "accessKey": {
            "userName": "orders",
            "accessKeyId": orders["AccessKeyId"],
            "status": "Active",
            "createDate": "Mar 14, 2026, 12:00:00 PM",
        }
    }
    assert orders["SecretAccessKey"] not in event["CloudTrailEvent"]
