"""The whole story once, as a person lives it: real terminal, real files, real processes, keyboard only."""

import re
from pathlib import Path

import pytest
from tests.clients.home import Home, kmstui
from tests.clients.tmux import Console, Tmux

SECTOR_ROW = re.compile(r"│ ([0-9a-f]{3}) ([0-9a-f]{16}) .{8} ([0-9a-f]{16}) ")
PLACE = re.compile(r"(vol-[0-9a-f]+\.blocks) at (\d+)")
LIVE = "Sector inspector"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_story_from_a_fresh_account_to_the_next_day(home: Home, tmux: Tmux) -> None:
    console = tmux.console(kmstui(), home.environment())
    console.until("Getting started", "Nothing needs attention", "KMS event yet")
    create_key(console)
    create_volume(console)
    look_at_the_history(console)
    watch(console, home)
    disable_the_key(console)
    attach_again(console)
    console.press("C-q")
    assert console.exit_code() == 0

    again = tmux.console(kmstui(), home.environment())
    again.until("1 customer keys", "● 1", "1 / 1 100 %")
    again.press("g", "v")
    again.until("In-use", "orders-db-1 sdf", "orders-prod")
    again.press("i")
    again.until(LIVE, "● in memory", "matches")
    again.press("C-q")
    assert again.exit_code() == 0


def create_key(console: Console) -> None:
    """The five steps of the wizard, the policy growing beside them."""
    console.press("c")
    console.until("Add alias and description")
    console.type("orders-prod")
    console.until("alias/orders-prod is free in us-east-1")
    console.press("M-Right")
    console.until("Add tags")
    console.type("team")
    console.press("Tab")
    console.type("orders")
    console.until("1 / 50")
    console.press("M-Right")
    console.until("Define key administrative permissions", "bob")
    console.press("Down", "Space")
    console.until("1 selected", "Allow access for Ke", "user/bob")
    console.press("M-Right")
    console.until("Define key usage permissions", "orders-app")
    console.press("End", "Space")
    console.until("1 selected", "role/orders-app")
    console.press("M-Right")
    console.until(
        "Review and edit key policy", "Valid policy", "Administrators  bob", "Users           orders-app"
    )
    console.press("C-s")
    console.until("Your AWS KMS key was created with alias orders-prod")
    console.until("● Enabled")


def create_volume(console: Console) -> None:
    """An encrypted volume under the key, attached to an instance as soon as it is available."""
    console.press("g", "v")
    console.until("There are no volumes in this Region.")
    console.press("c")
    console.until("Volume settings", "✓ ec2:CreateVolume")
    console.press(*["Tab"] * 7, "Enter")
    console.until("Enter a KMS key ARN")
    console.press("Down", "Enter")
    console.until("--kms-key-id alias/orders-prod")
    console.press("Tab", "Tab", "Tab", "Enter")
    console.until("● running · us-east-1a")
    console.press("Down", "Enter")
    console.until("/dev/sdf", "host → KMS · into the host's memory")
    console.press("C-s")
    console.until("Volume attached.")
    console.until("In-use", "orders-db-1 sdf")


def look_at_the_history(console: Console) -> None:
    """Event history shows what really happened, the newest first."""
    console.press("g", "t")
    screen = console.until("Event history (", "CreateKey")
    calls = ["Decrypt", "CreateGrant", "AttachVolume", "GenerateDataKeyWithoutPlaintext", "CreateVolume"]
    shown = [line for line in screen.split("\n") if "│ │" in line]
    order = [next(row for row, line in enumerate(shown) if f"● {call} " in line) for call in calls]
    assert order == sorted(order)


def watch(console: Console, home: Home) -> None:
    """A load runs; what the page calls ciphertext is what lies in the file, and the file has no plaintext."""
    console.press("g", "l")
    console.until(LIVE, "● in memory", "never written")
    console.press("s")
    console.until("● fio", "ciphertext re-read and decrypted: matches", "0 per I/O")
    console.press("s")
    console.until("○ fio")
    console.until_true(lambda screen: _is_in_the_file(screen, home.data / "volumes"), "what lies in the file")


def _is_in_the_file(screen: str, directory: Path) -> bool:
    """Whether the stored bytes of the inspector are those at the place in the file that it names."""
    place = PLACE.search(screen)
    rows = SECTOR_ROW.findall(screen)
    if place is None or len(rows) < 8:
        return False
    written, shown = (b"".join(bytes.fromhex(row[column]) for row in rows) for column in (1, 2))
    content = (directory / place[1]).read_bytes()
    offset = int(place[2])
    return content[offset : offset + len(shown)] == shown != written and written not in content


def disable_the_key(console: Console) -> None:
    """With the key disabled the attached volume goes on; detached, it cannot be attached any more."""
    console.press("s")
    console.until("● fio")
    console.press("K")
    console.until("Disable KMS key", "I/O goes on")
    console.press("Tab", "Enter")
    console.until("KMS key disabled.")
    console.until("○ Disabled", "● in memory", "● fio")
    console.press("D")
    console.until("y goes ahead")
    console.press("y")
    console.until("Volume detached.")
    console.until("No volume is attached in this Region.")
    console.press("g", "v")
    console.until("Available")
    attach(console)
    console.until("CustomerKeyHasBeenRevoked")


def attach_again(console: Console) -> None:
    """With the key enabled it attaches."""
    console.press("g", "k")
    console.until("○ Disabled")
    console.press("e")
    console.until("● Enabled")
    console.press("g", "v")
    console.until("Available")
    attach(console)
    console.until("In-use", "orders-db-1 sdf")


def attach(console: Console) -> None:
    """Ask for the volume under the cursor to be attached."""
    console.press("a")
    console.until("host → KMS · into the host's memory")
    console.press("C-s")
