"""Choices made in the wizard after its policy was edited by hand: they change what they are about, and no
more.

The statements that the console wrote are known by their Sids. What a person wrote stays as it is, apart from
its indentation.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.console.key_policy import (
    ADMIN_SID,
    DELETE_ACTIONS,
    GRANT_SID,
    ROOT_SID,
    USE_SID,
    PolicyChoices,
    build,
    root_arn,
    to_text,
)

Statement = dict[str, Any]
_AFTER_DELETE = "kms:RotateKeyOnDemand"
"""The action before which the console writes those of the deletion box."""
_ORDER = (ROOT_SID, ADMIN_SID, USE_SID, GRANT_SID)


@dataclass(frozen=True, slots=True)
class _Change:
    """What one choice means for one statement."""

    sid: str
    gone: frozenset[str]
    """Principals that are no longer chosen."""
    come: tuple[str, ...]
    """Principals that are chosen now."""


def rechoose(text: str, before: PolicyChoices, after: PolicyChoices) -> str | None:
    """An edited policy after other choices; None when it cannot be read as a policy, and so stays as it
    is."""
    try:
        document = json.loads(text)
        statements: list[Statement] = [dict(statement) for statement in document["Statement"]]
        for change in _changes(before, after):
            _apply(statements, change, after)
        if before.admins_may_delete != after.admins_may_delete:
            _allow_deletion(statements, after)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return to_text({**document, "Statement": statements})


def _changes(before: PolicyChoices, after: PolicyChoices) -> Iterator[_Change]:
    for sid, old, new in (
        (ADMIN_SID, before.administrators, after.administrators),
        (USE_SID, _users(before), _users(after)),
        (GRANT_SID, _users(before), _users(after)),
    ):
        if old != new:
            yield _Change(sid, frozenset(old) - frozenset(new), tuple(arn for arn in new if arn not in old))


def _users(choices: PolicyChoices) -> tuple[str, ...]:
    return (*choices.users, *map(root_arn, choices.other_accounts))


def _apply(statements: list[Statement], change: _Change, after: PolicyChoices) -> None:
    """Change one statement's principals in place; it is added for the first and goes with the last."""
    found = _by_sid(statements, change.sid)
    named = _named(found) if found is not None else []
    kept = [arn for arn in named if arn not in change.gone]
    kept += [arn for arn in change.come if arn not in kept]
    if found is not None and kept:
        found["Principal"] = {**found["Principal"], "AWS": kept[0] if len(kept) == 1 else kept}
    elif found is not None:
        statements.remove(found)
    elif kept:
        _insert(statements, change.sid, kept, after)


def _by_sid(statements: list[Statement], sid: str) -> Statement | None:
    return next((statement for statement in statements if statement.get("Sid") == sid), None)


def _named(statement: Mapping[str, Any]) -> list[str]:
    named = statement["Principal"]["AWS"]
    return [named] if isinstance(named, str) else list(named)


def _insert(statements: list[Statement], sid: str, arns: list[str], after: PolicyChoices) -> None:
    """Add the console's statement for these principals, where the console would put it."""
    fresh = next(statement for statement in build(after)["Statement"] if statement["Sid"] == sid)
    earlier = _ORDER[: _ORDER.index(sid)]
    places = [number for number, each in enumerate(statements) if each.get("Sid") in earlier]
    principal = {"AWS": arns[0] if len(arns) == 1 else arns}
    statements.insert(places[-1] + 1 if places else len(statements), {**fresh, "Principal": principal})


def _allow_deletion(statements: list[Statement], after: PolicyChoices) -> None:
    found = _by_sid(statements, ADMIN_SID)
    if found is None:
        return
    listed = [found["Action"]] if isinstance(found["Action"], str) else list(found["Action"])
    kept = [action for action in listed if action not in DELETE_ACTIONS]
    if after.admins_may_delete:
        place = kept.index(_AFTER_DELETE) if _AFTER_DELETE in kept else len(kept)
        kept[place:place] = DELETE_ACTIONS
    found["Action"] = kept
