"""Terraform with hashicorp/aws out of a mirror on this machine: nothing is fetched from anywhere.

The mirror's folder comes from KMSTUI_TERRAFORM_MIRROR, or is one that Terraform itself would look into (its
documentation, "Implied Local Mirror Directories"). Without the program or a mirror a test is skipped, which
the report counts and gives the reason of.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.clients.served import Served
from tests.clients.tools import run

MODULES = Path(__file__).with_name("terraform")
MIRROR = "KMSTUI_TERRAFORM_MIRROR"
PROVIDER = Path("registry.terraform.io/hashicorp/aws")
PATIENCE_S = 300.0
"""For one command; the provider itself waits ten seconds here and there before it looks."""
DIFFERENT = 2
"""What `plan -detailed-exitcode` exits with when there is something to do."""
CONFIG = """\
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = %s
  }
}
"""
"""Terraform's own settings: providers come out of a folder and from nowhere else."""


def _implied() -> list[Path]:
    """Where Terraform looks for providers that were put there beforehand, on Linux."""
    home = Path.home()
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    data = [os.environ.get("XDG_DATA_HOME", str(home / ".local/share")), *shared]
    return [home / ".terraform.d/plugins", *(Path(each) / "terraform/plugins" for each in data if each)]


def mirror() -> Path:
    """The mirror with hashicorp/aws in it; skips the test when there is none."""
    named = os.environ.get(MIRROR)
    for folder in [Path(named)] if named else _implied():
        if (folder / PROVIDER).is_dir():
            return folder
    pytest.skip(f"no mirror with hashicorp/aws: {named or MIRROR + ' is not set'}")


def program() -> str:
    """Terraform; skips the test when it is not there."""
    found = shutil.which("terraform")
    if found is None:
        pytest.skip("terraform is not installed")
    return found


class Terraform:
    """One of our modules in a directory of its own, with an account behind it."""

    def __init__(self, served: Served, directory: Path, module: str) -> None:
        """Initialises it.

        Args:
            served: the account.
            directory: an empty one, for the module, its state and the provider.
            module: a folder of `MODULES`.
        """
        self._program, folder = program(), mirror()
        self._directory = directory
        shutil.copy(MODULES / "provider.tf", directory)
        shutil.copy(MODULES / module / "main.tf", directory)
        config = directory / "terraform.rc"
        config.write_text(CONFIG % json.dumps(str(folder)))
        self._environment = served.environment(
            TF_CLI_CONFIG_FILE=str(config),
            TF_DATA_DIR=str(directory / "data"),
            TF_IN_AUTOMATION="1",
            TF_INPUT="0",
            CHECKPOINT_DISABLE="1",
        )
        self._run("init", "-backend=false")

    def apply(self, **variables: str) -> dict[str, Any]:
        """Make it so; the module's outputs."""
        self._run("apply", "-auto-approve", *_arguments(variables))
        outputs = json.loads(self._run("output", "-json"))
        return {name: output["value"] for name, output in outputs.items()}

    def settled(self, **variables: str) -> None:
        """Hold the account against the module; there must be no difference."""
        self._run("plan", "-detailed-exitcode", *_arguments(variables))

    def differs(self, **variables: str) -> str:
        """Hold the account against the module; there must be a difference, and this is its plan."""
        return self._run("plan", "-detailed-exitcode", *_arguments(variables), code=DIFFERENT)

    def destroy(self, **variables: str) -> None:
        """Take everything away again."""
        self._run("destroy", "-auto-approve", *_arguments(variables))

    def _run(self, *arguments: str, code: int = 0) -> str:
        plain = () if arguments[0] == "output" else ("-no-color",)
        command = [self._program, f"-chdir={self._directory}", *arguments, *plain]
        return run(command, self._environment, PATIENCE_S, code).stdout


def _arguments(variables: dict[str, str]) -> list[str]:
    return [f"-var={name}={value}" for name, value in variables.items()]
