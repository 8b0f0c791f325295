"""The stepped plane: the same story gives the same bytes, and everything counted was done."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kmstui.aws.clock import ManualClock
from kmstui.aws.volume_io import Meters, Pattern, Workload
from kmstui.hypervisor.device_model import BASELINE_BYTES_PER_S, BASELINE_IOPS, DeviceModel
from kmstui.hypervisor.layout import UNIT_BYTES
from kmstui.hypervisor.stepped import LARGEST_STEP, SteppedPlane

VOLUME = "vol-0123456789abcdef0"
SIZE = 1 << 30
START = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def plane(tmp_path: Path, clock: ManualClock) -> Iterator[SteppedPlane]:
    plane = SteppedPlane(tmp_path / "volumes", clock, shown_directory="~/volumes")
    plane.create(VOLUME, SIZE)
    plane.attach(VOLUME, SIZE, bytearray(range(64)))
    yield plane
    plane.close()


def operations(meters: Meters) -> int:
    return meters.read.operations + meters.write.operations


def tell(directory: Path) -> tuple[list[Meters], bytes, list[str]]:
    """One story: what its meters showed, what lay on disk, which files there were."""
    clock = ManualClock(START)
    plane = SteppedPlane(directory, clock)
    plane.create(VOLUME, SIZE)
    plane.attach(VOLUME, SIZE, bytearray(range(64)))
    plane.start_load(VOLUME, Workload(span_bytes=4 << 20))
    seen = []
    for _ in range(4):
        clock.advance(timedelta(seconds=0.2))
        seen.append(plane.meters(VOLUME))
    plane.stop_load(VOLUME)
    plane.flush(VOLUME)
    plane.close()
    stored = b"".join(path.read_bytes() for path in sorted(directory.iterdir()))
    return seen, stored, sorted(path.name for path in directory.iterdir())


def test_the_same_story_gives_the_same_figures_and_the_same_bytes(tmp_path: Path) -> None:
    first, second = tell(tmp_path / "a"), tell(tmp_path / "b")
    assert first == second
    assert operations(first[0][-1]) > 1000


def test_nothing_happens_while_the_clock_stands(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload())
    clock.advance(timedelta(seconds=1))
    assert plane.meters(VOLUME) == plane.meters(VOLUME)


def test_small_steps_do_as_much_as_large_ones(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload(rate_iops=1000))
    for _ in range(100):
        clock.advance(timedelta(milliseconds=3))
        plane.meters(VOLUME)
    assert operations(plane.meters(VOLUME)) in range(295, 301)


def test_everything_counted_was_written(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload(Pattern.SEQUENTIAL, write_percent=100, span_bytes=SIZE))
    clock.advance(timedelta(seconds=0.5))
    done = plane.meters(VOLUME).write.operations
    assert plane.read(VOLUME, (done - 1) * 4096, 512).startswith(b'{"order":"')
    assert plane.read(VOLUME, done * 4096, 512) == bytes(512)


def test_a_long_pause_is_neither_made_up_nor_counted(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload(duration_s=0, span_bytes=1 << 20))
    clock.advance(timedelta(hours=5))
    assert operations(plane.meters(VOLUME)) == LARGEST_STEP
    assert operations(plane.meters(VOLUME)) == LARGEST_STEP


def test_a_load_ends_at_its_duration(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload(duration_s=2, rate_iops=100, span_bytes=1 << 20))
    clock.advance(timedelta(seconds=1))
    assert plane.meters(VOLUME).load_running
    clock.advance(timedelta(seconds=10))
    ended = plane.meters(VOLUME)
    assert not ended.load_running
    assert operations(ended) in (199, 200)
    clock.advance(timedelta(seconds=10))
    assert operations(plane.meters(VOLUME)) == operations(ended)


def test_a_stopped_load_makes_no_more_requests(plane: SteppedPlane, clock: ManualClock) -> None:
    plane.start_load(VOLUME, Workload(span_bytes=1 << 20))
    clock.advance(timedelta(seconds=0.1))
    plane.stop_load(VOLUME)
    before = operations(plane.meters(VOLUME))
    clock.advance(timedelta(seconds=1))
    meters = plane.meters(VOLUME)
    assert (operations(meters), meters.load_running, meters.load) == (
        before,
        False,
        Workload(span_bytes=1 << 20),
    )


def test_an_invalid_load_is_refused_and_the_running_one_goes_on(
    plane: SteppedPlane, clock: ManualClock
) -> None:
    plane.start_load(VOLUME, Workload(span_bytes=1 << 20))
    with pytest.raises(OSError, match="invalid workload"):
        plane.start_load(VOLUME, Workload(block_size=1000))
    clock.advance(timedelta(seconds=0.1))
    assert plane.meters(VOLUME).load_running


def test_a_failing_volume_ends_the_load_with_its_reason(
    plane: SteppedPlane, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane.start_load(VOLUME, Workload(write_percent=100, span_bytes=1 << 20))
    monkeypatch.setattr("os.pwrite", lambda *_: 0)
    clock.advance(timedelta(seconds=0.1))
    meters = plane.meters(VOLUME)
    assert not meters.load_running
    assert "no space left" in meters.load_error


def test_latencies_follow_the_queue(plane: SteppedPlane, clock: ManualClock) -> None:
    """Little's law: 3,000 requests a second from a queue of 30 wait about 10 ms."""
    model = DeviceModel(Workload(queue_depth=30), "seed")
    found = sorted(model.latencies_ns(0.0, 1001, 0))
    rate = model.rate(0.0)
    assert found[500] == pytest.approx(30 / rate * 1e9, rel=0.05)
    assert found[990] > 1.5 * found[500]


