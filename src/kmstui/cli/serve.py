"""`kmstui serve`: the account on AWS's own wire, until it is told to stop.

Standard output gets one line, when the server answers; everything else is for standard error. The order of
the start is the console's: the data plane's process first, then the account, threads and connections last.
"""

import asyncio
import gc
import logging
import signal
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from socket import socket

from kmstui import __version__
from kmstui.aws.clock import SystemClock
from kmstui.aws.entropy import SystemEntropy
from kmstui.aws.errors import AwsError
from kmstui.cli import served_at
from kmstui.cli.account import LocalAccount, open_demo, open_local, open_memory
from kmstui.cli.fronted import Fronted
from kmstui.config import ACCOUNT_ID, DEFAULT_IDENTITY, REGIONS, Config
from kmstui.server.account import House
from kmstui.server.admission import host_names
from kmstui.server.answered import log_call, nobody_watches
from kmstui.server.answering import Answering
from kmstui.server.doorkeepers import Trusting, Verifying
from kmstui.server.http import CannotListen, Listener, bound

EXIT_UNAVAILABLE = 2
_LOG = logging.getLogger("kmstui.server")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line said."""

    host: str
    port: int
    data_dir: Path | None
    memory: bool
    demo: bool
    account_id: str
    pace: str
    allow_reset: bool
    verify_signature: bool
    allowed_hosts: tuple[str, ...]
    log_level: str


def run_serve(options: ServeOptions) -> int:
    """Serve until told to stop; returns the exit code."""
    _log_to_stderr(options.log_level)
    try:
        _check(options)
        listener = bound(options.host, options.port)
        with listener:
            return _serve(options, listener)
    except (AwsError, CannotListen, ValueError) as error:
        sys.stderr.write(f"kmstui: {error}\n")
        return EXIT_UNAVAILABLE


def _check(options: ServeOptions) -> None:
    """Refuse what would open the account to others unasked.

    Raises:
        ValueError: in a sentence.
    """
    if options.memory + options.demo + (options.data_dir is not None) > 1:
        raise ValueError("--data-dir, --memory and --demo are different accounts; choose one")
    if options.demo and options.allow_reset:
        raise ValueError("the demonstration cannot be reset; start it again")
    if options.demo and options.account_id not in ("", ACCOUNT_ID):
        raise ValueError(f"the demonstration is account {ACCOUNT_ID}")
    if not _is_loopback(options.host):
        if not options.verify_signature:
            raise ValueError("--no-verify-signature goes with an address of this machine alone")
        _LOG.warning("%s can be reached from other machines, and HTTP hides nothing", options.host)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _serve(options: ServeOptions, listener: socket) -> int:
    account = _account(options)
    try:
        fronted = Fronted(account, stand_in="" if options.verify_signature else DEFAULT_IDENTITY)
        gc.collect()
        gc.freeze()  # what was loaded is not looked at again with every few thousand calls
        asyncio.run(_run(options, listener, fronted))
    finally:
        account.close()
    return 0


def _account(options: ServeOptions) -> LocalAccount:
    if options.demo:
        return open_demo()
    if options.memory:
        return open_memory(pace=options.pace, account_id=options.account_id or ACCOUNT_ID)
    return open_local(
        Config.for_user(options.data_dir),
        DEFAULT_IDENTITY,
        pace=options.pace,
        data_plane_at_once=True,
        account_id=options.account_id,
    )


async def _run(options: ServeOptions, listener: socket, fronted: Fronted) -> None:
    host, port = listener.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    clock = SystemClock()  # signatures are made by the machines' clocks, wherever the account's stands
    server = Listener(
        Answering(
            fronted,
            House(__version__, fronted.account_id, REGIONS, fronted.reset if options.allow_reset else None),
            Verifying(fronted, REGIONS) if options.verify_signature else Trusting(REGIONS),
            host_names(host, port, options.allowed_hosts),
            clock=clock,
            entropy=SystemEntropy(),
            watch=log_call if _LOG.isEnabledFor(logging.INFO) else nobody_watches,
        ),
        clock,
    )
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await server.start(listener)
    directory = None if options.memory or options.demo else Config.for_user(options.data_dir).data_directory
    if directory:
        served_at.leave(directory, url)
    try:
        sys.stdout.write(f"kmstui is listening on {url}\n")
        sys.stdout.flush()
        await told.wait()
        await server.stop()
    finally:
        if directory:
            served_at.take_away(directory)


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(level.upper())
    _LOG.propagate = False
