"""Killing the process that writes, again and again: what it said is kept is there, and nothing is damaged.

What unit of work `n` does follows from `n`, so the whole content is checked, not only that it can be read.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash.writer import COUNTER, ITEMS, SHARES, Counter, Item, Share, change

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import Timer
from kmstui.emulator.store.unit_of_work import UnitOfWork

TRIALS = 200
ACCOUNTS = 10
PAUSES = (0, 1e-4, 5e-4, 2e-3, 5e-3)
"""Seconds between an acknowledgement and the kill, so that it falls into the next unit, or a compaction."""
THREADS = 4
TRIALS_OF_THREADS = 60

FAR = 9000
"""A year by which everything is due."""

Nursery = subprocess.Popen[str]


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """The process that forks writers."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "tests.crash.writer"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def kill_after(nursery: Nursery, directory: Path, begin: int, units: int, pause: float) -> int:
    """Have a writer go on after unit `begin`, and kill it; returns the last unit it said was kept."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(directory, begin, 1, file=nursery.stdin, flush=True)
    writer = int(nursery.stdout.readline().removeprefix("pid "))
    last = begin
    while last < begin + units:
        last = int(nursery.stdout.readline())
    kill(writer, pause)
    for said in iter(nursery.stdout.readline, f"end {signal.SIGKILL.value}\n"):
        last = int(said)
    return last


def kill(writer: int, pause: float) -> None:
    """Kill a writer a moment from now."""
    until = time.monotonic() + pause
    while time.monotonic() < until:
        pass
    os.kill(writer, signal.SIGKILL)


def kill_threads_after(nursery: Nursery, directory: Path, units: int, pause: float) -> dict[str, int]:
    """Kill a writer of several threads when it has kept so many units; returns each thread's last one."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(directory, 0, THREADS, file=nursery.stdin, flush=True)
    writer = int(nursery.stdout.readline().removeprefix("pid "))
    last: dict[str, int] = {}
    for _ in range(units):
        thread, number = nursery.stdout.readline().split()
        last[f"thread-{thread}"] = int(number)
    kill(writer, pause)
    for said in iter(nursery.stdout.readline, f"end {signal.SIGKILL.value}\n"):
        thread, number = said.split()
        last[f"thread-{thread}"] = int(number)
    return last


Content = tuple[list[Item], list[Timer], Counter | None]


def content(unit: UnitOfWork) -> Content:
    """Everything in the account."""
    due = unit.next_due()
    return (
        list(unit.scan(ITEMS)),
        [] if due is None else unit.due(due.replace(year=FAR)),
        unit.get(COUNTER, "counter"),
    )


def expected(units: int) -> Content:
    """What the first `units` units of work leave."""
    with AccountStore.in_memory().unit_of_work() as unit:
        for number in range(1, units + 1):
            change(unit, number)
        return content(unit)


@pytest.mark.crash
@pytest.mark.timeout(300)
def test_two_hundred_kills_lose_nothing_that_was_promised(tmp_path: Path, nursery: Nursery) -> None:
    dice = random.Random(20260301)
    trials = 0
    for account in range(ACCOUNTS):
        directory = tmp_path / f"account-{account}"
        kept = 0
        for _ in range(TRIALS // ACCOUNTS):
            promised = kill_after(nursery, directory, kept, dice.randint(1, 60), dice.choice(PAUSES))
            store = AccountStore.open(directory)
            with store.unit_of_work() as unit:
                found = content(unit)
            store.close()
            assert found[2] is not None
            kept = found[2].units
            assert kept >= promised, f"trial {trials}: {promised} promised, {kept} found"
            assert found == expected(kept), f"trial {trials}: not the content of unit {kept}"
            trials += 1
    assert trials == TRIALS


@pytest.mark.crash
@pytest.mark.timeout(300)
def test_sixty_kills_of_several_writers_lose_nothing_any_of_them_was_promised(
    tmp_path: Path, nursery: Nursery
) -> None:
    dice = random.Random(20260302)
    directory = tmp_path / "account"
    for trial in range(TRIALS_OF_THREADS):
        promised = kill_threads_after(nursery, directory, dice.randint(1, 80), dice.choice(PAUSES))
        store = AccountStore.open(directory)
        with store.unit_of_work() as unit:
            found = {share.name: share for share in unit.scan(SHARES)}
            items = {item.name: item.unit for item in unit.scan(ITEMS)}
        store.close()
        everything = found.pop("all", Share("all"))
        for thread, number in promised.items():
            assert found[thread].units >= number, f"trial {trial}: {number} promised to {thread}"
        assert sum(share.units for share in found.values()) == everything.units
        assert max(share.place for share in found.values()) == everything.units
        assert items == {f"item-{name[7:]}": share.units for name, share in found.items()}
