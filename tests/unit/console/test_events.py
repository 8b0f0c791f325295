"""Rows from CloudTrail's answers, and the paging behind them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.console.events import SPANS, EventQuery, kms_uses, look_up, short_name

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"


def _event(number: int, name: str = "Encrypt", **record: object) -> Mapping[str, Any]:
    return {
        "EventId": f"e{number}",
        "EventName": name,
        "EventTime": NOW - timedelta(seconds=number),
        "EventSource": "kms.amazonaws.com",
        "ReadOnly": "true",
        "Username": "alice",
        "Resources": [{"ResourceType": "AWS::KMS::Key", "ResourceName": KEY_ARN}],
        "CloudTrailEvent": json.dumps({"requestID": f"r{number}", **record}),
    }


class Trail:
    """Answers LookupEvents in pages of fifty, and remembers what it was asked."""

    def __init__(self, *events: Mapping[str, Any]) -> None:
        self.events = events
        self.asked: list[Params] = []

    def call(self, service: str, operation: str, params: Params) -> Result:
        """A page of events, or the one alias."""
        if operation == "ListAliases":
            return {"Aliases": [{"AliasName": "alias/orders", "TargetKeyId": "1234abcd"}]}
        self.asked.append(params)
        start = int(params.get("NextToken", 0))
        end = start + 50
        answer: Result = {"Events": list(self.events[start:end])}
        return answer | ({"NextToken": str(end)} if end < len(self.events) else {})


def test_a_row_says_what_its_record_says() -> None:
    denied = _event(1, "DisableKey", errorCode="AccessDenied", errorMessage="no")
    row = look_up(Trail(denied), EventQuery(), NOW).rows[0]
    assert (row.error_code, row.error_message, row.request_id) == ("AccessDenied", "no", "r1")
    assert row.denied
    assert row.resource == "orders"
    assert json.loads(row.document)["requestID"] == "r1"


def test_an_event_of_a_service_names_the_service() -> None:
    event = dict(_event(1, "RotateKey", userIdentity={"invokedBy": "AWS Internal"}))
    del event["Username"]
    assert look_up(Trail(event), EventQuery(), NOW).rows[0].user == "AWS Internal"


def test_pages_are_asked_for_until_one_is_full() -> None:
    events = [_event(n, "DescribeKey" if n < 120 else "Encrypt") for n in range(200)]
    trail = Trail(*events)
    page = look_up(trail, EventQuery(), NOW)
    assert len(trail.asked) == 4
    assert [row.name for row in page.rows] == ["Encrypt"] * 80
    assert page.token == ""


def test_patience_ends_and_leaves_a_token() -> None:
    trail = Trail(*[_event(n, "ListKeys") for n in range(1000)])
    page = look_up(trail, EventQuery(), NOW)
    assert page.rows == ()
    assert page.token == "300"
    assert look_up(trail, EventQuery(), NOW, page.token).token == "600"


def test_the_query_becomes_cloudtrails_parameters() -> None:
    trail = Trail()
    look_up(trail, EventQuery("Username", "dave", SPANS[2]), NOW)
    assert trail.asked == [
        {
            "MaxResults": 50,
            "LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "dave"}],
            "StartTime": NOW - timedelta(hours=1),
        }
    ]


def test_a_row_offers_what_others_like_it_are_looked_up_by() -> None:
    row = look_up(Trail(_event(1)), EventQuery(), NOW).rows[0]
    assert row.attribute("EventName") == "Encrypt"
    assert row.attribute("ReadOnly") == "true"
    assert row.attribute("ResourceName") == KEY_ARN
    assert replace(row, resources=()).attribute("ResourceName") == ""
    assert row.attribute("Colour") == ""


def test_uses_of_keys_are_told_once_newest_first() -> None:
    uses = kms_uses(Trail(_event(3), _event(1, "Decrypt")), 10)
    assert [row.event_id for row in uses] == ["e1", "e3"]


def test_a_name_is_shortened_to_what_tells_it_apart() -> None:
    assert short_name(KEY_ARN) == "1234abcd"
    assert short_name("arn:aws:kms:us-east-1:1:alias/orders") == "orders"
    assert short_name("vol-1") == "vol-1"
