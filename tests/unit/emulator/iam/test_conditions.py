"""Every operator, every prefix and suffix, and policy variables."""

import pytest

from kmstui.emulator.iam.conditions import NULL, OPERATORS, satisfied
from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.document import Condition, Quantifier

ANY, ALL = Quantifier.ANY, Quantifier.ALL


def holds(operator: str, values: tuple[str, ...], *actual: str, variables: bool = True) -> bool:
    context = RequestContext.of({"a:key": actual, "aws:username": ("alice",), "a:many": ("x", "y")})
    return satisfied(Condition(operator, "A:Key", values), context, variables=variables)


CASES: list[tuple[str, tuple[str, ...], tuple[str, ...], bool]] = [
    ("StringEquals", ("a",), ("a",), True),
    ("StringEquals", ("a",), ("A",), False),
    ("StringEquals", ("a", "b"), ("b",), True),
    ("StringEquals", ("a*",), ("ab",), False),
    ("StringEquals", (), ("a",), False),
    ("StringNotEquals", ("a", "b"), ("c",), True),
    ("StringNotEquals", ("a", "b"), ("b",), False),
    ("StringNotEquals", (), ("a",), True),
    ("StringEqualsIgnoreCase", ("Prod",), ("pROD",), True),
    ("StringEqualsIgnoreCase", ("Prod",), ("prods",), False),
    ("StringNotEqualsIgnoreCase", ("Prod",), ("prod",), False),
    ("StringNotEqualsIgnoreCase", ("Prod",), ("dev",), True),
    ("StringLike", ("alias/p*",), ("alias/payments",), True),
    ("StringLike", ("alias/p?",), ("alias/payments",), False),
    ("StringNotLike", ("alias/p*",), ("alias/payments",), False),
    ("StringNotLike", ("alias/p*",), ("alias/orders",), True),
    ("NumericEquals", ("7",), ("7.0",), True),
    ("NumericEquals", ("7",), ("8",), False),
    ("NumericNotEquals", ("7",), ("8",), True),
    ("NumericNotEquals", ("7",), ("7",), False),
    ("NumericLessThan", ("30",), ("29",), True),
    ("NumericLessThan", ("30",), ("30",), False),
    ("NumericLessThan", ("30",), ("4",), True),
    ("NumericLessThanEquals", ("30",), ("30",), True),
    ("NumericLessThanEquals", ("30",), ("30.5",), False),
    ("NumericGreaterThan", ("-1",), ("0",), True),
    ("NumericGreaterThan", ("7",), ("7",), False),
    ("NumericGreaterThanEquals", ("7",), ("7",), True),
    ("NumericGreaterThanEquals", ("7",), ("6",), False),
    ("NumericEquals", ("seven",), ("7",), False),
    ("NumericNotEquals", ("seven",), ("7",), False),
    ("NumericNotEquals", ("7",), ("NaN",), False),
    ("DateEquals", ("2019-03-20T10:00:00Z",), ("2019-03-20T11:00:00+01:00",), True),
    ("DateEquals", ("1553076000",), ("2019-03-20T10:00:00Z",), True),
    ("DateNotEquals", ("2019-03-20",), ("2019-03-21",), True),
    ("DateNotEquals", ("yesterday",), ("2019-03-21",), False),
    ("DateLessThan", ("2019-03-20T10:00:00Z",), ("2019-03-20T09:59:59Z",), True),
    ("DateLessThanEquals", ("2019-03-20T10:00:00Z",), ("2019-03-20T10:00:00Z",), True),
    ("DateGreaterThan", ("2019-03-20",), ("2019-03-20T00:00:01Z",), True),
    ("DateGreaterThan", ("2019-03-20",), ("2019-03-20T00:00:00Z",), False),
    ("DateGreaterThanEquals", ("2019-03-20",), ("2019-03-20",), True),
    ("DateGreaterThan", ("999999999999999",), ("2019-03-20",), False),
    ("Bool", ("true",), ("true",), True),
    ("Bool", ("TRUE",), ("true",), True),
    ("Bool", ("true",), ("false",), False),
    ("Bool", ("false",), ("false",), True),
    ("Bool", ("true",), ("1",), False),
    ("BinaryEquals", ("QmluYXJ5",), ("QmluYXJ5",), True),
    ("BinaryEquals", ("QmluYXJ5",), ("QmluYXJ6",), False),
    ("BinaryEquals", ("not base64!",), ("not base64!",), False),
    ("IpAddress", ("203.0.113.0/24",), ("203.0.113.7",), True),
    ("IpAddress", ("203.0.113.0/24",), ("203.0.114.7",), False),
    ("IpAddress", ("203.0.113.7",), ("203.0.113.7",), True),
    ("IpAddress", ("203.0.113.7/24",), ("203.0.113.9",), True),
    ("IpAddress", ("2001:db8::/32",), ("2001:db8::1",), True),
    ("IpAddress", ("2001:db8::/32",), ("203.0.113.7",), False),
    ("IpAddress", ("anywhere",), ("203.0.113.7",), False),
    ("IpAddress", ("203.0.113.0/24",), ("ec2.amazonaws.com",), False),
    ("NotIpAddress", ("203.0.113.0/24",), ("203.0.114.7",), True),
    ("NotIpAddress", ("203.0.113.0/24",), ("203.0.113.7",), False),
    ("NotIpAddress", ("203.0.113.0/24",), ("ec2.amazonaws.com",), False),
    ("ArnEquals", ("arn:aws:iam::1:role/*",), ("arn:aws:iam::1:role/x",), True),
    ("ArnEquals", ("arn:aws:iam::*:role/x",), ("arn:aws:iam::1:role/x",), True),
    ("ArnLike", ("arn:aws:iam::1:r*",), ("arn:aws:iam::1:role/x/y",), True),
    ("ArnLike", ("arn:aws:*:1:role/x",), ("arn:aws:iam::1:role/x",), False),
    ("ArnNotEquals", ("arn:aws:iam::1:role/x",), ("arn:aws:iam::1:role/x",), False),
    ("ArnNotLike", ("arn:aws:iam::1:role/*",), ("arn:aws:iam::2:role/x",), True),
    ("Null", ("true",), (), True),
    ("Null", ("true",), ("x",), False),
    ("Null", ("false",), ("x",), True),
    ("Null", ("false",), (), False),
    # Several values in the request and no prefix: one must match, or none may.
    ("StringEquals", ("a",), ("b", "a"), True),
    ("StringNotEquals", ("a",), ("b", "a"), False),
]


