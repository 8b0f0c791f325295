"""Whether a request was signed by who it says, for this moment, and as it came.

Signature Version 4 as AWS checks it. Secrets come from a lookup that is handed in; time is an argument. It
does not know what the request asks for: that the scope's service is the one addressed is the caller's to
compare (`demand_service`).
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from kmstui.aws.credentials import Credential
from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request
from kmstui.wire.sigv4.canonical import (
    canonical_headers,
    canonical_path,
    canonical_query,
    combined,
    octets,
)
from kmstui.wire.sigv4.claims import ALGORITHM, Claim, Scope, Signed, claim_of
from kmstui.wire.sigv4.moments import moment, stamp
from kmstui.wire.sigv4.refusal import Reason, SignatureRefused

SKEW = timedelta(minutes=5)
"""How far a client's clock may be off: the figure in the messages of AWS's JSON services."""
SKEWS: Mapping[str, timedelta] = MappingProxyType(dict.fromkeys(("ec2", "iam", "sts"), timedelta(minutes=15)))
"""Services that allow more: IAM and STS as their messages say, EC2 as its table of errors says."""
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_UNSIGNED_ALLOWED = {("ebs", "PUT")}
"""Where a body need not be signed: PutSnapshotBlock (`v4-unsigned-body` in its model), whose body is covered
by a checksum header that is."""
_NOBODY = "an access key that nobody has was tried!"
"""What stands in for the secret of an unknown access key, so that it costs the same work."""
_REMEMBERED = 1024
"""Signing keys kept: one per access key, day, Region and service."""


def demand_service(signed: Signed, service: str) -> None:
    """Refuse a signature that was made for another service; `service` is its name in credential scopes.

    Raises:
        SignatureRefused: when it was.
    """
    if signed.service != service:
        raise SignatureRefused(Reason.SCOPE, f"Credential should be scoped to correct service: '{service}'. ")


class Verifier:
    """Checks signatures; remembers signing keys, and nothing of the requests."""

    def __init__(
        self,
        lookup: Callable[[str, str], Credential],
        *,
        skew: timedelta = SKEW,
        skews: Mapping[str, timedelta] = SKEWS,
    ) -> None:
        """`lookup` answers (access key id, session token) with the credential, or raises AwsError."""
        self._lookup = lookup
        self._skew = skew
        self._skews = skews
        self._keys: dict[tuple[str, str], bytes] = {}

    def verify(self, request: Request, now: datetime) -> Signed:
        """Who signed the request.

        Raises:
            SignatureRefused: when it is not signed, or the signature is not good for it now.
        """
        headers = combined(request.headers)
        claim = claim_of(request, headers)
        if claim is None:
            raise SignatureRefused(Reason.MISSING)
        signed_at = moment(claim.stamp)
        _demand_covered(claim, headers)
        self._demand_current(claim, signed_at, now)
        credential, refused = self._credential(claim.signed, now)
        wanted = self._signature(request, headers, claim, credential)
        matches = hmac.compare_digest(wanted, octets(claim.signature))
        if refused:
            raise refused
        if not matches:
            raise SignatureRefused(Reason.MISMATCH)
        return claim.signed

    def _demand_current(self, claim: Claim, signed_at: datetime, now: datetime) -> None:
        """A presigned request is good from its date for as long as it says, others for the allowed skew."""
        skew = self._skews.get(claim.signed.service, self._skew)
        allowed = skew if claim.lifetime is None else timedelta(seconds=claim.lifetime)
        if now - signed_at > allowed:
            words = f"Signature expired: {claim.stamp} is now earlier than {stamp(now - allowed)}"
            raise SignatureRefused(Reason.EXPIRED, f"{words} ({stamp(now)} - {_minutes(allowed)}.)")
        if signed_at - now > skew:
            words = f"Signature not yet current: {claim.stamp} is still later than {stamp(now + skew)}"
            raise SignatureRefused(Reason.EARLY, f"{words} ({stamp(now)} + {_minutes(skew)}.)")

    def _credential(self, signed: Signed, now: datetime) -> tuple[Credential, SignatureRefused | None]:
        """The credential; or a stand-in, and the refusal that must follow whatever the signature is."""
        try:
            found = self._lookup(signed.access_key_id, signed.session_token)
        except AwsError as error:
            reason = Reason.EXPIRED_TOKEN if error.code.startswith("ExpiredToken") else Reason.UNKNOWN_KEY
            return Credential(signed.access_key_id, _NOBODY), SignatureRefused(reason)
        if found.session_token or signed.session_token:
            if not hmac.compare_digest(octets(found.session_token), octets(signed.session_token)):
                return found, SignatureRefused(Reason.UNKNOWN_KEY)
            if found.expires is not None and found.expires <= now:
                return found, SignatureRefused(Reason.EXPIRED_TOKEN)
        return found, None

    def _signature(
        self, request: Request, headers: Mapping[str, str], claim: Claim, credential: Credential
    ) -> bytes:
        """The signature that the credential's secret makes over the request, in hexadecimal digits."""
        scope = claim.scope
        path, _, query = request.target.partition("?")
        omitted = "X-Amz-Signature" if claim.signed.presigned else ""
        canonical = (
            f"{request.method}\n{canonical_path(path)}\n{canonical_query(query, omitted)}\n"
            f"{canonical_headers(headers, scope.headers)}\n{scope.listed}\n"
            f"{_payload(request, headers, scope)}"
        )
        digest = hashlib.sha256(octets(canonical)).hexdigest()
        to_sign = f"{ALGORITHM}\n{claim.stamp}\n{scope.text}\n{digest}"
        key = self._signing_key(credential.secret_access_key, scope.text)
        return hmac.digest(key, to_sign.encode(), "sha256").hex().encode()

    def _signing_key(self, secret: str, scope: str) -> bytes:
        """The key that a secret has for a scope; four rounds of HMAC when it is new."""
        key = self._keys.get((secret, scope))
        if key is None:
            key = octets(f"AWS4{secret}")
            for part in scope.split("/"):
                key = hmac.digest(key, octets(part), "sha256")
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            self._keys[secret, scope] = key
        return key


