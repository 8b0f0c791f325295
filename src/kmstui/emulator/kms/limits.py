"""KMS's resource quotas and the page sizes of its listings, each as AWS documents it today.

Sources: KMS Developer Guide, "Resource quotas"; the API reference of each List operation.
"""

from dataclasses import dataclass

from kmstui.aws.errors import AwsError

CUSTOMER_KEYS_PER_REGION = 100_000
ALIASES_PER_KEY = 50
GRANTS_PER_KEY = 50_000
POLICY_BYTES = 32_768
TAGS_PER_KEY = 50
ON_DEMAND_ROTATIONS_PER_KEY = 25
CONTEXT_PAIRS_PER_GRANT_CONSTRAINT = 8
CONTEXT_VALUE_CHARACTERS_PER_GRANT_CONSTRAINT = 384


@dataclass(frozen=True, slots=True)
class PageSize:
    """How many entries a listing gives at once."""

    default: int
    """Without `Limit`."""
    largest: int
    """The largest `Limit`."""


PAGE_SIZES = {
    "ListKeys": PageSize(100, 1000),
    "ListAliases": PageSize(50, 100),
    "ListKeyPolicies": PageSize(100, 1000),
    "ListKeyRotations": PageSize(100, 1000),
    "ListGrants": PageSize(50, 100),
    "ListRetirableGrants": PageSize(50, 100),
    "ListResourceTags": PageSize(50, 50),
}


def check_quota(count: int, limit: int, message: str) -> None:
    """Refuse to make one more where there are `count` of at most `limit`.

    Raises:
        AwsError: LimitExceededException.
    """
    if count >= limit:
        raise AwsError("LimitExceededException", message)
