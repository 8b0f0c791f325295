"""The command line of `kmstui serve`. What it does is in `serve`, which loads a server and an account."""

import sys
from pathlib import Path

import click

from kmstui.cli.bad_input import BadInput
from kmstui.cli.data_dir import data_dir_option
from kmstui.cli.port import port_option


def _known_account(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not (len(value) == 12 and value.isascii() and value.isdigit()):
        raise BadInput(f"an account id is twelve digits, not {value!r}")
    return value


@click.command()
@data_dir_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@port_option
@click.option("--memory", is_flag=True, help="A new account in memory, gone when the server ends.")
@click.option("--demo", is_flag=True, help="The seeded demonstration, in memory, its clock standing still.")
@click.option(
    "--account-id",
    default="",
    metavar="DIGITS",
    callback=_known_account,
    help="The id of a new account; one that is there already must have it.",
)
@click.option(
    "--pace",
    type=click.Choice(["instant", "realistic"]),
    default="instant",
    show_default=True,
    help="Whether volumes and instances change state at once, or take the seconds that they take at AWS.",
)
@click.option("--allow-reset", is_flag=True, help="Let POST /_kmstui/reset empty the account.")
@click.option(
    "--no-verify-signature",
    is_flag=True,
    help="Check no signatures; what is signed with an access key that nobody has is the administrator's.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME:PORT",
    help="Another Host header to answer under, such as a container's name; may be repeated.",
)
@click.option(
    "--credentials-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the administrator's credentials there as lines for a shell, for as long as the server runs.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="warning",
    show_default=True,
    help="What is said on standard error; info has a line for each call.",
)
@click.option("--quiet", is_flag=True, help="The same as --log-level error.")
def serve(
    data_dir: Path | None,
    host: str,
    port: int,
    memory: bool,
    demo: bool,
    account_id: str,
    pace: str,
    allow_reset: bool,
    no_verify_signature: bool,
    allowed_hosts: tuple[str, ...],
    credentials_file: Path | None,
    log_level: str,
    quiet: bool,
) -> None:
    """Serve the account over AWS's own protocols.

    boto3, the AWS CLI, Terraform and Ansible talk to it when they are given its address as the endpoint URL.
    One line on standard output says when it answers. SIGINT or SIGTERM ends it when the calls being made are
    done.

    Exits with 0, and with 2 when the address or the account cannot be had.
    """
    from kmstui.cli.front import FrontOptions
    from kmstui.cli.serve import ServeOptions, run_serve

    options = ServeOptions(
        host=host,
        port=port,
        data_dir=data_dir,
        memory=memory,
        demo=demo,
        account_id=account_id,
        pace=pace,
        front=FrontOptions(not no_verify_signature, allow_reset, allowed_hosts),
        credentials_file=credentials_file,
        log_level="error" if quiet else log_level,
    )
    sys.exit(run_serve(options))
