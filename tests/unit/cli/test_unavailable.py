"""Accounts that cannot be opened: one line says why and what to do, and nothing is changed."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.cli.conftest import SOURCE, Machine

from kmstui.emulator.store.account_store import AccountStore

UNAVAILABLE = 2
FAR_AWAY = datetime(2126, 1, 1, tzinfo=UTC)


def _files(directory: Path) -> dict[str, bytes]:
    """The files of a directory, but for the one that says who has it open."""
    return {file.name: file.read_bytes() for file in directory.iterdir() if file.suffix != ".lock"}


def test_who_holds_the_account_is_named_with_what_to_do_about_it(machine: Machine) -> None:
    store = AccountStore.open(machine.data)
    try:
        ran = machine.call("kms", "ListKeys")
    finally:
        store.close()
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == (
        f"kmstui: {machine.data} is in use by process {os.getpid()}; one process at a time may write to an"
        " account. Close it there, or give this one another directory with --data-dir."
    )
    assert machine.call("kms", "ListKeys").code == 0


def test_without_its_root_key_an_account_is_not_opened_and_gets_no_other_one(machine: Machine) -> None:
    (key,) = machine.root_keys.iterdir()
    secret = key.read_bytes()
    key.unlink()
    before = _files(machine.data)
    ran = machine.call("kms", "ListKeys")
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == (
        f"kmstui: the root key {key} cannot be read (No such file or directory); without it no key opens"
    )
    assert list(machine.root_keys.iterdir()) == []
    assert _files(machine.data) == before
    key.write_bytes(secret)
    key.chmod(0o600)
    assert machine.call("kms", "ListKeys").code == 0


def test_a_root_key_that_others_can_read_is_not_used(machine: Machine) -> None:
    (key,) = machine.root_keys.iterdir()
    key.chmod(0o640)
    ran = machine.call("kms", "ListKeys")
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == (f"kmstui: the root key {key} is open to other users; run: chmod 600 {key}")


def _leave_a_journal(machine: Machine) -> None:
    """Change the account twenty times and leave it as a process leaves it that is killed."""
    before = machine.home / "before"
    store = AccountStore.open(machine.data)
    for number in range(20):
        with store.unit_of_work() as uow:
            uow.schedule("test", f"111122223333/us-east-1/{number}", FAR_AWAY)
    shutil.copytree(machine.data, before)
    store.close()
    shutil.rmtree(machine.data)
    before.rename(machine.data)


@pytest.mark.parametrize("name", ["account.json", "journal"])
def test_a_damaged_file_is_named_and_left_as_it_is(machine: Machine, name: str) -> None:
    _leave_a_journal(machine)
    (file,) = (file for file in machine.data.iterdir() if file.name.startswith(name))
    content = bytearray(file.read_bytes())
    content[len(content.rstrip(b"\0")) // 3] ^= 1
    file.write_bytes(content)
    ran = machine.call("kms", "ListKeys")
    assert ran.code == UNAVAILABLE
    assert ran.complaint().startswith(f"kmstui: {file} is damaged at byte ")
    assert file.read_bytes() == content


def test_a_directory_that_cannot_be_one_is_refused(machine: Machine) -> None:
    file = machine.home / "file"
    file.touch()
    for directory in (file, file / "below"):
        ran = machine.call("kms", "ListKeys", "--data-dir", str(directory))
        assert ran.code == UNAVAILABLE
        assert "Traceback" not in ran.err


def test_a_full_disk_is_said_in_one_line(machine: Machine) -> None:
    code = (
        "import sys\n"
        "sys.stdout = open('/dev/full', 'w')\n"
        "from kmstui.cli import main\n"
        "main(['call', 'kms', 'ListKeys'])\n"
    )
    ran = machine.python("-c", code)
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == (
        "kmstui: the call was made, but its answer cannot be written: No space left on device"
    )


def test_the_console_leaves_with_the_reason_when_the_account_does_not_open(machine: Machine) -> None:
    """The console paints first and opens the account after, so the reason comes when it is on the screen."""
    (key,) = machine.root_keys.iterdir()
    key.unlink()
    master, slave = pty.openpty()
    environment = {
        **os.environ,
        "HOME": str(machine.home),
        "XDG_DATA_HOME": str(machine.home / "data"),
        "XDG_CONFIG_HOME": str(machine.home / "config"),
        "PYTHONPATH": str(SOURCE),
        "TERM": "xterm-256color",
        "COLUMNS": "120",
        "LINES": "40",
    }
    command = [sys.executable, "-m", "kmstui"]
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    ) as console:
        os.close(slave)
        said = _drawn(master, console, deadline=time.monotonic() + 60)
    os.close(master)
    assert console.returncode == UNAVAILABLE
    assert f"kmstui: the root key {key} cannot be read" in said
    assert "Traceback" not in said


def test_without_a_terminal_there_is_no_console(machine: Machine) -> None:
    ran = machine.python("-m", "kmstui")
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == "kmstui: the console needs a terminal; `kmstui call` makes one call without"


def _drawn(master: int, console: "subprocess.Popen[bytes]", deadline: float) -> str:
    """What the console writes until it has ended."""
    drawn = b""
    while console.poll() is None or select.select([master], [], [], 0)[0]:
        if time.monotonic() > deadline:
            console.kill()
            raise AssertionError("the console did not leave")
        if select.select([master], [], [], 0.1)[0]:
            try:
                drawn += os.read(master, 65_536)
            except OSError:
                console.wait(10)
                break
    return drawn.decode()
