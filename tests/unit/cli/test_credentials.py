"""`kmstui credentials` as a shell sees it: lines to evaluate, or a profile, also while somebody serves."""

import json
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.unit.cli.conftest import SOURCE, Machine

BAD_INPUT = 2
LINE = re.compile(r"(?:export (\w+)=(.*)|unset (\w+))")
HOLDING = """
import sys
from pathlib import Path
from kmstui.emulator.store.account_store import AccountStore
store = AccountStore.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def values(text: str) -> dict[str, str]:
    """What the lines set; empty for what they unset."""
    found = {}
    for line in text.splitlines():
        matched = LINE.fullmatch(line)
        assert matched, line
        found[matched[1] or matched[3]] = matched[2] or ""
    return found


@contextmanager
def held(machine: Machine) -> Iterator[None]:
    """Another process has the account open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(machine.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        try:
            yield
        finally:
            holder.stdin.close()


def test_a_bare_machine_gets_an_account_and_its_administrators_key(bare: Machine) -> None:
    ran = bare.kmstui("credentials")
    assert (ran.code, ran.err) == (0, "")
    found = values(ran.out)
    assert found["AWS_ACCESS_KEY_ID"].startswith("AKIA")
    assert len(found["AWS_SECRET_ACCESS_KEY"]) == 40
    assert found["AWS_SESSION_TOKEN"] == ""
    assert found["AWS_DEFAULT_REGION"] == found["AWS_REGION"] == "us-east-1"
    assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert bare.kmstui("credentials").out == ran.out
    listed = json.loads(bare.call("iam", "ListAccessKeys").out)["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in listed] == [found["AWS_ACCESS_KEY_ID"]]


def test_while_the_account_is_held_the_same_is_said_and_nothing_is_written(machine: Machine) -> None:
    free = machine.kmstui("credentials").out
    with held(machine):
        before = {file.name: file.read_bytes() for file in machine.data.iterdir() if file.is_file()}
        assert machine.kmstui("credentials").out == free
        after = {file.name: file.read_bytes() for file in machine.data.iterdir() if file.is_file()}
        assert after == before
        ran = machine.kmstui("credentials", "--as", "nobody")
    assert (ran.code, ran.complaint()) == (BAD_INPUT, "kmstui: The user with name nobody cannot be found.")


def test_who_has_no_key_gets_a_session_while_the_account_is_held(machine: Machine) -> None:
    assert machine.call("iam", "CreateUser", '{"UserName":"orders"}').code == 0
    with held(machine):
        ran = machine.kmstui("credentials", "--as", "orders")
    assert values(ran.out)["AWS_SESSION_TOKEN"]
    assert re.fullmatch(r"kmstui: these credentials end at [0-9]{4}-[0-9: -]+ UTC\n", ran.err)
    assert machine.call("iam", "ListAccessKeys", '{"UserName":"orders"}').out.count("AKIA") == 0
    assert values(machine.kmstui("credentials", "--as", "orders").out)["AWS_SESSION_TOKEN"] == ""


def test_roles_and_root_get_sessions_and_options_count(machine: Machine) -> None:
    for name in ("orders-app", "root"):
        ran = machine.kmstui("credentials", "--as", name, "--region", "eu-west-1")
        found = values(ran.out)
        assert found["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert found["AWS_REGION"] == "eu-west-1"
    url = "http://localhost:1234"
    assert values(machine.kmstui("credentials", "--endpoint-url", url).out)["AWS_ENDPOINT_URL"] == url


def test_the_profile_that_others_call_with_is_not_the_one_to_write(machine: Machine) -> None:
    ran = machine.kmstui("--profile", "work", "credentials")
    assert (ran.code, ran.complaint()) == (BAD_INPUT, "kmstui: --profile does not go with credentials")


def test_the_lines_are_what_a_shell_evaluates(machine: Machine) -> None:
    ran = machine.kmstui("credentials", "--as", "root", "--endpoint-url", "http://x/?a=$HOME;b='c'")
    script = f'{ran.out}printf "%s\\n" "$AWS_SESSION_TOKEN" "$AWS_ENDPOINT_URL"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, check=True, text=True).stdout.split("\n")
    assert told[:2] == [values(ran.out)["AWS_SESSION_TOKEN"], "http://x/?a=$HOME;b='c'"]


def test_the_demonstration_has_the_same_key_each_time(machine: Machine) -> None:
    first = machine.kmstui("credentials", "--demo")
    assert first.code == 0
    assert machine.kmstui("credentials", "--demo").out == first.out
    assert first.out != machine.kmstui("credentials").out


def test_a_profile_is_written_for_a_script_that_says_yes(machine: Machine) -> None:
    ran = machine.kmstui("credentials", "--profile-name", "local", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "The profile local is written. Try: aws --profile local sts get-caller-identity\n"
    credentials, config = (machine.home / ".aws" / name for name in ("credentials", "config"))
    key = values(machine.kmstui("credentials").out)
    assert credentials.read_text() == (
        "[local]\n# written by kmstui\n"
        f"aws_access_key_id = {key['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {key['AWS_SECRET_ACCESS_KEY']}\n"
    )
    assert config.read_text() == (
        "[profile local]\n# written by kmstui\nregion = us-east-1\nendpoint_url = http://127.0.0.1:4566\n"
    )
    assert [stat.S_IMODE(file.stat().st_mode) for file in (credentials, config)] == [0o600, 0o600]
    assert machine.kmstui("credentials", "--profile-name", "local", "--yes").code == 0


def test_without_a_terminal_nothing_is_written_unasked(machine: Machine) -> None:
    ran = machine.kmstui("credentials", "--profile-name", "local")
    assert ran.code == BAD_INPUT
    assert ran.complaint() == (
        "kmstui: there is no terminal to ask on; --yes writes the profile without asking"
    )
    assert not (machine.home / ".aws").exists()


def test_a_script_does_not_replace_what_somebody_else_wrote(machine: Machine) -> None:
    file = machine.home / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text("[work]\naws_access_key_id = AKIAREAL\n")
    ran = machine.kmstui("credentials", "--profile-name", "work", "--yes")
    assert (ran.code, file.read_text()) == (BAD_INPUT, "[work]\naws_access_key_id = AKIAREAL\n")
    assert ran.complaint() == f"kmstui: the profile work in {file} is not kmstui's; take another name"
    assert not (machine.home / ".aws" / "config").exists()


@pytest.mark.parametrize("name", ["a b", "x]", "a\nb", "ä", "a" * 129])
def test_a_profile_name_needs_no_quoting(machine: Machine, name: str) -> None:
    ran = machine.kmstui("credentials", "--profile-name", name, "--yes")
    assert (ran.code, ran.complaint()) == (
        BAD_INPUT,
        "kmstui: a profile name here has letters, digits and _.@+- alone",
    )


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_it_asks_and_says_what_would_be_lost(
    machine: Machine, answer: str, *, written: bool
) -> None:
    file = machine.home / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text("[work]\naws_access_key_id = AKIAREAL\n")
    said = _on_a_terminal(machine, ["credentials", "--profile-name", "work"], answer)
    assert "Write the profile work to " in said
    assert "It was written by somebody else: its access key would be lost. [y/N] " in said
    assert ("AKIAREAL" not in file.read_text()) is written
    assert ("nothing was written" in said) is not written


def _on_a_terminal(machine: Machine, arguments: list[str], answer: str) -> str:
    """Run kmstui on a terminal of its own; what it said there until it ended."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - another process
        os.environ |= {
            "HOME": str(machine.home),
            "XDG_DATA_HOME": str(machine.home / "data"),
            "XDG_CONFIG_HOME": str(machine.home / "config"),
            "PYTHONPATH": str(SOURCE),
        }
        os.execv(sys.executable, [sys.executable, "-m", "kmstui", *arguments])
    os.write(terminal, f"{answer}\n".encode())
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
    except OSError:
        pass  # the terminal is gone with its last user
    os.waitpid(child, 0)
    os.close(terminal)
    return re.sub(r"\s+", " ", said.decode())


def test_a_file_that_cannot_be_written_is_told_in_one_line(machine: Machine) -> None:
    (machine.home / ".aws").write_text("in the way")
    ran = machine.kmstui("credentials", "--profile-name", "local", "--yes")
    assert ran.code == BAD_INPUT
    assert str(machine.home / ".aws") in ran.complaint()


def test_what_is_damaged_is_told_in_one_line(machine: Machine) -> None:
    for key in machine.root_keys.iterdir():
        key.unlink()
    with held(machine):
        ran = machine.kmstui("credentials")
    assert ran.code == BAD_INPUT
    assert "root key" in ran.complaint()


def test_paths_are_those_of_the_environment(machine: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    script = (
        "import os, runpy, sys;"
        f"os.environ['AWS_SHARED_CREDENTIALS_FILE']={str(elsewhere)!r};"
        "sys.argv=['kmstui','credentials','--profile-name','local','--yes'];"
        "runpy.run_module('kmstui', run_name='__main__')"
    )
    assert machine.python("-c", script).code == 0
    assert elsewhere.read_text().startswith("[local]\n")
    assert not (machine.home / ".aws" / "credentials").exists()
