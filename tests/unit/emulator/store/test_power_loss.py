"""States a power cut may leave: every one of them opens, and holds what was promised."""

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FastDisk, KilledError, Logged, RecordingDisk, open_with
from tests.unit.emulator.store.power import Machine
from tests.unit.emulator.store.samples import KEYS, NOON, Content, Key, State, content

STATES = 400
"""Per life; there are six."""


@dataclass(frozen=True)
class History:
    """What an account was told, and what it promised when."""

    log: list[Logged]
    contents: list[Content]
    """The content before the first unit of work and after each."""
    begun: list[int]
    """How many log entries there were when unit `n` began."""
    promised: list[int]
    """How many log entries there were when unit `n` had been promised, by itself or by a later one."""

    def legal(self, length: int) -> list[Content]:
        """What may be found when the power is cut after `length` log entries."""
        least = sum(1 for at in self.promised if at <= length)
        most = sum(1 for at in self.begun if at < length)
        return self.contents[least : most + 1]


class Life:
    """An account that is used, compacted and now and then killed and opened again."""

    def __init__(self, directory: Path, seed: int) -> None:
        self._directory = directory
        self._dice = random.Random(seed)
        self._disk = RecordingDisk()
        self._store = open_with(self._disk, directory)
        self.kills = 0
        self.contents = [content(self._store)]
        self.begun: list[int] = []
        self.promised: list[int] = []

    def lead(self, units: int) -> History:
        """Live through so many units of work."""
        for number in range(units):
            if self._disk.dies_in < 0 and self._dice.random() < 0.3:
                self._disk.dies_in = self._dice.randint(1, 30)
            try:
                self._work(number)
            except KilledError:
                self._reopen()
        self._disk.dies_in = -1
        self._store.close()
        self._promise()
        return History(self._disk.log, self.contents, self.begun, self.promised)

    def _work(self, number: int) -> None:
        dice = self._dice
        self.begun.append(len(self._disk.log))
        with self._store.unit_of_work() as unit:
            unit.durable = dice.random() < 0.5
            for _ in range(dice.randint(1, 3)):
                size = dice.choice((1, 100, 1500))
                unit.put(KEYS, Key(f"k{dice.randint(0, 9)}", dice.choice(list(State)), owner="x" * size))
            unit.put(KEYS, Key("counter", owner=str(number)))
            unit.delete(KEYS, f"k{dice.randint(0, 9)}")
            unit.schedule("kind", "subject", NOON - number * timedelta(hours=1))
        self.contents.append(content(self._store))
        if unit.durable:
            self._promise()
        if number % 7 == 6:
            self._store.compact()
            self._promise()

    def _reopen(self) -> None:
        """After the process was killed: the machine runs on, and what it was told is as good as before."""
        self.kills += 1
        self._disk.crash()
        self._disk.dies_in = -1
        if self._dice.random() < 0.5:
            self._disk.dies_in = self._dice.randint(1, 5)
        try:
            self._store = open_with(self._disk, self._directory)
        except KilledError:
            self._reopen()
            return
        found = content(self._store)
        if len(self.begun) == len(self.contents):  # killed in the middle of a unit
            if found == self.contents[-1]:
                self.begun.pop()
            else:
                self.contents.append(found)
        assert found == self.contents[-1]
        self._promise()

    def _promise(self) -> None:
        """All units so far have been promised."""
        self.promised += [len(self._disk.log)] * (len(self.contents) - 1 - len(self.promised))


@pytest.mark.parametrize("seed", range(6))
def test_every_state_a_power_cut_leaves_holds_what_was_promised(tmp_path: Path, seed: int) -> None:
    life = Life(tmp_path / "account", seed)
    lived = life.lead(80)
    assert life.kills > 3
    dice = random.Random(seed)
    older = 0
    directory = tmp_path / "found"
    machine = Machine()
    told = 0
    for length in sorted(dice.randint(0, len(lived.log)) for _ in range(STATES)):
        for entry in lived.log[told:length]:
            machine.tell(entry)
        told = length
        for path in directory.glob("*"):
            path.unlink()
        directory.mkdir(exist_ok=True)
        for name, data in machine.cut(dice).items():
            (directory / name).write_bytes(data)
        store = open_with(FastDisk(), directory)
        found = content(store)
        store.close()
        legal = lived.legal(length)
        assert found in legal, f"after {length} calls"
        older += found != legal[-1]
    assert older > STATES // 50
