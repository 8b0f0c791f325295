"""Codes for what goes wrong on the way to AWS."""

from kmstui.aws import failures


def test_a_code_means_one_kind_of_trouble() -> None:
    kinds = [failures.EXPIRED, failures.MISSING, failures.DENIED, failures.THROTTLED]
    assert sum(len(kind) for kind in kinds) == len(frozenset().union(*kinds))


def test_a_quota_of_resources_is_no_throttling() -> None:
    """KMS answers so for the 51st tag and the 26th rotation; waiting does not help."""
    assert "LimitExceededException" not in failures.THROTTLED
