"""Aliases: names for keys that can be given, moved and taken away."""

import pytest
from tests.contract.account import (
    ACCOUNT,
    ELSEWHERE,
    NO_SUCH_KEY,
    REGION,
    UNKNOWN_KEY,
    Account,
    covers,
    key_arn,
    refuses,
)
from tests.contract.gateways import NOON

ORDERS = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/orders"
NOT_FOUND = ("NotFoundException", f"Alias {ORDERS} is not found.")


def _target(aws: Account) -> str:
    target: str = aws("kms", "DescribeKey", KeyId="alias/orders")["KeyMetadata"]["KeyId"]
    return target


@covers("kms", "CreateAlias")
def test_an_alias_names_its_key_from_then_on(aws: Account) -> None:
    key_id = aws.key()
    assert aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id) == {}
    assert _target(aws) == key_id


def test_an_alias_belongs_to_one_region(aws: Account) -> None:
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=aws.key())
    there = f"arn:aws:kms:{ELSEWHERE}:{ACCOUNT}:alias/orders"
    refusal = aws.error("kms", "DescribeKey", KeyId="alias/orders", region=ELSEWHERE)
    assert refusal == ("NotFoundException", f"Alias {there} is not found.")


@refuses("kms", "CreateAlias")
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "orders",
            "ValidationException",
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
        ),
        ("alias/aws/orders", "NotAuthorizedException", ""),
        ("alias/a:b", "ValidationException", "alias/a:b contains invalid characters for an alias"),
        (
            "alias/ä",
            "ValidationException",
            "1 validation error detected: Value 'alias/ä' at 'aliasName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
        ),
    ],
)
def test_a_bad_alias_name_is_refused_in_awss_words(aws: Account, name: str, code: str, message: str) -> None:
    assert aws.error("kms", "CreateAlias", AliasName=name, TargetKeyId=aws.key()) == (code, message)


@refuses("kms", "CreateAlias")
def test_an_alias_is_given_once_and_to_a_key(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    taken = ("AlreadyExistsException", f"An alias with the name {ORDERS} already exists")
    assert aws.error("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=aws.key()) == taken
    of_an_alias = {"AliasName": "alias/second", "TargetKeyId": "alias/orders"}
    no_key = ("ValidationException", "Aliases must refer to keys. Not aliases")
    assert aws.error("kms", "CreateAlias", of_an_alias) == no_key
    nowhere = ("NotFoundException", NO_SUCH_KEY)
    assert aws.error("kms", "CreateAlias", AliasName="alias/x", TargetKeyId=UNKNOWN_KEY) == nowhere


@refuses("kms", "CreateAlias", "UpdateAlias")
def test_no_alias_is_pointed_at_a_key_that_is_pending_deletion(aws: Account) -> None:
    doomed = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=aws.key())
    aws("kms", "ScheduleKeyDeletion", KeyId=doomed)
    refusal = ("KMSInvalidStateException", f"{key_arn(doomed)} is pending deletion.")
    assert aws.error("kms", "CreateAlias", AliasName="alias/x", TargetKeyId=doomed) == refusal
    assert aws.error("kms", "UpdateAlias", AliasName="alias/orders", TargetKeyId=doomed) == refusal


@covers("kms", "UpdateAlias")
def test_an_alias_can_be_moved_away_from_a_key_that_is_pending_deletion(aws: Account) -> None:
    old, new = aws.key(), aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=old)
    aws("kms", "ScheduleKeyDeletion", KeyId=old)
    aws.later(hours=1)
    assert aws("kms", "UpdateAlias", AliasName="alias/orders", TargetKeyId=new) == {}
    assert _target(aws) == new
    (listed,) = aws("kms", "ListAliases", KeyId=new)["Aliases"]
    assert (listed["LastUpdatedDate"] - listed["CreationDate"]).total_seconds() == 3600


@covers("kms", "DeleteAlias")
def test_deleting_an_alias_leaves_the_key(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    assert aws("kms", "DeleteAlias", AliasName="alias/orders") == {}
    assert aws.key_state(key_id) == "Enabled"
    assert aws.error("kms", "DescribeKey", KeyId="alias/orders") == NOT_FOUND


@refuses("kms", "UpdateAlias", "DeleteAlias")
def test_an_alias_that_does_not_exist_can_be_neither_moved_nor_deleted(aws: Account) -> None:
    assert aws.error("kms", "UpdateAlias", AliasName="alias/orders", TargetKeyId=aws.key()) == NOT_FOUND
    assert aws.error("kms", "DeleteAlias", AliasName="alias/orders") == NOT_FOUND


@covers("kms", "ListAliases")
def test_aliases_are_listed_with_their_keys_and_those_of_aws_before_they_have_one(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "CreateAlias", AliasName="alias/orders", TargetKeyId=key_id)
    ebs, orders = aws("kms", "ListAliases")["Aliases"]
    assert ebs == {
        "AliasName": "alias/aws/ebs",
        "AliasArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/aws/ebs",
    }
    assert orders == {
        "AliasName": "alias/orders",
        "AliasArn": ORDERS,
        "TargetKeyId": key_id,
        "CreationDate": NOON,
        "LastUpdatedDate": NOON,
    }
    assert aws("kms", "ListAliases", KeyId=key_id)["Aliases"] == [orders]


@covers("kms", "ListAliases")
def test_aliases_come_in_pages(aws: Account) -> None:
    key_id = aws.key()
    for letter in "abc":
        aws("kms", "CreateAlias", AliasName=f"alias/{letter}", TargetKeyId=key_id)
    first = aws("kms", "ListAliases", KeyId=key_id, Limit=2)
    rest = aws("kms", "ListAliases", KeyId=key_id, Limit=2, Marker=first["NextMarker"])
    names = [alias["AliasName"] for page in (first, rest) for alias in page["Aliases"]]
    assert names == ["alias/a", "alias/b", "alias/c"]


@refuses("kms", "ListAliases")
def test_aliases_are_listed_by_key_and_a_hundred_at_a_time(aws: Account) -> None:
    assert aws.error("kms", "ListAliases", KeyId=UNKNOWN_KEY) == ("NotFoundException", NO_SUCH_KEY)
    assert aws.error("kms", "ListAliases", Limit=101) == (
        "ValidationException",
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
    )
