"""A real `kmstui serve` on a free port, and how clients of every kind are told about it."""

import os
import select
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from tests.clients.home import REGION, Home, kmstui
from tests.clients.tools import run

PATIENCE_S = 60.0
"""How long a server may take to answer or to end, on a machine that has other things to do."""
LISTENING = "kmstui is listening on "
_KEPT = ("PATH", "LANG", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Served:
    """An account that is served, and the credentials of its administrator."""

    url: str
    home: Home
    credentials: Mapping[str, str]
    """The environment that `kmstui credentials` prints: who one is, where it is, in which Region."""
    log: Path

    def environment(self, **more: str) -> dict[str, str]:
        """What an AWS client is started with: everything it needs, and nothing of this machine's user."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        nowhere = str(self.home.path / "no-such-file")
        return {
            **kept,
            "HOME": str(self.home.path),
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            **self.credentials,
            **more,
        }

    def client(self, service: str) -> Any:
        """A boto3 client."""
        return self._session().client(service, endpoint_url=self.url)

    def resource(self, service: str) -> Any:
        """A boto3 resource."""
        return self._session().resource(service, endpoint_url=self.url)

    def _session(self) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=self.credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=self.credentials.get("AWS_SESSION_TOKEN"),
            region_name=REGION,
        )

    def instances(self) -> dict[str, str]:
        """The ids of the account's instances by their names."""
        answer = self.client("ec2").describe_instances()
        return {
            tag["Value"]: instance["InstanceId"]
            for reservation in answer["Reservations"]
            for instance in reservation["Instances"]
            for tag in instance["Tags"]
            if tag["Key"] == "Name"
        }


@contextmanager
def serving(home: Home) -> Iterator[Served]:
    """Serve the account of a home directory until the end, which has to be a clean one."""
    log = home.path / "serve.log"
    command = kmstui("serve", "--port", "0", "--log-level", "info")
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            command, env=home.environment(), stdout=subprocess.PIPE, stderr=stderr, text=True
        )
    try:
        url = _url(process, log)
        credentials = credentials_of(home)
        assert credentials["AWS_ENDPOINT_URL"] == url
        yield Served(url, home, credentials, log)
        process.terminate()
        assert process.wait(PATIENCE_S) == 0, log.read_text()
        assert "Traceback" not in log.read_text()
    finally:
        process.kill()
        process.communicate()


def _url(process: "subprocess.Popen[str]", log: Path) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], PATIENCE_S)[0], f"it did not listen: {log.read_text()}"
    line = process.stdout.readline().strip()
    assert line.startswith(LISTENING), f"{line!r}, {log.read_text()}"
    return line.removeprefix(LISTENING)


def credentials_of(home: Home, *arguments: str) -> dict[str, str]:
    """What `kmstui credentials` prints, as an environment."""
    command = kmstui("credentials", *arguments)
    printed = run(command, home.environment()).stdout
    lines = [line.removeprefix("export ") for line in printed.splitlines() if line.startswith("export ")]
    return {name: shlex.split(value)[0] for name, _, value in (line.partition("=") for line in lines)}
