"""The AWS SDK for JavaScript, version 3, on Node.js."""

import json
from pathlib import Path

import pytest
from tests.clients.served import Served
from tests.clients.tools import NODE_MODULES, run, tool

PROGRAM = Path(__file__).with_name("javascript") / "kms.cjs"


def test_a_round_trip(served: Served) -> None:
    node = tool("node")
    if not NODE_MODULES.exists():
        pytest.skip("the JavaScript SDK is not set up; `make clients` does it")
    environment = served.environment(NODE_PATH=str(NODE_MODULES))
    assert json.loads(run([node, str(PROGRAM)], environment).stdout) == {
        "description": "Grüße aus JavaScript",
        "created": True,
        "opened": "a secret",
        "refused": 400,
        "sameDataKey": True,
        "aliases": ["alias/aws/ebs", "alias/javascript"],
    }
