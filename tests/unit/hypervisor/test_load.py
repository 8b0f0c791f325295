"""A load makes the requests it says, and counts each of them once."""

import threading
import time

import pytest

from kmstui.aws.volume_io import Direction, Workload
from kmstui.hypervisor.load import Load
from kmstui.hypervisor.meter import Meter

from .conftest import SIZE, OpenVolume


def operations(meter: Meter) -> int:
    read, write, _ = meter.directions()
    return read.operations + write.operations


def shortest_us(direction: Direction) -> int:
    return next(index for index, count in enumerate(direction.latency) if count)


@pytest.mark.parametrize("depth", [1, 3, 16, 64])
def test_a_batch_is_counted_whole(open_volume: OpenVolume, depth: int) -> None:
    volume = open_volume()
    load = Load(volume.lane, Workload(queue_depth=depth, span_bytes=SIZE), SIZE, volume.meter, "s")
    for _ in range(3):
        load.serve_batch(10)
    assert operations(volume.meter) == 3 * 10 * load.burst


def test_what_a_load_wrote_can_be_read(open_volume: OpenVolume) -> None:
    volume = open_volume()
    load = Load(volume.lane, Workload(write_percent=100, span_bytes=SIZE), SIZE, volume.meter, "s")
    load.serve_batch(64)
    written = [at for at in range(0, SIZE, 4096) if volume.lane.where(at, 4096) is not None]
    assert written
    assert all(volume.lane.read(at, 512).startswith(b'{"order":"') for at in written)


def test_a_deep_queue_waits_longer_than_a_shallow_one(open_volume: OpenVolume) -> None:
    volume = open_volume()
    shortest = []
    for depth in (1, 64):
        meter = Meter()
        workload = Workload(queue_depth=depth, write_percent=100, span_bytes=SIZE)
        load = Load(volume.lane, workload, SIZE, meter, "s")
        load.serve_batch(256)
        shortest.append(shortest_us(meter.directions()[1]))
    assert shortest[0] < shortest[1]


def test_it_ends_by_itself_after_its_duration(open_volume: OpenVolume) -> None:
    volume = open_volume()
    load = Load(volume.lane, Workload(duration_s=0.05, span_bytes=SIZE), SIZE, volume.meter, "s")
    started = time.monotonic()
    load.run(threading.Event())
    assert 0.05 <= time.monotonic() - started < 5
    assert operations(volume.meter) > 0


def test_a_set_stop_signal_ends_it_at_once(open_volume: OpenVolume) -> None:
    volume = open_volume()
    stop = threading.Event()
    stop.set()
    for rate in (0, 100):
        workload = Workload(duration_s=0, rate_iops=rate, span_bytes=SIZE)
        Load(volume.lane, workload, SIZE, volume.meter, "s").run(stop)
    assert operations(volume.meter) == 0


def test_a_rate_is_not_exceeded(open_volume: OpenVolume) -> None:
    volume = open_volume()
    workload = Workload(duration_s=0.2, rate_iops=500, queue_depth=4, span_bytes=SIZE)
    Load(volume.lane, workload, SIZE, volume.meter, "s").run(threading.Event())
    assert 1 <= operations(volume.meter) <= 500 * 0.2 + 4


def test_a_failing_volume_ends_it(open_volume: OpenVolume, monkeypatch: pytest.MonkeyPatch) -> None:
    volume = open_volume()
    load = Load(volume.lane, Workload(duration_s=0, span_bytes=SIZE), SIZE, volume.meter, "s")

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(volume.lane), "write", fail)
    with pytest.raises(OSError, match="Input/output error"):
        load.run(threading.Event())
