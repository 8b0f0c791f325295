"""The option that says where the account lies, which most verbs have."""

from pathlib import Path

import click

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The account's directory; the user's data directory unless given.",
)
