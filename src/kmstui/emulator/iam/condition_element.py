"""The `Condition` element: operators with their prefixes and suffixes, keys and values.

Source: IAM User Guide, "IAM JSON policy elements: Condition". Refuses what AWS refuses; what a condition
means for a request is decided in `conditions`.
"""

from collections.abc import Iterator

from kmstui.emulator.iam.conditions import NULL, OPERATORS
from kmstui.emulator.iam.document import Condition, Grammar, Quantifier
from kmstui.emulator.iam.policy_error import PolicyError, Problem
from kmstui.emulator.iam.strict_json import Json

_SUFFIX = "IfExists"
_SINGLE_VALUED = ("kms:encryptioncontext:", "aws:resourcetag/", "aws:requesttag/", "aws:principaltag/")
"""Beginnings of keys that have one value, for which a key policy with `ForAllValues` is refused."""


def read_conditions(value: Json, grammar: Grammar, where: str) -> tuple[Condition, ...]:
    """The conditions of a statement, in the order they are written.

    Raises:
        PolicyError: when an operator, a key or a value is not what AWS accepts.
    """
    if not isinstance(value, dict):
        raise PolicyError(Problem.SYNTAX, grammar, where, "it is an object of operators")
    return tuple(
        condition
        for label, keys in value.items()
        for condition in _block(label, keys, grammar, f"{where}.{label}")
    )


def _block(label: str, keys: Json, grammar: Grammar, where: str) -> Iterator[Condition]:
    quantifier, operator, if_exists = _operator(label, grammar, where)
    if not isinstance(keys, dict):
        raise PolicyError(Problem.SYNTAX, grammar, where, "it is an object of condition keys")
    for key, values in keys.items():
        if ":" not in key:
            raise PolicyError(Problem.NO_VENDOR, grammar, f"{where}.{key}", "a key has the form service:name")
        if (
            grammar is Grammar.RESOURCE
            and quantifier is Quantifier.ALL
            and key.lower().startswith(_SINGLE_VALUED)
        ):
            why = f"{key} has one value at most, and ForAllValues lets a request without it pass"
            raise PolicyError(Problem.FOR_ALL_SINGLE_VALUED, grammar, f"{where}.{key}", why)
        listed = values if isinstance(values, list) else [values]
        texts = tuple(_value(item, grammar, f"{where}.{key}") for item in listed)
        yield Condition(operator, key, texts, quantifier, if_exists)


def _operator(label: str, grammar: Grammar, where: str) -> tuple[Quantifier | None, str, bool]:
    prefix, colon, rest = label.rpartition(":")
    name = rest.removesuffix(_SUFFIX)
    known = name in OPERATORS or rest == NULL
    if not known or (colon and (prefix not in tuple(Quantifier) or name == NULL)):
        raise PolicyError(Problem.SYNTAX, grammar, where, f'"{label}" is not a condition operator')
    return Quantifier(prefix) if colon else None, name, name != rest


def _value(value: Json, grammar: Grammar, where: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise PolicyError(Problem.SYNTAX, grammar, where, "a value is a text, a number, true or false")
