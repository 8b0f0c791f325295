"""Our server against moto's on the same machine, in one run: raw HTTP, kept-alive, from a client process.

python -m bench.http [--quick]

Ours verifies every signature, evaluates policies and has its records on the disk before it answers; moto's
does none of it. Both are asked for the same in turns, at 1, 8 and 16 connections, and every ratio is the
median over rounds. Then: the same through boto3, whose own code is the limit; what an account of 100,000 keys
costs against a small one; and how memory grows with calls.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bench.http_requests import Pool, drive
from bench.http_servers import Server, moto, null, ours

ZONE, OTHER_REGION, OTHER_ZONE = "us-east-1a", "us-west-2", "us-west-2a"
VOLUMES = 100
MOST = 16
"""The connections at which floors hold; fewer are shown beside them."""
READ, CREATE, BOTO3, CLIENT = 15.0, 20.0, 3.0, 1.5
GROWN, LEAKED = 2.0, 1.25
EVENTS = 50_000
"""How many events the history keeps: until there are so many, memory grows with calls, and then no more."""


@dataclass(frozen=True)
class Plan:
    """How long and how often everything is done."""

    connections: tuple[int, ...]
    rounds: int
    seconds: float
    keys: int
    calls: int


Figure = TypeVar("Figure")
FULL = Plan((1, 8, 16), 5, 1.0, 100_000, 100_000)
QUICK = Plan((16,), 2, 0.5, 5_000, 10_000)


@dataclass(frozen=True)
class Row:
    """One line: two figures, their ratio, and what it has to keep to, if anything."""

    title: str
    ours: str
    other: str
    ratio: float
    floor: float = 0.0
    ceiling: float = float("inf")

    @property
    def reached(self) -> bool:
        """Whether the ratio keeps to its bounds."""
        return self.floor <= self.ratio <= self.ceiling

    def __str__(self) -> str:
        bound = f">= {self.floor:g}" if self.floor else ""
        bound = bound or (f"<= {self.ceiling:g}" if self.ceiling < float("inf") else "")
        verdict = "" if self.reached else "   MISSED"
        return f"{self.title:46}{self.ours:>14}{self.other:>14}{self.ratio:>9.2f}  {bound}{verdict}"


@dataclass(frozen=True)
class Case:
    """One operation as one server is asked for it."""

    title: str
    pool: Pool
    floor: float


def cases(server: Server) -> list[Case]:
    """Prepare an account, and what it is asked for. What is made goes into another Region."""
    kms, ec2 = server.access.client("kms"), server.access.client("ec2")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    made = [kms.generate_data_key(KeyId=key, KeySpec="AES_256") for _ in range(20)]
    for _ in range(VOLUMES):
        ec2.create_volume(AvailabilityZone=ZONE, Size=8)
    assert len(ec2.describe_volumes()["Volumes"]) == VOLUMES
    elsewhere = server.at(OTHER_REGION)
    volume = {"AvailabilityZone": OTHER_ZONE, "Size": 8}
    blobs = [{"CiphertextBlob": each["CiphertextBlob"]} for each in made]

    def case(title: str, service: str, params: list[dict[str, Any]], floor: float) -> Case:
        operation = title.partition("(")[0].partition(",")[0]
        access = elsewhere if operation.startswith("Create") else server.access
        return Case(title, Pool(access, service, operation, params), floor)

    return [
        case("GenerateDataKey", "kms", [{"KeyId": key, "KeySpec": "AES_256"}], READ),
        case("Decrypt", "kms", blobs, READ),
        case("DescribeKey", "kms", [{"KeyId": key}], READ),
        case(f"DescribeVolumes({VOLUMES})", "ec2", [{}], READ),
        case("CreateKey", "kms", [{"Description": "made to be counted"}], CREATE),
        case("CreateVolume", "ec2", [volume], 0.0),
        case("CreateVolume, encrypted", "ec2", [{**volume, "Encrypted": True}], 0.0),
    ]


@dataclass(frozen=True)
class Asked:
    """What one server did for one thing."""

    rate: float
    """Answers a second."""
    cpu_us: float
    """What one of them cost the server; other work on the machine hardly touches it."""


def ask(server: Server, case: Case, connections: int, seconds: float) -> Asked:
    """Ask one server for one thing."""
    requests = case.pool.requests()
    before = server.cpu_seconds()
    seen = drive(server.access.port, requests, connections, seconds)
    return Asked(seen.rate, (server.cpu_seconds() - before) / seen.answered * 1e6)


def _in_turns(
    rounds: int, one: Callable[[], Figure], other: Callable[[], Figure]
) -> list[tuple[Figure, Figure]]:
    """Both figures, round by round; the order alternates, so that a busy machine slows both alike."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            second, first = other(), one()
        else:
            first, second = one(), other()
        pairs.append((first, second))
    return pairs


def _row(
    title: str, pairs: list[tuple[float, float]], *, floor: float = 0.0, ceiling: float = float("inf")
) -> Row:
    first, second = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(title, f"{first:,.0f}/s", f"{second:,.0f}/s", ratio, floor, ceiling)


