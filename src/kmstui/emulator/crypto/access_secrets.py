"""The secrets of access keys and the tokens of sessions: derived from the root key and written down nowhere.

A secret access key is a function of the root key and the access key's id, so the account keeps the id alone
and nothing in its data is worth stealing. A session token holds all that a session is, encrypted and bound to
its access key id; whoever has the root key can read it back, and nobody else can make or change one. Ids are
never given twice, so no secret comes back. Knows neither users nor what a session means.
"""

import binascii
import hmac
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kmstui.aws.entropy import Entropy
from kmstui.emulator.crypto.context import fields
from kmstui.emulator.crypto.root_key import RootKey

_SECRET_BYTES = 30
"""40 characters of base 64, as AWS's secret access keys have."""
_VERSION = b"\x01"
_IV_BYTES = 12
_LONGEST_TOKEN = 16_384
"""Characters; what is longer was not made here and is not even decoded."""


class InvalidTokenError(Exception):
    """The token was not made by this account for this access key. Which of it, is not said."""


class AccessSecrets:
    """Gives access keys their secrets, seals sessions into tokens and opens them."""

    def __init__(self, root_key: RootKey) -> None:
        self._secrets = root_key.derived(b"kmstui secret access keys")
        self._tokens = root_key.derived(b"kmstui session tokens")

    def secret(self, access_key_id: str, session_token: str = "") -> str:
        """The secret access key of a long-term key, or of the session that `session_token` is the token of.

        It says nothing about whether there is such a key.
        """
        about = fields(access_key_id.encode(), session_token.encode())
        return b64encode(hmac.digest(self._secrets.raw, about, "sha256")[:_SECRET_BYTES]).decode()

    def seal(self, access_key_id: str, claims: bytes, entropy: Entropy) -> str:
        """A session token that holds `claims`, for this access key."""
        iv = entropy.token_bytes(_IV_BYTES)
        sealed = AESGCM(self._tokens.raw).encrypt(iv, claims, fields(_VERSION, access_key_id.encode()))
        return b64encode(_VERSION + iv + sealed).decode()

    def opened(self, access_key_id: str, session_token: str) -> bytes:
        """The claims that `seal` put into a token.

        Raises:
            InvalidTokenError: when this account made no such token for this access key.
        """
        if len(session_token) > _LONGEST_TOKEN:
            raise InvalidTokenError
        try:
            token = b64decode(session_token, validate=True)
            bound = fields(_VERSION, access_key_id.encode())
            iv, sealed = token[1 : 1 + _IV_BYTES], token[1 + _IV_BYTES :]
            if token[:1] != _VERSION:
                raise InvalidTokenError
            return AESGCM(self._tokens.raw).decrypt(iv, sealed, bound)
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise InvalidTokenError from error
