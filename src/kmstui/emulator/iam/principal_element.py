"""The `Principal` and `NotPrincipal` elements, and which forms a principal may have.

Source: IAM User Guide, "AWS JSON policy elements: Principal". Groups are not principals, and an ARN with a
wildcard is not one either. Whether a principal exists is not decided here.
"""

import re

from kmstui.emulator.iam.document import Grammar, Principal
from kmstui.emulator.iam.policy_error import PolicyError, Problem
from kmstui.emulator.iam.strict_json import Json

_NAME = r"[^\s*?]+"
_FORMS = {
    "AWS": re.compile(
        r"\*|[0-9]{12}|[A-Z0-9]{16,128}"
        rf"|arn:aws[a-z-]*:iam::[0-9]{{12}}:(root|user/{_NAME}|role/{_NAME})"
        rf"|arn:aws[a-z-]*:sts::[0-9]{{12}}:(assumed-role/{_NAME}/{_NAME}|federated-user/{_NAME})"
    ),
    "Service": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?"),
    "Federated": re.compile(_NAME),
    "CanonicalUser": re.compile(r"[0-9a-f]{64}"),
}
"""By kind, what a principal looks like."""


def read_principals(value: Json, grammar: Grammar, where: str) -> tuple[Principal, ...]:
    """The principals that the element names, at least one.

    Raises:
        PolicyError: when it names none, or in a form that AWS does not know.
    """
    if value == "*":
        return (Principal("AWS", "*"),)
    if not isinstance(value, dict):
        raise _invalid(grammar, where, f'"{value}"', 'it is "*" or an object such as {"AWS": "arn:…"}')
    found = tuple(
        _principal(kind, name, grammar, f"{where}.{kind}")
        for kind, named in value.items()
        for name in (named if isinstance(named, list) else [named])
    )
    if not found:
        raise PolicyError(Problem.NO_PRINCIPAL, grammar, where, "it names nobody")
    return found


def _principal(kind: str, name: Json, grammar: Grammar, where: str) -> Principal:
    form = _FORMS.get(kind)
    if form is None:
        raise _invalid(grammar, where, f'"{kind}"', f"a principal is of kind {', '.join(_FORMS)}")
    if not isinstance(name, str) or not form.fullmatch(name):
        raise _invalid(grammar, where, f'"{kind}":"{name}"', f'"{name}" is not a principal of this kind')
    return Principal(kind, name)


def _invalid(grammar: Grammar, where: str, subject: str, why: str) -> PolicyError:
    return PolicyError(Problem.INVALID_PRINCIPAL, grammar, where, why, subject=subject)