def _asked(
    one: Server, mine: Case, other: Server, theirs: Case, connections: int, plan: Plan
) -> list[tuple[Asked, Asked]]:
    """Two servers asked in turns, once before without looking."""
    for server, case in ((one, mine), (other, theirs)):
        ask(server, case, connections, plan.seconds / 4)
    return _in_turns(
        plan.rounds,
        lambda: ask(one, mine, connections, plan.seconds),
        lambda: ask(other, theirs, connections, plan.seconds),
    )


def _rates(pairs: list[tuple[Asked, Asked]]) -> list[tuple[float, float]]:
    return [(one.rate, other.rate) for one, other in pairs]


def against_moto(server: Server, mine_all: list[Case], peer: Server, plan: Plan) -> Iterator[Row]:
    """Every operation at every number of connections, and what an answer costs the servers at the most."""
    for mine, theirs in zip(mine_all, cases(peer), strict=True):
        for connections in plan.connections:
            pairs = _asked(server, mine, peer, theirs, connections, plan)
            floor = mine.floor if connections == MOST else 0.0
            yield _row(f"{mine.title}, {connections} connections", _rates(pairs), floor=floor)
        our, their = (statistics.median(each.cpu_us for each in side) for side in zip(*pairs, strict=True))
        yield Row("  what one costs the server", f"{our:,.0f} us", f"{their:,.0f} us", their / our)


def through_boto3(server: Server, peer: Server, plan: Plan) -> Row:
    """GenerateDataKey, one call after another, by the SDK in this process."""

    def rate(each: Server) -> Callable[[], float]:
        client = each.access.client("kms")
        key = client.create_key()["KeyMetadata"]["KeyId"]

        def measured() -> float:
            start, calls = time.perf_counter(), 0
            while (now := time.perf_counter()) < start + plan.seconds:
                client.generate_data_key(KeyId=key, KeySpec="AES_256")
                calls += 1
            return calls / (now - start)

        return measured

    return _row(
        "GenerateDataKey through boto3", _in_turns(plan.rounds, rate(server), rate(peer)), floor=BOTO3
    )


def memory(server: Server, plan: Plan) -> Iterator[Row]:
    """What stays resident after so many calls, and after as many again."""
    three = cases(server)[:3]

    def call_often() -> float:
        for case in three:
            drive(server.access.port, case.pool.requests(), MOST, calls=plan.calls // 3)
        return server.resident_mb()

    new = server.resident_mb()
    once, twice = call_often(), call_often()
    ceiling = LEAKED if plan.calls > EVENTS else float("inf")
    title = f"memory after {plan.calls:,} calls"
    yield Row(f"{title} / of a new account", f"{once:,.0f} MB", f"{new:,.0f} MB", once / new)
    yield Row(
        f"  after {2 * plan.calls:,} / that",
        f"{twice:,.0f} MB",
        f"{once:,.0f} MB",
        twice / once,
        ceiling=ceiling,
    )


def with_many_keys(directory: Path, small: Server, few: list[Case], new: float, plan: Plan) -> Iterator[Row]:
    """Every operation in a small account and in one of many keys, half of them in each of two Regions.

    `new` is the memory of a new account, in MB.
    """
    with ours(directory) as large:
        for region in (large.access.region, OTHER_REGION):
            pool = Pool(large.at(region), "kms", "CreateKey", [{"Description": "one of many"}])
            for _ in range(10):  # signatures grow old
                drive(large.access.port, pool.requests(), MOST, calls=plan.keys // 20)
        resident = large.resident_mb()
        for one, other in zip(few, cases(large), strict=True):
            pairs = _rates(_asked(small, one, large, other, MOST, plan))
            yield _row(f"{one.title}, few keys / {plan.keys:,}", pairs, ceiling=GROWN)
        title = f"memory with {plan.keys:,} keys / of a new account"
        yield Row(title, f"{resident:,.0f} MB", f"{new:,.0f} MB", resident / new)


def client_alone(server: Server, port: int, plan: Plan) -> Row:
    """What the client does against a server that does not think: it must not be what is measured."""
    case = Case("", Pool(server.access, "kms", "GenerateRandom", [{"NumberOfBytes": 32}]), 0.0)
    pairs = _in_turns(
        plan.rounds,
        lambda: drive(port, case.pool.requests(), MOST, plan.seconds).rate,
        lambda: ask(server, case, MOST, plan.seconds).rate,
    )
    return _row("GenerateRandom, no server to speak of / ours", pairs, floor=CLIENT)


def _head(one: str, other: str) -> None:
    print(f"{'http':46}{one:>14}{other:>14}{'ratio':>9}  bound")


def main(arguments: list[str]) -> int:
    """Print the tables; the exit status: 1 when a bound was not kept to."""
    plan = QUICK if "--quick" in arguments else FULL
    rows: list[Row] = []

    def show(row: Row) -> None:
        rows.append(row)
        print(row, flush=True)

    with tempfile.TemporaryDirectory(dir=".") as name, ours(Path(name).resolve() / "small") as small:
        new, few = small.resident_mb(), cases(small)
        _head("ours", "moto")
        with moto() as peer:
            for row in against_moto(small, few, peer, plan):
                show(row)
            show(through_boto3(small, peer, plan))
        with null() as port:
            show(client_alone(small, port, plan))
        _head("one", "other")
        with ours(Path(name).resolve() / "called") as called:
            for row in memory(called, plan):
                show(row)
        for row in with_many_keys(Path(name).resolve() / "large", small, few, new, plan):
            show(row)
    return 0 if all(row.reached for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
