"""What palette, help and menus offer, and how it is found: one kind of entry for all of them.

An entry says what it is called and which message choosing it posts to the page; drawing is `choices`'.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.message import Message

from kmstui.tui.dialogs.choices import Row
from kmstui.tui.fuzzy import Match, find
from kmstui.tui.spans import Span, clean

NAME_CELLS = 34
"""Cells for a name before its note begins."""
KIND_CELLS = 7
_KIND_BONUS = {"page": 30, "do": 25}
"""Pages and verbs come before resources that are found as well."""


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen."""

    name: str
    """What it is called; may come from the account."""
    message: Message | None = None
    """What choosing it posts to the page in front."""
    kind: str = ""
    """`page`, `do`, `key`, `volume` …; shown before the name."""
    note: str = ""
    """What one can type for it, or what it does; shown dim behind the name."""
    key: str = ""
    """The key that does the same."""
    reason: str = ""
    """Why it cannot be chosen now; empty: it can."""


def rank(entries: Iterable[Entry], typed: str) -> list[tuple[Entry, Match]]:
    """The entries in which what was typed is found, the best first; nothing typed finds everything in its
    order."""
    found = [(entry, match) for entry in entries if (match := _find(entry, typed)) is not None]
    if typed.strip():
        found.sort(key=lambda pair: (-pair[1].score, pair[0].reason != ""))
    return found


def _find(entry: Entry, typed: str) -> Match | None:
    if typed == entry.key and typed:
        return Match(1_000, ())
    name = clean(entry.name)
    match = find(typed, name)
    if match is not None:
        return Match(match.score + _KIND_BONUS.get(entry.kind, 0), match.positions)
    elsewhere = f"{name} {entry.kind} {clean(entry.note)}".casefold()
    return Match(0, ()) if all(word in elsewhere for word in typed.casefold().split()) else None


def row_of(entry: Entry, match: Match) -> Row:
    """One entry as a row: kind, name with the found letters marked, note, key."""
    name = clean(entry.name)
    left = [Span(entry.kind.ljust(KIND_CELLS), "dim")] if entry.kind else []
    found = set(match.positions)
    left += [Span(letter, "accent", "bu") if at in found else Span(letter) for at, letter in enumerate(name)]
    left.append(Span(" " * max(2, NAME_CELLS - len(name))))
    left.append(Span(entry.reason or entry.note, "warn" if entry.reason else "dim"))
    return Row(tuple(left), (Span(entry.key, "accent", "b"),), enabled=not entry.reason)
