"""What a request says of who signed it, read and not believed.

Both of Signature Version 4's forms: the Authorization header, and the query parameters of a presigned URL.
Nothing here knows a secret; whether what is said is true is the verifier's question.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from kmstui.wire.message import Request
from kmstui.wire.sigv4.canonical import combined, octets
from kmstui.wire.sigv4.moments import from_date_header
from kmstui.wire.sigv4.refusal import Reason, SignatureRefused

ALGORITHM = "AWS4-HMAC-SHA256"
_TERMINATOR = "aws4_request"
_SIGNATURE = "Signature="
_PIECE = re.compile(r"[a-z0-9-]{1,64}")
_KEY_ID = re.compile(r"\w{1,128}", re.ASCII)
_LIFETIME = re.compile(r"[0-9]{1,10}")
_WEEK = 604_800
"""The longest a presigned URL may live, in seconds."""
_REQUIRED = ("Algorithm", "Credential", "Signature", "SignedHeaders", "Date")
"""Of a presigned URL, each after `X-Amz-`."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a request, for what."""

    access_key_id: str
    session_token: str = field(repr=False)
    region: str
    service: str
    """As the credential scope has it: `kms`, `ec2`, `ebs`."""
    presigned: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What stays the same from one request of a client to its next."""

    access_key_id: str
    date: str
    text: str
    """Date, Region, service and terminator, as the string to sign has them."""
    listed: str
    headers: tuple[str, ...]
    covered: frozenset[str]
    signed: Signed
    """What comes of it when there is no session token."""


@dataclass(slots=True)
class Claim:
    """All that a request says of its signature."""

    scope: Scope
    signature: str = field(repr=False)
    stamp: str
    signed: Signed
    lifetime: int | None = None
    """Seconds that a presigned URL is good for; None where it does not say."""


def claimed(request: Request) -> Signed | None:
    """Who a request says it is from, unverified; None when it says nothing at all.

    Raises:
        SignatureRefused: when what it says has not the form of a signature.
    """
    claim = claim_of(request, combined(request.headers))
    return claim.signed if claim else None


def claim_of(request: Request, headers: Mapping[str, str]) -> Claim | None:
    """All that a request says of its signature; `headers` are its own, each once.

    Raises:
        SignatureRefused: when what it says has not the form of a signature, or is said in two places.
    """
    authorization = headers.get("authorization", "")
    if "X-Amz-" in request.target and (parameters := _authentication(request.query)):
        if authorization:
            # The code is unconfirmed: which of the two AWS would look at is not documented.
            raise SignatureRefused(Reason.INCOMPLETE, "Only one authentication mechanism may be used.")
        return _presigned(parameters)
    if not authorization:
        return None
    return _from_header(authorization, headers)


def _from_header(authorization: str, headers: Mapping[str, str]) -> Claim:
    before, found, after = authorization.partition(_SIGNATURE)
    signature, _, rest = after.partition(",")
    date = headers.get("x-amz-date", "") or headers.get("date", "")
    if not (found and signature and date):
        raise _lacking(authorization, signature, date)
    scope = _scope_of(f"{before},{rest}" if rest else before)
    token = headers.get("x-amz-security-token", "")
    return Claim(
        scope=scope,
        signature=signature.strip(),
        stamp=date if "x-amz-date" in headers else from_date_header(date),
        signed=_signed(scope, token, presigned=False) if token else scope.signed,
    )


def _signed(scope: Scope, token: str, *, presigned: bool) -> Signed:
    base = scope.signed
    return Signed(base.access_key_id, token, base.region, base.service, presigned)


@lru_cache(maxsize=256)
def _scope_of(text: str) -> Scope:
    """The scope that an Authorization header names; `text` is the header without its signature."""
    algorithm, _, listing = text.strip().partition(" ")
    fields: dict[str, str] = {}
    for pair in listing.split(","):
        name, equals, value = pair.strip().partition("=")
        if name and (not equals or name in fields):
            raise _malformed(text)
        fields[name] = value
    fields.pop("", None)
    if algorithm != ALGORITHM:
        # Known from AWS's general rules, the words unconfirmed.
        raise SignatureRefused(Reason.INCOMPLETE, f"Unsupported AWS 'algorithm': '{algorithm[:64]}'.")
    if fields.keys() != {"Credential", "SignedHeaders"}:
        raise _lacking(text, "present", "present")
    return _scope(fields["Credential"], fields["SignedHeaders"])


def _scope(credential: str, listed: str) -> Scope:
    parts = credential.split("/")
    if len(parts) != 5 or not _KEY_ID.fullmatch(parts[0]):
        words = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term"
        raise SignatureRefused(Reason.INCOMPLETE, f"{words}, got '{credential[:256]}'")
    key_id, date, region, service, terminator = parts
    wrong = ""
    if terminator != _TERMINATOR:
        wrong += (
            f"Credential should be scoped with a valid terminator: '{_TERMINATOR}', not '{terminator[:64]}'. "
        )
    if not _PIECE.fullmatch(region):
        wrong += f"Credential should be scoped to a valid region, not '{region[:64]}'. "
    if not _PIECE.fullmatch(service):
        wrong += "Credential should be scoped to correct service. "
    if wrong:
        raise SignatureRefused(Reason.SCOPE, wrong)
    names = tuple(listed.split(";"))
    signed = Signed(key_id, "", region, service, presigned=False)
    text = f"{date}/{region}/{service}/{_TERMINATOR}"
    return Scope(key_id, date, text, listed, names, frozenset(names), signed)


def _authentication(query: str) -> dict[str, str]:
    """The parameters that authenticate, by what follows `X-Amz-`."""
    found: dict[str, str] = {}
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if not name.startswith("X-Amz-"):
            continue
        if name[6:] in found:
            raise SignatureRefused(
                Reason.INCOMPLETE, f"AWS query-string parameter '{name[:64]}' occurs twice."
            )
        found[name[6:]] = unquote(value)
    return found


def _presigned(parameters: Mapping[str, str]) -> Claim:
    missing = [
        f"AWS query-string parameters must include 'X-Amz-{name}'. "
        for name in _REQUIRED
        if not parameters.get(name)
    ]
    if missing:  # the words are known, not confirmed
        words = "".join(missing) + "Re-examine the query-string parameters."
        raise SignatureRefused(Reason.INCOMPLETE, words)
    if parameters["Algorithm"] != ALGORITHM:
        raise SignatureRefused(
            Reason.INCOMPLETE, f"Unsupported AWS 'algorithm': '{parameters['Algorithm'][:64]}'."
        )
    scope = _scope(parameters["Credential"], parameters["SignedHeaders"])
    return Claim(
        scope=scope,
        signature=parameters["Signature"],
        stamp=parameters["Date"],
        signed=_signed(scope, parameters.get("Security-Token", ""), presigned=True),
        lifetime=_lifetime(parameters.get("Expires")),
    )


def _lifetime(text: str | None) -> int | None:
    """The words are S3's; that the others have them too is unconfirmed."""
    if text is None:
        return None
    if not _LIFETIME.fullmatch(text):
        raise SignatureRefused(Reason.INCOMPLETE, "X-Amz-Expires should be a number")
    if not 1 <= int(text) <= _WEEK:
        words = (
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be"
        )
        raise SignatureRefused(Reason.INCOMPLETE, f"{words} less than {_WEEK} seconds")
    return int(text)


def _hashed(authorization: str) -> str:
    return b64encode(hashlib.sha256(octets(authorization)).digest()).decode()


def _malformed(authorization: str) -> SignatureRefused:
    words = "Invalid key=value pair (missing equal-sign) in Authorization header"
    quoted = f"(hashed with SHA-256 and encoded with Base64): '{_hashed(authorization)}'."
    return SignatureRefused(Reason.INCOMPLETE, f"{words} {quoted}")


def _lacking(authorization: str, signature: str, date: str) -> SignatureRefused:
    """As AWS words it, which names all that is missing at once."""
    present = {name: f"{name}=" in authorization for name in ("Credential", "SignedHeaders")}
    present["Signature"] = bool(signature)
    words = "".join(
        f"Authorization header requires '{name}' parameter. "
        for name in ("Credential", "Signature", "SignedHeaders")
        if not present[name]
    )
    if not date:
        words += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
    if not words:
        return _malformed(authorization)
    quoted = f"(Hashed with SHA-256 and encoded with Base64) Authorization={_hashed(authorization)}"
    return SignatureRefused(Reason.INCOMPLETE, words + quoted)
