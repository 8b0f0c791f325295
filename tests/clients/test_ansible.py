"""Ansible's amazon.aws collection: what a playbook asks for is made once, and the second run changes nothing.

`ec2_snapshot` comes with the snapshots.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.clients.served import Served
from tests.clients.tools import COLLECTIONS, run, tool

PLAYBOOKS = Path(__file__).with_name("ansible")
RECAP = re.compile(r"ok=(\d+) +changed=(\d+) +unreachable=0 +failed=0")


def play(served: Served, directory: Path, playbook: str, **variables: str) -> int:
    """Run a playbook to its good end; how many tasks changed something."""
    environment = served.environment(
        ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
        ANSIBLE_HOME=str(directory / "ansible"),
        ANSIBLE_LOCALHOST_WARNING="False",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="False",
        ANSIBLE_NOCOLOR="True",
        LC_ALL="C.UTF-8",
    )
    arguments = ["--extra-vars", json.dumps(variables), str(PLAYBOOKS / playbook)]
    printed = run([tool("ansible-playbook"), *arguments], environment).stdout
    recap = RECAP.search(printed)
    assert recap, printed
    return int(recap[2])


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_playbook_makes_a_key_and_a_volume_once(served: Served, tmp_path: Path) -> None:
    instance, facts = served.instances()["orders-db-1"], tmp_path / "facts.json"
    assert play(served, tmp_path, "storage.yml", instance=instance, facts=str(facts)) == 2
    made = json.loads(facts.read_text())
    assert play(served, tmp_path, "storage.yml", instance=instance, facts=str(facts)) == 0
    again = json.loads(facts.read_text())
    assert again["volumes"] == made["volumes"]
    check_key(made["keys"])
    check_key(again["keys"])
    check_volume(made["volumes"], instance)

    volume = made["volumes"][0]["id"]
    assert play(served, tmp_path, "gone.yml", volume=volume) == 3
    key = served.client("kms").describe_key(KeyId=made["keys"][0]["key_id"])["KeyMetadata"]
    assert key["KeyState"] == "PendingDeletion"
    assert served.client("ec2").describe_volumes()["Volumes"] == []


def check_key(keys: list[dict[str, Any]]) -> None:
    """What kms_key_info says of the one key."""
    (key,) = keys
    assert (key["aliases"], key["description"]) == (["orders"], "Orders of our customers")
    assert (key["enable_key_rotation"], key["key_state"]) == (True, "Enabled")
    assert key["tags"] == {"team": "orders"}
    ours = [grant for grant in key["grants"] if grant["name"]]  # the attachment has one without a name
    assert [(grant["name"], sorted(grant["operations"])) for grant in ours] == [
        ("orders-app", ["Decrypt", "Encrypt"])
    ]


def check_volume(volumes: list[dict[str, Any]], instance: str) -> None:
    """What ec2_vol_info says of the one volume."""
    (volume,) = volumes
    assert (volume["encrypted"], volume["size"], volume["type"]) == (True, 8, "gp3")
    assert volume["tags"] == {"Name": "orders", "team": "orders"}
    (attachment,) = volume["attachment_set"]
    assert (attachment["instance_id"], attachment["device"]) == (instance, "/dev/sdg")