@pytest.mark.parametrize("size", [512, 4096, 64 << 10, 1 << 20])
def test_the_modelled_device_keeps_to_its_limits(size: int) -> None:
    model = DeviceModel(Workload(block_size=size, queue_depth=64), "seed")
    rates = [model.rate(at / 2) for at in range(200)]
    assert max(rates) <= min(BASELINE_IOPS, BASELINE_BYTES_PER_S / size)
    assert len(set(rates)) > 100


class TestPort:
    """The same answers as a host's."""

    def test_a_volume_not_attached_is_a_key_error(self, plane: SteppedPlane) -> None:
        plane.detach(VOLUME)
        for call in (plane.meters, plane.flush, plane.stop_load):
            with pytest.raises(KeyError, match=VOLUME):
                call(VOLUME)
        plane.detach(VOLUME)
        assert plane.attached() == frozenset()

    def test_attaching_wipes_the_key_it_was_given(self, plane: SteppedPlane) -> None:
        plane.detach(VOLUME)
        key = bytearray(range(64))
        plane.attach(VOLUME, SIZE, key)
        assert key == bytes(64)

    def test_attaching_twice_is_refused(self, plane: SteppedPlane) -> None:
        key = bytearray(range(64))
        with pytest.raises(OSError, match="attached already"):
            plane.attach(VOLUME, SIZE, key)
        assert key == bytes(64)

    def test_a_key_that_is_none_is_an_os_error(self, plane: SteppedPlane) -> None:
        plane.detach(VOLUME)
        with pytest.raises(OSError, match="halves"):
            plane.attach(VOLUME, SIZE, bytearray(64))

    def test_data_survives_detaching(self, plane: SteppedPlane) -> None:
        plane.write(VOLUME, UNIT_BYTES - 512, b"x" * 1024)
        plane.detach(VOLUME)
        plane.attach(VOLUME, SIZE, bytearray(range(64)))
        assert plane.read(VOLUME, UNIT_BYTES - 512, 1024) == b"x" * 1024
        plane.zero(VOLUME, UNIT_BYTES - 512, 512)
        plane.trim(VOLUME, UNIT_BYTES, 4096)
        assert plane.read(VOLUME, UNIT_BYTES - 512, 1024) == bytes(1024)

    def test_a_sector_names_the_file_as_it_is_to_be_shown(self, plane: SteppedPlane) -> None:
        plane.write(VOLUME, 0, b"x" * 512)
        sector = plane.sector(VOLUME, 0, 512)
        assert (sector.file, sector.verified) == (f"~/volumes/{VOLUME}.blocks", True)
        assert plane.sector(VOLUME, 8192, 512).file == ""

    def test_deleting_removes_the_files(self, plane: SteppedPlane, tmp_path: Path) -> None:
        plane.detach(VOLUME)
        plane.delete(VOLUME)
        assert [path.name for path in (tmp_path / "volumes").iterdir()] == ["file-numbers"]
