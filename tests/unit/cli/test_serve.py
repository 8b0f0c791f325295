"""`kmstui serve` as a process: one line when it answers, a clean end, and one line for what cannot be."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.unit.cli.conftest import SOURCE, Machine

UNAVAILABLE = 2
PATIENCE_S = 60.0
READY = "kmstui is listening on "


@contextmanager
def _serving(machine: Machine, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server on a free port, and its URL."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(machine.home),
        "XDG_DATA_HOME": str(machine.home / "data"),
        "XDG_CONFIG_HOME": str(machine.home / "config"),
        "PYTHONPATH": str(SOURCE),
    }
    command = [sys.executable, "-m", "kmstui", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), process.communicate(timeout=PATIENCE_S)
        yield process, line.removeprefix(READY).strip()
    finally:
        process.kill()
        process.communicate()


def _health(url: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{url}/_kmstui/health", timeout=PATIENCE_S) as answer:
        health: dict[str, object] = json.load(answer)
        return health


def _ended(process: "subprocess.Popen[str]", how: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(how)
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_one_line_answers_and_ends_well(bare: Machine, how: signal.Signals) -> None:
    with _serving(bare) as (process, url):
        assert _health(url)["accountId"] == "111122223333"
        assert _ended(process, how) == (0, "", "")
    assert bare.call("kms", "ListKeys").code == 0, "the account is free again"


def test_who_finds_the_account_locked_is_told_where_it_is_served(machine: Machine) -> None:
    with _serving(machine) as (process, url):
        ran = machine.call("kms", "ListKeys")
        assert ran.code == UNAVAILABLE
        assert ran.complaint() == (
            f"kmstui: {machine.data} is in use by process {process.pid}; one process at a time may write to"
            f" an account. It serves the account: use --endpoint-url {url} instead."
        )
        assert _ended(process, signal.SIGTERM)[0] == 0
    assert not (machine.data / "account.url").exists()


def test_a_new_account_gets_the_id_that_was_asked_for_and_keeps_it(bare: Machine) -> None:
    with _serving(bare, "--account-id", "210987654321") as (process, url):
        assert _health(url)["accountId"] == "210987654321"
        assert _ended(process, signal.SIGTERM)[0] == 0
    ran = bare.kmstui("serve", "--port", "0", "--account-id", "111122223333")
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == f"kmstui: {bare.data} holds the account 210987654321, not 111122223333"
    answer = json.loads(bare.call("sts", "GetCallerIdentity").out)
    assert answer["Arn"] == "arn:aws:iam::210987654321:user/alice"


def test_the_administrators_credentials_are_there_for_as_long_as_the_server_is(
    bare: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "credentials.env"
    with _serving(bare, "--memory", "--credentials-file", str(file)) as (process, url):
        lines = file.read_text()
        assert f"AWS_ENDPOINT_URL={url}\n" in lines
        assert "AWS_ACCESS_KEY_ID=AKIA" in lines
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert _ended(process, signal.SIGTERM)[0] == 0
    assert not file.exists()
    assert not bare.data.exists(), "an account in memory leaves nothing behind"


def test_the_log_has_a_line_for_each_call_and_no_secret(bare: Machine) -> None:
    with _serving(bare, "--memory", "--no-verify-signature", "--log-level", "info") as (process, url):
        body = json.dumps({"KeyId": "alias/x", "Plaintext": "aHVudGVyMg=="}).encode()
        headers = {
            "X-Amz-Target": "TrentService.Encrypt",
            "Content-Type": "application/x-amz-json-1.1",
            "User-Agent": "client",
        }
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=PATIENCE_S)
        refusal.value.close()
        code, out, err = _ended(process, signal.SIGTERM)
    assert (code, out) == (0, "")
    (line,) = [line for line in err.splitlines() if "kms:Encrypt" in line]
    assert "NotFoundException" in line
    assert "hunter2" not in err
    assert "aHVudGVy" not in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--memory", "--demo"], "--data-dir, --memory and --demo are different accounts; choose one"),
        (["--demo", "--allow-reset"], "the demonstration cannot be reset; start it again"),
        (["--demo", "--account-id", "222222222222"], "the demonstration is account 111122223333"),
        (["--account-id", "12"], "an account id is twelve digits, not '12'"),
        (
            ["--memory", "--host", "0.0.0.0", "--no-verify-signature"],
            "--no-verify-signature goes with an address of this machine alone",
        ),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(
    bare: Machine, arguments: list[str], complaint: str
) -> None:
    ran = bare.kmstui("serve", "--port", "0", *arguments)
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == f"kmstui: {complaint}"


def test_a_port_that_is_taken_is_said_in_one_line(bare: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = bare.kmstui("serve", "--port", str(port))
    assert ran.code == UNAVAILABLE
    assert ran.complaint() == f"kmstui: cannot listen on 127.0.0.1:{port}: address already in use"
    assert not bare.data.exists(), "nothing was begun"


def test_a_reset_over_http_empties_the_account(machine: Machine) -> None:
    with _serving(machine, "--allow-reset") as (process, url):
        reset = urllib.request.Request(f"{url}/_kmstui/reset", method="POST")
        with urllib.request.urlopen(reset, timeout=PATIENCE_S) as answer:
            assert json.load(answer) == {"status": "reset"}
        assert _ended(process, signal.SIGTERM)[0] == 0
    assert json.loads(machine.call("kms", "ListKeys").out)["Keys"] == []


def test_credentials_for_another_address_name_a_region_all_the_same(bare: Machine) -> None:
    ran = bare.kmstui("credentials", "--demo", "--endpoint-url", "http://127.0.0.1:1")
    assert ran.code == 0
    assert "export AWS_REGION=us-east-1\n" in ran.out
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:1\n" in ran.out
