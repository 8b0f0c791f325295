"""Opens the console on an account: the zygote first, then Textual, the account last.

The order is the point. The data plane's process must start before Textual and before any thread; the account
is opened by the first question a page asks, which is after the first paint.
"""

import gc
import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import LOCAL
from kmstui.backends.local import LocalEndpoint
from kmstui.cli.account import AccountUnavailable, LocalAccount, open_demo, open_local
from kmstui.cli.elsewhere import RemoteAccount, open_elsewhere
from kmstui.cli.endpoint_options import HERE, Elsewhere
from kmstui.config import Config
from kmstui.console.identity import find_identity
from kmstui.console.text import safe

if TYPE_CHECKING:
    from kmstui.cli.serving_console import ServingConsole
    from kmstui.tui.theme import Look

EXIT_UNAVAILABLE = 2


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """What the command line said."""

    data_dir: Path | None
    region: str
    identity: str
    demo: bool
    read_only: bool
    theme: str
    ascii_only: bool
    no_color: bool
    elsewhere: Elsewhere = HERE
    serve: int | None = None
    """The port to serve the account at; None does not."""


def run_console(options: ConsoleOptions) -> int:
    """Run the console until the person leaves it; returns the exit code."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):  # Textual draws on standard error
        sys.stderr.write("kmstui: the console needs a terminal; `kmstui call` makes one call without\n")
        return EXIT_UNAVAILABLE
    gc.disable()  # 45 ms of the start were spent looking for garbage among modules being loaded
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    try:
        account = _account(options)
        try:
            return _served(options, account)
        finally:
            account.close()
    except AwsError as error:
        said = error.message if error.code in LOCAL else str(error)
        sys.stderr.write(f"kmstui: {safe(said)}\n")
        return EXIT_UNAVAILABLE


def _account(options: ConsoleOptions) -> LocalAccount | RemoteAccount:
    if options.elsewhere:
        return open_elsewhere(options.elsewhere)
    if options.demo:
        return open_demo(options.identity)
    config = Config.for_user(options.data_dir)
    return open_local(config, options.identity, pace="realistic", data_plane_at_once=True)


def _served(options: ConsoleOptions, account: LocalAccount | RemoteAccount) -> int:
    """Run the console, and beside it the server that was asked for."""
    if options.serve is None:
        return _run(options, account)
    if not isinstance(account, LocalAccount):
        raise AccountUnavailable("--serve is for an account of kmstui's own; this one is served already")
    from kmstui.cli.serving_console import ServingConsole

    directory = None if options.demo else Config.for_user(options.data_dir).data_directory
    serving = ServingConsole(account, options.serve, directory)
    try:
        return _run(options, account, serving)
    finally:
        serving.end()


def _run(
    options: ConsoleOptions,
    account: LocalAccount | RemoteAccount,
    serving: "ServingConsole | None" = None,
) -> int:
    from kmstui.tui.app import KmstuiApp

    reasons: list[AwsError] = []

    def leave(reason: AwsError) -> None:
        reasons.append(reason)
        if len(reasons) == 1:
            app.call_from_thread(app.exit)

    if isinstance(account, LocalAccount):
        account.endpoint.when_opened(partial(_check_identity, account.endpoint, options.identity))
    if serving is not None:
        account.endpoint.when_opened(serving.begin)
    account.endpoint.when_opened(_collect_again)
    account.endpoint.when_unavailable(leave)
    app = KmstuiApp(
        account.endpoint,
        account.clock,
        identity="" if options.elsewhere else options.identity,
        region=options.region,
        read_only=options.read_only,
        look=_look(options),
    )
    if serving is not None:
        serving.tell(lambda call, mutates: app.hear(call, mutates=mutates))
        app.session.serving = serving.place
    app.run()
    if reasons:
        raise reasons[0]
    return app.return_code or 0


def _look(options: ConsoleOptions) -> "Look":
    from kmstui.tui.theme import Look

    return Look(
        dark=options.theme != "light",
        high_contrast=options.theme == "high-contrast",
        ascii=options.ascii_only,
    )


def _check_identity(endpoint: LocalEndpoint, name: str) -> None:
    """Refuse to act as somebody whom the account does not know, which shows only now that it is open."""
    try:
        find_identity(endpoint.identities(), name)
    except LookupError as error:
        raise AccountUnavailable(str(error)) from None


def _collect_again() -> None:
    """Collect garbage from now on, but never look again at what was loaded for the first paint."""
    gc.freeze()
    gc.enable()
