"""Accounts elsewhere, named on the command line: what goes together, and one line for what goes wrong."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.backends.boto.fake_aws import FakeAws, serving
from tests.unit.cli.conftest import SOURCE, Machine

from kmstui.cli.elsewhere import INSTALL

BAD_INPUT = 2
NOBODY = "http://127.0.0.1:1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-of-the-example"}


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No configuration of AWS's but what a test writes; the file is returned."""
    for name in [*os.environ]:
        if name.startswith("AWS_") or name.endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path / "config"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials in the environment."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def aws() -> Iterator[FakeAws]:
    """A server that says what it is told to."""
    with serving() as fake:
        yield fake


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Somebody without an account of kmstui's own."""
    return Machine(tmp_path / "home")


@pytest.mark.usefixtures("keys")
def test_a_call_goes_to_the_endpoint_and_its_answer_is_printed(machine: Machine, aws: FakeAws) -> None:
    aws.say({"Keys": [{"KeyId": "k-1"}], "Truncated": False})
    ran = machine.call("kms", "ListKeys", "--endpoint-url", aws.url)
    assert (ran.code, ran.err) == (0, "")
    assert '"KeyId": "k-1"' in ran.out
    assert not machine.data.exists()


@pytest.mark.usefixtures("keys")
def test_the_option_may_stand_before_the_verb_and_the_region_may_be_any(
    machine: Machine, aws: FakeAws
) -> None:
    aws.say({"Keys": []})
    first = ("--endpoint-url", aws.url, "--region", "ap-south-2")
    assert machine.kmstui(*first, "call", "kms", "ListKeys").code == 0


@pytest.mark.usefixtures("keys")
def test_a_refusal_of_the_service_ends_as_the_aws_cli_does(machine: Machine, aws: FakeAws) -> None:
    aws.refuse("NotFoundException", "Invalid keyId \x1b]0;owned\x07")
    ran = machine.call("kms", "DescribeKey", '{"KeyId":"k"}', "--endpoint-url", aws.url)
    assert ran.code == 254
    assert ran.complaint().startswith("An error occurred (NotFoundException) when calling the DescribeKey")
    assert "\x1b" not in ran.err


@pytest.mark.usefixtures("keys")
def test_an_endpoint_that_is_down_is_told_in_one_line(machine: Machine) -> None:
    ran = machine.call("kms", "ListKeys", "--endpoint-url", NOBODY)
    assert ran.code == BAD_INPUT
    assert ran.complaint() == "kmstui: Nobody answers at 127.0.0.1:1 (sts GetCallerIdentity)."


def test_without_credentials_one_line_says_what_to_do(machine: Machine, aws: FakeAws) -> None:
    ran = machine.call("kms", "ListKeys", "--endpoint-url", aws.url)
    assert ran.code == BAD_INPUT
    assert ran.complaint().startswith("kmstui: There are no AWS credentials. Configure a profile")
    assert aws.seen == []


@pytest.mark.usefixtures("keys")
def test_a_profile_that_is_not_there_is_named(machine: Machine) -> None:
    ran = machine.call("kms", "ListKeys", "--profile", "prod")
    assert (ran.code, ran.complaint()) == (
        BAD_INPUT,
        "kmstui: The AWS configuration has no profile 'prod'.",
    )


def test_a_profile_without_a_region_is_told_so(machine: Machine, nothing_of_this_machine: Path) -> None:
    nothing_of_this_machine.write_text(
        "[profile prod]\naws_access_key_id=AKIDEXAMPLE\naws_secret_access_key=secret-of-the-example\n"
    )
    ran = machine.call("kms", "ListKeys", "--profile", "prod")
    assert ran.code == BAD_INPUT
    assert ran.complaint().startswith("kmstui: No Region is set: give one with --region")


@pytest.mark.parametrize(
    "url",
    ["nonsense", "ftp://x", "http://", "http://h:99999", "http://h:0", "http://h/?a=b", "http://a b"],
)
def test_what_is_no_endpoint_is_refused(machine: Machine, url: str) -> None:
    ran = machine.call("kms", "ListKeys", "--endpoint-url", url)
    assert (ran.code, ran.complaint()) == (
        BAD_INPUT,
        f"kmstui: an endpoint is a URL such as http://localhost:4566, not {url!r}",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--profile", "p", "--demo"), "--demo does not go with --profile"),
        (("--endpoint-url", NOBODY, "--as", "bob"), "--as does not go with --endpoint-url"),
        (("--endpoint-url", NOBODY, "--data-dir", "/x"), "--data-dir does not go with --endpoint-url"),
    ],
)
def test_options_of_the_emulated_account_do_not_go_with_another(
    machine: Machine, arguments: tuple[str, ...], said: str
) -> None:
    ran = machine.kmstui(*arguments)
    assert (ran.code, ran.complaint()) == (BAD_INPUT, f"kmstui: {said}")


def test_without_boto3_one_line_says_how_to_install_it(machine: Machine) -> None:
    code = (
        "import sys, importlib.util as util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'botocore' else found(name, *more)\n"
        "from kmstui.cli import main\n"
        f"main(['call', 'kms', 'ListKeys', '--endpoint-url', {NOBODY!r}])\n"
    )
    ran = machine.python("-c", code)
    assert (ran.code, ran.complaint()) == (BAD_INPUT, f"kmstui: {INSTALL}")


def test_the_emulated_account_never_loads_botocore(machine: Machine) -> None:
    code = (
        "import sys\n"
        "from kmstui.cli import main\n"
        "try: main(['call', 'kms', 'ListKeys'])\n"
        "except SystemExit: pass\n"
        "sys.stdout.write(','.join(name for name in ('botocore', 'boto3') if name in sys.modules))\n"
    )
    assert machine.python("-c", code).out.endswith("}\n")


@pytest.mark.usefixtures("keys")
def test_the_console_leaves_with_the_reason_when_nobody_answers(machine: Machine) -> None:
    """It paints first and asks after, so the reason comes when it is on the screen."""
    drawn, code = _console(machine, "--endpoint-url", NOBODY)
    assert code == BAD_INPUT
    assert "kmstui: Nobody answers at 127.0.0.1:1 (sts GetCallerIdentity)." in drawn
    assert "Traceback" not in drawn


def test_the_console_leaves_with_the_reason_where_there_are_no_credentials(machine: Machine) -> None:
    drawn, code = _console(machine, "--profile", "prod")
    assert code == BAD_INPUT
    assert "kmstui: The AWS configuration has no profile 'prod'." in drawn


def _console(machine: Machine, *arguments: str) -> tuple[str, int]:
    """Everything that a console draws in a terminal until it leaves by itself, and its exit code."""
    master, slave = pty.openpty()
    environment = {
        **os.environ,
        "HOME": str(machine.home),
        "PYTHONPATH": str(SOURCE),
        "TERM": "xterm-256color",
        "COLUMNS": "120",
        "LINES": "40",
    }
    command = [sys.executable, "-m", "kmstui", *arguments]
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    ) as console:
        os.close(slave)
        drawn = b""
        try:
            while some := os.read(master, 65_536):
                drawn += some
        except OSError:  # Linux's way to say that nobody has the other end open any more
            console.wait(60)
    os.close(master)
    return drawn.decode(errors="replace"), console.returncode
