"""What can be seen to be wrong with a key policy: each fault in its place, and as the account sees it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.operations import OPERATIONS
from kmstui.console.key_policy import PolicyChoices, build, to_text
from kmstui.console.policy_check import LOCKED_OUT, check_policy
from kmstui.console.policy_vocabulary import KMS_ACTIONS
from kmstui.emulator.iam.conditions import NULL, OPERATORS
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.policy_error import PolicyError

ACCOUNT = "111122223333"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
BASE: dict[str, Any] = build(PolicyChoices(ACCOUNT))["Statement"][0]


def _policy(*statements: object, **rest: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [BASE, *statements], **rest}, indent=1)


def _with(**changes: object) -> str:
    return _policy({**BASE, "Sid": "Mine", **changes})


def _without(element: str) -> str:
    return _policy({name: value for name, value in BASE.items() if name not in {element, "Sid"}})


def _said(text: str) -> list[tuple[str, bool]]:
    return [(problem.message, problem.warning) for problem in check_policy(text, ACCOUNT)]


@pytest.mark.parametrize(
    "choices",
    [
        PolicyChoices(ACCOUNT),
        PolicyChoices(ACCOUNT, (ALICE,), users=(ALICE,), other_accounts=("444455556666",)),
        PolicyChoices(ACCOUNT, (ALICE, f"arn:aws:iam::{ACCOUNT}:role/x/y"), admins_may_delete=False),
    ],
)
def test_what_the_wizard_writes_is_right(choices: PolicyChoices) -> None:
    assert _said(to_text(build(choices))) == []


REFUSED = [
    ("{", "Expecting property name enclosed in double quotes."),
    ("", "Expecting value."),
    ("[]", "A policy is a JSON object."),
    (_policy(Extra=1), 'There is no element "Extra" here.'),
    (_policy(Version="2013-01-01"), "The version is one of 2008-10-17 and 2012-10-17."),
    ('{"Version": "2012-10-17"}', "A policy has at least one statement."),
    ('{"Statement": []}', "A policy has at least one statement."),
    (_policy("x"), "A statement is a JSON object."),
    (_policy({**BASE}), 'The Sid "Enable IAM User Permissions" appears twice.'),
    (_with(Sid=1), "A Sid is a text."),
    (_with(Effect="allow"), 'The effect is "Allow" or "Deny".'),
    (_without("Effect"), 'The effect is "Allow" or "Deny".'),
    (_without("Principal"), "The statement does not say whom it is about."),
    (_with(NotPrincipal="*"), "A statement has Principal or NotPrincipal, not both."),
    (_with(Principal=ALICE), 'A principal is "*" or an object such as {"AWS": "arn:…"}.'),
    (_with(Principal={}), 'A principal is "*" or an object such as {"AWS": "arn:…"}.'),
    (_with(Principal={"Aws": ALICE}), "A principal is of kind AWS, Service, Federated, CanonicalUser."),
    (_with(Principal={"AWS": "alice"}), "This is not the form of a principal."),
    (
        _with(Principal={"AWS": [ALICE, f"arn:aws:iam::{ACCOUNT}:user/*"]}),
        "This is not the form of a principal.",
    ),
    (_with(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:group/g"}), "This is not the form of a principal."),
    (_with(Principal={"Service": "ec2"}), "This is not the form of a principal."),
    (_with(NotAction="kms:*"), "A statement has Action or NotAction, not both."),
    (_with(Action="Decrypt"), "An action has the form kms:Operation."),
    (_with(Action="kms:a:b"), "An action has the form kms:Operation."),
    (_with(Action=[1]), "An action is a text."),
    (_with(NotResource="*"), "A statement has Resource or NotResource, not both."),
    (_with(Resource=[None]), "A resource is a text."),
    (_with(Condition="x"), "A condition is an object of operators."),
    (_with(Condition={"StringEqual": {}}), "There is no such condition operator."),
    (_with(Condition={"SomeValues:StringEquals": {}}), "There is no such condition operator."),
    (_with(Condition={"StringEquals": "x"}), "An operator holds an object of condition keys."),
    (_with(Condition={"StringEquals": {"ViaService": "x"}}), "A condition key has the form service:name."),
    (_policy().replace('"Effect"', '"Effect": "Deny", "Effect"'), '"Effect" appears twice in one object.'),
    (_with(Principle="*"), 'There is no element "Principle" here.'),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_fault_is_named(text: str, message: str) -> None:
    assert (message, False) in _said(text)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_called_an_error_is_refused_by_the_account(text: str, message: str) -> None:
    with pytest.raises(PolicyError):
        parse_policy(text, Grammar.RESOURCE)


WARNED = [
    (_without("Action"), "Without Action the statement has no effect."),
    (_without("Resource"), "Without Resource the statement has no effect."),
    (_with(Action="kms:Decript"), "This matches no action of KMS."),
    (_with(Action="ec2:RunInstances"), "This matches no action of KMS."),
    (_with(Principal="*"), "Everybody with an AWS account may do this; add a condition."),
    (_with(Principal={"AWS": "*"}), "Everybody with an AWS account may do this; add a condition."),
    (_with(Resource="alias/x"), 'In a key policy "*" means this key; this matches nothing.'),
]


@pytest.mark.parametrize(("text", "message"), WARNED)
def test_what_aws_takes_and_nobody_means_is_a_warning(text: str, message: str) -> None:
    assert _said(text) == [(message, True)]
    parse_policy(text, Grammar.RESOURCE)


@pytest.mark.parametrize(
    "changes",
    [
        {"Action": "kms:Decrypt"},
        {"Principal": {"AWS": "arn:aws:iam::444455556666:root"}},
        {"Effect": "Deny"},
    ],
)
def test_a_policy_that_nobody_here_can_change_is_warned_of(changes: dict[str, object]) -> None:
    text = json.dumps({"Statement": [{**BASE, **changes}]})
    assert (LOCKED_OUT, True) in _said(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"Action": "kms:put*"},
        {"Action": ["kms:Decrypt", "kms:PutKeyPolic?"]},
        {"Action": "*"},
        {"Principal": {"AWS": ACCOUNT}},
        {"Principal": {"AWS": ALICE}},
    ],
)
def test_a_way_to_change_the_policy_is_recognised(changes: dict[str, object]) -> None:
    assert _said(json.dumps({"Statement": [{**BASE, **changes}]})) == []


def test_everybody_under_a_condition_is_not_warned_of() -> None:
    via = {"StringEquals": {"kms:CallerAccount": ACCOUNT}}
    assert _said(_with(Principal={"AWS": "*"}, Condition=via)) == []


def test_a_single_statement_need_not_stand_in_a_list() -> None:
    assert _said(json.dumps({"Statement": BASE})) == []


def test_a_fault_is_underlined_where_it_is() -> None:
    text = to_text(build(PolicyChoices(ACCOUNT))).replace('"Allow"', '"Alow"')
    (problem,) = [each for each in check_policy(text, ACCOUNT) if not each.warning]
    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 : problem.column - 1 + problem.length] == '"Alow"'


def test_problems_come_in_the_order_of_the_text() -> None:
    text = to_text(build(PolicyChoices(ACCOUNT, (ALICE,)))).replace("Allow", "Alow")
    lines = [problem.line for problem in check_policy(text, ACCOUNT)]
    assert lines == sorted(lines)
    assert len(lines) > 1


def test_a_policy_is_measured_in_bytes() -> None:
    text = _with(Sid="x").replace('"x"', f'"{"é" * 17_000}"')
    assert len(text) < 32_768
    assert any("the limit is 32,768" in message for message, _ in _said(text))


def test_characters_beyond_latin_1_are_found() -> None:
    text = _with(Sid="x").replace('"x"', '"Ω"')
    assert ("Use printable Latin-1 characters, tabs and line ends only.", False) in _said(text)


def test_the_operators_are_those_that_the_account_knows() -> None:
    for operator in [*OPERATORS, NULL]:
        text = _with(Condition={operator: {"aws:x": "1"}})
        assert _said(text) == [], operator


def test_every_operation_of_kms_is_an_action() -> None:
    operations = {f"kms:{name}" for service, name in OPERATIONS if service == "kms"}
    assert operations - KMS_ACTIONS == {"kms:ReEncrypt"}


_json = st.recursive(
    st.none() | st.booleans() | st.text() | st.sampled_from(["Allow", "*", "kms:*", ALICE]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Version",
                    "Statement",
                    "Sid",
                    "Effect",
                    "Principal",
                    "Action",
                    "Resource",
                    "Condition",
                    "AWS",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_json.map(json.dumps) | st.text())
def test_any_document_gets_a_verdict_and_what_the_account_takes_is_no_error(text: str) -> None:
    errors = [message for message, warning in _said(text) if not warning]
    try:
        parse_policy(text, Grammar.RESOURCE)
    except PolicyError:
        return
    assert [words for words in errors if "Latin-1" not in words and "bytes" not in words] == []
