"""Accounts that are not in this process: AWS itself, and whatever answers at an endpoint URL.

Puts the endpoint of one together. botocore is loaded when the account is first asked something, which in a
console is after the first paint.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kmstui.aws.clock import Clock, SystemClock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.backends.boto.endpoint import UNNAMED, BotoEndpoint, Delays
from kmstui.cli.endpoint_options import Elsewhere

if TYPE_CHECKING:
    from kmstui.backends.boto.connection import BotoConnection

INSTALL = "talking to AWS and to other endpoints needs boto3; install it with `pip install 'kmstui[aws]'`"
ENVIRONMENT = "environment"
"""What one goes by whose credentials stand in the environment."""


@dataclass(frozen=True, slots=True)
class RemoteAccount:
    """An account elsewhere, as a console needs one."""

    endpoint: BotoEndpoint
    clock: Clock
    close: Callable[[], None]
    """Ends nothing: there is nothing of it here."""


def open_elsewhere(where: Elsewhere) -> RemoteAccount:
    """Point at the account; nothing is asked yet.

    Raises:
        AwsError: where boto3 is not installed.
    """
    if find_spec("botocore") is None:
        raise AwsError("InternalFailure", INSTALL)

    def connect(profile: str, delays: Delays) -> "BotoConnection":
        from kmstui.backends.boto.connection import BotoConnection

        return BotoConnection(profile, where.url, where.region, delays)

    endpoint = BotoEndpoint(
        connect, url=where.url, profile=where.profile, region=where.region, name=_own_name(os.environ)
    )
    return RemoteAccount(endpoint, SystemClock(), lambda: None)


def call_elsewhere(where: Elsewhere, service: str, operation: str, params: Params) -> Result:
    """Make one call there; raises only AwsError."""
    endpoint = open_elsewhere(where).endpoint
    return endpoint.gateway(endpoint.identities()[0].name, where.region).call(service, operation, params)


def _own_name(environment: Mapping[str, str]) -> str:
    """What one goes by who named no profile; the order is that in which botocore looks."""
    if environment.get("AWS_ACCESS_KEY_ID"):
        return ENVIRONMENT
    return environment.get("AWS_DEFAULT_PROFILE") or environment.get("AWS_PROFILE") or UNNAMED
