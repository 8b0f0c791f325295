"""Makes text that came from an account harmless before anything shows it.

Aliases, tags, descriptions, policy statement ids and principal names are chosen by whoever may write them. A
terminal obeys control sequences wherever they stand (`ESC ] 52` writes the clipboard, `ESC [ 2 J` clears the
screen), and bidirectional or invisible characters make one name look like another. `safe()` turns all of them
into something that can be seen. It knows nothing of markup: parsing markup is refused where widgets are fed.
"""

import unicodedata

MAX_CHARACTERS = 40_000
"""Longer text is cut: more than KMS's longest document, a key policy of 32,768 bytes."""

_REPLACEMENT = "\ufffd"
_BLANKS = frozenset("\u00a0\u202f\u2007\u3000")
"""Spaces that only look different; shown as an ordinary space."""


def _picture(character: str) -> str:
    """What stands for one character that must not reach a terminal as it is."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character in _BLANKS:
        return " "
    match unicodedata.category(character):
        case "Cf" | "Zl" | "Zp":
            return f"<U+{code:04X}>"
        case "Cc" | "Cs" | "Cn" | "Co":
            return _REPLACEMENT
        case _:
            return character


def safe(text: str, *, lines: bool = False, limit: int = MAX_CHARACTERS) -> str:
    """The same text with every character that a terminal might obey, hide or reorder made visible.

    C0 controls become their pictures (`␛` for ESC), DEL becomes `␡`, invisible and bidirectional characters
    become `<U+202E>`, C1 controls, lone surrogates and unassigned characters become U+FFFD. With `lines`,
    line feeds stay, for places that show several lines. Text longer than `limit` characters is cut and ends
    in `…`.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join("\n" if lines and character == "\n" else _picture(character) for character in text)
