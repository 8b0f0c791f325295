"""Grant tokens: strings that name a grant before it is known everywhere.

Here a grant is known everywhere at once, so a token is only checked and, by RetireGrant, read. It names the
grant and carries a random part, because CreateGrant answers a repeated request with a new token. It is no
secret and gives no right.
"""

import base64
import binascii

from kmstui.aws.entropy import Entropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.emulator.crypto.context import fields
from kmstui.emulator.kms.model import Grant

_MAGIC = b"kmstui grant\x01"
_NONCE_BYTES = 32


def grant_token(grant: Grant, entropy: Entropy) -> str:
    """A new token for a grant."""
    content = fields(entropy.token_bytes(_NONCE_BYTES), grant.path.encode())
    return base64.b64encode(_MAGIC + content).decode()


def granted_path(token: str) -> str:
    """The path of the grant a token names.

    Raises:
        AwsError: InvalidGrantTokenException, when it is no token of this account.
    """
    try:
        content = base64.b64decode(token.encode(), validate=True)
        path = content[len(_MAGIC) + 4 + _NONCE_BYTES + 4 :].decode()
        genuine = content.startswith(_MAGIC) and path.count("/") == 3
    except (binascii.Error, ValueError):
        genuine, path = False, ""
    if not genuine:
        raise AwsError(
            "InvalidGrantTokenException",
            "The request was rejected because the specified grant token is not valid.",
        )
    return path


def check_grant_tokens(params: Params) -> None:
    """Refuse a request with a grant token that is none.

    Raises:
        AwsError: InvalidGrantTokenException.
    """
    for token in params.get("GrantTokens", ()):
        granted_path(token)
