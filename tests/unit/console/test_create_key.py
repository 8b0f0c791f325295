"""What the Create key wizard asks of the account, and the calls it makes."""

from collections.abc import Mapping
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.console.create_key import (
    KEY_TYPES,
    KEY_USAGES,
    OPTIONAL_STEPS,
    ORIGINS,
    RAIL_STEPS,
    REGIONALITIES,
    SHORT_STEPS,
    STEP_HELP,
    STEPS,
    KeyForm,
    create,
    create_params,
    permissions,
    principals,
    step_of_refusal,
    taken_aliases,
    with_option,
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


MADE = {"KeyMetadata": {"KeyId": "1234", "Arn": "arn:aws:kms:us-east-1:111122223333:key/1234"}}


def test_the_wizard_makes_the_key_and_then_its_alias() -> None:
    gateway = ScriptedGateway({"CreateKey": MADE, "CreateAlias": {}})
    made = create(
        gateway, KeyForm(alias="orders", description="d", tags=(("env", "prod"), ("", ""))), ACCOUNT
    )
    assert (made.key_id, made.alias, made.alias_error) == ("1234", "orders", None)
    (first, key), (second, alias) = gateway.calls
    assert (first, second) == ("CreateKey", "CreateAlias")
    assert key["Tags"] == [{"TagKey": "env", "TagValue": "prod"}]
    assert alias == {"AliasName": "alias/orders", "TargetKeyId": "1234"}


def test_a_key_whose_alias_is_refused_exists_and_says_why() -> None:
    refused = AwsError("LimitExceededException", "too many")
    made = create(ScriptedGateway({"CreateKey": MADE, "CreateAlias": refused}), KeyForm(alias="a"), ACCOUNT)
    assert (made.key_id, made.alias) == ("1234", "")
    assert made.alias_error is refused


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


def test_aliases_are_gathered_over_all_pages_without_their_prefix() -> None:
    gateway = ScriptedGateway(
        {
            "ListAliases": {
                "": {"Aliases": [{"AliasName": "alias/a"}], "Truncated": True, "NextMarker": "m"},
                "m": {"Aliases": [{"AliasName": "alias/aws/ebs"}], "Truncated": False},
            }
        }
    )
    assert taken_aliases(gateway) == {"a", "aws/ebs"}


def test_permissions_are_what_the_account_decides() -> None:
    decision = {
        "Allowed": False,
        "Action": "kms:CreateKey",
        "Resource": "*",
        "Reason": "No statement allows it.",
        "DecidedBy": "",
        "Statements": [],
    }
    gateway = ScriptedGateway({"CheckAccess": {"Decision": decision}})
    (found,) = permissions(gateway, ("kms:CreateKey",))
    assert (found.allowed, found.reason) == (False, "No statement allows it.")
    assert gateway.calls == [("CheckAccess", {"Action": "kms:CreateKey"})]


def test_what_was_left_empty_is_not_sent() -> None:
    assert create_params(KeyForm(alias="a"), ACCOUNT).keys() == {"Policy"}


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (AwsError("MalformedPolicyDocumentException", "Policy contains a statement"), 4),
        (AwsError("LimitExceededException", "A key policy may have at most 32768 bytes."), 4),
        (AwsError("LimitExceededException", "You have reached the quota of KMS keys."), 4),
        (AwsError("AccessDeniedException", "not authorized to perform: kms:CreateKey on resource: *"), 4),
        (AwsError("AccessDeniedException", "not authorized to perform: kms:TagResource on resource: *"), 1),
        (AwsError("TagException", "Too many tags"), 1),
        (AwsError("ValidationException", "Value '' at 'tags.1.member.tagKey' failed"), 1),
        (AwsError("ValidationException", "Value 'x' at 'description' failed"), 0),
        (AwsError("UnsupportedOperationException", "MultiRegion is not supported here"), 0),
        (AwsError("ThrottlingException", "Rate exceeded"), 4),
    ],
)
def test_a_refusal_belongs_to_the_step_where_something_can_be_done_about_it(
    error: AwsError, step: int
) -> None:
    assert step_of_refusal(error) == step


@pytest.mark.parametrize("group", ["key_type", "usage", "origin", "regionality"])
def test_an_option_changes_its_own_group_alone(group: str) -> None:
    form = with_option(KeyForm(), group, "other")
    changed = {name for name in KeyForm.__slots__ if getattr(form, name) != getattr(KeyForm(), name)}
    assert changed == {group}


def test_every_step_has_its_words() -> None:
    assert len(STEPS) == len(RAIL_STEPS) == len(SHORT_STEPS) == len(STEP_HELP) == 5
    assert set(range(5)) >= OPTIONAL_STEPS


@pytest.mark.parametrize("group", [KEY_TYPES, KEY_USAGES, ORIGINS, REGIONALITIES])
def test_each_group_begins_with_the_one_option_this_account_can_make(group: tuple[Any, ...]) -> None:
    assert [bool(option.unavailable) for option in group] == [False] + [True] * (len(group) - 1)
    assert group[0].value in create_form_values()


def create_form_values() -> set[object]:
    return {getattr(KeyForm(), name) for name in ("key_type", "usage", "origin", "regionality")}
