"""The table of operations agrees with AWS's own models."""

import pytest

from kmstui.aws.operations import OPERATIONS, Operation
from kmstui.aws.shapes import service_model

ROWS = list(OPERATIONS.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.action)
def test_the_member_that_names_the_key_is_one_of_the_operation_s(row: Operation) -> None:
    shape = service_model(row.service).input(row.name)
    assert not row.key_member or (shape is not None and row.key_member in shape.required)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.action)
def test_what_only_reads_is_named_like_it(row: Operation) -> None:
    """Cryptographic operations read, too: CloudTrail says so of them."""
    reading = (
        "Describe",
        "Get",
        "List",
        "Lookup",
        "Simulate",
        "Generate",
        "Encrypt",
        "Decrypt",
        "ReEncrypt",
        "Sign",
        "Verify",
        "DeriveSharedSecret",
        "Encapsulate",
        "Decapsulate",
        "AssumeRole",
        "Check",
        "Explain",
    )
    assert row.read_only == row.name.startswith(reading)


def test_an_action_is_service_and_name() -> None:
    assert OPERATIONS["kms", "CreateKey"].action == "kms:CreateKey"
