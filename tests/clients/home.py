"""Somebody's home directory, with an account in it that real processes open."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_local
from kmstui.config import Config

SOURCE = Path(__file__).parents[2] / "src"
REGION = "us-east-1"


@dataclass(frozen=True)
class Home:
    """A home directory of its own."""

    path: Path

    @property
    def data(self) -> Path:
        """Where the account lies."""
        return self.path / ".local" / "share" / "kmstui"

    @property
    def root_keys(self) -> Path:
        """Where its root key lies."""
        return self.path / ".config" / "kmstui" / "root-keys"

    def environment(self, **terminal: str) -> dict[str, str]:
        """What a program is started with here; `terminal` says what its terminal is, such as `TERM`."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**kept, "HOME": str(self.path), "PYTHONPATH": str(SOURCE), **terminal}

    @contextmanager
    def account(self, identity: str = "alice") -> Iterator[Gateway]:
        """The account itself, opened in this process while nobody else has it open."""
        config = Config(self.data, self.root_keys)
        account = open_local(config, identity, pace="instant", data_plane_at_once=False)
        try:
            yield account.endpoint.gateway(identity, REGION)
        finally:
            account.close()


def kmstui(*arguments: str) -> list[str]:
    """The command that runs it."""
    return [sys.executable, "-m", "kmstui", *arguments]
