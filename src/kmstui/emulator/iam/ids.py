"""IAM's unique identifiers: a prefix that says what they name, and 17 characters nobody can guess.

The form is that of the IAM User Guide, "IAM identifiers"; the characters are base 32's, as AWS's are.
"""

from base64 import b32encode

from kmstui.aws.entropy import Entropy

USER, ROLE, GROUP, POLICY, INSTANCE_PROFILE = "AIDA", "AROA", "AGPA", "ANPA", "AIPA"
_CHARACTERS = 17


def unique_id(entropy: Entropy, prefix: str) -> str:
    """A fresh identifier, such as `AIDA` and 17 upper-case letters and digits."""
    return prefix + b32encode(entropy.token_bytes(11)).decode()[:_CHARACTERS]
