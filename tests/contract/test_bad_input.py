"""Bad input of every kind to every operation: AWS's words, and nothing half done.

The requests are generated from AWS's own models, one for each rule of each member. What is wrong beyond the
shapes (limits of volume types, malformed policies, states) is in the tests of each topic.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.account import Account
from tests.contract.any_form import Inexpressible
from tests.contract.breaking import Broken, broken_requests, sound_request
from tests.contract.over_http import is_expressible
from tests.contract.shapes import misfits_of_input
from tests.contract.whole import furnish, whole

from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import service_model

EVERY_OPERATION = [pytest.param(service, name, id=f"{service}-{name}") for service, name in OPERATIONS]
CODES: dict[str, dict[str, set[str]]] = {
    "json": {
        "type": {"SerializationException"},
        "null": {"SerializationException", "ValidationException"},
        "unknown": {"SerializationException"},
        "": {"ValidationException"},
    },
    "query": {
        "type": {"MalformedInput"},
        "null": {"MalformedInput", "ValidationError"},
        "unknown": {"MalformedInput"},
        "": {"ValidationError"},
    },
    "ec2": {
        "type": {"InvalidParameterValue"},
        "null": {"InvalidParameterValue", "MissingParameter"},
        "unknown": {"UnknownParameter"},
        "required": {"MissingParameter"},
        "": {"InvalidParameterValue"},
    },
}
"""By protocol and broken rule (or any other): the codes a request may be refused with."""


def _fault(protocol: str, broken: Broken, error: AwsError) -> str:
    """What is wrong with the refusal of a broken request; empty when nothing is."""
    codes = CODES[protocol]
    if broken.left:
        return ""
    if error.code not in codes.get(broken.rule, codes[""]):
        return error.code
    if protocol != "json" or not broken.words:
        return ""
    sentence = f" at '{broken.path}' failed to satisfy constraint: Member must"
    counted = (
        " validation error detected: " in error.message or " validation errors detected: " in error.message
    )
    return "" if counted and sentence in error.message and broken.words in error.message else error.message


@pytest.mark.parametrize(("service", "operation"), EVERY_OPERATION)
def test_every_broken_rule_is_refused_and_nothing_is_changed(
    aws: Account, service: str, operation: str
) -> None:
    furnish(aws)
    before = whole(aws)
    protocol = service_model(service).protocol
    faults: dict[str, str] = {}
    for broken in broken_requests(service, operation):
        try:
            answer = aws.raw(service, operation, broken.params)
        except Inexpressible:
            continue
        except AwsError as error:
            if fault := _fault(protocol, broken, error):
                faults[str(broken)] = fault
        else:
            faults[str(broken)] = f"was answered with {answer!r:.200}"
    assert faults == {}
    assert whole(aws) == before


@pytest.mark.parametrize(("service", "operation"), EVERY_OPERATION)
def test_what_is_called_sound_here_is_sound(service: str, operation: str) -> None:
    """Else a request would be refused for something other than what was broken in it."""
    assert misfits_of_input(service, operation, sound_request(service, operation)) == []


SENT = {"json": (0.75, 1_200), "query": (0.35, 600), "ec2": (0.2, 330)}
"""By protocol: the share of the broken requests that can be sent over its wire at least, and their number."""


@pytest.mark.parametrize("protocol", SENT)
def test_most_broken_requests_can_be_sent_over_a_wire(
    protocol: str, record_property: Callable[[str, object], None]
) -> None:
    """The others mean something else there, such as a number where text belongs; they are tried locally."""
    sent = unsent = 0
    for service, operation in OPERATIONS:
        if service_model(service).protocol == protocol:
            for broken in broken_requests(service, operation):
                if is_expressible(service, operation, broken.params):
                    sent += 1
                else:
                    unsent += 1
    record_property("broken requests", f"{sent} are sent over {protocol}, {unsent} cannot be")
    share, number = SENT[protocol]
    assert sent >= number
    assert sent / (sent + unsent) >= share


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=True),
        st.text(max_size=20),
        st.binary(max_size=20),
        st.datetimes(),
        st.sampled_from(["alias/orders", "vol-0123456789abcdef0", "carol", "gp3", "\ud800", "a" * 300]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
"""What JSON can carry, and what a gateway can be handed besides."""


def _requests(operation: tuple[str, str]) -> st.SearchStrategy[tuple[tuple[str, str], Any]]:
    """Requests to an operation: of its own members mostly, so that some of them get past the first check."""
    service, name = operation
    shape = service_model(service).input(name)
    members = st.sampled_from(sorted(shape.members)) if shape and shape.members else st.text(max_size=8)
    sound = sound_request(service, name)
    noise = st.dictionaries(st.one_of(members, members, st.text(max_size=8)), ANYTHING, max_size=3)
    params = st.one_of(noise, noise.map(lambda extra: {**sound, **extra}), ANYTHING)
    return st.tuples(st.just(operation), params)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(OPERATIONS)).flatmap(_requests))
def test_nothing_but_a_refusal_ever_comes_of_nonsense(
    aws: Account, request_of: tuple[tuple[str, str], Any]
) -> None:
    (service, operation), params = request_of
    with suppress(AwsError, Inexpressible):
        aws.raw(service, operation, params)


def test_an_operation_or_service_that_does_not_exist_is_refused(aws: Account) -> None:
    gateway = aws.endpoint.gateway("alice", "us-east-1")
    for service, operation, code in (
        ("kms", "EatKey", "UnknownOperationException"),
        ("ec2", "EatVolume", "InvalidAction"),
        ("iam", "EatUser", "InvalidAction"),
        ("s3", "ListBuckets", "UnknownOperationException"),
        ("kms", "", "UnknownOperationException"),
    ):
        with pytest.raises(AwsError) as refusal:
            gateway.call(service, operation, {})
        assert refusal.value.code == code
