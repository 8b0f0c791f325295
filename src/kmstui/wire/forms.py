"""Form fields, as EC2's and IAM's clients send calls: `Action=CreateTags&Tag.1.Key=Name`.

Reads fields and hangs them into a tree by the dots in their names. Knows no shapes; a number in a name is a
key like any other here, so that `Tag.1000000000.Key` costs no more than `Tag.1.Key`.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request

FIELDS = 4096
"""How many fields a call may have. The largest that AWS's limits allow is CreateTags with 1,000 resources
and 50 tags: 1,102 fields. How long a value is, is bounded by the body alone: a policy may have 131,072
characters."""
NAME_LENGTH = 512
"""How long the name of a field may be, decoded."""
DEPTH = 16
"""How many dots the name of a field may have; the deepest that EC2's clients send has fewer than ten."""

Node = dict[str, Any]
"""Names with texts or further nodes."""

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})").search
_COMMON = frozenset(
    {
        "Action",
        "Version",
        "AWSAccessKeyId",
        "Signature",
        "SignatureMethod",
        "SignatureVersion",
        "SecurityToken",
        "Timestamp",
        "Expires",
    }
)
"""Fields of every call, which are no parameters of it (EC2 API Reference, "Common query parameters")."""
_SIGNING = "x-amz-"
"""What the names of the fields of a presigned call begin with, in lower case."""


def fields(request: Request) -> dict[str, str]:
    """The fields of the target's query and, unless it is a GET, of the body.

    Raises:
        AwsError: MalformedQueryString when they cannot be read, or when a name is given twice.
    """
    found: dict[str, str] = {}
    if request.query:
        _add(found, request.query)
    if request.body and request.method != "GET":
        try:
            _add(found, request.body.decode())
        except UnicodeDecodeError:
            raise _malformed("it is not UTF-8") from None
    return found


def tree(form: Mapping[str, str]) -> Node:
    """The parameters of a call, by the parts of their names.

    Raises:
        AwsError: MalformedQueryString when a name has too many parts, or is also the beginning of another.
    """
    root: Node = {}
    for name, text in form.items():
        if "." not in name:
            if name not in _COMMON and not name.lower().startswith(_SIGNING):
                _hang(root, name, text)
            continue
        *parts, last = name.split(".")
        if len(parts) > DEPTH:
            raise _malformed("a name has too many parts")
        node = root
        for part in parts:
            below = node.setdefault(part, {})
            if not isinstance(below, dict):
                raise _malformed("a parameter has both a value and parts")
            node = below
        _hang(node, last, text)
    return root


def _hang(node: Node, name: str, text: str) -> None:
    if name in node:  # the same full name cannot come twice, so what hangs here has parts
        raise _malformed("a parameter has both a value and parts")
    node[name] = text


def _add(found: dict[str, str], text: str) -> None:
    pieces = text.split("&", FIELDS + 1)
    if len(pieces) + len(found) > FIELDS:
        raise _malformed(f"it has more than {FIELDS} fields")
    plain = "%" not in text and "+" not in text and text.isascii()
    for piece in pieces:
        if not piece:
            continue
        name, _, value = piece.partition("=")
        if not plain:
            name, value = _unquote(name), _unquote(value)
        if len(name) > NAME_LENGTH:
            raise _malformed("a name is too long")
        if name in found:
            raise _malformed("a parameter is given twice")
        found[name] = value


def _unquote(text: str) -> str:
    if "%" not in text and text.isascii():
        return text.replace("+", " ")
    if _BROKEN_ESCAPE(text) is not None:
        raise _malformed("it has a percent sign that begins no character")
    try:
        return unquote_to_bytes(text.replace("+", " ").encode()).decode()
    except UnicodeError:
        raise _malformed("it is not UTF-8") from None


def _malformed(why: str) -> AwsError:
    """AWS's code and first sentence (Common Errors); what follows is ours."""
    return AwsError("MalformedQueryString", f"The query string contains a syntax error: {why}.")