def _demand_covered(claim: Claim, headers: Mapping[str, str]) -> None:
    """Refuse what the signature does not tie to this request: its host, its day, any header of AWS's own."""
    scope = claim.scope
    if claim.stamp[:8] != scope.date:
        words = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
        values = f"'{scope.date[:16]}' != '{claim.stamp[:8]}', from '{claim.stamp}'."
        raise SignatureRefused(Reason.SCOPE, f"{words} {values}")
    if "host" not in scope.covered:
        words = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        raise SignatureRefused(Reason.SCOPE, words)
    for name in headers:
        if name.startswith("x-amz-") and name not in scope.covered and name != "x-amz-security-token":
            # That it is refused is in AWS's description of the signing process; the words are unconfirmed.
            words = f"'{name[:64]}' must be a 'SignedHeader' in the AWS Authorization."
            raise SignatureRefused(Reason.SCOPE, words)


def _payload(request: Request, headers: Mapping[str, str], scope: Scope) -> str:
    """The hash of the body that came; what a header says of it may not be anything else.

    Raises:
        SignatureRefused: when it is.
    """
    said = headers.get("x-amz-content-sha256")
    if said == UNSIGNED_PAYLOAD and (scope.signed.service, request.method) in _UNSIGNED_ALLOWED:
        return UNSIGNED_PAYLOAD
    found = hashlib.sha256(request.body).hexdigest()
    if said is not None and said != found:
        raise SignatureRefused(Reason.MISMATCH)
    return found


def _minutes(span: timedelta) -> str:
    """A span as AWS's messages have it; seconds for a presigned URL that lives for less than a minute."""
    seconds = int(span.total_seconds())
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} sec"
