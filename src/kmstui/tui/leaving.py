"""Leaves the terminal in order when somebody else ends the process. Knows signals, nothing of the console."""

import asyncio
import signal

from textual.app import App


def leave_when_told(app: App[None]) -> None:
    """Exit on SIGTERM and SIGHUP with 128 plus the signal's number, as shells report it.

    Without this a terminal would be left without its cursor, and what was written to volumes unflushed. An
    application without a terminal leaves signals to whoever runs it.
    """
    if app.is_headless:
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, app.exit, None, 128 + number)
