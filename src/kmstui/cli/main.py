"""The `kmstui` command and its verbs.

Knows options and exit codes: 0 for success, 2 for bad input or an account that cannot be opened, 254 for an
error that AWS would answer (as the AWS CLI does). What the verbs do is in the modules beside this one.
"""

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from kmstui import __version__
from kmstui.cli.bad_input import BadInput
from kmstui.cli.data_dir import data_dir_option
from kmstui.cli.endpoint_options import elsewhere, endpoint_url, named_elsewhere, profile
from kmstui.cli.port import port_option
from kmstui.cli.serve_command import serve as serve_command
from kmstui.config import DEFAULT_IDENTITY, REGIONS


def _known_region(context: click.Context, option: click.Parameter, value: str) -> str:
    """A Region of the emulated account; elsewhere any, and the one configured there where none is named."""
    if named_elsewhere(context):
        named = context.get_parameter_source(str(option.name)) is not ParameterSource.DEFAULT
        return value if named else ""
    if value not in REGIONS:
        raise BadInput(f"unknown Region {value!r}; Regions are {', '.join(REGIONS)}")
    return value


_region = click.option(
    "--region",
    default=REGIONS[0],
    show_default=True,
    metavar="REGION",
    callback=_known_region,
    help="The Region to call.",
)
_identity = click.option(
    "--as",
    "identity",
    default=DEFAULT_IDENTITY,
    show_default=True,
    metavar="NAME",
    help="Who calls: a user or a role of the account, or root.",
)
_OF_THE_ACCOUNT = frozenset({"data_dir", "region", "identity", "endpoint_url", "profile", "demo", "port"})
"""Options that mean the same before a verb as after it."""


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kmstui")
@data_dir_option
@_region
@_identity
@endpoint_url
@profile
@click.option("--demo", is_flag=True, help="An account in memory, seeded, with a frozen clock.")
@click.option("--serve", is_flag=True, help="Serve the account to AWS's clients as `kmstui serve` does.")
@port_option
@click.option("--read-only", is_flag=True, help="Refuse every call that would change something.")
@click.option(
    "--theme", type=click.Choice(["dark", "light", "high-contrast"]), default="dark", show_default=True
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII characters alone.")
@click.option("--no-color", is_flag=True, help="No colours; the same as setting NO_COLOR.")
@click.pass_context
def main(
    context: click.Context,
    /,
    data_dir: Path | None,
    region: str,
    identity: str,
    demo: bool,
    serve: bool,
    port: int,
    read_only: bool,
    theme: str,
    ascii_only: bool,
    no_color: bool,
    **_elsewhere: str,
) -> None:
    """The AWS KMS and EBS console, in a terminal."""
    if context.invoked_subcommand is not None:
        _pass_on(context, context.invoked_subcommand)
        return
    where = elsewhere(context)
    from kmstui.cli.console import ConsoleOptions, run_console

    options = ConsoleOptions(
        data_dir,
        region,
        identity,
        demo,
        read_only,
        theme,
        ascii_only,
        no_color,
        where,
        port if serve else None,
    )
    sys.exit(run_console(options))


def _pass_on(context: click.Context, verb: str) -> None:
    """Let the options that stand before a verb count for it; none is left out in silence."""
    takes = {parameter.name for parameter in main.commands[verb].params}
    defaults: dict[str, object] = {}
    for parameter in main.params:
        name = str(parameter.name)
        if context.get_parameter_source(name) is ParameterSource.DEFAULT:
            continue
        if name not in _OF_THE_ACCOUNT & takes:
            raise BadInput(f"{parameter.opts[0]} does not go with {verb}")
        defaults[name] = context.params[name]
    context.default_map = {verb: defaults}


@main.command()
@click.argument("service")
@click.argument("operation")
@click.argument("parameters", default="{}", metavar="[JSON]")
@data_dir_option
@_region
@_identity
@endpoint_url
@profile
@click.pass_context
def call(
    context: click.Context,
    /,
    service: str,
    operation: str,
    parameters: str,
    data_dir: Path | None,
    region: str,
    identity: str,
    **_elsewhere: str,
) -> None:
    """Make one AWS call and print its answer as AWS's JSON.

    SERVICE and OPERATION are AWS's names, as in `kms CreateKey`, `ec2 DescribeVolumes`, `iam ListUsers`,
    `cloudtrail LookupEvents` or `sts GetCallerIdentity`; a wrong one is answered with those there are. JSON
    is what the operation takes, `{}` unless given; of `-` it is read from standard input. Blobs are base64,
    both ways.

    Exits with 0, with 254 when AWS would answer with an error, and with 2 for bad input or an account that
    cannot be opened.
    """
    where = elsewhere(context)
    from kmstui.cli.call import run_call

    text = sys.stdin.buffer.read() if parameters == "-" else parameters
    sys.exit(run_call(service, operation, text, data_dir, region, identity, where))


main.add_command(serve_command)


@main.command()
@data_dir_option
@_region
@_identity
@click.option("--demo", is_flag=True, help="Of the demonstration, as `kmstui serve --demo` has it.")
@click.option(
    "--profile-name",
    default="",
    metavar="NAME",
    help="Write a profile into the AWS CLI's files instead of printing lines for a shell.",
)
@click.option(
    "--endpoint-url",
    default="",
    metavar="URL",
    help="Where the account is served, if not where it is being served now or at the usual address.",
)
@click.option("--yes", is_flag=True, help="Write the profile without asking.")
def credentials(
    data_dir: Path | None,
    region: str,
    identity: str,
    demo: bool,
    profile_name: str,
    endpoint_url: str,
    yes: bool,
) -> None:
    """Print what AWS SDKs and tools need to call the account, or write it as a profile.

    In a shell: eval "$(kmstui credentials)". It works while the account is being served. Exits with 2 when
    there are no credentials to be had or no profile is to be written.
    """
    from kmstui.cli.credentials import CredentialsOptions, run_credentials

    options = CredentialsOptions(
        data_dir, demo, region or REGIONS[0], identity, profile_name, endpoint_url, yes
    )
    sys.exit(run_credentials(options))


@main.command()
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a .cast or .gif instead of playing in the terminal.",
)
@click.option("--theme", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
def tour(record: Path | None, theme: str) -> None:
    """Play the whole story: a key from the wizard encrypts a volume, and you watch it happen."""
    from kmstui.cli.tour import run_tour

    sys.exit(run_tour(record, theme))
