"""Aliases."""

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, REGION, Account

ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/x"


@pytest.fixture
def named(kms: Account, key: str) -> str:
    """`key` with the alias `alias/x`."""
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    return key


def test_an_alias_names_its_key(kms: Account, named: str) -> None:
    assert kms.metadata("alias/x")["KeyId"] == named
    assert kms.call("ListAliases", KeyId=named)["Aliases"] == [
        {
            "AliasName": "alias/x",
            "AliasArn": ARN,
            "TargetKeyId": named,
            "CreationDate": kms.clock.now(),
            "LastUpdatedDate": kms.clock.now(),
        }
    ]


def test_an_alias_moves_and_remembers_when(kms: Account, named: str) -> None:
    made = kms.clock.now()
    kms.later(hours=1)
    new = kms.create_key()
    assert kms.call("UpdateAlias", AliasName="alias/x", TargetKeyId=kms.arn(new)) == {}
    (alias,) = kms.call("ListAliases", KeyId=new)["Aliases"]
    assert (alias["CreationDate"], alias["LastUpdatedDate"]) == (made, kms.clock.now())
    assert kms.call("ListAliases", KeyId=named)["Aliases"] == []


def test_deleting_an_alias_leaves_its_key_alone(kms: Account, named: str) -> None:
    before = kms.metadata(named)
    assert kms.call("DeleteAlias", AliasName="alias/x") == {}
    assert kms.metadata(named) == before
    assert kms.said("DescribeKey", KeyId="alias/x") == ("NotFoundException", f"Alias {ARN} is not found.")


def test_aliases_of_one_name_live_in_different_regions(kms: Account, named: str) -> None:
    kms.region = "eu-west-1"
    other = kms.create_key()
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=other)
    assert kms.metadata("alias/x")["KeyId"] == other
    kms.region = REGION
    assert kms.metadata("alias/x")["KeyId"] == named


def test_names_differ_in_case(kms: Account, named: str) -> None:
    kms.call("CreateAlias", AliasName="alias/X", TargetKeyId=named)
    assert len(kms.call("ListAliases", KeyId=named)["Aliases"]) == 2


@pytest.mark.parametrize("operation", ["CreateAlias", "UpdateAlias", "DeleteAlias"])
@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (
            "x",
            "ValidationException",
            'Alias must start with the prefix "alias/". Please see '
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
        ),
        ("alias/aws/mine", "NotAuthorizedException", ""),
        ("alias/aws/ebs", "NotAuthorizedException", ""),
        ("alias/a:b", "ValidationException", "alias/a:b contains invalid characters for an alias"),
        ("alias/", "ValidationException", "alias/ contains invalid characters for an alias"),
        (
            "alias/a b",
            "ValidationException",
            "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
        ),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_awss_words(
    kms: Account, key: str, operation: str, name: str, code: str, message: str
) -> None:
    target = {} if operation == "DeleteAlias" else {"TargetKeyId": key}
    assert kms.said(operation, target, AliasName=name) == (code, message)
    assert [alias["AliasName"] for alias in kms.call("ListAliases")["Aliases"]] == ["alias/aws/ebs"]


@pytest.mark.parametrize("target", ["alias/x", ARN])
def test_an_alias_of_an_alias_is_refused(kms: Account, named: str, target: str) -> None:
    expected = ("ValidationException", "Aliases must refer to keys. Not aliases")
    assert kms.said("CreateAlias", AliasName="alias/y", TargetKeyId=target) == expected
    assert kms.said("UpdateAlias", AliasName="alias/x", TargetKeyId=target) == expected


def test_a_name_is_given_once(kms: Account, named: str) -> None:
    assert kms.said("CreateAlias", AliasName="alias/x", TargetKeyId=kms.create_key()) == (
        "AlreadyExistsException",
        f"An alias with the name {ARN} already exists",
    )
    assert kms.metadata("alias/x")["KeyId"] == named


def test_an_alias_that_does_not_exist_is_neither_moved_nor_deleted(kms: Account, key: str) -> None:
    expected = ("NotFoundException", f"Alias {ARN} is not found.")
    assert kms.said("UpdateAlias", AliasName="alias/x", TargetKeyId=key) == expected
    assert kms.said("DeleteAlias", AliasName="alias/x") == expected


def test_a_key_has_at_most_fifty_aliases(kms: Account, key: str) -> None:
    for number in range(50):
        kms.call("CreateAlias", AliasName=f"alias/{number}", TargetKeyId=key)
    assert kms.said("CreateAlias", AliasName="alias/x", TargetKeyId=key)[0] == "LimitExceededException"
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=kms.create_key())
    assert kms.said("UpdateAlias", AliasName="alias/x", TargetKeyId=key)[0] == "LimitExceededException"
    kms.call("UpdateAlias", AliasName="alias/0", TargetKeyId=key)


def test_each_change_asks_for_the_alias_and_for_every_key_concerned(kms: Account, key: str) -> None:
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    assert _asked(kms) == [("kms:CreateAlias", ARN), ("kms:CreateAlias", kms.arn(key))]
    assert kms.asked[0].policy is None
    new = kms.create_key()
    kms.call("UpdateAlias", AliasName="alias/x", TargetKeyId=new)
    assert _asked(kms) == [("kms:UpdateAlias", item) for item in (ARN, kms.arn(key), kms.arn(new))]
    kms.call("UpdateAlias", AliasName="alias/x", TargetKeyId=new)
    assert _asked(kms) == [("kms:UpdateAlias", item) for item in (ARN, kms.arn(new))]
    kms.call("DeleteAlias", AliasName="alias/x")
    assert _asked(kms) == [("kms:DeleteAlias", item) for item in (ARN, kms.arn(new))]


def _asked(kms: Account) -> list[tuple[str, str]]:
    return [(access.action, access.resource) for access in kms.asked]
