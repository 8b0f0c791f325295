"""The checks that KMS makes on a new key policy before it takes the place of the old one.

Every principal must exist, and unless the caller waives it, the policy must let the caller change it again
later (KMS API Reference, PutKeyPolicy). Pure: who exists is asked of a predicate.
"""

from collections.abc import Callable
from dataclasses import replace

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.document import Grammar, Policy, Principal
from kmstui.emulator.iam.evaluate import evaluate
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.policy_error import PolicyError, Problem
from kmstui.emulator.iam.request import Request
from kmstui.emulator.registry import Access

LOCKED_OUT = "The new key policy will not allow you to update the key policy in the future."
UNKNOWN_PRINCIPAL = Problem.INVALID_PRINCIPAL.value[1]
_CODE = "MalformedPolicyDocumentException"


def check_key_policy(
    text: str,
    key: Access,
    request: Request,
    exists: Callable[[Principal], bool],
    *,
    bypass_lockout_check: bool,
) -> Policy:
    """Read a policy that is to become a key's, and refuse it as KMS does.

    `key` names the key: its ARN, account and condition keys; action, policy and grants in it do not matter.

    Raises:
        AwsError: MalformedPolicyDocumentException, when the policy is malformed, names somebody who does not
            exist, or would lock the caller out.
    """
    try:
        policy = parse_policy(text, Grammar.RESOURCE)
    except PolicyError as error:
        raise AwsError(_CODE, error.message) from None
    if unknown_principals(policy, exists):
        raise AwsError(_CODE, UNKNOWN_PRINCIPAL)
    if not bypass_lockout_check and not keeps_control(text, key, request):
        raise AwsError(_CODE, LOCKED_OUT)
    return policy


def keeps_control(text: str, key: Access, request: Request) -> bool:
    """Whether the key policy `text` would let the caller put another one later.

    Grants do not count, and conditions are held against the present request, as KMS does.
    """
    later = replace(key, action="kms:PutKeyPolicy", policy=text, grants=(), context=None)
    return evaluate(later, request).allowed


def unknown_principals(policy: Policy, exists: Callable[[Principal], bool]) -> tuple[Principal, ...]:
    """The principals of a policy that do not exist, each once."""
    named = dict.fromkeys(item for statement in policy.statements for item in statement.principals)
    return tuple(principal for principal in named if not exists(principal))
