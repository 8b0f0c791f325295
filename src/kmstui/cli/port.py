"""The option that says which port to serve on, which the console and `kmstui serve` have."""

import click

port_option = click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=4566,
    show_default=True,
    metavar="PORT",
    help="The port to serve on; 0 takes any free one.",
)
