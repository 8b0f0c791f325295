"""A signer written from AWS's description alone, for tests: it shares no line with what it tests."""

import hashlib
import hmac
from datetime import UTC, datetime

from kmstui.aws.credentials import Credential
from kmstui.aws.errors import AwsError
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Verifier

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
STAMP = "20260301T120000Z"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
BODY = b'{"KeyId":"alias/app"}'


def signed(
    body: bytes = BODY,
    *,
    method: str = "POST",
    service: str = "kms",
    stamp: str = STAMP,
    key_id: str = KEY_ID,
    secret: str = SECRET,
    payload: str = "",
    leave_out: frozenset[str] = frozenset(),
    scope: str = "",
    **more: str,
) -> Request:
    """A POST to `/`; `more` are further headers (`_` for `-`), `leave_out` those that are sent unsigned."""
    headers = {"host": "localhost:4566", "x-amz-date": stamp, "x-amz-target": "TrentService.Decrypt"}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    headers = {name: value for name, value in headers.items() if value}
    names = sorted(headers.keys() - leave_out)
    scope = scope or f"{stamp[:8]}/us-east-1/{service}/aws4_request"
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    hashed = payload or hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n/\n\n{lines}\n{';'.join(names)}\n{hashed}"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    who = f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}"
    value = f"{who}, SignedHeaders={';'.join(names)}, Signature={signature}"
    return Request(method, "/", (*headers.items(), ("authorization", value)), body)


def verifier(*credentials: Credential) -> Verifier:
    """One that knows these credentials, or the one of this module."""
    known = {
        (each.access_key_id, each.session_token): each
        for each in credentials or (Credential(KEY_ID, SECRET),)
    }

    def lookup(access_key_id: str, session_token: str) -> Credential:
        if found := known.get((access_key_id, session_token)):
            return found
        raise AwsError("InvalidClientTokenId", "The security token included in the request is invalid.")

    return Verifier(lookup)
