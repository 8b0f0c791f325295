"""JSON as a policy document may contain it, and nothing that only Python's decoder would let through.

Two members of one name, NaN, numbers of thousands of digits, half a surrogate pair and bottomless nesting are
all refused: each has been read differently by two parsers before. Knows nothing of policies.
"""

import json
from typing import NoReturn

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
MAX_DEPTH = 32
"""More nesting than any policy has."""


class JsonError(ValueError):
    """The text is not acceptable JSON."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where = where
        """Line and column, where they are known."""
        self.why = why


def strict_json(text: str) -> Json:
    """Decode `text`.

    Raises:
        JsonError: when it is not JSON, or says something twice.
    """
    try:
        document: Json = json.loads(text, object_pairs_hook=_members, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise JsonError(f"line {error.lineno}, column {error.colno}", error.msg) from None
    except RecursionError:
        raise JsonError("", "it is nested too deeply") from None
    except JsonError:
        raise
    except ValueError:
        raise JsonError("", "it contains a number that is too long") from None
    _check(document, MAX_DEPTH)
    return document


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError("", f'"{twice}" appears twice in one object')
    return members


def _no_constant(name: str) -> NoReturn:
    raise JsonError("", f"{name} is not JSON")


def _check(value: Json, depth: int) -> None:
    if depth < 0:
        raise JsonError("", "it is nested too deeply")
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise JsonError("", "it contains half of a surrogate pair")
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check(name, depth)
            _check(item, depth - 1)
