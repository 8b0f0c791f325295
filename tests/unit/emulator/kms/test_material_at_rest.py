"""What lies in the store tells nothing of any key."""

import base64

from tests.unit.emulator.kms.account import ROOT, Account

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.kms.repository import ALIASES, BACKING_KEYS, GRANTS, KEYS


class RememberingEntropy(SeededEntropy):
    """Keeps every secret it was asked to fill in."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.secrets: list[bytes] = []

    def fill(self, buffer: bytearray) -> None:
        """Fill, and remember."""
        super().fill(buffer)
        self.secrets.append(bytes(buffer))


def test_no_record_and_no_answer_holds_a_secret_that_it_was_not_asked_for() -> None:
    entropy = RememberingEntropy("canary")
    kms = Account(entropy=entropy)
    key = kms.create_key()
    kms.call("RotateKeyOnDemand", KeyId=key)
    kms.create_key(KeySpec="HMAC_512", KeyUsage="GENERATE_VERIFY_MAC")
    kms.call("CreateGrant", KeyId=key, GranteePrincipal=ROOT.arn, Operations=["Decrypt"])
    answers = [
        kms.call("GenerateDataKeyWithoutPlaintext", KeyId=key, NumberOfBytes=64),
        kms.call("Encrypt", KeyId=key, Plaintext=b"x"),
        kms.metadata("alias/aws/ebs"),
    ]
    with kms.store.unit_of_work() as uow:
        wrapped = [material.wrapped for material in uow.scan(BACKING_KEYS)]
        kept = [*uow.scan(KEYS), *uow.scan(BACKING_KEYS), *uow.scan(ALIASES), *uow.scan(GRANTS)]
    haystack = "".join(map(repr, [*kept, *answers]))
    blobs = b"".join([*wrapped, *(answer.get("CiphertextBlob", b"") for answer in answers)])
    assert len(entropy.secrets) == 5
    for secret in entropy.secrets:
        for half in (secret[: len(secret) // 2], secret[len(secret) // 2 :]):
            assert half not in blobs
            for form in (half.hex(), repr(half)[2:-1], base64.b64encode(half).decode()[:20]):
                assert form not in haystack
