"""An encryption context as bytes, such that different contexts are never the same bytes.

AWS promises an exact, case-sensitive match in which only the order of pairs may vary. So pairs are sorted by
the UTF-8 bytes of their keys and every key and value carries its length: without lengths `{"a": "bc"}` and
`{"ab": "c"}` would be one context. Knows nothing of ciphers.
"""

from collections.abc import Mapping


def fields(*parts: bytes) -> bytes:
    """The parts one after the other, each behind its length in four bytes; injective."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


_EMPTY = bytes(4)
"""No pairs."""


def canonical(context: Mapping[str, str]) -> bytes:
    """The context as additional authenticated data: the number of pairs, then sorted keys and values.

    Lone surrogates are encoded as they stand, so that no text a caller can send is refused or merged with
    another one.
    """
    if not context:
        return _EMPTY
    pairs = sorted((_utf8(key), _utf8(value)) for key, value in context.items())
    flat = [part for pair in pairs for part in pair]
    return len(pairs).to_bytes(4, "big") + fields(*flat)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
