"""The paths of REST operations: `/snapshots/{snapshotId}/blocks/{blockIndex}`.

Matches a target as it was sent; a label is decoded only once it stands alone, so that an encoded slash never
makes another path. Knows no shapes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

_LABEL = re.compile(r"\{([A-Za-z0-9_]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class PathForm:
    """The form of an operation's targets."""

    pattern: re.Pattern[str]
    fixed: Mapping[str, str]
    """Fields that the query of every target of the operation has, which are no parameters."""

    def labels(self, path: str) -> dict[str, str] | None:
        """The labels of a path, decoded; None when it is not of this form."""
        found = self.pattern.fullmatch(path)
        if found is None:
            return None
        return {name: unquoted(text) for name, text in found.groupdict().items()}


def path_form(uri: str) -> PathForm:
    """The form that an operation's `requestUri` says."""
    path, _, query = uri.partition("?")
    pieces, end = [], 0
    for found in _LABEL.finditer(path):
        pieces.append(re.escape(path[end : found.start()]))
        pieces.append(f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})")
        end = found.end()
    pieces.append(re.escape(path[end:]))
    fixed = dict(parse_qsl(query, keep_blank_values=True))
    return PathForm(re.compile("".join(pieces), re.DOTALL), fixed)


def unquoted(text: str) -> str:
    """A piece of a path, decoded; what is not UTF-8 becomes U+FFFD, which no identifier has."""
    if "%" not in text and text.isascii():
        return text
    return unquote_to_bytes(text.encode("utf-8", "replace")).decode("utf-8", "replace")
