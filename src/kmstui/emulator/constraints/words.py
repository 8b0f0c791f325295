"""How each kind of AWS service words its refusal of malformed parameters.

A dialect turns what is wrong into the one error the service would answer. The wordings of JSON services are
those recorded from AWS (`1 validation error detected: Value 'X' at 'keySpec' failed to satisfy constraint:
Member must satisfy enum value set: [..]`); those of EC2 stand in its error code reference. Nothing here
decides whether something is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import Kind, service_model


class Rule(Enum):
    """Which kind of rule was broken."""

    REQUIRED = "required"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    PATTERN = "pattern"
    ENUM = "enum"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a value broke."""

    path: str
    """Where the value stands, as AWS prints it: `tags.1.member.tagKey`."""
    value: str | None
    """The value as AWS prints it; None where it must not be shown, because it is secret or binary."""
    rule: Rule
    words: str
    """The rule in AWS's words: `Member must have length less than or equal to 128`."""


class Dialect(Protocol):
    """The wordings of one kind of service."""

    def path(self, parent: str, member: str) -> str:
        """Where a member of the structure at `parent` (empty for the input itself) stands."""
        ...

    def entry(self, path: str, name: object) -> str:
        """Where an entry of the list (by number, from 1) or map (by key) at `path` stands."""
        ...

    def violated(self, found: Sequence[Violation]) -> AwsError:
        """The answer when values have the right types and break rules; `found` is not empty."""
        ...

    def mismatched(self, path: str, expected: Kind, value: object) -> AwsError:
        """The answer when a value has the wrong type."""
        ...

    def unknown(self, path: str, member: object) -> AwsError:
        """The answer to a member that the structure at `path` does not have."""
        ...


def camel(name: str) -> str:
    """A member's name as error messages and audit records write it: `KeyId` becomes `keyId`."""
    return name[:1].lower() + name[1:]


def shown(value: object) -> str:
    """A value as AWS prints it in a message: `[a, b]`, `{k=v}`, `true`."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(shown, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{key}={shown(item)}' for key, item in value.items())}}}"
    return str(value)


def _printable(member: object) -> str:
    """A member name as text that can be stored: JSON may carry halves of surrogate pairs."""
    text = member if isinstance(member, str) else type(member).__name__
    return text.encode("utf-8", "backslashreplace").decode()


_ARTICLES = {
    Kind.STRING: "a String",
    Kind.INTEGER: "an Integer",
    Kind.LONG: "a Long",
    Kind.FLOAT: "a Float",
    Kind.DOUBLE: "a Double",
    Kind.BOOLEAN: "a Boolean",
    Kind.BLOB: "a Blob",
    Kind.TIMESTAMP: "a Timestamp",
}
_CONTAINERS = {
    Kind.LIST: "Expected list or null",
    Kind.MAP: "Expected map or null",
    Kind.STRUCTURE: "Expected structure or null",
}


def _token(value: object) -> str:
    """What AWS's JSON reader calls a scalar."""
    match value:
        case None:
            return "NULL_VALUE"
        case bool():
            return "TRUE_VALUE" if value else "FALSE_VALUE"
        case int() | float():
            return "NUMBER_VALUE"
        case str():
            return "STRING_VALUE"
        case datetime():
            return "TIMESTAMP_VALUE"
    return "BLOB_VALUE"


def _mismatch(expected: Kind, value: object) -> str:
    if expected in _CONTAINERS:
        return _CONTAINERS[expected]
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    if isinstance(value, list | tuple):
        return "Start of list found where not expected"
    return f"{_token(value)} can not be converted to {_ARTICLES[expected]}"


@dataclass(frozen=True, slots=True)
class _Listing:
    """JSON services and IAM: every violation is listed, by a camelCase path."""

    code: str
    """The error code of a broken rule."""
    mismatch_code: str
    """The error code of a wrong type."""

    def path(self, parent: str, member: str) -> str:
        return f"{parent}.{camel(member)}" if parent else camel(member)

    def entry(self, path: str, name: object) -> str:
        return f"{path}.{name}.member"

    def violated(self, found: Sequence[Violation]) -> AwsError:
        if self.code == "ValidationError" and (special := _iam_words(found[0])):
            return AwsError(self.code, special)
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        return AwsError(self.code, count + "; ".join(self._sentence(violation) for violation in found))

    def mismatched(self, path: str, expected: Kind, value: object) -> AwsError:
        del path  # AWS does not say where
        return AwsError(self.mismatch_code, _mismatch(expected, value))

    def unknown(self, path: str, member: object) -> AwsError:
        # AWS's own services ignore such members; here a misspelt one must not pass for a default.
        where = f" at '{path}'" if path else ""
        return AwsError(self.mismatch_code, f"Unknown member '{_printable(member)}'{where}")

    @staticmethod
    def _sentence(violation: Violation) -> str:
        if violation.value is None:
            shown = "Value"
        elif violation.rule is Rule.REQUIRED:
            shown = "Value null"
        else:
            shown = f"Value '{violation.value}'"
        return f"{shown} at '{violation.path}' failed to satisfy constraint: {violation.words}"


_IAM_NAMES = r"Member must satisfy regular expression pattern: [\w+=,.@-]+"
_IAM_PATH = r"Member must satisfy regular expression pattern: (\u002F)|(\u002F[\u0021-\u007E]+\u002F)"


def _iam_words(violation: Violation) -> str:
    """IAM's own sentence for a few patterns; empty where it uses the common one."""
    match violation.words:
        case w if w == _IAM_NAMES:
            must = "It must contain only alphanumeric characters and/or the following: +=,.@_-"
        case w if w == _IAM_PATH:
            must = (
                "It must begin and end with / and contain only alphanumeric characters and/or / characters."
            )
        case _:
            return ""
    return f"The specified value for {violation.path} is invalid. {must}"


class _Ec2:
    """EC2: the first thing that is wrong is the answer."""

    def path(self, parent: str, member: str) -> str:
        return f"{parent}.{member}" if parent else member

    def entry(self, path: str, name: object) -> str:
        return f"{path}.{name}"

    def violated(self, found: Sequence[Violation]) -> AwsError:
        missing = next((violation for violation in found if violation.rule is Rule.REQUIRED), None)
        if missing:
            return AwsError("MissingParameter", f"The request must contain the parameter {missing.path}")
        first = found[0]
        if first.rule is Rule.ENUM:
            return AwsError("InvalidParameterValue", f"Invalid value '{first.value}' for {first.path}.")
        shown = f"Value ( {first.value} )" if first.value is not None else "Value"
        words = first.words.replace("Member must", "It must")
        return AwsError("InvalidParameterValue", f"{shown} for parameter {first.path} is invalid. {words}.")

    def mismatched(self, path: str, expected: Kind, value: object) -> AwsError:
        words = f"Value for parameter {path or 'request'} is invalid. {_mismatch(expected, value)}"
        return AwsError("InvalidParameterValue", words)

    def unknown(self, path: str, member: object) -> AwsError:
        name = f"{path}.{_printable(member)}" if path else _printable(member)
        return AwsError("UnknownParameter", f"The parameter {name} is not recognized")


_BY_PROTOCOL: dict[str, Dialect] = {
    "json": _Listing("ValidationException", "SerializationException"),
    "query": _Listing("ValidationError", "MalformedInput"),
    "ec2": _Ec2(),
}


def dialect(service: str) -> Dialect:
    """The wordings of a service.

    Raises:
        KeyError: when there is no such service.
    """
    return _BY_PROTOCOL[service_model(service).protocol]
