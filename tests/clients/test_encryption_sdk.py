"""The AWS Encryption SDK: envelope encryption on the client's side, with data keys of the account."""

import json
from pathlib import Path

from tests.clients.served import Served
from tests.clients.tools import run, tool

PROGRAM = Path(__file__).with_name("programs") / "encryption_sdk.py"


def test_a_message_under_two_keys_is_opened_with_either(served: Served) -> None:
    kms = served.client("kms")
    arns = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    printed = run([tool("python"), str(PROGRAM), *arns, "attack at dawn"], served.environment()).stdout
    assert json.loads(printed) == {
        "opened": dict.fromkeys(("first", "second", "discovered"), "attack at dawn"),
        "hidden": True,
    }
