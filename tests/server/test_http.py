"""A listener from its first connection to its end, on a free port of this machine."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, get_ident
from typing import Any

import pytest
from tests.server.accounts import NOON, REGIONS, Canned

from kmstui.aws.clock import ManualClock
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.gateway import Params, Result
from kmstui.server.account import House
from kmstui.server.admission import host_names
from kmstui.server.answering import Answering
from kmstui.server.doorkeepers import Trusting
from kmstui.server.http import CannotListen, Listener, bound
from kmstui.server.limits import Limits

PATIENCE_S = 20.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Running:
    """A listener and how to talk to it."""

    def __init__(self, listener: Listener, port: int) -> None:
        self.listener = listener
        self.port = port

    async def connect(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def call(self, operation: str, **params: str) -> bytes:
        body = json.dumps(params).encode()
        head = (
            b"POST / HTTP/1.1\r\nHost: localhost:%d\r\nX-Amz-Target: TrentService.%b\r\n"
            b"Content-Type: application/x-amz-json-1.1\r\nContent-Length: %d\r\n\r\n"
        )
        return head % (self.port, operation.encode(), len(body)) + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    async with asyncio.timeout(PATIENCE_S):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.split("\r\n")[:-2]
        headers = {name: value for name, _, value in (line.partition(": ") for line in lines)}
        return int(first.split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


@asynccontextmanager
async def _running(account: Canned | None = None, limits: Limits | None = None) -> AsyncIterator[Running]:
    sock = bound("127.0.0.1", 0)
    port = sock.getsockname()[1]
    clock = ManualClock(NOON)
    answering = Answering(
        account or Canned(),
        House("0", "111122223333", REGIONS),
        Trusting(REGIONS),
        host_names("127.0.0.1", port),
        clock=clock,
        entropy=SeededEntropy("http"),
    )
    listener = Listener(answering, clock, limits)
    await listener.start(sock)
    try:
        yield Running(listener, port)
    finally:
        await listener.stop()


async def test_calls_are_answered_over_one_connection() -> None:
    async with _running() as server:
        reader, writer = await server.connect()
        for _ in range(3):
            writer.write(server.call("ListKeys"))
            status, headers, body = await _answer(reader)
            assert (status, body) == (200, b"{}")
            assert headers["date"] == "Sat, 14 Mar 2026 12:00:00 GMT"
        writer.close()


async def test_calls_are_made_where_connections_are_served_and_slow_ones_in_threads() -> None:
    threads: dict[str, int] = {}

    def say(_service: str, _operation: str, params: Params) -> Result:
        threads[params.get("KeySpec", "")] = get_ident()
        return {}

    async with _running(Canned(say)) as server:
        reader, writer = await server.connect()
        for spec in ("SYMMETRIC_DEFAULT", "RSA_4096"):
            writer.write(server.call("CreateKey", KeySpec=spec))
            await _answer(reader)
        writer.close()
    assert threads["SYMMETRIC_DEFAULT"] == get_ident()
    assert threads["RSA_4096"] != get_ident()


async def test_writers_wait_for_the_disk_together_and_keep_nobody_else_waiting() -> None:
    account = Canned(disk=Event())
    assert account.disk is not None
    async with _running(account) as server:
        writers = [await server.connect() for _ in range(5)]
        for _, writer in writers:
            writer.write(server.call("CreateKey"))
        async with asyncio.timeout(PATIENCE_S):
            while len(account.calls) < 5:
                await asyncio.sleep(0)
        waiting, account.disk = account.disk, None
        reader, writer = await server.connect()
        writer.write(server.call("ListKeys"))
        assert (await _answer(reader))[0] == 200
        waiting.set()
        assert [(await _answer(reader))[0] for reader, _ in writers] == [200] * 5
        for one in (writer, *(writer for _, writer in writers)):
            one.close()


async def test_slow_calls_are_made_beside_each_other_and_keep_nobody_else_waiting() -> None:
    begun: list[str] = []
    both, go_on = Event(), Event()

    def say(_service: str, operation: str, _params: Params) -> Result:
        if operation == "CreateKey":
            begun.append(operation)
            if len(begun) == 2:
                both.set()
            assert go_on.wait(PATIENCE_S)
        return {}

    async with _running(Canned(say)) as server:
        writers = [await server.connect() for _ in range(2)]
        for _, writer in writers:
            writer.write(server.call("CreateKey", KeySpec="RSA_2048"))
        assert await asyncio.to_thread(both.wait, PATIENCE_S)
        reader, writer = await server.connect()
        writer.write(server.call("ListKeys"))
        assert (await _answer(reader))[0] == 200
        go_on.set()
        assert [(await _answer(reader))[0] for reader, _ in writers] == [200, 200]
        for one in (writer, *(writer for _, writer in writers)):
            one.close()


async def test_a_stop_lets_what_is_in_flight_finish() -> None:
    begun, go_on = Event(), Event()

    def say(_service: str, _operation: str, _params: Params) -> Result:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return {"KeyMetadata": {"KeyId": "made"}}

    async with _running(Canned(say)) as server:
        idle_reader, idle_writer = await server.connect()
        reader, writer = await server.connect()
        writer.write(server.call("CreateKey", KeySpec="RSA_2048"))
        assert await asyncio.to_thread(begun.wait, PATIENCE_S)
        stopping = asyncio.create_task(server.listener.stop())
        async with asyncio.timeout(PATIENCE_S):
            assert await idle_reader.read() == b"", "who asks nothing is let go at once"
        with pytest.raises(ConnectionRefusedError):
            await server.connect()
        assert not stopping.done()
        go_on.set()
        status, headers, body = await _answer(reader)
        assert (status, headers["connection"]) == (200, "close")
        assert b"made" in body
        await stopping
        writer.close()
        idle_writer.close()


async def test_a_stop_does_not_wait_for_ever_for_a_client() -> None:
    async with _running(limits=Limits(stop_seconds=0.0)) as server:
        reader, writer = await server.connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        await writer.drain()
        await _until_heard(server)
        await server.listener.stop()
        async with asyncio.timeout(PATIENCE_S):
            assert await _rest(reader) == b""
        writer.close()


async def _until_heard(server: Running) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not [one for one in server.listener._connections if one.phase.name == "BODY"]:
            await asyncio.sleep(0)


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def test_the_longest_idle_connection_makes_room() -> None:
    async with _running(limits=Limits(connections=2)) as server:
        connections = [await server.connect() for _ in range(2)]
        for reader, writer in connections:
            writer.write(server.call("ListKeys"))
            await _answer(reader)
        reader, writer = await server.connect()
        writer.write(server.call("ListKeys"))
        assert (await _answer(reader))[0] == 200
        async with asyncio.timeout(PATIENCE_S):
            assert await _rest(connections[0][0]) == b""
        connections[1][1].write(server.call("ListKeys"))
        assert (await _answer(connections[1][0]))[0] == 200
        for one in (writer, *(other for _, other in connections)):
            one.close()


async def test_overdue_connections_are_ended() -> None:
    async with _running() as server:
        reader, writer = await server.connect()
        writer.write(server.call("ListKeys"))
        await _answer(reader)
        now = asyncio.get_running_loop().time()
        server.listener.expire(now + 10)
        writer.write(server.call("ListKeys"))
        assert (await _answer(reader))[0] == 200
        server.listener.expire(now + 1000)
        async with asyncio.timeout(PATIENCE_S):
            assert await _rest(reader) == b""
        writer.close()


def test_an_address_that_is_taken_is_said_to_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{port}: address already in use"):
            bound("127.0.0.1", port)


async def test_an_address_that_somebody_takes_meanwhile_is_said_to_be_taken() -> None:
    first = bound("127.0.0.1", 0)
    port = first.getsockname()[1]
    second = bound("127.0.0.1", port)
    second.listen()
    answering: Any = None
    listener = Listener(answering, ManualClock(NOON))
    with pytest.raises(CannotListen, match="address already in use"):
        await listener.start(first)
    second.close()
    await listener.stop()


def test_what_is_no_address_is_said_to_be_none() -> None:
    with pytest.raises(CannotListen, match="no address to listen on"):
        bound("no.such.host.invalid.", 0)
