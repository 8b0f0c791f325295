"""Messages arrive as they were sent, or not at all."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmstui.aws.volume_io import LATENCY_BUCKETS_US, Direction, Meters, Pattern, Sector, Workload
from kmstui.hypervisor.frames import (
    LARGEST_RAW,
    pack_meters,
    pack_sector,
    pack_workload,
    receive,
    send,
    unpack_meters,
    unpack_sector,
    unpack_workload,
)

Pair = tuple[socket.socket, socket.socket]

counts = st.integers(0, 2**60)
directions = st.builds(
    Direction,
    counts,
    counts,
    st.lists(counts, min_size=95, max_size=95).map(lambda found: tuple(found[: len(LATENCY_BUCKETS_US) + 1])),
)
workloads = st.builds(Workload, pattern=st.sampled_from(Pattern), duration_s=st.floats(0, 1e6))
meters = st.builds(
    Meters,
    at=st.floats(0, 1e9),
    read=directions,
    write=directions,
    flushes=counts,
    load_running=st.booleans(),
    load=st.none() | workloads,
    load_error=st.text(),
    cpu_seconds=st.floats(0, 1e9),
)


@pytest.fixture
def pair() -> Iterator[Pair]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=100), st.binary(max_size=2000))
def test_a_message_arrives_as_it_was_sent(pair: Pair, name: str, raw: bytes) -> None:
    send(pair[0], {"op": name, "offset": 2**60}, raw)
    message, received = receive(pair[1])
    assert message == {"op": name, "offset": 2**60}
    assert received == raw


def test_the_largest_message_arrives_in_pieces(pair: Pair) -> None:
    raw = bytes(range(256)) * (LARGEST_RAW // 256)
    sender = threading.Thread(target=send, args=(pair[0], {"op": "write"}, raw))
    sender.start()
    assert receive(pair[1])[1] == raw
    sender.join()


def test_raw_bytes_arrive_in_memory_that_can_be_wiped(pair: Pair) -> None:
    send(pair[0], {}, b"secret")
    _, raw = receive(pair[1])
    assert isinstance(raw, bytearray)


@pytest.mark.parametrize("cut", [0, 3, 8, 10, 14])
def test_the_end_of_the_line_is_told_from_a_message(pair: Pair, cut: int) -> None:
    text = b'{"op":"x"}'
    whole = struct.pack(">II", len(text), 5) + text + b"12345"
    pair[0].sendall(whole[:cut])
    pair[0].close()
    with pytest.raises(EOFError):
        receive(pair[1])


@pytest.mark.parametrize("lengths", [(2**31, 0), (0, LARGEST_RAW + 1)])
def test_lengths_we_never_send_are_refused_before_memory_is_taken(
    pair: Pair, lengths: tuple[int, int]
) -> None:
    pair[0].sendall(struct.pack(">II", *lengths))
    with pytest.raises(OSError, match="not one of ours"):
        receive(pair[1])


@given(workloads)
def test_workloads_survive_the_journey(workload: Workload) -> None:
    assert unpack_workload(pack_workload(workload)) == workload


@given(meters)
def test_meters_survive_the_journey(found: Meters) -> None:
    assert unpack_meters(pack_meters(found)) == found


@given(
    st.builds(
        Sector, st.integers(0, 2**46), st.binary(), st.binary(), st.text(), counts, counts, st.booleans()
    )
)
def test_sectors_survive_the_journey(sector: Sector) -> None:
    fields, raw = pack_sector(sector)
    assert unpack_sector(fields, bytearray(raw)) == sector
