"""Finds a few typed letters in a name.

Pure. Every word typed must be found; a word found in one piece beats letters picked from close by, and the
beginning of a word beats its middle.
"""

from dataclasses import dataclass

_SEPARATORS = " -_/:.·"
_REACH = 4
"""How many characters each typed letter may reach ahead."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How well something typed was found."""

    score: int
    """More is better; only comparisons mean something."""
    positions: tuple[int, ...]
    """Which characters of the name were found."""


def find(typed: str, name: str) -> Match | None:
    """Find what was typed in a name, whatever the case; None where it is not there."""
    folded = name.casefold()
    if len(folded) != len(name):
        folded = name.lower() if len(name.lower()) == len(name) else name
    score, positions = 0, set[int]()
    for word in typed.casefold().split():
        match = _in_one_piece(word, folded) or _scattered(word, folded)
        if match is None:
            return None
        score += match.score
        positions.update(match.positions)
    return Match(score - len(name) // 8, tuple(sorted(positions)))


def _in_one_piece(word: str, name: str) -> Match | None:
    at = name.find(word)
    if at < 0:
        return None
    best = next((start for start in _starts(word, name) if _begins_word(name, start)), at)
    score = 20 * len(word) + (40 if best == 0 else 25 if _begins_word(name, best) else 0)
    return Match(score, tuple(range(best, best + len(word))))


def _starts(word: str, name: str) -> list[int]:
    return [at for at in range(len(name) - len(word) + 1) if name.startswith(word, at)]


def _begins_word(name: str, at: int) -> bool:
    return at == 0 or name[at - 1] in _SEPARATORS


def _scattered(word: str, name: str) -> Match | None:
    """Letters close to each other, the first of them at the beginning of a word."""
    starts = [at for at, letter in enumerate(name) if letter == word[0] and _begins_word(name, at)]
    matches = [match for start in starts if (match := _scattered_from(start, word, name)) is not None]
    return max(matches, default=None)


def _scattered_from(start: int, word: str, name: str) -> Match | None:
    positions = [start]
    for letter in word[1:]:
        at = name.find(letter, positions[-1] + 1)
        if at < 0:
            return None
        positions.append(at)
    spread = positions[-1] - start
    if spread > _REACH * len(word):
        return None
    begun = sum(_begins_word(name, position) for position in positions)
    return Match(5 * len(word) + 5 * begun - spread, tuple(positions))
