"""What CloudWatch knows of a volume's I/O."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kmstui.aws.gateway import Params, Result
from kmstui.console.ebs_metrics import VolumeMetrics, said_of, volume_metrics

NOW = datetime(2026, 3, 14, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class CloudWatch:
    """Answers in pages, and keeps what it was asked."""

    def __init__(self, *pages: Result) -> None:
        self.pages = list(pages)
        self.asked: list[Params] = []

    def call(self, service: str, operation: str, params: Params) -> Result:
        assert (service, operation) == ("cloudwatch", "GetMetricData")
        self.asked.append(params)
        return self.pages.pop(0)


def result(name: str, **values: float) -> dict[str, Any]:
    """A metric's values by how many minutes ago they begin, as `m3=5.0`."""
    return {
        "Id": name,
        "Timestamps": [NOW.replace(second=0) - int(ago[1:]) * MINUTE for ago in values],
        "Values": list(values.values()),
    }


def test_the_metrics_of_one_volume_are_asked_for_by_the_minute() -> None:
    gateway = CloudWatch({"MetricDataResults": []})
    volume_metrics(gateway, "vol-1", NOW)
    asked = gateway.asked[0]
    assert asked["EndTime"] - asked["StartTime"] == timedelta(hours=1)
    stats = {
        query["MetricStat"]["Metric"]["MetricName"]: query["MetricStat"]["Stat"]
        for query in asked["MetricDataQueries"]
    }
    assert stats == {
        "VolumeReadBytes": "Sum",
        "VolumeWriteBytes": "Sum",
        "VolumeReadOps": "Sum",
        "VolumeWriteOps": "Sum",
        "VolumeQueueLength": "Average",
        "BurstBalance": "Average",
    }
    dimensions = asked["MetricDataQueries"][0]["MetricStat"]["Metric"]["Dimensions"]
    assert dimensions == [{"Name": "VolumeId", "Value": "vol-1"}]


def test_sums_are_told_per_second_and_means_as_they_are() -> None:
    gateway = CloudWatch(
        {"MetricDataResults": [result("write_bytes", m3=6000.0, m2=120.0), result("queue", m2=1.5)]}
    )
    metrics = volume_metrics(gateway, "vol-1", NOW)
    assert metrics.latest("write_bytes") == 2.0
    assert metrics.latest("queue") == 1.5
    assert metrics.latest("burst") is None
    series = metrics.series("write_bytes")
    assert (len(series), series[-2:], series[0]) == (60, (100.0, 2.0), None)


def test_pages_are_put_together() -> None:
    first = {"MetricDataResults": [result("read_ops", m2=60.0)], "NextToken": "t"}
    gateway = CloudWatch(first, {"MetricDataResults": [result("read_ops", m3=120.0)]})
    metrics = volume_metrics(gateway, "vol-1", NOW)
    assert metrics.series("read_ops")[-2:] == (2.0, 1.0)
    assert gateway.asked[1]["NextToken"] == "t"


def test_a_volume_that_reports_every_five_minutes_is_read_so() -> None:
    gateway = CloudWatch({"MetricDataResults": [result("write_ops", m17=300.0, m12=600.0, m7=900.0)]})
    metrics = volume_metrics(gateway, "vol-1", NOW)
    assert metrics.period_s == 300
    assert metrics.latest("write_ops") == 3.0
    assert metrics.series("write_ops")[-3:] == (1.0, 2.0, 3.0)
    assert said_of(metrics) == "CloudWatch metrics · period 5 minutes · newest datum 2 min old"


@pytest.mark.parametrize(
    ("ago", "said"), [("m1", "under 1 min old"), ("m2", "1 min old"), ("m14", "13 min old")]
)
def test_it_says_how_old_the_newest_is(ago: str, said: str) -> None:
    gateway = CloudWatch({"MetricDataResults": [result("queue", **{ago: 1.0})]})
    assert said_of(volume_metrics(gateway, "vol-1", NOW)).endswith(said)


def test_no_datum_is_said_to_be_none() -> None:
    metrics = VolumeMetrics(NOW)
    assert metrics.age is None
    assert metrics.series("queue") == (None,) * 60
    assert said_of(metrics) == "CloudWatch has no datum of the last 60 minutes for this volume."


def test_an_answer_with_holes_in_it_is_read_as_far_as_it_goes() -> None:
    gateway = CloudWatch({"MetricDataResults": [{}, {"Id": "queue"}, {"Id": "new", "Values": [1.0]}]})
    assert volume_metrics(gateway, "vol-1", NOW).newest is None
