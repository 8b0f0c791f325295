"""How a command says that what was asked for cannot be meant: one line on standard error, exit code 2."""

import sys
from typing import IO

import click


class BadInput(click.ClickException):
    """What was asked for cannot be meant; one line says why."""

    exit_code = 2

    def show(self, file: IO[str] | None = None) -> None:
        """Say it on standard error."""
        click.echo(f"kmstui: {self.format_message()}", file=file or sys.stderr)
