"""Bytes that no decent client sends: refused at once or when their time is up, and others are served on."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.server.hostile.probes import CLOSED, POST, Probe, probes
from tests.server.hostile.served import Served, Wire, served

from kmstui.server.connection import Phase

PROBES = list(probes())
IDLE, BUSY = 76.0, 31.0
"""Seconds: longer than a connection may be idle; longer than a request may take to come, but not so long."""


@pytest.fixture
async def server(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Served]:
    async with served(tmp_path) as running:
        yield running
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_there_are_as_many_probes_as_the_house_asks_for() -> None:
    assert len(PROBES) >= 40
    assert len({probe.name for probe in PROBES}) == len(PROBES)


@pytest.mark.parametrize("probe", PROBES, ids=str)
async def test_a_probe_is_refused_and_others_are_served(server: Served, probe: Probe) -> None:
    bystander = await server.connect()
    await _is_served(server, bystander)
    wire = await server.connect()
    wire.send(probe.bytes_for(server.port))
    if probe.waits is not None:
        patience = (Phase.IDLE, probe.waits)
        await server.until(
            lambda: sorted(server.phases(), key=patience.index) == sorted(patience, key=patience.index)
        )
        server.time_passes(IDLE if probe.waits is Phase.IDLE else BUSY)
    answer = await wire.answer()
    if answer is not None and answer.status == 100:
        answer = await wire.answer()
    assert (answer.status if answer else CLOSED) in probe.allowed
    wire.send_no_more()
    assert b" 200 " not in await wire.rest()
    if probe.waits is not Phase.IDLE:
        await _is_served(server, bystander)
    await _is_served(server, await server.connect())


async def _is_served(server: Served, wire: Wire) -> None:
    wire.send(b"GET /_kmstui/health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port)
    answer = await wire.answer()
    assert answer is not None
    assert answer.status == 200


async def test_pipelined_requests_are_answered_in_their_order(server: Served) -> None:
    wire = await server.connect()
    names = [b"/_kmstui/health", b"/nothing/%d", b"/_kmstui/health", b"/_kmstui/none"] * 8
    requests = [b"GET " + name + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port for name in names]
    wire.send(b"".join(requests))
    answers = [await wire.answer() for _ in names]
    assert [answer.status if answer else CLOSED for answer in answers] == [200, 404, 200, 404] * 8
    await _is_served(server, wire)


async def test_a_request_may_come_byte_by_byte(server: Served) -> None:
    wire = await server.connect()
    body = b'{"Limit":1}'
    head = probes_post(server.port) + b"Content-Length: %d\r\n\r\n" % len(body)
    for byte in head + body:
        wire.send(bytes([byte]))
        await wire.sent()
    answer = await wire.answer()
    assert answer is not None
    assert answer.status == 200


async def test_a_client_that_is_told_to_go_on_sends_its_body(server: Served) -> None:
    wire = await server.connect()
    wire.send(probes_post(server.port) + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    first = await wire.answer()
    assert first is not None
    assert first.status == 100
    wire.send(b"{}")
    second = await wire.answer()
    assert second is not None
    assert second.status == 200


async def test_one_that_is_idle_makes_room_for_the_next(server: Served) -> None:
    """There is no number of open connections that keeps somebody else out."""
    for _ in range(server.listener.limits.connections + 20):
        await server.connect()
    await _is_served(server, await server.connect())
    assert len(server.phases()) <= server.listener.limits.connections + 1


async def test_connections_that_are_reset_leave_nothing_behind(server: Served) -> None:
    for number in range(100):
        wire = await server.connect()
        wire.send((probes_post(server.port) + b"Content-Length: 9\r\n\r\n{")[: 1 + number * 3])
        await wire.sent()
        wire.abort()
    await _is_served(server, await server.connect())
    await server.until(lambda: len(server.phases()) <= 1)


async def test_a_client_that_reads_nothing_holds_up_nobody(server: Served) -> None:
    deaf = await server.connect()
    request = b"GET /_kmstui/health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port
    deaf.send(request * 5_000)
    other = await server.connect()
    for _ in range(20):
        await _is_served(server, other)


def probes_post(port: int) -> bytes:
    """The head of a well-formed call, without its length."""
    return POST.replace(b"%(port)d", str(port).encode())
