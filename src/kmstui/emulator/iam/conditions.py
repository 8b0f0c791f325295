"""The condition operators of the policy language, as a table, and how one condition is decided.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Conditions with multiple context
keys or values". Knows what a value looks like, not what a condition key means.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from operator import eq
from typing import TypeVar

from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.document import Condition, Quantifier
from kmstui.emulator.iam.variables import expand
from kmstui.emulator.iam.wildcards import Pattern, arn_matches, compile_pattern, matches, written

Compare = Callable[[Pattern, str], bool | None]
"""Compares what a policy asks for with what a request has; None when one of them is not of the type."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One condition operator."""

    compare: Compare
    """The positive comparison, also of an operator that is its negation."""
    negated: bool = False
    """Whether the request must match none of the values instead of one of them."""
    variables: bool = False
    """Whether policy variables mean anything in its values."""


T = TypeVar("T")
Ordered = TypeVar("Ordered", Decimal, datetime)


def satisfied(condition: Condition, context: RequestContext, *, variables: bool) -> bool:
    """Whether the request fulfils one condition.

    `variables` says whether the policy's version knows policy variables.
    """
    actual = context.get(condition.key)
    if condition.operator == NULL:
        return _text(not actual) in {value.lower() for value in condition.values}
    operator = OPERATORS[condition.operator]
    if not actual:
        return _without_the_key(condition, operator)
    expected = expected_values(condition, context, variables=variables)
    verdicts = (_one(operator, expected, value) for value in actual)
    if condition.quantifier is Quantifier.ALL or (condition.quantifier is None and operator.negated):
        return all(verdicts)
    return any(verdicts)


def expected_values(
    condition: Condition, context: RequestContext, *, variables: bool
) -> list[Pattern | None]:
    """What the condition's values are in this request; None for one whose variable has no value."""
    if variables and condition.operator != NULL and OPERATORS[condition.operator].variables:
        return [expand(value, context) for value in condition.values]
    return [compile_pattern(value) for value in condition.values]


def _without_the_key(condition: Condition, operator: Operator) -> bool:
    """A condition on a key that the request does not have."""
    if condition.if_exists or condition.quantifier is Quantifier.ALL:
        return True
    return operator.negated and condition.quantifier is None


def _one(operator: Operator, expected: Iterable[Pattern | None], actual: str) -> bool:
    """Whether one value of the request is acceptable.

    A comparison that cannot be made is never fulfilled, negated or not.
    """
    for pattern in expected:
        verdict = pattern is not None and operator.compare(pattern, actual)
        if operator.negated and verdict is not False:
            return False
        if verdict and not operator.negated:
            return True
    return operator.negated


def _typed(read: Callable[[str], T | None], test: Callable[[T, T], bool]) -> Compare:
    """A comparison of values that have a form of their own."""

    def compare(expected: Pattern, actual: str) -> bool | None:
        left, right = read(actual), read(written(expected))
        return None if left is None or right is None else test(left, right)

    return compare


def _string(expected: Pattern, actual: str) -> bool:
    return written(expected) == actual


def _string_ignoring_case(expected: Pattern, actual: str) -> bool:
    return written(expected).lower() == actual.lower()


def _address(expected: Pattern, actual: str) -> bool | None:
    try:
        address: IPv4Address | IPv6Address = ip_address(actual)
        network = ip_network(written(expected), strict=False)
    except ValueError:
        return None
    return address in network


_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_SECONDS = re.compile(r"-?[0-9]{1,15}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _date(text: str) -> datetime | None:
    """An ISO 8601 date, with UTC where it names no zone, or seconds since 1970."""
    try:
        if _SECONDS.fullmatch(text):
            return _EPOCH + timedelta(seconds=int(text))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _binary(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(flag: bool) -> str:
    return "true" if flag else "false"


def _ordering(name: str, read: Callable[[str], Ordered | None]) -> dict[str, Operator]:
    return {
        f"{name}Equals": Operator(_typed(read, eq)),
        f"{name}NotEquals": Operator(_typed(read, eq), negated=True),
        f"{name}LessThan": Operator(_typed(read, lambda actual, expected: actual < expected)),
        f"{name}LessThanEquals": Operator(_typed(read, lambda actual, expected: actual <= expected)),
        f"{name}GreaterThan": Operator(_typed(read, lambda actual, expected: actual > expected)),
        f"{name}GreaterThanEquals": Operator(_typed(read, lambda actual, expected: actual >= expected)),
    }


def _texts(positive: str, negative: str, compare: Compare) -> dict[str, Operator]:
    return {
        positive: Operator(compare, variables=True),
        negative: Operator(compare, negated=True, variables=True),
    }


NULL = "Null"
"""The operator that asks whether a key is there at all; its values are `true` (absent) and `false`."""
OPERATORS: dict[str, Operator] = {
    **_texts("StringEquals", "StringNotEquals", _string),
    **_texts("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", _string_ignoring_case),
    **_texts("StringLike", "StringNotLike", matches),
    **_texts("ArnEquals", "ArnNotEquals", arn_matches),
    **_texts("ArnLike", "ArnNotLike", arn_matches),
    **_ordering("Numeric", _number),
    **_ordering("Date", _date),
    "Bool": Operator(_typed(_truth, eq)),
    "BinaryEquals": Operator(_typed(_binary, eq)),
    "IpAddress": Operator(_address),
    "NotIpAddress": Operator(_address, negated=True),
}
"""Every operator but `Null`, which compares nothing."""
