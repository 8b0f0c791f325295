"""Interleaved rounds: every case is timed in every round, and ratios are taken within a round.

A busy machine then slows both sides of a ratio alike. What is reported is the median over the rounds.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Case = Callable[[], None]


@dataclass(frozen=True)
class Row:
    """One figure with the floor it must not fall below."""

    title: str
    detail: str
    ratio: float
    floor: float

    @property
    def reached(self) -> bool:
        """Whether the figure keeps to its floor."""
        return self.ratio >= self.floor


def interleave(
    cases: dict[str, Case], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds of `clock` each case took, round by round. The order alternates.

    Every case runs once before, unmeasured.
    """
    for case in cases.values():
        case()
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds):
        for name, case in list(cases.items())[:: 1 if number % 2 else -1]:
            start = clock()
            case()
            seconds[name].append(clock() - start)
    return seconds


def ratio(limit: Sequence[float], ours: Sequence[float]) -> float:
    """The median of how fast ours was against the limit, round by round: 1 is as fast."""
    return statistics.median(a / b for a, b in zip(limit, ours, strict=True))


def report(title: str, rows: Sequence[Row]) -> int:
    """Print the table; the exit status: 1 when a floor was not reached."""
    print(title)
    for row in rows:
        mark = "ok" if row.reached else "BELOW FLOOR"
        print(f"  {row.title:<44} {row.detail:<38} {row.ratio:6.3f}   floor {row.floor:<5}  {mark}")
    return 0 if all(row.reached for row in rows) else 1