@pytest.mark.parametrize(("operator", "values", "actual", "expected"), CASES)
def test_an_operator_compares(
    operator: str, values: tuple[str, ...], actual: tuple[str, ...], *, expected: bool
) -> None:
    assert holds(operator, values, *actual) is expected


def test_every_operator_is_in_the_table_of_cases() -> None:
    assert {case[0] for case in CASES} == {*OPERATORS, NULL}


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_missing_key_fails_a_positive_operator_and_fulfils_a_negated_one(operator: str) -> None:
    assert holds(operator, ("7",)) is OPERATORS[operator].negated


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("quantifier", [None, ANY, ALL])
def test_if_exists_lets_a_missing_key_pass(operator: str, quantifier: Quantifier | None) -> None:
    condition = Condition(operator, "a:missing", ("7",), quantifier, if_exists=True)
    assert satisfied(condition, RequestContext.of(), variables=True)


SETS: list[tuple[Quantifier, str, tuple[str, ...], tuple[str, ...], bool]] = [
    (ALL, "StringEquals", ("a", "b"), ("a",), True),
    (ALL, "StringEquals", ("a", "b"), ("a", "b"), True),
    (ALL, "StringEquals", ("a", "b"), ("a", "c"), False),
    (ALL, "StringEquals", ("a", "b"), (), True),
    (ALL, "StringNotEquals", ("a", "b"), ("c", "d"), True),
    (ALL, "StringNotEquals", ("a", "b"), ("c", "a"), False),
    (ALL, "StringNotEquals", ("a", "b"), (), True),
    (ALL, "StringLike", ("a*",), ("ab", "ac"), True),
    (ANY, "StringEquals", ("a", "b"), ("c", "a"), True),
    (ANY, "StringEquals", ("a", "b"), ("c", "d"), False),
    (ANY, "StringEquals", ("a", "b"), (), False),
    (ANY, "StringNotEquals", ("a", "b"), ("a", "c"), True),
    (ANY, "StringNotEquals", ("a", "b"), ("a", "b"), False),
    (ANY, "StringNotEquals", ("a", "b"), (), False),
    (ANY, "StringLike", ("alias/prod-*",), ("alias/x", "alias/prod-1"), True),
]


@pytest.mark.parametrize(("quantifier", "operator", "values", "actual", "expected"), SETS)
def test_prefixes_say_how_many_values_must_match(
    quantifier: Quantifier,
    operator: str,
    values: tuple[str, ...],
    actual: tuple[str, ...],
    *,
    expected: bool,
) -> None:
    condition = Condition(operator, "a:key", values, quantifier)
    assert satisfied(condition, RequestContext.of({"a:key": actual}), variables=True) is expected


VARIABLES: list[tuple[str, str, str, bool]] = [
    ("StringEquals", "${aws:username}", "alice", True),
    ("StringEquals", "${AWS:UserName}", "alice", True),
    ("StringEquals", "home/${aws:username}/x", "home/alice/x", True),
    ("StringLike", "${aws:username}/*", "alice/anything", True),
    ("StringEquals", "${aws:PrincipalTag/team, 'none'}", "none", True),
    ("StringEquals", "${aws:username, 'none'}", "alice", True),
    ("StringEquals", "${aws:PrincipalTag/team}", "", False),
    ("StringEquals", "${aws:PrincipalTag/team, none}", "none", False),
    ("StringNotEquals", "${aws:PrincipalTag/team}", "x", True),
    ("StringEquals", "${a:many}", "x", False),
    ("StringLike", "a${*}", "a*", True),
    ("StringLike", "a${*}", "ab", False),
    ("StringLike", "a${?}", "a?", True),
    ("StringEquals", "${$}5", "$5", True),
    ("StringEquals", "${aws:username", "${aws:username", True),
    ("NumericEquals", "${aws:username}", "7", False),
]


@pytest.mark.parametrize(("operator", "value", "actual", "expected"), VARIABLES)
def test_policy_variables_stand_for_values_of_the_request(
    operator: str, value: str, actual: str, *, expected: bool
) -> None:
    assert holds(operator, (value,), actual or "other") is expected


def test_the_old_version_takes_variables_for_plain_text() -> None:
    assert holds("StringEquals", ("${aws:username}",), "${aws:username}", variables=False)
    assert not holds("StringEquals", ("${aws:username}",), "alice", variables=False)


def test_a_wildcard_in_a_value_of_the_request_is_plain_text() -> None:
    context = RequestContext.of({"aws:username": ("*",), "a:key": ("anything",)})
    condition = Condition("StringLike", "a:key", ("${aws:username}",))
    assert not satisfied(condition, context, variables=True)
