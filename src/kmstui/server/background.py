"""A server in a thread of its own, for a program whose main loop is something else.

Knows threads and event loops; what is served is handed in as something that makes a listener.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from socket import socket
from threading import Thread

from kmstui.server.http import Listener


class Background:
    """Serves on a bound socket until it is told to stop."""

    def __init__(self, listener: socket, make: Callable[[], Listener]) -> None:
        """`make` is called in the thread, where its event loop runs; what it raises, `start` raises."""
        self._listener = listener
        self._make = make
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = Thread(target=self._run, name="kmstui-serve")

    def start(self) -> None:
        """Begin to listen; returns when connections are answered.

        Raises:
            CannotListen: when the address is somebody else's by now.
            AwsError: when the account behind it cannot be had.
        """
        self._thread.start()
        self._ready.result()

    def stop(self) -> None:
        """Take no more requests and return when those in flight have ended, within their bound."""
        if self._thread.ident is None:
            return
        if self._ready.exception() is None:
            loop, told = self._ready.result()
            loop.call_soon_threadsafe(told.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        server = self._make()
        await server.start(self._listener)
        told = asyncio.Event()
        self._ready.set_result((asyncio.get_running_loop(), told))
        await told.wait()
        await server.stop()
