"""A server over a real account in memory, on a free port, in the event loop of the test.

It verifies no signatures: whatever gets past HTTP gets to the codecs and to the account, as the hostile
would like it. Nothing here waits for a clock; what has a time limit is told that its time is over.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.contract.gateways import NOON, fresh_parts

from kmstui.aws.clock import ManualClock
from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.gateway import Params, Result
from kmstui.config import ACCOUNT_ID, REGIONS
from kmstui.emulator.assembly import found
from kmstui.emulator.dispatch import Emulator, Started
from kmstui.emulator.registry import Settings
from kmstui.server.account import House
from kmstui.server.admission import host_names
from kmstui.server.answering import Answering
from kmstui.server.connection import Phase
from kmstui.server.doorkeepers import Trusting
from kmstui.server.http import Listener, bound

ADMINISTRATOR = "alice"
PATIENCE = 10.0
"""Seconds after which a test gives up on an answer; none takes a hundredth of it."""


@dataclass
class Trusted:
    """The account, and who makes the calls of access keys that it never gave out: its administrator."""

    emulator: Emulator
    resets: list[str] = field(default_factory=list)

    def credential(self, access_key_id: str, session_token: str) -> Credential:
        """As the account has it."""
        return self.emulator.credential(access_key_id, session_token)

    def start_from(self, origin: Origin, service: str, operation: str, params: Params) -> Started:
        """Make a call."""
        return self.emulator.start_from(origin, service, operation, params, stand_in=ADMINISTRATOR)

    def asked(self, service: str, operation: str, **params: object) -> Result:
        """What the account itself says, past all servers."""
        return self.emulator.call(ADMINISTRATOR, REGIONS[0], service, operation, params)

    def reset(self) -> None:
        """Note that somebody got through to this."""
        self.resets.append("reset")


@contextmanager
def account(directory: Path) -> Iterator[Trusted]:
    """A fresh default account whose volumes lie under the directory."""
    parts = fresh_parts(directory)
    found(parts, REGIONS[0])
    try:
        yield Trusted(parts.emulator(Settings(pace="instant")))
    finally:
        parts.data_plane.close()


def answering(trusted: Trusted, hosts: frozenset[str]) -> Answering:
    """What answers for it; everything is allowed that can be."""
    return Answering(
        trusted,
        House("0", ACCOUNT_ID, REGIONS, trusted.reset),
        Trusting(REGIONS),
        hosts,
        clock=ManualClock(NOON),
        entropy=SeededEntropy("hostile"),
    )


@dataclass
class Served:
    """A running server."""

    account: Trusted
    listener: Listener
    port: int
    wires: list["Wire"] = field(default_factory=list)

    async def connect(self) -> "Wire":
        """A new connection."""
        wire = Wire(*await asyncio.open_connection("127.0.0.1", self.port))
        self.wires.append(wire)
        return wire

    async def hang_up(self) -> None:
        """End all connections from this side."""
        for wire in self.wires:
            await wire.close()

    def phases(self) -> list[Phase]:
        """What each connection waits for."""
        return [connection.phase for connection in self.listener._connections]

    def time_passes(self, seconds: float) -> None:
        """So much later, as far as patience goes."""
        self.listener.expire(asyncio.get_running_loop().time() + seconds)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the server work until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0)


@dataclass
class Answer:
    """One HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """A connection as the hostile use it: bytes out, answers in."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, data: bytes) -> None:
        """Write something, whether anybody reads it or not."""
        self._writer.write(data)

    async def sent(self) -> None:
        """Wait until it is on its way."""
        await self._writer.drain()
        await asyncio.sleep(0)

    def send_no_more(self) -> None:
        """Close the half that writes."""
        with suppress(OSError):
            self._writer.write_eof()

    async def answer(self, *, head_only: bool = False) -> Answer | None:
        """The next answer; None when the connection ends instead."""
        try:
            async with asyncio.timeout(PATIENCE):
                head = await self._reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode("latin-1").splitlines()[:-1]
                headers = {
                    name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
                }
                length = 0 if head_only else int(headers.get("content-length", "0"))
                return Answer(int(first.split()[1]), headers, await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def rest(self) -> bytes:
        """Everything until the end of the connection."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._reader.read()
        except ConnectionError:
            return b""

    async def close(self) -> None:
        """Go."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    def abort(self) -> None:
        """Go without a word: a reset."""
        self._writer.transport.abort()


@asynccontextmanager
async def served(directory: Path) -> AsyncIterator[Served]:
    """A server on a free port of this machine."""
    with account(directory) as trusted:
        listening = bound("127.0.0.1", 0)
        port = listening.getsockname()[1]
        listener = Listener(answering(trusted, host_names("127.0.0.1", port)), ManualClock(NOON))
        await listener.start(listening)
        running = Served(trusted, listener, port)
        try:
            yield running
        finally:
            await running.hang_up()
            await listener.stop()
