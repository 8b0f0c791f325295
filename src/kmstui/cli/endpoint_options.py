"""The options that name an account which is not in this process, and what goes with them.

Loads nothing that a verb on the emulated account does not need.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from kmstui.cli.bad_input import BadInput

_OTHERS = {"endpoint_url": "--endpoint-url", "profile": "--profile"}
_OURS = {"data_dir": "--data-dir", "identity": "--as", "demo": "--demo", "serve": "--serve"}
"""Options that mean the emulated account and nothing else."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an account is that is not in this process; false where none is named."""

    url: str = ""
    """The endpoint; empty for AWS, or what the AWS configuration leads to."""
    profile: str = ""
    """A profile of the AWS configuration; empty for what the environment says."""
    region: str = ""
    """Empty for the profile's."""

    def __bool__(self) -> bool:
        return bool(self.url or self.profile)


HERE = Elsewhere()
"""The emulated account."""


def url_problem(url: str) -> str:
    """What is wrong with an endpoint URL, in a sentence; empty when nothing can be seen to be."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.query or parts.fragment or not url.isprintable() or " " in url:
        return f"an endpoint is a URL such as http://localhost:4566, not {url!r}"
    return ""


endpoint_url = click.option(
    "--endpoint-url",
    default="",
    metavar="URL",
    is_eager=True,  # which Regions there are depends on it
    help="Call this endpoint in place of the emulated account: moto, LocalStack, another kmstui.",
)
profile = click.option(
    "--profile",
    default="",
    metavar="NAME",
    is_eager=True,
    help="Call as this profile of the AWS configuration: AWS itself, unless the profile says otherwise.",
)


def named_elsewhere(context: click.Context) -> bool:
    """Whether another account is named, as far as the options have been read."""
    return any(context.params.get(name) for name in _OTHERS)


def elsewhere(context: click.Context) -> Elsewhere:
    """The account that the options name.

    Raises:
        BadInput: for an endpoint that is none, or together with options that mean the emulated account.
    """
    if not named_elsewhere(context):
        return HERE
    named = [flag for name, flag in _OURS.items() if _is_given(context, name)]
    if named:
        other = next(flag for name, flag in _OTHERS.items() if context.params.get(name))
        raise BadInput(f"{named[0]} does not go with {other}")
    url: str = context.params["endpoint_url"]
    if url and (problem := url_problem(url)):
        raise BadInput(problem)
    return Elsewhere(url, context.params["profile"], context.params["region"])


def _is_given(context: click.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return name in context.params and source is not ParameterSource.DEFAULT
