"""Measurements over time as charts take them, and the scale that an axis keeps.

Plain arithmetic: no colours, no cells of a terminal beyond their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

NICE = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Leading digits an axis may end with; each has a middle that reads well."""

SHRINK_BELOW = 0.45
"""An axis gets shorter only when the highest value in sight is below this share of it."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The latest values of a series taken at even intervals, oldest first."""

    values: tuple[float | None, ...] = ()
    """What is kept of the series; None where nothing could be measured, which leaves a gap."""
    taken: int = 0
    """How many were ever taken. Columns are cut at multiples of it, so a chart moves in whole columns and
    what was drawn does not change its shape as it moves."""

    def push(self, value: float | None, keep: int) -> "Samples":
        """The series with one more value, of which the last `keep` are kept."""
        return Samples((*self.values, value)[-keep:], self.taken + 1)

    @property
    def last(self) -> float:
        """The newest value; 0 where there is none."""
        return (self.values[-1] or 0.0) if self.values else 0.0

    def columns(self, count: int, window: int) -> list[float | None]:
        """Means of the last `window` values in `count` columns, newest right; None where nothing was taken
        yet.

        A column between two values, where there are fewer values than columns, repeats the one before it.
        """
        if count <= 0 or not self.values:
            return [None] * max(0, count)
        step = window / count
        taken = max(self.taken, len(self.values))
        first = taken - len(self.values)
        newest = int((taken - 1) / step)
        columns: list[float | None] = []
        for bucket in range(newest - count + 1, newest + 1):
            start = ceil(bucket * step) - first
            part = self.values[max(0, start) : max(0, ceil((bucket + 1) * step) - first)]
            if part:
                measured = [value for value in part if value is not None]
                columns.append(sum(measured) / len(measured) if measured else None)
            else:
                columns.append(self.values[start - 1] if 0 < start <= len(self.values) else None)
        return columns


def nice(value: float) -> float:
    """The least number an axis may end with that is not below `value`; 1 for nothing, or next to nothing."""
    if value < 1e-9:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(digit * power for digit in (*NICE, 20.0) if digit * power >= value * (1 - 1e-9))


class Scale:
    """The end of an axis: it grows at once and shrinks late, so a chart does not breathe."""

    def __init__(self, least: float = 1.0) -> None:
        self.least = least
        """What it never goes below."""
        self.top = nice(least)
        """The end of the axis now."""

    def fit(self, *series: Sequence[float | None]) -> float:
        """Make room for what is in sight; return the end of the axis."""
        peak = max((value for values in series for value in values if value is not None), default=0.0)
        if peak > self.top or peak < self.top * SHRINK_BELOW:
            self.top = nice(max(peak, self.least))
        return self.top


def axis_number(value: float) -> str:
    """A number on an axis: `1.5k` rather than `1500`."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"
