"""Listens on an address and has what comes answered: in the loop, and in threads what is slow.

Knows connections, threads and time; what is asked and answered is `answering`'s.
"""

import asyncio
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from email.utils import format_datetime
from functools import partial

from kmstui.aws.clock import Clock
from kmstui.server.answering import Answering
from kmstui.server.calling import Work
from kmstui.server.connection import Connection, Phase, Respond
from kmstui.server.limits import Limits
from kmstui.server.waiting import Waiting
from kmstui.wire.message import Reply, Request

_SWEEP_SECONDS = 1.0
_THREADS = 8
"""Slow calls made at once: they wait for other processes most of the time."""


class CannotListen(Exception):  # noqa: N818 - it says what is the matter
    """There is no listening on an address; the text says why in a sentence."""


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to an address that nobody can connect to yet; port 0 takes any free one.

    Raises:
        CannotListen: when the address is another's, or none.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
    except OSError as error:
        raise CannotListen(f"{host} is no address to listen on: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise CannotListen(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    return f"cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}"


class Listener:
    """A running server, in the event loop it was made in."""

    def __init__(self, answering: Answering, clock: Clock, limits: Limits | None = None) -> None:
        """`clock` is the account's: its time is what clients measure their own against."""
        self.limits = limits or Limits()
        self._answering = answering
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._connections: set[Connection] = set()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="kmstui-call")
        self._waiting = Waiting(self._loop.call_soon_threadsafe)
        self._server: asyncio.Server | None = None
        self._sweeping: asyncio.TimerHandle | None = None
        self._all_closed = asyncio.Event()
        self._date = (0, "")

    async def start(self, listener: socket.socket) -> None:
        """Begin to listen on a bound socket.

        Raises:
            CannotListen: when somebody else was faster.
        """
        try:
            self._server = await self._loop.create_server(
                lambda: Connection(self, self._loop), sock=listener, backlog=self.limits.connections
            )
        except OSError as error:
            host, port, *_ = listener.getsockname()
            listener.close()
            raise CannotListen(_why_not(host, port, error)) from error
        self._sweep()

    async def stop(self) -> None:
        """Take no more requests, let those in flight finish within their bound, and end."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections):
            connection.finish()
        if self._connections:
            try:
                async with asyncio.timeout(self.limits.stop_seconds):
                    await self._all_closed.wait()
            except TimeoutError:
                for connection in tuple(self._connections):
                    connection.abort()
        if self._sweeping is not None:
            self._sweeping.cancel()
        # What a thread has begun lands whole in the account, whether anybody still hears of it or not.
        await self._loop.run_in_executor(None, self._pool.shutdown)
        await self._loop.run_in_executor(None, self._waiting.end)

    def answer(self, request: Request, peer: str, respond: Respond) -> None:
        """Have a request answered: at once, or as soon as what it waits for has come."""
        begun = self._answering.begin(request, peer)
        if isinstance(begun, Reply):
            respond(begun)
        elif begun.slow:
            done = partial(self._started, begun, respond)
            self._pool.submit(begun.start).add_done_callback(done)
        else:
            self._go_on(begun, begun.start(), respond)

    def _started(self, work: Work, respond: Respond, started: "Future[Reply | None]") -> None:
        """Called in the thread that made the call."""
        self._loop.call_soon_threadsafe(self._go_on, work, started.result(), respond)

    def _go_on(self, work: Work, reply: Reply | None, respond: Respond) -> None:
        if reply is None:
            self._waiting.wait_for(work, respond)
        else:
            respond(reply)

    def date(self) -> str:
        """The Date header's value, to the second."""
        now = self._clock.now()
        second = int(now.timestamp())
        if second != self._date[0]:
            self._date = (second, format_datetime(now, usegmt=True))
        return self._date[1]

    def opened(self, connection: Connection) -> bool:
        """Take note of a connection; where there are too many, one that is idle makes room for it."""
        self._connections.add(connection)
        if len(self._connections) <= self.limits.connections:
            return True
        idle = [other for other in self._connections - {connection} if other.phase is Phase.IDLE]
        if not idle:
            return False
        min(idle, key=_patience).abort()
        return True

    def closed(self, connection: Connection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)
        if not self._connections:
            self._all_closed.set()

    def _sweep(self) -> None:
        """End what takes too long, from time to time: cheaper than a timer for every request."""
        self.expire(self._loop.time())
        self._sweeping = self._loop.call_later(_SWEEP_SECONDS, self._sweep)

    def expire(self, now: float) -> None:
        """End every connection whose deadline lies before `now`, on the loop's clock."""
        for connection in tuple(self._connections):
            if connection.deadline < now:
                connection.expire()


def _patience(connection: Connection) -> float:
    return connection.deadline
