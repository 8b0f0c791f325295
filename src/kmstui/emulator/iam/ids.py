"""IAM's unique identifiers: a prefix that says what they name, and 16 or 17 characters nobody can guess.

The form is that of the IAM User Guide, "IAM identifiers"; the characters are base 32's, as AWS's are. The id
of an access key carries its account's, which is how AWS answers GetAccessKeyInfo without looking it up.
"""

import binascii
from base64 import b32decode, b32encode

from kmstui.aws.entropy import Entropy

USER, ROLE, GROUP, POLICY, INSTANCE_PROFILE = "AIDA", "AROA", "AGPA", "ANPA", "AIPA"
ACCESS_KEY, SESSION_KEY = "AKIA", "ASIA"
"""Long-term access keys of users, and those of sessions."""
_CHARACTERS = 17
_ACCOUNT_SHIFT = 39
"""The 80 bits of an access key id: a 1, 40 bits of account id, 39 random ones."""


def unique_id(entropy: Entropy, prefix: str) -> str:
    """A fresh identifier, such as `AIDA` and 17 upper-case letters and digits."""
    return prefix + b32encode(entropy.token_bytes(11)).decode()[:_CHARACTERS]


def access_key_id(entropy: Entropy, prefix: str, account: str) -> str:
    """A fresh access key id, such as `AKIA` and 16 upper-case letters and digits."""
    chance = int.from_bytes(entropy.token_bytes(5), "big") & ((1 << _ACCOUNT_SHIFT) - 1)
    number = 1 << 79 | int(account) << _ACCOUNT_SHIFT | chance
    return prefix + b32encode(number.to_bytes(10, "big")).decode()


def account_of(access_key_id: str) -> str:
    """The account that an access key id carries; empty when it carries none."""
    try:
        number = int.from_bytes(b32decode(access_key_id[4:]), "big")
    except binascii.Error:
        return ""
    account = number >> _ACCOUNT_SHIFT & ((1 << 40) - 1)
    well_formed = access_key_id[:4] in (ACCESS_KEY, SESSION_KEY) and len(access_key_id) == 20
    return f"{account:012}" if well_formed and account < 10**12 else ""


def first_access_key_id(user_id: str) -> str:
    """The id of the access key that the first people of an account come with."""
    return f"{ACCESS_KEY}{user_id[4:20]}"
