"""LookupEvents answers as CloudTrail does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs
from tests.unit.emulator.trail.history import ACCOUNT, START, make

from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Caller, Context, Handler, PrincipalKind, ServiceEvent, Settings
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.trail.repository import append
from kmstui.emulator.trail.service import service


def _no_call(service: str, operation: str, params: Params, caller: Caller) -> Result:
    raise AssertionError("a lookup makes no calls")


def _no_event(event: ServiceEvent) -> None:
    raise AssertionError("a lookup causes no events")


@pytest.fixture
def context(uow: UnitOfWork) -> Context:
    """Alice's, in us-east-1."""
    return Context(
        uow=uow,
        now=datetime(2026, 3, 14, tzinfo=UTC),
        entropy=SeededEntropy("trail"),
        caller=Caller(f"arn:aws:iam::{ACCOUNT}:user/alice", ACCOUNT, PrincipalKind.USER, "AIDA", "alice"),
        region="us-east-1",
        request_id="r",
        settings=Settings(),
        call=_no_call,
        emit=_no_event,
    )


def _handler() -> Handler[Any]:
    (handler,) = service().handlers
    return handler


def look(context: Context, **params: Any) -> Result:
    return _handler().run(context, params, None)


def names(context: Context, **params: Any) -> list[str]:
    return [event["EventName"] for event in look(context, **params)["Events"]]


def by(key: str, value: str) -> Sequence[dict[str, str]]:
    return [{"AttributeKey": key, "AttributeValue": value}]


def test_a_lookup_needs_one_permission(context: Context) -> None:
    handler = _handler()
    subject = handler.resolve(context, {})
    assert [access.action for access in handler.access(context, {}, subject)] == ["cloudtrail:LookupEvents"]


def test_an_event_is_shown_as_cloudtrail_shows_it(context: Context) -> None:
    append(
        context.uow,
        [structs.replace(make(1, "EnableKey", about=("key/a",), read_only=False), access_key_id="AKIA")],
    )
    assert look(context) == {
        "Events": [
            {
                "EventId": "event-EnableKey-1",
                "EventName": "EnableKey",
                "ReadOnly": "false",
                "AccessKeyId": "AKIA",
                "EventTime": START + timedelta(minutes=1),
                "EventSource": "kms.amazonaws.com",
                "Username": "alice",
                "Resources": [{"ResourceType": "AWS::KMS::Key", "ResourceName": "key/a"}],
                "CloudTrailEvent": '{"eventName":"EnableKey"}',
            }
        ]
    }


def test_what_has_no_user_shows_none(context: Context) -> None:
    append(context.uow, [make(1, "DeleteKey", user="")])
    (event,) = look(context)["Events"]
    assert "Username" not in event
    assert "AccessKeyId" not in event


def test_pages_follow_each_other_without_gap_or_repetition(context: Context) -> None:
    append(context.uow, (make(minute, f"Op{minute}") for minute in range(7)))
    seen: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page = look(context, MaxResults=3, **token)
        seen.append([event["EventName"] for event in page["Events"]])
        append(context.uow, [make(8, "Later")])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert seen == [["Op6", "Op5", "Op4"], ["Op3", "Op2", "Op1"], ["Op0"]]


def test_a_page_has_fifty_events_unless_asked_otherwise(context: Context) -> None:
    append(context.uow, (make(minute) for minute in range(60)))
    assert len(look(context)["Events"]) == 50


def test_times_bound_a_lookup_on_both_sides(context: Context) -> None:
    append(context.uow, (make(minute, f"Op{minute}") for minute in range(7)))
    assert names(context, StartTime=START + timedelta(minutes=5)) == ["Op6", "Op5"]
    assert names(context, EndTime=START + timedelta(minutes=1)) == ["Op1", "Op0"]
    between = {"StartTime": START + timedelta(minutes=2), "EndTime": START + timedelta(minutes=3)}
    assert names(context, **between) == ["Op3", "Op2"]
    assert names(context, EndTime=START - timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("EventName", "Encrypt", ["Encrypt"]),
        ("Username", "bob", ["DisableKey"]),
        ("ReadOnly", "false", ["DisableKey"]),
        ("ReadOnly", "true", ["Encrypt", "DescribeKey"]),
        ("ResourceName", "key/b", ["Encrypt"]),
        ("ResourceType", "AWS::KMS::Key", ["Encrypt", "DisableKey"]),
        ("EventSource", "ec2.amazonaws.com", []),
        ("EventId", "event-DescribeKey-0", ["DescribeKey"]),
        ("AccessKeyId", "AKIANOBODY", []),
    ],
)
def test_an_attribute_narrows_a_lookup(context: Context, key: str, value: str, expected: list[str]) -> None:
    append(
        context.uow,
        [
            make(0),
            make(1, "DisableKey", user="bob", about=("key/a",), read_only=False),
            make(2, "Encrypt", about=("key/b",)),
        ],
    )
    assert names(context, LookupAttributes=by(key, value)) == expected


def test_a_lookup_sees_its_own_region_and_account(context: Context) -> None:
    append(context.uow, [make(0, "Here"), make(1, "There", region="eu-west-1")])
    append(context.uow, [make(2, "Elsewhere", account="444455556666")])
    assert names(context) == ["Here"]
    assert names(replace(context, region="eu-west-1")) == ["There"]


def test_a_token_is_good_for_its_own_query_only(context: Context) -> None:
    append(context.uow, (make(minute) for minute in range(3)))
    token = look(context, MaxResults=1)["NextToken"]
    assert len(look(context, MaxResults=2, NextToken=token)["Events"]) == 2
    for params in ({"EndTime": START}, {"LookupAttributes": by("EventName", "DescribeKey")}):
        with pytest.raises(AwsError) as refused:
            look(context, NextToken=token, **params)
        assert refused.value.code == "InvalidNextTokenException"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"MaxResults": 0}, "InvalidMaxResultsException"),
    ({"MaxResults": 51}, "InvalidMaxResultsException"),
    ({"NextToken": "x"}, "InvalidNextTokenException"),
    ({"NextToken": "ü"}, "InvalidNextTokenException"),
    ({"NextToken": "/////w=="}, "InvalidNextTokenException"),
    ({"NextToken": ""}, "InvalidNextTokenException"),
    ({"StartTime": START, "EndTime": START - timedelta(seconds=1)}, "InvalidTimeRangeException"),
    (
        {"LookupAttributes": [*by("EventName", "a"), *by("EventName", "b")]},
        "InvalidLookupAttributesException",
    ),
    ({"LookupAttributes": by("Colour", "red")}, "InvalidLookupAttributesException"),
    ({"LookupAttributes": by("ReadOnly", "perhaps")}, "InvalidLookupAttributesException"),
]


@pytest.mark.parametrize(("params", "code"), REFUSED)
def test_a_lookup_that_makes_no_sense_is_refused(context: Context, params: dict[str, Any], code: str) -> None:
    with pytest.raises(AwsError) as refused:
        look(context, **params)
    assert refused.value.code == code
