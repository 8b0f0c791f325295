"""The process that is killed, and the one that brings it forth.

Run as a program, it forks a writer for every line it is given, so that a trial costs milliseconds and not the
start of an interpreter. It is a process of its own because one with threads, as pytest may be, must not fork.

    in:   <directory> <number of the last unit of work>
    out:  pid <process id>, then <number> for each unit that has been kept, then end <signal that ended it>
"""

import os
import random
import sys
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


ITEMS = TableSpec("items", Item, lambda item: item.name, indexes=(("unit",),))
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


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def main() -> None:
    """Fork a writer for each line, and say how it ended."""
    for line in sys.stdin:
        directory, begin = line.split()
        child = os.fork()
        if child == 0:
            write(Path(directory), int(begin))
        _, status = os.waitpid(child, 0)
        _say(f"end {os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}")


if __name__ == "__main__":
    main()
