"""One process per attached volume: what it answers, and what its death and its parents' deaths do."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmstui.aws.volume_io import Meters, Workload
from kmstui.hypervisor.host import Host
from kmstui.hypervisor.layout import UNIT_BYTES

from .processes import children, ended, open_pidfd

ONE, TWO = "vol-00000000000000001", "vol-00000000000000002"
SIZE = 64 << 20


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "volumes")
    host.create(ONE, SIZE)
    host.create(TWO, SIZE)
    yield host
    host.close()


def new_key() -> bytearray:
    return bytearray(range(64))


def operations(meters: Meters) -> int:
    return meters.read.operations + meters.write.operations


def zygote_of(host: Host, volume: str = ONE) -> int:
    """The parent of a volume's worker."""
    stat = Path(f"/proc/{host.workers()[volume]}/stat").read_text()
    return int(stat.rsplit(")", 1)[1].split()[1])


class TestPort:
    """The methods the account uses."""

    def test_what_is_written_is_read_and_survives_detaching(self, host: Host) -> None:
        data = bytes(range(256)) * 12_000
        host.attach(ONE, SIZE, new_key())
        host.write(ONE, UNIT_BYTES - 512, data)
        host.flush(ONE)
        host.detach(ONE)
        host.attach(ONE, SIZE, new_key())
        assert host.read(ONE, UNIT_BYTES - 512, len(data)) == data
        host.zero(ONE, UNIT_BYTES, 4096)
        host.trim(ONE, UNIT_BYTES + 4096, 4096)
        assert host.read(ONE, UNIT_BYTES, 8192) == bytes(8192)

    def test_attaching_wipes_the_key_it_was_given(self, host: Host) -> None:
        key = new_key()
        host.attach(ONE, SIZE, key)
        assert key == bytes(64)

    def test_a_refused_attachment_wipes_the_key_too_and_leaves_no_process(self, host: Host) -> None:
        key = bytearray(range(32)) * 2
        with pytest.raises(OSError, match="halves of an XTS key must differ"):
            host.attach(ONE, SIZE, key)
        assert key == bytes(64)
        assert host.attached() == frozenset()
        host.attach(ONE, SIZE, new_key())
        assert children(zygote_of(host)) == [host.workers()[ONE]]

    def test_attaching_twice_is_refused(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        with pytest.raises(OSError, match="attached already"):
            host.attach(ONE, SIZE, new_key())
        assert host.attached() == {ONE}

    def test_a_volume_without_files_cannot_be_attached(self, host: Host) -> None:
        host.delete(ONE)
        with pytest.raises(OSError, match="No such file"):
            host.attach(ONE, SIZE, new_key())

    def test_a_volume_not_attached_is_a_key_error(self, host: Host) -> None:
        for call in (host.meters, host.flush, host.stop_load):
            with pytest.raises(KeyError, match=ONE):
                call(ONE)
        host.detach(ONE)

    def test_an_encrypted_volume_shows_both_sides_of_a_sector(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.write(ONE, 8192, b"plain to see".ljust(512))
        sector = host.sector(ONE, 8192, 512)
        assert sector.plaintext == b"plain to see".ljust(512)
        assert sector.verified
        assert Path(sector.file).read_bytes()[sector.file_offset :][:512] == sector.stored != sector.plaintext

    def test_a_refused_request_leaves_the_line_in_order(self, host: Host) -> None:
        host.attach(ONE, SIZE, None)
        for offset, length in ((1, 512), (SIZE, 512)):
            with pytest.raises(OSError, match=r"sectors|beyond"):
                host.read(ONE, offset, length)
        with pytest.raises(OSError, match="invalid workload"):
            host.start_load(ONE, Workload(block_size=7))
        assert host.read(ONE, 0, 512) == bytes(512)

    def test_a_host_that_never_attached_anything_closes_at_once(self, tmp_path: Path) -> None:
        Host(tmp_path).close()
        Host(tmp_path, start=False).close()

    def test_it_may_be_started_by_the_first_attachment(self, tmp_path: Path) -> None:
        host = Host(tmp_path, start=False)
        host.create(ONE, SIZE)
        host.attach(ONE, SIZE, None)
        assert host.attached() == {ONE}
        host.close()
        assert host.attached() == frozenset()


class TestLoad:
    """A load runs in the worker, beside the answers."""

    def test_meters_and_sectors_are_answered_while_it_runs(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.start_load(ONE, Workload(duration_s=0, span_bytes=SIZE))
        seen = [operations(host.meters(ONE)) for _ in range(50)]
        while operations(host.meters(ONE)) < 2000:
            host.sector(ONE, 0, 512)
        assert seen == sorted(seen)
        assert host.meters(ONE).load_running
        host.stop_load(ONE)
        stopped = host.meters(ONE)
        assert not stopped.load_running
        assert operations(host.meters(ONE)) == operations(stopped)
        assert stopped.cpu_seconds > 0

    def test_a_new_load_takes_the_place_of_the_running_one(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        first = Workload(duration_s=0, span_bytes=1 << 20)
        second = Workload(duration_s=0, block_size=8192, span_bytes=1 << 20)
        host.start_load(ONE, first)
        assert host.meters(ONE).load == first
        host.start_load(ONE, second)
        assert host.meters(ONE).load == second

    def test_detaching_stops_it_and_keeps_what_it_wrote(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.start_load(ONE, Workload(write_percent=100, duration_s=0, span_bytes=64 << 10))
        while operations(host.meters(ONE)) < 500:
            pass
        host.detach(ONE)
        host.attach(ONE, SIZE, new_key())
        assert all(host.read(ONE, at, 512).startswith(b'{"order":"') for at in range(0, 64 << 10, 4096))
        assert operations(host.meters(ONE)) == 0

    def test_a_load_on_a_failing_volume_says_why_it_stopped(self, host: Host, tmp_path: Path) -> None:
        host.attach(ONE, SIZE, new_key())
        host.write(ONE, 0, bytes(4096))
        os.truncate(tmp_path / "volumes" / f"{ONE}.blocks", 0)
        host.start_load(ONE, Workload(write_percent=0, duration_s=0, block_size=4096, span_bytes=4096))
        while (meters := host.meters(ONE)).load_running:
            pass
        assert "shorter than its map says" in meters.load_error


class TestDeath:
    """A worker's death is one volume's; a parent's death is everybody's."""

    def test_a_killed_worker_takes_its_own_volume_only(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.attach(TWO, SIZE, None)
        host.write(ONE, 0, b"acknowledged".ljust(512))
        pid = host.workers()[ONE]
        pidfd = open_pidfd(pid)
        os.kill(pid, signal.SIGKILL)
        assert ended(pidfd)
        assert host.attached() == {TWO}
        for _ in range(2):
            with pytest.raises(OSError, match=f"worker of {ONE} is gone"):
                host.meters(ONE)
        host.write(TWO, 0, b"undisturbed".ljust(512))
        assert host.read(TWO, 0, 512) == b"undisturbed".ljust(512)
        host.detach(ONE)
        host.attach(ONE, SIZE, new_key())
        assert host.read(ONE, 0, 512) == b"acknowledged".ljust(512)

    def test_a_lost_volume_can_be_attached_again_without_detaching(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        pidfd = open_pidfd(host.workers()[ONE])
        os.kill(host.workers()[ONE], signal.SIGKILL)
        assert ended(pidfd)
        host.attach(ONE, SIZE, new_key())
        assert host.attached() == {ONE}

    def test_a_worker_that_answers_no_more_is_ended(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        pid = host.workers()[ONE]
        pidfd = open_pidfd(pid)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(OSError, match="is gone: timed out"):
            host._channels[ONE].ask({"op": "meters"}, timeout=0.1)
        assert ended(pidfd)
        host.attach(ONE, SIZE, new_key())

    def test_an_invalid_load_is_refused_and_the_running_one_goes_on(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.start_load(ONE, Workload(duration_s=0, span_bytes=1 << 20))
        with pytest.raises(OSError, match="invalid workload"):
            host.start_load(ONE, Workload(queue_depth=0))
        assert host.meters(ONE).load_running

    def test_workers_do_not_outlive_the_zygote_and_a_new_one_is_started(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        host.attach(TWO, SIZE, None)
        workers = [open_pidfd(pid) for pid in host.workers().values()]
        os.kill(zygote_of(host), signal.SIGKILL)
        assert all(ended(pidfd) for pidfd in workers)
        assert host.attached() == frozenset()
        host.attach(ONE, SIZE, new_key())
        assert host.read(ONE, 0, 512) == bytes(512)

    def test_closing_ends_every_process(self, tmp_path: Path) -> None:
        host = Host(tmp_path)
        host.create(ONE, SIZE)
        host.attach(ONE, SIZE, new_key())
        processes = [open_pidfd(host.workers()[ONE]), open_pidfd(zygote_of(host))]
        host.close()
        assert all(ended(pidfd) for pidfd in processes)

    def test_workers_leave_no_core_files_and_cannot_be_looked_into(self, host: Host) -> None:
        host.attach(ONE, SIZE, new_key())
        pid = host.workers()[ONE]
        limits = Path(f"/proc/{pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
        assert Path(f"/proc/{pid}/mem").stat().st_uid == 0


def test_importing_the_host_loads_no_cipher() -> None:
    """A console that attaches nothing pays nothing for it."""
    code = "import sys, kmstui.hypervisor.host; print('cryptography' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    shown = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert shown.stdout == "False\n"
