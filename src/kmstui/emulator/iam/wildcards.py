"""Matching of `*` and `?`, the only pattern language that AWS policies have.

Patterns come from whoever writes a policy, so matching takes time proportional to the product of the two
lengths at worst; no backtracking engine is involved. Knows nothing of policies or of ARNs' meaning.
"""

from enum import Enum
from functools import lru_cache


class Wild(Enum):
    """A wildcard, as opposed to the character that looks like one."""

    ANY = "*"
    """Any number of characters, also none."""
    ONE = "?"
    """Exactly one character."""

    __hash__ = object.__hash__
    """Enum's own is written in Python, and patterns are looked up at every turn."""


Pattern = tuple[str | Wild, ...]
"""Literal pieces and wildcards in the order they must appear. A `*` in a literal piece stands for itself."""
ARN_PARTS = 6
"""An ARN has six parts; colons after the fifth belong to the last one."""


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> Pattern:
    """Read a pattern in which each `*` and `?` is a wildcard."""
    atoms: list[str | Wild] = []
    literal = ""
    for character in text:
        if character in "*?":
            atoms += [literal, Wild(character)] if literal else [Wild(character)]
            literal = ""
        else:
            literal += character
    return tuple([*atoms, literal] if literal else atoms)


def glob(text: str, subject: str) -> bool:
    """Whether all of `subject` is matched by the pattern written as `text`."""
    return text == "*" or matches(compile_pattern(text), subject)


def matches(pattern: Pattern, subject: str) -> bool:
    """Whether all of `subject` is matched by `pattern`; nearly all patterns are a text, a `*` or both."""
    head = pattern[0] if pattern else ""
    if isinstance(head, str) and not subject.startswith(head):
        return False
    if len(pattern) == 1 and head is not Wild.ONE:
        return head is Wild.ANY or head == subject
    if len(pattern) == 2 and pattern[1] is Wild.ANY and head is not Wild.ONE:
        return True
    return _matches_pieces(pattern, subject)


def _matches_pieces(pattern: Pattern, subject: str) -> bool:
    """Any pattern.

    The pieces between the stars have a fixed width. The first and the last are tied to the ends; each of the
    others is taken at the first place it fits, which never spoils a later one's chance.
    """
    first, *rest = _pieces(pattern)
    if not _fits(first, subject, 0):
        return False
    at = _width(first)
    if not rest:
        return at == len(subject)
    *middle, last = rest
    for piece in middle:
        found = _find(piece, subject, at)
        if found < 0:
            return False
        at = found + _width(piece)
    tail = len(subject) - _width(last)
    return tail >= at and _fits(last, subject, tail)


def arn_matches(pattern: Pattern, subject: str) -> bool:
    """Whether an ARN is matched part by part, so that no wildcard reaches over one of the first five colons.

    A pattern with fewer than six parts is completed with `*`, as IAM does (IAM User Guide, "Resource"). A
    pattern or a subject that is no ARN at all, `*` above all, is matched as a whole.
    """
    expected, actual = split_arn(pattern), subject.split(":", ARN_PARTS - 1)
    if len(expected) == 1 or len(actual) < ARN_PARTS:
        return matches(pattern, subject)
    return all(map(matches, expected, actual))


@lru_cache(maxsize=4096)
def split_arn(pattern: Pattern) -> tuple[Pattern, ...]:
    """The parts of a pattern for ARNs, at most six."""
    parts: list[list[str | Wild]] = [[]]
    for atom in pattern:
        if isinstance(atom, Wild):
            parts[-1].append(atom)
            continue
        for number, piece in enumerate(atom.split(":", ARN_PARTS - len(parts))):
            if number:
                parts.append([])
            if piece:
                parts[-1].append(piece)
    return tuple(tuple(part) for part in parts)


def written(pattern: Pattern) -> str:
    """The pattern as a person would write it."""
    if len(pattern) == 1 and isinstance(pattern[0], str):
        return pattern[0]
    return "".join(atom.value if isinstance(atom, Wild) else atom for atom in pattern)


def _pieces(pattern: Pattern) -> list[list[str | Wild]]:
    pieces: list[list[str | Wild]] = [[]]
    for atom in pattern:
        if atom is Wild.ANY:
            pieces.append([])
        else:
            pieces[-1].append(atom)
    return pieces


def _width(piece: list[str | Wild]) -> int:
    return sum(1 if isinstance(atom, Wild) else len(atom) for atom in piece)


def _fits(piece: list[str | Wild], subject: str, at: int) -> bool:
    if at + _width(piece) > len(subject):
        return False
    for atom in piece:
        if isinstance(atom, Wild):
            at += 1
        elif subject.startswith(atom, at):
            at += len(atom)
        else:
            return False
    return True


def _find(piece: list[str | Wild], subject: str, start: int) -> int:
    last = len(subject) - _width(piece)
    return next((at for at in range(start, last + 1) if _fits(piece, subject, at)), -1)
