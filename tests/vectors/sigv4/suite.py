"""AWS's Signature Version 4 test suite, read from its files; and a verifier that knows its access key.

The files are those of botocore's source distribution, unchanged, with AWS's licence and notice beside them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kmstui.aws.credentials import Credential
from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Verifier

FOLDER = Path(__file__).parent / "aws4_testsuite"
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
OTHER_KEY_ID = "AKIDOTHEREXAMPLE"


@dataclass(frozen=True)
class Case:
    """One signed request of the suite."""

    name: str
    request: Request

    @property
    def token(self) -> str:
        """The session token that came with it."""
        return self.request.header("x-amz-security-token")


def cases() -> list[Case]:
    """Every case of the suite, in the order of their names."""
    return [
        Case(sent.name, with_header(sent.request, "authorization", _text(sent.name, "authz").strip()))
        for sent in as_sent()
    ]


def as_sent() -> list[Case]:
    """The signed requests as their files have them. One of those carries a signature that is cut off."""
    return [Case(file.stem, parsed(file.read_text("utf-8"))) for file in sorted(FOLDER.rglob("*.sreq"))]


def canonical(name: str) -> str:
    """The canonical request of a case, as the suite has it."""
    return _text(name, "creq")


def _text(name: str, kind: str) -> str:
    return next(FOLDER.rglob(f"{name}.{kind}")).read_text("utf-8").replace("\r", "")


def parsed(text: str) -> Request:
    """A request from its text; a header's further lines stay in its value, as the suite wants them."""
    head, _, body = text.replace("\r", "").partition("\n\n")
    first, *lines = head.split("\n")
    method, _, rest = first.partition(" ")
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1].isspace() or not colon:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]}\n{line}")
        else:
            headers.append((name.lower(), value.strip(" ")))
    return Request(method, rest.removesuffix(" HTTP/1.1"), tuple(headers), body.encode())


def verifier(token: str = "") -> Verifier:
    """One that knows the suite's access key with that session token, and one more access key."""
    known = {
        (KEY_ID, token): Credential(KEY_ID, SECRET, token),
        (OTHER_KEY_ID, ""): Credential(OTHER_KEY_ID, "another/secret/of/somebody/else/EXAMPLEKE"),
    }

    def lookup(access_key_id: str, session_token: str) -> Credential:
        if (access_key_id, session_token) not in known:
            raise AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")
        return known[access_key_id, session_token]

    return Verifier(lookup)


def with_header(request: Request, name: str, value: str | None) -> Request:
    """The request with a header changed where it first stands, added at the end, or (None) left out."""
    headers, done = [], False
    for known, old in request.headers:
        if known == name and not done:
            done = True
            if value is not None:
                headers.append((name, value))
        else:
            headers.append((known, old))
    if not done and value is not None:
        headers.append((name, value))
    return replace(request, headers=tuple(headers))
