"""The process that is killed, and the one that brings it forth.

Run as a program, it forks a writer for every line it is given, so that a trial costs milliseconds and not the
start of an interpreter. It is a process of its own because one with threads, as pytest may be, must not fork.

    in:   <directory> <number of the last unit of work> <threads>
    out:  pid <process id>, then <number> for each unit that has been kept, then end <signal that ended it>

With several threads each goes on after its own last unit, and says `<thread> <number>`.
"""

import os
import random
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Item:
    """What is written, again and again."""

    name: str
    unit: int
    payload: str


@dataclass(frozen=True)
class Counter:
    """How many units of work there have been."""

    units: int


@dataclass(frozen=True)
class Share:
    """How many units of work one of several threads has done."""

    name: str
    units: int = 0
    place: int = 0
    """The place of the last one among all threads' units."""


ITEMS = TableSpec("items", Item, lambda item: item.name, indexes=(("unit",),))
SHARES = TableSpec("shares", Share, lambda share: share.name)
COUNTER = TableSpec("counter", Counter, lambda _: "counter")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def change(unit: UnitOfWork, number: int) -> None:
    """What unit of work `number` does: several records, a deletion and a timer, which belong together."""
    dice = random.Random(number)
    for _ in range(dice.randint(1, 4)):
        name = f"item-{dice.randint(0, 40)}"
        unit.put(ITEMS, Item(name, number, "x" * dice.choice((10, 400, 9000))))
    unit.delete(ITEMS, f"item-{dice.randint(0, 40)}")
    unit.schedule("kind", f"subject-{dice.randint(0, 5)}", _START + timedelta(hours=number))
    unit.put(COUNTER, Counter(number))


def write(directory: Path, begin: int) -> NoReturn:
    """Go on after unit `begin` for ever, saying after each unit that it has been kept."""
    _say(f"pid {os.getpid()}")
    store = AccountStore.open(directory)
    number = begin
    while True:
        number += 1
        with store.unit_of_work() as unit:
            unit.durable = number % 3 != 0
            change(unit, number)
        _say(str(number))
        if number % 17 == 0:
            store.compact()
        if number % 41 == 0:
            store.close()
            store = AccountStore.open(directory)


def share(unit: UnitOfWork, thread: int) -> int:
    """What the next unit of work of one of several threads does; returns its number among the thread's own.

    It counts among all threads' units, too: what is found must be what the first so many of them left.
    """
    mine, all_of_us = (unit.get(SHARES, name) or Share(name) for name in (f"thread-{thread}", "all"))
    number = mine.units + 1
    unit.put(SHARES, Share(mine.name, number, all_of_us.units + 1))
    unit.put(SHARES, Share("all", all_of_us.units + 1, all_of_us.units + 1))
    unit.put(ITEMS, Item(f"item-{thread}", number, "x" * random.Random(number).choice((10, 400, 9000))))
    return number


def write_in_threads(directory: Path, threads: int) -> NoReturn:
    """Go on for ever in several threads, saying after each unit that it has been kept."""
    _say(f"pid {os.getpid()}")
    store = AccountStore.open(directory)

    def write_one(thread: int) -> None:
        while True:
            with store.unit_of_work() as unit:
                number = share(unit, thread)
                unit.durable = number % 3 != 0
            _say(f"{thread} {number}")
            if number % 17 == 0:
                store.compact()

    for thread in range(1, threads):
        threading.Thread(target=write_one, args=(thread,)).start()
    write_one(0)
    raise AssertionError("it ends by a signal")


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def main() -> None:
    """Fork a writer for each line, and say how it ended."""
    for line in sys.stdin:
        directory, begin, threads = line.split()
        child = os.fork()
        if child == 0 and int(threads) > 1:
            write_in_threads(Path(directory), int(threads))
        if child == 0:
            write(Path(directory), int(begin))
        _, status = os.waitpid(child, 0)
        _say(f"end {os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}")


if __name__ == "__main__":
    main()
