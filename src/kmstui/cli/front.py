"""What stands between an account and the network, put together: for `kmstui serve`, and for the console.

Addresses, who may ask, whose clock counts. The account is another module's, and so is who runs the server.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from socket import socket

from kmstui import __version__
from kmstui.aws.clock import SystemClock
from kmstui.aws.entropy import SystemEntropy
from kmstui.cli.fronted import Fronted
from kmstui.config import REGIONS
from kmstui.server.account import House
from kmstui.server.admission import host_names
from kmstui.server.answered import Watch, nobody_watches
from kmstui.server.answering import Answering
from kmstui.server.doorkeepers import Trusting, Verifying
from kmstui.server.http import Listener


@dataclass(frozen=True, slots=True)
class FrontOptions:
    """Who is let in."""

    verify_signature: bool = True
    allow_reset: bool = False
    allowed_hosts: tuple[str, ...] = ()
    """Host headers to answer under besides those of this machine."""


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def place_of(listener: socket) -> str:
    """Host and port of a bound socket, as a URL has them."""
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listener_for(
    fronted: Fronted, listener: socket, options: FrontOptions, watch: Watch = nobody_watches
) -> Listener:
    """A server for an account, to be started in the running event loop."""
    host, port = listener.getsockname()[:2]
    clock = SystemClock()  # signatures are made by the machines' clocks, wherever the account's stands
    reset: Callable[[], None] | None = fronted.reset if options.allow_reset else None
    answering = Answering(
        fronted,
        House(__version__, fronted.account_id, REGIONS, reset),
        Verifying(fronted, REGIONS) if options.verify_signature else Trusting(REGIONS),
        host_names(host, port, options.allowed_hosts),
        clock=clock,
        entropy=SystemEntropy(),
        watch=watch,
    )
    return Listener(answering, clock)
