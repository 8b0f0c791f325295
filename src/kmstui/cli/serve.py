"""`kmstui serve`: the account on AWS's own wire, until it is told to stop.

Standard output gets one line, when the server answers; everything else is for standard error. The order of
the start is the console's: the data plane's process first, then the account, threads and connections last.
"""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from kmstui.aws.errors import AwsError
from kmstui.cli import served_at
from kmstui.cli.account import LocalAccount, open_demo, open_local, open_memory
from kmstui.cli.aws_files import replace_file
from kmstui.cli.credentials import shell_lines
from kmstui.cli.front import FrontOptions, is_loopback, listener_for, place_of
from kmstui.cli.fronted import Fronted
from kmstui.config import ACCOUNT_ID, DEFAULT_IDENTITY, REGIONS, Config
from kmstui.console.text import safe
from kmstui.server.answered import log_call, nobody_watches
from kmstui.server.http import CannotListen, bound

EXIT_UNAVAILABLE = 2
EXIT_INTERRUPTED = 130
"""What shells say of a program that Ctrl+C ended; only before it serves, as that is how one ends it then."""
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
    front: FrontOptions
    credentials_file: Path | None
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
        return _complain(str(error))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror}")


def _complain(message: str) -> int:
    sys.stderr.write(f"kmstui: {safe(message)}\n")
    return EXIT_UNAVAILABLE


def _check(options: ServeOptions) -> None:
    """Refuse what would open the account to others unasked.

    Raises:
        ValueError: in a sentence.
    """
    if options.memory + options.demo + (options.data_dir is not None) > 1:
        raise ValueError("--data-dir, --memory and --demo are different accounts; choose one")
    if options.demo and options.front.allow_reset:
        raise ValueError("the demonstration cannot be reset; start it again")
    if options.demo and options.account_id not in ("", ACCOUNT_ID):
        raise ValueError(f"the demonstration is account {ACCOUNT_ID}")
    if options.memory and options.front.verify_signature and options.credentials_file is None:
        _LOG.warning("nobody has credentials for an account in memory; see --credentials-file")
    if not is_loopback(options.host):
        if not options.front.verify_signature:
            raise ValueError("--no-verify-signature goes with an address of this machine alone")
        _LOG.warning("%s can be reached from other machines, and HTTP hides nothing", options.host)


def _serve(options: ServeOptions, listener: socket) -> int:
    account = _account(options)
    try:
        fronted = Fronted(account, stand_in="" if options.front.verify_signature else DEFAULT_IDENTITY)
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
    watch = log_call if _LOG.isEnabledFor(logging.INFO) else nobody_watches
    server = listener_for(fronted, listener, options.front, watch)
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await server.start(listener)
    with _announced(options, f"http://{place_of(listener)}", fronted):
        await told.wait()
        await server.stop()


@contextmanager
def _announced(options: ServeOptions, url: str, fronted: Fronted) -> Iterator[None]:
    """Say where the account is served as long as it is: to who started it, and to who finds it locked."""
    in_memory = options.memory or options.demo
    directory = None if in_memory else Config.for_user(options.data_dir).data_directory
    try:
        if directory is not None:
            served_at.leave(directory, url)
        if options.credentials_file is not None:
            lines = shell_lines(fronted.issue(DEFAULT_IDENTITY), REGIONS[0], url)
            replace_file(options.credentials_file, lines.encode())
        sys.stdout.write(f"kmstui is listening on {url}\n")
        sys.stdout.flush()
        yield
    finally:
        if directory is not None:
            served_at.take_away(directory)
        if options.credentials_file is not None:
            options.credentials_file.unlink(missing_ok=True)


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(level.upper())
    _LOG.propagate = False
