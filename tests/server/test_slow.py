"""Which calls take their time."""

import pytest

from kmstui.aws.gateway import Params
from kmstui.aws.operations import OPERATIONS
from kmstui.server.slow import is_slow


@pytest.mark.parametrize(
    ("service", "operation", "params", "slow"),
    [
        ("kms", "GenerateDataKey", {}, False),
        ("kms", "Decrypt", {}, False),
        ("kms", "DescribeKey", {}, False),
        ("ec2", "DescribeVolumes", {}, False),
        ("iam", "CreateUser", {}, False),
        ("kms", "EnableKey", {}, False),
        ("kms", "CreateKey", {}, False),
        ("kms", "CreateKey", {"KeySpec": "SYMMETRIC_DEFAULT"}, False),
        ("kms", "CreateKey", {"KeySpec": "RSA_4096"}, True),
        ("kms", "CreateKey", {"CustomerMasterKeySpec": "RSA_2048"}, True),
        ("kms", "CreateKey", {"KeySpec": ["nonsense"]}, True),
        ("kms", "Sign", {"SigningAlgorithm": "ECDSA_SHA_256"}, False),
        ("kms", "Sign", {"SigningAlgorithm": "RSASSA_PSS_SHA_256"}, True),
        ("kms", "Sign", {"SigningAlgorithm": {}}, True),
        ("kms", "Verify", {"SigningAlgorithm": "RSASSA_PSS_SHA_256"}, False),
        ("kms", "Decrypt", {"EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}, False),
        ("kms", "Decrypt", {"EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}, True),
        ("kms", "ReEncrypt", {"SourceEncryptionAlgorithm": "RSAES_OAEP_SHA_1"}, True),
        ("kms", "GenerateDataKeyPair", {"KeyPairSpec": "RSA_4096"}, True),
        ("ec2", "CreateVolume", {}, True),
        ("ec2", "AttachVolume", {}, True),
        ("kmstui", "GetVolumeIo", {}, True),
        ("kms", "EatKey", {}, False),
    ],
)
def test_a_call_is_slow_when_it_asks_files_or_processes_or_looks_for_primes(
    service: str, operation: str, params: Params, slow: bool
) -> None:
    assert is_slow(service, operation, params) is slow


def test_whatever_changes_volumes_is_slow() -> None:
    writes = [row.name for row in OPERATIONS.values() if row.service == "ec2" and not row.read_only]
    assert len(writes) > 8
    assert [name for name in writes if not is_slow("ec2", name, {})] == []
