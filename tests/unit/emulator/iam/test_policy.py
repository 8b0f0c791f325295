"""What is read as a policy and what is refused, with the place, the reason and AWS's sentence."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.iam.document import Condition, Effect, Grammar, Principal, Quantifier
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.policy_error import PolicyError

from .building import ROOT_ARN, Statement, allow, document, to

IDENTITY, KEY, TRUST = Grammar.IDENTITY, Grammar.RESOURCE, Grammar.TRUST


def refused(text: str, grammar: Grammar) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, grammar)
    return caught.value


def test_a_policy_is_read_with_all_its_elements() -> None:
    statement = {
        "Sid": "Allow use",
        "Effect": "Allow",
        "Principal": {"AWS": ["*", "111122223333"], "Service": "ec2.amazonaws.com"},
        "Action": ["kms:Encrypt", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {
            "ForAnyValue:StringLikeIfExists": {"kms:EncryptionContextKeys": ["a*", "b"]},
            "NumericLessThan": {"kms:RotationPeriodInDays": 400},
            "Bool": {"kms:GrantIsForAWSResource": True},
        },
    }
    text = json.dumps({"Version": "2012-10-17", "Id": "key-1", "Statement": statement})
    policy = parse_policy(text, KEY)
    assert (policy.id, policy.version, policy.has_variables) == ("key-1", "2012-10-17", True)
    (read,) = policy.statements
    assert (read.sid, read.effect) == ("Allow use", Effect.ALLOW)
    assert read.principals == (
        Principal("AWS", "*"),
        Principal("AWS", "111122223333"),
        Principal("Service", "ec2.amazonaws.com"),
    )
    assert read.actions == ("kms:Encrypt", "kms:Decrypt")
    assert read.conditions == (
        Condition("StringLike", "kms:EncryptionContextKeys", ("a*", "b"), Quantifier.ANY, if_exists=True),
        Condition("NumericLessThan", "kms:RotationPeriodInDays", ("400",)),
        Condition("Bool", "kms:GrantIsForAWSResource", ("true",)),
    )
    assert read.conditions[0].label == "ForAnyValue:StringLikeIfExists"


def test_excepting_elements_are_told_apart() -> None:
    statement = {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "kms:*", "NotResource": "*"}
    (read,) = parse_policy(document(statement), KEY).statements
    assert read.except_principals
    assert read.except_actions
    assert read.except_resources


def test_a_key_policy_without_version_has_the_old_one_and_no_variables() -> None:
    policy = parse_policy(json.dumps({"Statement": [to("*", allow())]}), KEY)
    assert policy.version == "2008-10-17"
    assert not policy.has_variables


@pytest.mark.parametrize("element", ["Action", "Resource"])
def test_a_key_policy_statement_may_lack_action_or_resource(element: str) -> None:
    statement = to("*", allow())
    del statement[element]
    assert parse_policy(document(statement), KEY).statements


JSON_FAULTS: list[tuple[str, str, str]] = [
    ("{", "line 1, column 2", "Expecting property name enclosed in double quotes"),
    ('{"Version": "2012-10-17",\n "Statement": [}', "line 2, column 16", "Expecting value"),
    ('{"Version": 1, "Version": 2}', "", '"Version" appears twice in one object'),
    ('{"Version": NaN}', "", "NaN is not JSON"),
    ('{"Version": ' + "1" * 5000 + "}", "", "it contains a number that is too long"),
    ("[" * 100_000, "", "it is nested too deeply"),
    ("[" * 40 + "]" * 40, "", "it is nested too deeply"),
    ('{"Id": "\\ud800"}', "", "it contains half of a surrogate pair"),
    ('{"\\udfff": 1}', "", "it contains half of a surrogate pair"),
    ("[]", "", "a policy is a JSON object"),
    ('"*"', "", "a policy is a JSON object"),
]


@pytest.mark.parametrize(("text", "where", "why"), JSON_FAULTS)
def test_what_is_not_strict_json_is_refused(text: str, where: str, why: str) -> None:
    error = refused(text, IDENTITY)
    assert (error.where, error.why) == (where, why)
    assert error.message == "Syntax errors in policy."
    assert refused(text, KEY).message == str(error)


def bad(**changes: Any) -> str:
    """A policy whose one statement has something else than it should; None takes an element away."""
    statement = {**allow(), **changes}
    return document({name: value for name, value in statement.items() if value is not None})


SYNTAX = "Syntax errors in policy."
IDENTITY_FAULTS: list[tuple[str, str, str, str]] = [
    ('{"Statement": []}', "Version", "Policy document must be version 2012-10-17 or greater.", "2012-10-17"),
    (document(allow(), version="2008-10-17"), "Version", "Policy document must be version 2012-10-17 or", ""),
    (document(allow(), version="2012-10-18"), "Version", SYNTAX, "2008-10-17 and 2012-10-17"),
    ('{"Version": 2012, "Statement": []}', "Version", SYNTAX, "the version is one of"),
    ('{"Version": "2012-10-17"}', "Statement", SYNTAX, "at least one statement"),
    (document(), "Statement", SYNTAX, "at least one statement"),
    ('{"Version": "2012-10-17", "Statement": ["x"]}', "Statement[0]", SYNTAX, "a statement is a JSON object"),
    ('{"Version": "2012-10-17", "Statements": []}', "Statements", SYNTAX, "there is no such element"),
    ('{"Version": "2012-10-17", "Id": 1, "Statement": []}', "Statement", SYNTAX, "at least one"),
    (bad(Effect="Permit"), "Statement[0].Effect", SYNTAX, 'the effect is "Allow" or "Deny"'),
    (bad(Effect="allow"), "Statement[0].Effect", SYNTAX, 'the effect is "Allow" or "Deny"'),
    (bad(Effect=None), "Statement[0].Effect", SYNTAX, 'the effect is "Allow" or "Deny"'),
    (bad(Effekt="Allow"), "Statement[0].Effekt", SYNTAX, "there is no such element"),
    (bad(Sid=3), "Statement[0].Sid", SYNTAX, "it is a text"),
    (bad(Sid="has space"), "Statement[0].Sid", "Statement IDs (SID) must be alpha-numeric.", "has space"),
    (bad(Action=None), "Statement[0]", "Policy statement must contain actions.", "no Action"),
    (bad(Action=[]), "Statement[0]", "Policy statement must contain actions.", "no Action"),
    (bad(Action=7), "Statement[0].Action", SYNTAX, "a text or a list of texts"),
    (bad(Action=["kms:*", None]), "Statement[0].Action", SYNTAX, "a text or a list of texts"),
    (
        bad(Action="Decrypt"),
        "Statement[0].Action",
        "Actions/Conditions must be prefaced by a vendor",
        "Decrypt",
    ),
    (bad(Action="a:b:c"), "Statement[0].Action", "Actions/Condition can contain only one colon.", "a:b:c"),
    (bad(NotAction="kms:*"), "Statement[0]", SYNTAX, "Action or NotAction, not both"),
    (bad(Resource=None), "Statement[0]", "Policy statement must contain resources.", "no Resource"),
    (bad(Resource="key/1"), "Statement[0].Resource", 'Resource key/1 must be in ARN format or "*".', "key/1"),
    (bad(Resource=""), "Statement[0].Resource", 'Resource  must be in ARN format or "*".', "neither"),
    (bad(NotResource="*"), "Statement[0]", SYNTAX, "Resource or NotResource, not both"),
    (
        bad(Principal="*"),
        "Statement[0].Principal",
        "Policy document should not specify a principal.",
        "no principal",
    ),
    (
        bad(NotPrincipal="*"),
        "Statement[0].NotPrincipal",
        "Policy document should not specify a principal.",
        "",
    ),
    (bad(Condition=[]), "Statement[0].Condition", SYNTAX, "an object of operators"),
    (bad(Condition={"StringEquals": "x"}), "Statement[0].Condition.StringEquals", SYNTAX, "condition keys"),
    (bad(Condition={"StringIs": {}}), "Statement[0].Condition.StringIs", SYNTAX, "not a condition operator"),
    (bad(Condition={"NullIfExists": {}}), "Statement[0].Condition.NullIfExists", SYNTAX, "not a condition"),
    (bad(Condition={"ForAnyValue:Null": {}}), "Statement[0].Condition.ForAnyValue:Null", SYNTAX, "not a"),
    (bad(Condition={"ForSome:Bool": {}}), "Statement[0].Condition.ForSome:Bool", SYNTAX, "not a condition"),
    (
        bad(Condition={"Bool": {"secure": "true"}}),
        "Statement[0].Condition.Bool.secure",
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        "service:name",
    ),
    (bad(Condition={"Bool": {"a:b": {}}}), "Statement[0].Condition.Bool.a:b", SYNTAX, "a value is"),
    (bad(Condition={"Bool": {"a:b": None}}), "Statement[0].Condition.Bool.a:b", SYNTAX, "a value is"),
    (
        document(allow(Sid="A"), allow(Sid="A")),
        "Statement[1].Sid",
        "Statement IDs (SID) in a single policy must be unique.",
        '"A" appears twice',
    ),
]


@pytest.mark.parametrize(("text", "where", "message", "why"), IDENTITY_FAULTS)
def test_a_malformed_identity_policy_is_refused(text: str, where: str, message: str, why: str) -> None:
    error = refused(text, IDENTITY)
    assert error.where == where
    assert error.message.startswith(message)
    assert why in error.why


NO_PRINCIPAL = "Policy contains a statement with no principal."
INVALID = "Policy contains a statement with one or more invalid principals."
KEY_FAULTS: list[tuple[Statement, str, str]] = [
    (allow(), "Statement[0]", NO_PRINCIPAL),
    (to({}, allow()), "Statement[0].Principal", NO_PRINCIPAL),
    (to([], allow()), "Statement[0].Principal", NO_PRINCIPAL),
    ({**allow(), "Principal": ROOT_ARN}, "Statement[0].Principal", INVALID),
    ({**allow(), "Principal": ["*"]}, "Statement[0].Principal", INVALID),
    (to({"Aws": "*"}, allow()), "Statement[0].Principal.Aws", INVALID),
    (to({"AWS": 111122223333}, allow()), "Statement[0].Principal.AWS", INVALID),
    (to("arn:aws:iam::111122223333:user/*", allow()), "Statement[0].Principal.AWS", INVALID),
    (to("arn:aws:iam::111122223333:group/admins", allow()), "Statement[0].Principal.AWS", INVALID),
    (to("arn:aws:s3:::bucket", allow()), "Statement[0].Principal.AWS", INVALID),
    (to("11112222333", allow()), "Statement[0].Principal.AWS", INVALID),
    (to({"Service": "ec2"}, allow()), "Statement[0].Principal.Service", INVALID),
    (to({"CanonicalUser": "me"}, allow()), "Statement[0].Principal.CanonicalUser", INVALID),
    (
        to("*", allow(Condition={"ForAllValues:StringEquals": {"kms:EncryptionContext:App": "x"}})),
        "Statement[0].Condition.ForAllValues:StringEquals.kms:EncryptionContext:App",
        "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key"
        " matches requests without the specified [encryption context or tag] or with an unspecified"
        " [encryption context or tag]. To fix, remove ForAllValues.",
    ),
]


@pytest.mark.parametrize(("statement", "where", "message"), KEY_FAULTS)
def test_a_malformed_key_policy_is_refused(statement: Statement, where: str, message: str) -> None:
    error = refused(document(statement), KEY)
    assert (error.where, error.message) == (where, message)


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "111122223333"},
        {"AWS": ROOT_ARN},
        {"AWS": "arn:aws:iam::111122223333:user/division/alice"},
        {"AWS": "arn:aws:iam::111122223333:role/orders-app"},
        {"AWS": "arn:aws:iam::111122223333:role/aws:ec2-infrastructure/i-0abc"},
        {"AWS": "arn:aws:sts::111122223333:assumed-role/orders-app/i-0abc"},
        {"AWS": "arn:aws:sts::111122223333:federated-user/fred"},
        {"AWS": "AIDACKCEVSQ6C2EXAMPLE"},
        {"Service": ["ec2.amazonaws.com", "delivery.logs.amazonaws.com"]},
        {"Federated": "cognito-identity.amazonaws.com"},
        {"CanonicalUser": "0123456789abcdef" * 4},
    ],
)
def test_every_form_of_principal_is_accepted(principal: Any) -> None:
    assert parse_policy(document(to(principal, allow())), KEY).statements


TRUST_FAULTS: list[tuple[Statement, str]] = [
    ({"Effect": "Allow", "Action": "sts:AssumeRole"}, "Missing required field Principal"),
    (to("*", {"Effect": "Allow"}), "Policy statement must contain actions."),
    (to("*", allow("sts:AssumeRole")), "Has prohibited field Resource"),
    (
        to("*", {"Effect": "Allow", "Action": "kms:Decrypt"}),
        "AssumeRole policy may only specify STS AssumeRole actions.",
    ),
    (to("nobody", {"Effect": "Allow"}), 'Invalid principal in policy: "AWS":"nobody"'),
]


@pytest.mark.parametrize(("statement", "message"), TRUST_FAULTS)
def test_a_malformed_trust_policy_is_refused(statement: Statement, message: str) -> None:
    assert refused(document(statement), TRUST).message == message


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Version", "Statement", "Effect", "Action", "Principal", "AWS", "Condition", "Bool"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.text(max_size=200) | JSON_VALUES.map(json.dumps), st.sampled_from(Grammar))
def test_whatever_the_text_it_is_read_or_refused_with_a_reason(text: str, grammar: Grammar) -> None:
    reasons: list[str] = []
    try:
        reasons += [statement.effect.value for statement in parse_policy(text, grammar).statements]
    except PolicyError as error:
        reasons += [error.why, error.message]
    assert all(reasons)
    assert reasons
