"""Runs the models' Java regular expressions with Python's engine.

Two differences matter for the patterns AWS uses: Java's `\\w`, `\\d` and `\\s` mean ASCII, and Java knows
Unicode categories such as `\\p{L}`, which Python's `re` does not.
"""

import re
import unicodedata
from collections.abc import Callable

_CATEGORIES = {"L": "a-zA-Z", "N": "0-9", "Z": " "}
"""For each Unicode category the models use, the ASCII characters of it."""
_STANDS_FOR = {"L": "a", "N": "0", "Z": " "}
"""For each category, the character that stands for all of its non-ASCII members."""


def matcher(pattern: str) -> Callable[[str], bool]:
    """A test whether the whole of a string matches a Java pattern."""
    if "\\p{" not in pattern:
        whole = re.compile(pattern, re.ASCII).fullmatch
        return lambda text: whole(text) is not None
    folded = re.compile(_without_categories(pattern), re.ASCII).fullmatch
    return lambda text: folded(text if text.isascii() else _fold(text)) is not None


def _without_categories(pattern: str) -> str:
    return re.sub(r"\\p\{(.)\}", lambda found: _CATEGORIES[found[1]], pattern)


def _fold(text: str) -> str:
    """Every character outside ASCII replaced by an ASCII one of its category, where it has one."""
    return "".join(
        char if char.isascii() else _STANDS_FOR.get(unicodedata.category(char)[0], char) for char in text
    )
