"""Seals a message with the AWS Encryption SDK under two KMS keys, opens it with each, and says what came.

python encryption_sdk.py KEY_ARN KEY_ARN MESSAGE

Runs in the environment of the clients, which has the SDK; the account comes from the environment variables.
"""

import json
import sys

import aws_encryption_sdk
from aws_encryption_sdk import (
    CommitmentPolicy,
    DiscoveryAwsKmsMasterKeyProvider,
    StrictAwsKmsMasterKeyProvider,
)

CONTEXT = {"app": "orders", "stage": "test"}


def main(arguments: list[str]) -> int:
    """Seal and open."""
    first, second, message = arguments
    client = aws_encryption_sdk.EncryptionSDKClient(
        commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
    )
    both = StrictAwsKmsMasterKeyProvider(key_ids=[first, second])
    sealed, _ = client.encrypt(source=message.encode(), key_provider=both, encryption_context=CONTEXT)
    opened = {}
    for name, provider in {
        "first": StrictAwsKmsMasterKeyProvider(key_ids=[first]),
        "second": StrictAwsKmsMasterKeyProvider(key_ids=[second]),
        "discovered": DiscoveryAwsKmsMasterKeyProvider(),
    }.items():
        plain, header = client.decrypt(source=sealed, key_provider=provider)
        assert CONTEXT.items() <= header.encryption_context.items()
        opened[name] = plain.decode()
    sys.stdout.write(json.dumps({"opened": opened, "hidden": message.encode() not in sealed}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
