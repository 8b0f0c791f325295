"""What can be seen to be wrong with a key policy before it is sent, and where in the text.

The rules are the IAM User Guide's ("Grammar of the IAM JSON policy language", "IAM JSON policy elements
reference") and KMS's own ("Key policies in AWS KMS"). An error is what AWS refuses; a warning is what AWS
takes and a person may not have meant. Whether principals exist, and whether the caller keeps control, only
the account knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kmstui.console.key_policy import MAX_POLICY_BYTES
from kmstui.console.located_json import Node, NotJson, read
from kmstui.console.policy_vocabulary import (
    ELEMENTS,
    KMS_ACTIONS,
    OPERATORS,
    PRINCIPALS,
    QUANTIFIERS,
    TOP_ELEMENTS,
    VERSIONS,
)


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """Something wrong at a place in the text."""

    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    length: int = 1
    """Characters that are meant."""
    warning: bool = False
    """Whether AWS takes the policy in spite of it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A problem by offsets."""

    start: int
    end: int
    message: str
    warning: bool = False


_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\xff]")
LOCKED_OUT = "Nothing here lets this account change the policy later; AWS refuses that."
NO_EFFECT = "Without {} the statement has no effect."


@lru_cache(maxsize=64)
def check_policy(text: str, account: str) -> tuple[PolicyProblem, ...]:
    """Every problem of a key policy of `account`, in the order of the text."""
    found = sorted(_find(text, account), key=lambda problem: (problem.start, problem.warning))
    return tuple(_placed(text, problem) for problem in found)


def _placed(text: str, found: _Found) -> PolicyProblem:
    before = text[: found.start]
    line_end = text.find("\n", found.start)
    end = min(found.end, len(text) if line_end < 0 else line_end)
    column = found.start - (before.rfind("\n") + 1) + 1
    return PolicyProblem(
        before.count("\n") + 1, column, found.message, max(1, end - found.start), found.warning
    )


def _find(text: str, account: str) -> Iterator[_Found]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_POLICY_BYTES:
        yield _Found(0, 1, f"The policy has {size:,} bytes; the limit is {MAX_POLICY_BYTES:,}.")
    strange = _UNPRINTABLE.search(text)
    if strange:
        words = "Use printable Latin-1 characters, tabs and line ends only."
        yield _Found(strange.start(), strange.end(), words)
    try:
        root = read(text)
    except NotJson as error:
        yield _Found(error.at, error.at + 1, f"{error.why}.")
        return
    yield from _twice(root)
    yield from _document(root, account)


def _twice(root: Node) -> Iterator[_Found]:
    """Names that one object has more than once: two parsers may read that differently, so AWS refuses it."""
    for node in root.walk():
        seen: set[str] = set()
        for name, _ in node.members or ():
            if (name.text or "") in seen:
                yield _at(name, f'"{name.text}" appears twice in one object.')
            seen.add(name.text or "")


def _at(node: Node, message: str, *, warning: bool = False) -> _Found:
    return _Found(node.start, node.end, message, warning)


def _head(node: Node, message: str, *, warning: bool = False) -> _Found:
    """A problem of something as a whole, underlined at its beginning."""
    return _Found(node.start, node.start + 1, message, warning)


def _document(root: Node, account: str) -> Iterator[_Found]:
    if not root.is_object:
        yield _head(root, "A policy is a JSON object.")
        return
    yield from _unknown(root, TOP_ELEMENTS)
    version = root.get("Version")
    if version is not None and version.text not in VERSIONS:
        yield _at(version, f"The version is one of {' and '.join(VERSIONS)}.")
    statement = root.get("Statement")
    statements = statement.listed() if statement is not None else ()
    if not statements:
        yield _head(statement or root, "A policy has at least one statement.")
        return
    for each in statements:
        yield from _statement(each)
    yield from _sids(statements)
    if not any(_keeps_control(each, account) for each in statements):
        yield _head(statement or root, LOCKED_OUT, warning=True)


def _unknown(node: Node, known: frozenset[str]) -> Iterator[_Found]:
    for name, _ in node.members or ():
        if name.text not in known:
            yield _at(name, f'There is no element "{name.text}" here.')


def _sids(statements: tuple[Node, ...]) -> Iterator[_Found]:
    seen: set[str] = set()
    for statement in statements:
        sid = statement.get("Sid")
        if sid is None:
            continue
        if sid.text is None:
            yield _at(sid, "A Sid is a text.")
        elif sid.text in seen:
            yield _at(sid, f'The Sid "{sid.text}" appears twice.')
        elif sid.text:
            seen.add(sid.text)


def _statement(node: Node) -> Iterator[_Found]:
    if not node.is_object:
        yield _head(node, "A statement is a JSON object.")
        return
    yield from _unknown(node, ELEMENTS)
    effect = node.get("Effect")
    if effect is None or effect.text not in {"Allow", "Deny"}:
        yield (_head if effect is None else _at)(effect or node, 'The effect is "Allow" or "Deny".')
    yield from _principals(node)
    yield from _actions(node)
    yield from _resources(node)
    condition = node.get("Condition")
    if condition is not None:
        yield from _conditions(condition)


def _one_of(node: Node, element: str) -> tuple[Node | None, tuple[_Found, ...]]:
    """An element or the one that excepts; both at once are a problem."""
    plain, excepted = node.get(element), node.get(f"Not{element}")
    both = plain is not None and excepted is not None
    wrong = (_head(node, f"A statement has {element} or Not{element}, not both."),) if both else ()
    return (excepted if plain is None else plain), wrong


def _principals(node: Node) -> Iterator[_Found]:
    principal, wrong = _one_of(node, "Principal")
    yield from wrong
    if principal is None:
        yield _head(node, "The statement does not say whom it is about.")
    elif principal.text == "*":
        yield from _everybody(node, principal)
    elif not principal.members:
        yield _at(principal, 'A principal is "*" or an object such as {"AWS": "arn:…"}.')
    else:
        for kind, named in principal.members:
            if kind.text not in PRINCIPALS:
                yield _at(kind, f"A principal is of kind {', '.join(PRINCIPALS)}.")
                continue
            for name in named.listed():
                yield from _principal(node, kind.text or "", name)


def _principal(node: Node, kind: str, name: Node) -> Iterator[_Found]:
    if name.text is None or not PRINCIPALS[kind].fullmatch(name.text):
        yield _at(name, "This is not the form of a principal.")
    elif (kind, name.text) == ("AWS", "*"):
        yield from _everybody(node, name)


def _everybody(node: Node, name: Node) -> Iterator[_Found]:
    effect = node.get("Effect")
    if node.get("Condition") is None and effect is not None and effect.text == "Allow":
        yield _at(name, "Everybody with an AWS account may do this; add a condition.", warning=True)


def _actions(node: Node) -> Iterator[_Found]:
    actions, wrong = _one_of(node, "Action")
    yield from wrong
    if actions is None:
        yield _head(node, NO_EFFECT.format("Action"), warning=True)
        return
    for action in actions.listed():
        if action.text is None:
            yield _at(action, "An action is a text.")
        elif action.text != "*" and action.text.count(":") != 1:
            yield _at(action, "An action has the form kms:Operation.")
        elif not _matching(action.text):
            yield _at(action, "This matches no action of KMS.", warning=True)


def _matching(pattern: str) -> frozenset[str]:
    """The actions of KMS that a pattern means; case does not matter in actions."""
    parts = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    wanted = re.compile(".*".join(parts), re.IGNORECASE)
    return frozenset(action for action in KMS_ACTIONS if wanted.fullmatch(action))


def _resources(node: Node) -> Iterator[_Found]:
    resources, wrong = _one_of(node, "Resource")
    yield from wrong
    if resources is None:
        yield _head(node, NO_EFFECT.format("Resource"), warning=True)
        return
    for resource in resources.listed():
        if resource.text is None:
            yield _at(resource, "A resource is a text.")
        elif not resource.text.startswith(("*", "arn:")):
            yield _at(resource, 'In a key policy "*" means this key; this matches nothing.', warning=True)


def _conditions(condition: Node) -> Iterator[_Found]:
    if not condition.is_object:
        yield _at(condition, "A condition is an object of operators.")
    for operator, keys in condition.members or ():
        prefix, colon, name = (operator.text or "").rpartition(":")
        known = name.removesuffix("IfExists") in OPERATORS and (not colon or prefix in QUANTIFIERS)
        if not known:
            yield _at(operator, "There is no such condition operator.")
        elif not keys.is_object:
            yield _at(keys, "An operator holds an object of condition keys.")
        for key, _ in keys.members or ():
            if ":" not in (key.text or ""):
                yield _at(key, "A condition key has the form service:name.")


def _keeps_control(node: Node, account: str) -> bool:
    """Whether a statement might let somebody of the account put another policy later."""
    effect, principal, action = node.get("Effect"), node.get("Principal"), node.get("Action")
    if effect is None or effect.text != "Allow" or node.get("NotPrincipal") or node.get("NotAction"):
        return effect is not None and effect.text == "Allow"
    if principal is None or action is None:
        return False
    named = [value.text or "" for value in principal.walk()]
    ours = any(name in {"*", account} or f"::{account}:" in name for name in named)
    actions = [each.text or "" for each in action.listed()]
    return ours and any(name == "*" or "kms:PutKeyPolicy" in _matching(name) for name in actions)
