"""Reading a policy document, strictly: what AWS would refuse is refused here, with the place and the reason.

The rules are the IAM User Guide's grammar ("Grammar of the IAM JSON policy language") and what the services
add to it. A key policy statement without `Action` or `Resource` is accepted, as KMS accepts it, and has no
effect. Whether a named principal exists and whether a policy locks its author out is not decided here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from kmstui.emulator.iam.condition_element import read_conditions
from kmstui.emulator.iam.document import Effect, Grammar, Policy, Principal, Statement
from kmstui.emulator.iam.policy_error import PolicyError, Problem
from kmstui.emulator.iam.principal_element import read_principals
from kmstui.emulator.iam.strict_json import Json, JsonError, strict_json

VERSIONS = ("2008-10-17", "2012-10-17")
_TOP_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_SID = re.compile(r"[0-9A-Za-z]*")


@lru_cache(maxsize=512)
def parse_policy(text: str, grammar: Grammar) -> Policy:
    """Read the policy document `text`.

    Raises:
        PolicyError: when the document is malformed; it says where and why.
    """
    try:
        document = strict_json(text)
    except JsonError as error:
        raise PolicyError(Problem.SYNTAX, grammar, error.where, error.why) from None
    if not isinstance(document, dict):
        raise PolicyError(Problem.SYNTAX, grammar, "", "a policy is a JSON object")
    _only(document, _TOP_ELEMENTS, grammar, "")
    version = _version(document, grammar)
    statements = tuple(_statements(document, grammar))
    _check_sids(statements, grammar)
    return Policy(statements, version, _text(document, "Id", grammar, "Id"))


def _version(document: Mapping[str, Json], grammar: Grammar) -> str:
    version = document.get("Version", VERSIONS[0])
    if not isinstance(version, str) or version not in VERSIONS:
        why = f"the version is one of {' and '.join(VERSIONS)}"
        raise PolicyError(Problem.SYNTAX, grammar, "Version", why)
    if grammar is Grammar.IDENTITY and version != VERSIONS[1]:
        raise PolicyError(Problem.OLD_VERSION, grammar, "Version", f"the version must be {VERSIONS[1]}")
    return version


def _statements(document: Mapping[str, Json], grammar: Grammar) -> list[Statement]:
    value = document.get("Statement")
    listed = value if isinstance(value, list) else [value]
    if not listed or value is None:
        raise PolicyError(Problem.SYNTAX, grammar, "Statement", "a policy has at least one statement")
    return [_statement(item, grammar, f"Statement[{number}]") for number, item in enumerate(listed)]


def _statement(value: Json, grammar: Grammar, where: str) -> Statement:
    if not isinstance(value, dict):
        raise PolicyError(Problem.SYNTAX, grammar, where, "a statement is a JSON object")
    _only(value, _ELEMENTS, grammar, f"{where}.")
    effect = value.get("Effect")
    if effect not in tuple(Effect):
        raise PolicyError(Problem.SYNTAX, grammar, f"{where}.Effect", 'the effect is "Allow" or "Deny"')
    principals, except_principals = _principals(value, grammar, where)
    actions, except_actions = _strings(value, "Action", grammar, where)
    resources, except_resources = _strings(value, "Resource", grammar, where)
    _check_actions(actions, grammar, where)
    _check_resources(resources, grammar, where)
    return Statement(
        Effect(str(effect)),
        _text(value, "Sid", grammar, f"{where}.Sid"),
        principals,
        except_principals,
        actions,
        except_actions,
        resources,
        except_resources,
        read_conditions(value.get("Condition", {}), grammar, f"{where}.Condition"),
    )


def _principals(
    value: Mapping[str, Json], grammar: Grammar, where: str
) -> tuple[tuple[Principal, ...], bool]:
    name, negated = _one_of(value, "Principal", grammar, where)
    if grammar is Grammar.IDENTITY:
        if name in value:
            why = "a policy of a user, group or role names no principal"
            raise PolicyError(Problem.PRINCIPAL_FORBIDDEN, grammar, f"{where}.{name}", why)
        return (), False
    if name not in value:
        why = "the statement does not say whom it is about"
        raise PolicyError(Problem.NO_PRINCIPAL, grammar, where, why)
    return read_principals(value[name], grammar, f"{where}.{name}"), negated


def _strings(
    value: Mapping[str, Json], element: str, grammar: Grammar, where: str
) -> tuple[tuple[str, ...], bool]:
    """The texts of `Action` or `Resource`, or of the element that excepts them."""
    name, negated = _one_of(value, element, grammar, where)
    if name not in value:
        return (), False
    found = value[name]
    texts = found if isinstance(found, list) else [found]
    strings = tuple(text for text in texts if isinstance(text, str))
    if len(strings) < len(texts):
        raise PolicyError(Problem.SYNTAX, grammar, f"{where}.{name}", "it is a text or a list of texts")
    return strings, negated


def _one_of(value: Mapping[str, Json], element: str, grammar: Grammar, where: str) -> tuple[str, bool]:
    """Whether the element comes as itself or as `Not…`; it cannot come as both."""
    negation = f"Not{element}"
    if element in value and negation in value:
        why = f"a statement has {element} or {negation}, not both"
        raise PolicyError(Problem.SYNTAX, grammar, where, why)
    return (negation, True) if negation in value else (element, False)


def _check_actions(actions: tuple[str, ...], grammar: Grammar, where: str) -> None:
    if not actions and grammar is not Grammar.RESOURCE:
        raise PolicyError(Problem.NO_ACTION, grammar, where, "the statement has no Action")
    for action in actions:
        if action != "*" and action.count(":") != 1:
            problem = Problem.TWO_COLONS if ":" in action else Problem.NO_VENDOR
            why = f'"{action}" does not have the form service:Operation'
            raise PolicyError(problem, grammar, f"{where}.Action", why)
        if grammar is Grammar.TRUST and not action.startswith("sts:"):
            why = f'"{action}" is not an STS action'
            raise PolicyError(Problem.NOT_STS, grammar, f"{where}.Action", why)


def _check_resources(resources: tuple[str, ...], grammar: Grammar, where: str) -> None:
    if grammar is Grammar.TRUST and resources:
        why = "a trust policy is about its own role"
        raise PolicyError(Problem.RESOURCE_FORBIDDEN, grammar, f"{where}.Resource", why)
    if grammar is not Grammar.IDENTITY:
        return
    if not resources:
        raise PolicyError(Problem.NO_RESOURCE, grammar, where, "the statement has no Resource")
    for resource in resources:
        if resource != "*" and not resource.startswith("arn:"):
            why = f'"{resource}" is neither an ARN nor "*"'
            raise PolicyError(Problem.NOT_AN_ARN, grammar, f"{where}.Resource", why, subject=resource)


def _check_sids(statements: tuple[Statement, ...], grammar: Grammar) -> None:
    """Statement ids are unique; outside key policies they are letters and digits alone."""
    seen: set[str] = set()
    for number, statement in enumerate(statements):
        where = f"Statement[{number}].Sid"
        if statement.sid in seen:
            raise PolicyError(Problem.SID_TWICE, grammar, where, f'"{statement.sid}" appears twice')
        if grammar is not Grammar.RESOURCE and not _SID.fullmatch(statement.sid):
            why = f'"{statement.sid}" has other characters than letters and digits'
            raise PolicyError(Problem.SID_FORM, grammar, where, why)
        if statement.sid:
            seen.add(statement.sid)


def _only(value: Mapping[str, Json], known: frozenset[str], grammar: Grammar, where: str) -> None:
    unknown = next((name for name in value if name not in known), None)
    if unknown is not None:
        raise PolicyError(Problem.SYNTAX, grammar, f"{where}{unknown}", "there is no such element")


def _text(value: Mapping[str, Json], name: str, grammar: Grammar, where: str) -> str:
    text = value.get(name, "")
    if not isinstance(text, str):
        raise PolicyError(Problem.SYNTAX, grammar, where, "it is a text")
    return text
