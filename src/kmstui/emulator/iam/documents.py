"""Policy documents that IAM itself takes: what it refuses, and how large they may be.

Sizes count every character but white space (IAM User Guide, "IAM and AWS STS quotas").
"""

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.document import Grammar, Policy
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.policy_error import PolicyError

_MANAGED_SIZE = 6_144
"""Characters that a version of a managed policy may have."""


def checked(text: str, grammar: Grammar) -> Policy:
    """Read a document that is to be stored.

    Raises:
        AwsError: MalformedPolicyDocument.
    """
    try:
        return parse_policy(text, grammar)
    except PolicyError as error:
        raise AwsError("MalformedPolicyDocument", error.message) from None


def accepted_managed(text: str) -> None:
    """Make sure that a document may be a version of a managed policy.

    Raises:
        AwsError: MalformedPolicyDocument or LimitExceeded.
    """
    checked(text, Grammar.IDENTITY)
    if size(text) > _MANAGED_SIZE:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for PolicySize: {_MANAGED_SIZE}")


def size(text: str) -> int:
    """How much of a quota a document takes up."""
    return len("".join(text.split()))
