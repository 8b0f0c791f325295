"""What the store costs: inserting into a large account, from one thread and many, growing, and opening one.

Each figure is a ratio of two medians from interleaved rounds of one run, so that a busy machine slows both
sides. The floor stands beside it; the exit status is 1 when one is not reached.

    python -m bench.store [--quick]
"""

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread

from bench.rounds import interleave
from tinydb import TinyDB

from kmstui.aws.entropy import SeededEntropy, uuid
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.tables import TableSpec

ENTROPY = SeededEntropy("bench/store")


@dataclass(frozen=True)
class Key:
    """About 600 bytes as a document, as a KMS key with a short policy is."""

    key_id: str
    arn: str
    state: str
    description: str
    policy: str
    created: datetime


KEYS = TableSpec("kms_keys", Key, lambda key: key.key_id, indexes=(("state",), ("arn",)))


@dataclass(frozen=True)
class Row:
    """One line of the table: two medians in seconds, and what their ratio has to be."""

    title: str
    ours: float
    other: float
    floor: float
    times_faster: bool = False
    """The ratio says how many times faster ours is, and the floor is the least; otherwise it says how many
    times as long ours takes, and the floor is the most."""

    @property
    def ratio(self) -> float:
        """The two medians, one by the other."""
        return self.other / self.ours if self.times_faster else self.ours / self.other

    @property
    def reached(self) -> bool:
        """Whether the ratio keeps to its floor."""
        return self.ratio >= self.floor if self.times_faster else self.ratio <= self.floor

    def __str__(self) -> str:
        sign, verdict = ">=" if self.times_faster else "<=", "" if self.reached else "   MISSED"
        times = f"{self.ours * 1e6:>12,.1f}{self.other * 1e6:>14,.1f}"
        return f"{self.title:54}{times}{self.ratio:>12,.2f}  {sign} {self.floor:,g}{verdict}"


def new_key() -> Key:
    """A key with an id of its own."""
    key_id = uuid(ENTROPY)
    return Key(
        key_id,
        f"arn:aws:kms:us-east-1:111122223333:key/{key_id}",
        "Enabled",
        "A key made to be counted",
        json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "x" * 250}]}),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


def filled(directory: Path, count: int) -> AccountStore:
    """An account with `count` keys in its checkpoint, open and with its indexes built."""
    store = AccountStore.open(directory)
    with store.unit_of_work() as unit:
        unit.durable = False
        for _ in range(count):
            unit.put(KEYS, new_key())
    store.compact()
    insert(store, 1, durable=True)
    return store


def insert(store: AccountStore, times: int, *, durable: bool) -> None:
    """Insert keys, each in a unit of work of its own."""
    for _ in range(times):
        with store.unit_of_work() as unit:
            unit.durable = durable
            unit.put(KEYS, new_key())


def _discard(_: object) -> None:
    """Make nothing of a result."""


def insert_rows(directory: Path, count: int, rounds: int) -> list[Row]:
    """Inserting into an account of `count` keys, against TinyDB's own storage and against a small account."""
    large, small = filled(directory / "large", count), filled(directory / "small", 100)
    plain = directory / "plain.json"
    plain.write_bytes((directory / "large" / "account.json").read_bytes())
    tinydb = TinyDB(plain)
    table = tinydb.table(KEYS.name)
    document = dict(table.all()[0])
    seconds = interleave(
        {
            "large": lambda: insert(large, 200, durable=False),
            "small": lambda: insert(small, 200, durable=False),
            "durable": lambda: insert(large, 50, durable=True),
            "tinydb": lambda: _discard(table.insert(document)),
        },
        rounds,
    )
    tinydb.close()
    large.close()
    small.close()
    median = {name: statistics.median(each) for name, each in seconds.items()}
    ours, base, sync, own = (
        median["large"] / 200,
        median["small"] / 200,
        median["durable"] / 50,
        median["tinydb"],
    )
    share = count / 100_000  # TinyDB's cost grows with the number of documents, and so does what we can win
    title = f"insert at {count:,} documents"
    return [
        Row(f"{title}, TinyDB's storage / ours", ours, own, 10_000 * share, times_faster=True),
        Row("  the same, on the disk before the answer", sync, own, 1_500 * share, times_faster=True),
        Row(f"{title} / at 100", ours, base, 1.5),
    ]


def shared_rows(directory: Path, rounds: int) -> list[Row]:
    """Units of work like CreateKey's, each on the disk before it is left: many threads against one."""
    store = filled(directory / "shared", 100)
    units = 480

    def written_by(threads: int) -> None:
        each = units // threads
        writers = [
            Thread(target=insert, args=(store, each), kwargs={"durable": True}) for _ in range(threads)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

    seconds = interleave({f"{each}": partial(written_by, each) for each in (1, 8, 16)}, rounds)
    store.close()
    one, eight, sixteen = (statistics.median(seconds[each]) / units for each in ("1", "8", "16"))
    return [
        Row("insert on the disk, one thread / 8 threads", eight, one, 1.5, times_faster=True),
        Row("  the same, one thread / 16 threads", sixteen, one, 2.0, times_faster=True),
    ]


def open_row(directory: Path, rounds: int) -> Row:
    """Opening the account and reading a record, against a plain json.load of its file."""
    path = directory / "large"
    file = path / "account.json"

    def load() -> None:
        with file.open(encoding="utf-8") as text:
            json.load(text)

    def open_store() -> None:
        store = AccountStore.open(path)
        with store.unit_of_work() as unit:
            assert unit.page(KEYS, limit=1)
        store.close()

    seconds = interleave({"plain": load, "ours": open_store}, rounds)
    ours, plain = statistics.median(seconds["ours"]), statistics.median(seconds["plain"])
    return Row("open it and read a page / json.load of its file", ours, plain, 2.0)


def main(arguments: list[str]) -> int:
    """Print the table."""
    quick = "--quick" in arguments
    count, rounds = (20_000, 3) if quick else (100_000, 7)
    with tempfile.TemporaryDirectory(dir=".") as name:
        directory = Path(name)
        rows = [
            *insert_rows(directory, count, rounds),
            *shared_rows(directory, rounds),
            open_row(directory, rounds),
        ]
    print(f"{'store':54}{'ours, us':>12}{'other, us':>14}{'ratio':>12}  floor")
    for row in rows:
        print(row)
    return 0 if all(row.reached for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
