"""The Create key wizard's rules, field by field, and the calls it makes."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.console.create_key import (
    KeyForm,
    account_problem,
    alias_problem,
    create,
    policy_problem,
    principals,
    problems,
    step_of,
    tag_problems,
)

ACCOUNT = "111122223333"


class ScriptedGateway:
    """Answers from a table and keeps the calls."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    def call(self, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append((operation, params))
        answer = self.answers[operation]
        if isinstance(answer, AwsError):
            raise answer
        return dict(answer[params.get("Marker", "")] if "" in answer else answer)


@pytest.mark.parametrize(
    ("alias", "problem"),
    [
        ("", "Enter an alias."),
        ("aws/mine", "Aliases that begin with aws/ are reserved for AWS managed keys."),
        ("a b", "Use letters, digits, / _ and - only."),
        ("a:b", "Use letters, digits, / _ and - only."),
        ("é", "Use letters, digits, / _ and - only."),
        ("x" * 251, "At most 250 characters; this has 251."),
        ("taken", "This alias already exists in this account and Region."),
        ("x" * 250, ""),
        ("alias/alias", ""),
        ("AWS/mine", ""),
        ("team/orders_prod-1", ""),
    ],
)
def test_an_alias_is_held_against_awss_rules(alias: str, problem: str) -> None:
    assert alias_problem(alias, frozenset({"taken"})) == problem


def test_a_description_has_at_most_8192_characters() -> None:
    form = KeyForm(alias="a", description="x" * 8193)
    assert problems(form, ACCOUNT) == {"description": "At most 8,192 characters; this has 8,193."}
    assert problems(KeyForm(alias="a", description="x" * 8192), ACCOUNT) == {}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((("", ""),), {}),
        ((("", "v"),), {"tags.0": "Enter a tag key."}),
        ((("AWS:x", ""),), {"tags.0": "Tags beginning with aws: are reserved."}),
        ((("k" * 129, ""),), {"tags.0": "A tag key has at most 128 characters."}),
        ((("k", "v" * 257),), {"tags.0": "A tag value has at most 256 characters."}),
        ((("k", "1"), ("k", "2")), {"tags.1": "Duplicate tag key."}),
        ((("k", "1"), ("K", "2")), {}),
        (tuple((f"k{n}", "") for n in range(50)), {}),
        (tuple((f"k{n}", "") for n in range(51)), {"tags": "At most 50 tags."}),
    ],
)
def test_tags_are_held_against_awss_rules(
    tags: tuple[tuple[str, str], ...], expected: dict[str, str]
) -> None:
    assert tag_problems(tags) == expected


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        ("", "An AWS account ID has 12 digits."),
        ("12345678901", "An AWS account ID has 12 digits."),
        ("١٢٣٤٥٦٧٨٩٠١٢", "An AWS account ID has 12 digits."),
        (ACCOUNT, "This is your own account."),
        ("444455556666", ""),
    ],
)
def test_another_account_is_twelve_digits_and_not_ones_own(account: str, problem: str) -> None:
    assert account_problem(account, ACCOUNT) == problem


def test_an_account_being_typed_is_not_in_the_policy_yet() -> None:
    assert "4444" not in KeyForm(other_accounts=("4444",)).policy(ACCOUNT)
    assert "444455556666" in KeyForm(other_accounts=("444455556666",)).policy(ACCOUNT)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "line 1, column 2: Expecting property name enclosed in double quotes"),
        ('{\n "a": }', "line 2, column 7: Expecting value"),
        ("[]", "A key policy needs at least one statement."),
        ('{"Statement": []}', "A key policy needs at least one statement."),
        ('{"Statement": ["Ω"]}', "Use printable Latin-1 characters, tabs and line ends only."),
        (" " * 32_769, "The policy has 32,769 bytes; the limit is 32,768."),
        ('{"Statement": [{}]}', ""),
    ],
)
def test_a_policys_visible_faults_are_named(text: str, problem: str) -> None:
    assert policy_problem(text) == problem


@given(st.text())
def test_any_text_at_all_gets_a_verdict_and_no_exception(text: str) -> None:
    form = KeyForm(text, text, tags=((text, text),), other_accounts=(text,), edited_policy=text)
    for field in problems(form, ACCOUNT):
        assert step_of(field) in range(5)


MADE = {"KeyMetadata": {"KeyId": "1234", "Arn": "arn:aws:kms:us-east-1:111122223333:key/1234"}}


def test_the_wizard_makes_the_key_and_then_its_alias() -> None:
    gateway = ScriptedGateway({"CreateKey": MADE, "CreateAlias": {}})
    made = create(
        gateway, KeyForm(alias="orders", description="d", tags=(("env", "prod"), ("", ""))), ACCOUNT
    )
    assert (made.key_id, made.alias, made.alias_error) == ("1234", "orders", "")
    (first, key), (second, alias) = gateway.calls
    assert (first, second) == ("CreateKey", "CreateAlias")
    assert key["Tags"] == [{"TagKey": "env", "TagValue": "prod"}]
    assert alias == {"AliasName": "alias/orders", "TargetKeyId": "1234"}


def test_a_key_whose_alias_is_refused_exists_and_says_why() -> None:
    refused = AwsError("LimitExceededException", "too many")
    made = create(ScriptedGateway({"CreateKey": MADE, "CreateAlias": refused}), KeyForm(alias="a"), ACCOUNT)
    assert (made.key_id, made.alias) == ("1234", "")
    assert made.alias_error == "LimitExceededException: too many"


def test_a_refused_key_makes_no_alias() -> None:
    gateway = ScriptedGateway({"CreateKey": AwsError("MalformedPolicyDocumentException")})
    with pytest.raises(AwsError, match="MalformedPolicyDocument"):
        create(gateway, KeyForm(alias="a"), ACCOUNT)
    assert len(gateway.calls) == 1


def test_principals_are_gathered_over_all_pages_and_sorted() -> None:
    def user(name: str) -> dict[str, str]:
        return {"UserName": name, "Path": "/", "Arn": f"arn:{name}"}

    role = {"RoleName": "App", "Path": "/x/", "Arn": "arn:App"}
    gateway = ScriptedGateway(
        {
            "ListUsers": {
                "": {"Users": [user("zoe")], "IsTruncated": True, "Marker": "m"},
                "m": {"Users": [user("al")], "IsTruncated": False},
            },
            "ListRoles": {"": {"Roles": [role], "IsTruncated": False}},
        }
    )
    assert [(row.name, row.kind) for row in principals(gateway)] == [
        ("al", "User"),
        ("App", "Role"),
        ("zoe", "User"),
    ]
