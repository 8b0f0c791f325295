"""What holds of every policy: denies win, allows only add, and neither order nor repetition matters."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kmstui.emulator.registry import Caller, GrantView

from .building import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    BOB,
    KEY,
    MALLORY,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SESSION,
    Statement,
    decide,
    to,
)

CALLERS = st.sampled_from([ALICE, BOB, ROOT, SESSION, MALLORY, ALICE.via("ec2")])
ACTIONS = st.sampled_from(["kms:Decrypt", "kms:Encrypt", "kms:CreateGrant", "kms:DescribeKey"])
CONDITION_KEYS = ["kms:ViaService", "kms:EncryptionContext:App", "kms:GrantOperations", "aws:username"]
VALUES = st.sampled_from(["a", "b", "*", "a*", "${aws:username}", "7", "true"])
OPERATORS = st.sampled_from(
    ["StringEquals", "StringNotEquals", "StringLike", "NumericLessThan", "Bool", "ArnLike", "IpAddress"]
)
PREFIXES = st.sampled_from(["", "ForAnyValue:"])
SUFFIXES = st.sampled_from(["", "IfExists"])
CONDITIONS = st.dictionaries(
    st.builds("{}{}{}".format, PREFIXES, OPERATORS, SUFFIXES),
    st.dictionaries(st.sampled_from(CONDITION_KEYS), st.lists(VALUES, max_size=2), max_size=2),
    max_size=2,
)
PRINCIPALS = st.sampled_from(["*", ROOT_ARN, ACCOUNT, ALICE_ARN, BOB.arn, ROLE_ARN, MALLORY.arn])
PATTERNS = st.sampled_from(["kms:*", "kms:De*", "kms:Decrypt", "kms:Encrypt", "ec2:*", "*"])
RESOURCES = st.sampled_from(["*", KEY, "arn:aws:kms:*:*:key/*", "arn:aws:ec2:*:*:*"])


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> Statement:
    """A statement of an identity policy."""
    names = draw(
        st.sampled_from([("Action", "Resource"), ("NotAction", "Resource"), ("Action", "NotResource")])
    )
    return {
        "Effect": effect or draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        names[0]: draw(st.lists(PATTERNS, min_size=1, max_size=2)),
        names[1]: draw(st.lists(RESOURCES, min_size=1, max_size=2)),
        **({"Condition": draw(CONDITIONS)} if draw(st.booleans()) else {}),
    }


@st.composite
def key_statements(draw: st.DrawFn, effect: str | None = None) -> Statement:
    """A statement of a key policy."""
    statement = to(draw(PRINCIPALS), draw(statements(effect)))
    if draw(st.booleans()) and draw(st.booleans()):
        statement["NotPrincipal"] = (
            {"AWS": statement.pop("Principal")["AWS"]}
            if isinstance(statement["Principal"], dict)
            else statement.pop("Principal")
        )
    return statement


GRANTS = st.lists(
    st.builds(
        GrantView,
        st.just("g"),
        st.sampled_from([ALICE_ARN, ROLE_ARN, ROOT_ARN, MALLORY.arn]),
        st.sampled_from([("Decrypt",), ("Encrypt", "CreateGrant")]),
        st.sampled_from([None, {"App": "a"}]),
        st.sampled_from([None, {"App": "a"}]),
    ),
    max_size=2,
)
REQUESTS = st.fixed_dictionaries(
    {
        "caller": CALLERS,
        "action": ACTIONS,
        "key": st.lists(key_statements(), min_size=1, max_size=3).map(tuple),
        "iam": st.lists(statements(), max_size=3).map(tuple),
        "boundary": st.none() | st.lists(statements(), min_size=1, max_size=2).map(tuple),
        "session": st.none() | st.lists(statements(), min_size=1, max_size=2).map(tuple),
        "grants": GRANTS.map(tuple),
        "context": st.sampled_from([None, {"App": "a"}, {"App": "a", "B": "b"}]),
        "conditions": st.dictionaries(
            st.sampled_from(CONDITION_KEYS), st.lists(VALUES, max_size=2).map(tuple), max_size=3
        ),
    }
)
PLACES = st.sampled_from(["key", "iam", "boundary", "session"])


def with_more(request: dict[str, Any], place: str, statement: Statement) -> dict[str, Any]:
    """The request with one more statement; a policy that is not there stays away."""
    if request[place] is None or (place == "iam" and not request[place]):
        return request
    return request | {place: (*request[place], to("*", statement) if place == "key" else statement)}


@given(REQUESTS)
def test_every_parsed_policy_is_decided_and_the_decision_fits_its_reasons(request: dict[str, Any]) -> None:
    decision = decide(**request)
    denied = any(item.matched and item.effect == "Deny" for item in decision.statements)
    allowed = any(item.matched and item.effect == "Allow" for item in decision.statements)
    assert not (denied and decision.allowed)
    assert allowed or not decision.allowed
    assert bool(decision.decided_by) is (decision.allowed or denied)


@given(REQUESTS, PLACES)
def test_an_explicit_deny_never_loses(request: dict[str, Any], place: str) -> None:
    changed = with_more(request, place, {"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert changed is request or not decide(**changed).allowed


@given(REQUESTS, PLACES, statements("Allow"))
def test_adding_an_allow_never_takes_access_away(
    request: dict[str, Any], place: str, statement: Statement
) -> None:
    assert decide(**with_more(request, place, statement)).allowed >= decide(**request).allowed


@given(REQUESTS, PLACES, statements("Deny"))
def test_adding_a_deny_never_gives_access(request: dict[str, Any], place: str, statement: Statement) -> None:
    assert decide(**with_more(request, place, statement)).allowed <= decide(**request).allowed


@given(REQUESTS, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(request: dict[str, Any], random: Any) -> None:
    changed = dict(request)
    for place in ("key", "iam", "boundary", "session", "grants"):
        if request[place]:
            items = [*request[place], random.choice(request[place])]
            random.shuffle(items)
            changed[place] = tuple(items)
    assert decide(**changed).allowed is decide(**request).allowed


def rewritten(statement: Statement, random: Any) -> Statement:
    """The same statement in other words: its elements in another order, lists of one as texts, other case."""
    items = list(statement.items())
    random.shuffle(items)
    return {name: _value(name, value, random) for name, value in items}


def _value(name: str, value: Any, random: Any) -> Any:
    if name in ("Action", "NotAction"):
        value = [random.choice([one, one.upper(), one.lower()]) for one in value]
    if isinstance(value, dict):
        return {key: _value("", inner, random) for key, inner in value.items()}
    if isinstance(value, list):
        random.shuffle(value := [*value])
        return value[0] if len(value) == 1 else value
    return value


@given(REQUESTS, st.randoms(use_true_random=False))
def test_how_a_statement_is_written_does_not_matter(request: dict[str, Any], random: Any) -> None:
    changed = dict(request)
    for place in ("key", "iam", "boundary", "session"):
        if request[place]:
            changed[place] = tuple(rewritten(statement, random) for statement in request[place])
    assert decide(**changed).allowed is decide(**request).allowed


@given(REQUESTS)
def test_iam_policies_count_for_nothing_where_the_key_policy_does_not_delegate(
    request: dict[str, Any],
) -> None:
    alone = [item for item in request["key"] if item["Effect"] == "Deny"]
    silent = to({"Service": "s3.amazonaws.com"}, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    closed = request | {"key": (*alone, silent), "grants": ()}
    assert not decide(**closed).allowed


@given(REQUESTS, CALLERS)
def test_deciding_is_pure(request: dict[str, Any], other: Caller) -> None:
    first = decide(**request)
    decide(**(request | {"caller": other}))
    assert decide(**request) == first
