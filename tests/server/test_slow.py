"""Which calls may keep others waiting."""

import pytest

from kmstui.aws.operations import OPERATIONS
from kmstui.server.slow import may_wait


@pytest.mark.parametrize(
    ("service", "operation", "waits"),
    [
        ("kms", "GenerateDataKey", False),
        ("kms", "Decrypt", False),
        ("kms", "DescribeKey", False),
        ("ec2", "DescribeVolumes", False),
        ("kms", "CreateKey", True),
        ("ec2", "AttachVolume", True),
        ("kmstui", "GetVolumeIo", True),
        ("kms", "EatKey", False),
    ],
)
def test_a_call_waits_when_it_changes_something_or_asks_another_process(
    service: str, operation: str, waits: bool
) -> None:
    assert may_wait(service, operation) is waits


def test_whatever_changes_the_account_may_wait_for_the_disk() -> None:
    writes = [(row.service, row.name) for row in OPERATIONS.values() if not row.read_only]
    assert len(writes) > 40
    assert [call for call in writes if not may_wait(*call)] == []
