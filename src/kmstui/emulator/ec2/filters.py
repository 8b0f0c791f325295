"""EC2's `Filters`: names with values, wildcards, tags; all names must match, any value of a name will do.

Knows how filters combine (EC2 User Guide, "Filter your resources"), not what they look at: a resource
brings a table from filter name to the values it has.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2.model import Tag
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal

R = TypeVar("R")
Values: TypeAlias = Sequence[str]
Table: TypeAlias = Mapping[str, Callable[[R], Values]]
"""By filter name: what a resource has under it. Values compare case-sensitively, as text."""

INVALID_FILTER = Refusal(INVALID_PARAMETER_VALUE, "The filter '{name}' is invalid")
NO_VALUES = Refusal(INVALID_PARAMETER_VALUE, "The filter '{name}' has no values")
_TAG = "tag:"


def matcher(
    params: Params, table: Table[R], tags: Callable[[R], Sequence[Tag]] | None = None
) -> Callable[[R], bool]:
    """The test that the request's `Filters` amount to.

    Args:
        params: the request.
        table: the filters this kind of resource has.
        tags: its tags, for the filters `tag:<key>` and `tag-key`; None where it has none.

    Raises:
        AwsError: `InvalidParameterValue` for a filter that does not exist.
    """
    tests = [_test(entry, table, tags) for entry in params.get("Filters", ())]
    if not tests:
        return lambda _resource: True
    return lambda resource: all(test(resource) for test in tests)


def _test(
    entry: Mapping[str, object], table: Table[R], tags: Callable[[R], Sequence[Tag]] | None
) -> Callable[[R], bool]:
    name = str(entry.get("Name", ""))
    values = entry.get("Values")
    if not isinstance(values, Sequence) or not values:
        raise NO_VALUES.error(name=name)
    patterns = [_pattern(str(value)) for value in values]
    read = _reader(name, table, tags)
    return lambda resource: any(p.fullmatch(value) for value in read(resource) for p in patterns)


def _reader(name: str, table: Table[R], tags: Callable[[R], Sequence[Tag]] | None) -> Callable[[R], Values]:
    if name in table:
        return table[name]
    if tags is not None and name == "tag-key":
        return lambda resource: [tag.key for tag in tags(resource)]
    if tags is not None and name.startswith(_TAG):
        key = name.removeprefix(_TAG)
        return lambda resource: [tag.value for tag in tags(resource) if tag.key == key]
    raise INVALID_FILTER.error(name=name)


def _pattern(value: str) -> re.Pattern[str]:
    """`*` stands for any text and `?` for any one character; a backslash takes that meaning away."""
    parts = re.findall(r"\\[*?\\]|.", value, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return re.compile("".join(wild.get(p) or re.escape(p[-1]) for p in parts), re.DOTALL)


def boolean(value: bool) -> str:
    """A truth value as EC2 writes it in filters."""
    return "true" if value else "false"
