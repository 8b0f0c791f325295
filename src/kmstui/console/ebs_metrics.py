"""What CloudWatch knows of a volume's I/O: sums of whole minutes, some minutes old.

This is what there is of live I/O where the account is not kmstui's own. Metrics, units and statistics are
those of the EBS User Guide, "Amazon CloudWatch metrics for Amazon EBS": a datum a minute, five minutes for
volumes that report less often; none for a minute in which nothing was reported. Nothing here knows a chart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from kmstui.aws.gateway import Gateway

NAMESPACE = "AWS/EBS"
MINUTES = 60
"""How far back one looks."""
PERIOD_S = 60
"""The shortest period CloudWatch keeps for EBS."""
LONG_PERIOD_S = 300
"""The period of volumes that report every five minutes."""
LOOK_EVERY_S = 60
"""Seconds between two looks: there is nothing new before, and each metric asked for costs money."""

_METRICS = {
    "read_bytes": ("VolumeReadBytes", "Sum"),
    "write_bytes": ("VolumeWriteBytes", "Sum"),
    "read_ops": ("VolumeReadOps", "Sum"),
    "write_ops": ("VolumeWriteOps", "Sum"),
    "queue": ("VolumeQueueLength", "Average"),
    "burst": ("BurstBalance", "Average"),
}
"""Our name for each metric: AWS's, and which statistic of it is asked for."""

Points = Mapping[datetime, float]
"""A metric's values by the minute in which they begin."""


@dataclass(frozen=True, slots=True)
class VolumeMetrics:
    """The last hour of a volume."""

    asked: datetime
    """When it was asked for."""
    points: Mapping[str, Points] = field(default_factory=dict)
    """Values by our name of the metric; bytes and requests are per second."""
    period_s: int = PERIOD_S
    """What each value is the sum or mean of."""

    @property
    def newest(self) -> datetime | None:
        """When the newest datum begins; None where there is none."""
        return max((time for values in self.points.values() for time in values), default=None)

    @property
    def age(self) -> timedelta | None:
        """How long ago the newest datum ended; None where there is none."""
        newest = self.newest
        if newest is None:
            return None
        return max(timedelta(0), self.asked - newest - timedelta(seconds=self.period_s))

    def latest(self, name: str) -> float | None:
        """The newest value of a metric; None where nothing was reported."""
        values = self.points.get(name, {})
        return values[max(values)] if values else None

    def series(self, name: str) -> tuple[float | None, ...]:
        """The last hour of a metric in even steps, oldest first; None where nothing was reported."""
        step = timedelta(seconds=self.period_s)
        count = MINUTES * 60 // self.period_s
        values = self.points.get(name, {})
        end = self.newest
        if end is None:
            return (None,) * count
        return tuple(values.get(end - step * back) for back in range(count - 1, -1, -1))


def volume_metrics(gateway: Gateway, volume_id: str, now: datetime) -> VolumeMetrics:
    """Ask CloudWatch for the last hour of a volume.

    Raises:
        AwsError: as CloudWatch answers.
    """
    params: dict[str, Any] = {
        "MetricDataQueries": [
            {
                "Id": name,
                "MetricStat": {
                    "Metric": {
                        "Namespace": NAMESPACE,
                        "MetricName": metric,
                        "Dimensions": [{"Name": "VolumeId", "Value": volume_id}],
                    },
                    "Period": PERIOD_S,
                    "Stat": statistic,
                },
            }
            for name, (metric, statistic) in _METRICS.items()
        ],
        "StartTime": now - timedelta(minutes=MINUTES),
        "EndTime": now,
        "ScanBy": "TimestampDescending",
    }
    found: dict[str, dict[datetime, float]] = {}
    while True:
        answer = gateway.call("cloudwatch", "GetMetricData", params)
        for result in answer.get("MetricDataResults", ()):
            times, values = result.get("Timestamps", ()), result.get("Values", ())
            found.setdefault(result.get("Id", ""), {}).update(zip(times, values, strict=False))
        if not answer.get("NextToken"):
            break
        params = {**params, "NextToken": answer["NextToken"]}
    period = _period([time for values in found.values() for time in values])
    return VolumeMetrics(now, {name: _rated(name, values, period) for name, values in found.items()}, period)


def _period(times: Sequence[datetime]) -> int:
    """Five minutes where no two data are nearer than that, else one."""
    steps = [later - earlier for earlier, later in pairwise(sorted(set(times)))]
    far = steps and min(steps) >= timedelta(seconds=LONG_PERIOD_S)
    return LONG_PERIOD_S if far else PERIOD_S


def _rated(name: str, values: Points, period: int) -> Points:
    """Sums as what they are a second; means as they are."""
    if _METRICS.get(name, ("", ""))[1] != "Sum":
        return values
    return {time: value / period for time, value in values.items()}


def said_of(metrics: VolumeMetrics) -> str:
    """What these figures are, in a sentence: how coarse, and how old."""
    minutes = "1 minute" if metrics.period_s == PERIOD_S else f"{metrics.period_s // 60} minutes"
    age = metrics.age
    if age is None:
        return f"CloudWatch has no datum of the last {MINUTES} minutes for this volume."
    old = int(age.total_seconds() // 60)
    return (
        f"CloudWatch metrics · period {minutes} · newest datum {f'{old} min' if old else 'under 1 min'} old"
    )
