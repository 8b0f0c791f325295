"""The stage before all others: slow work that nobody else waits for."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from tests.unit.emulator.test_dispatch import ACCOUNT, REGION, Bench, bench

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Access, Context, Handler, no_subject

__all__ = ["bench"]


class Kiln:
    """Prepares one thing per call and keeps what happened."""

    def __init__(self, bench: Bench, refused: bool = False) -> None:
        self.seen: list[object] = []
        self._bench = bench
        access = _denied if refused else _nothing_needed
        bench.handlers.append(
            Handler("kms", "GenerateRandom", self.run, no_subject, access, prepare=self.prepare)
        )

    def prepare(self, params: Params) -> AbstractContextManager[object]:
        """Make the thing; whether the account could be entered meanwhile is noted."""
        return self._thing(params)

    @contextmanager
    def _thing(self, params: Params) -> Iterator[object]:
        self._bench.notes()  # enters the account: it would wait for ever if it were entered already
        self.seen.append(("made", dict(params)))
        try:
            yield "thing"
        finally:
            self.seen.append("gone")

    def run(self, context: Context, _params: Params, _subject: None) -> Result:
        """Note what was prepared."""
        self.seen.append(context.prepared)
        return {}


def _nothing_needed(_context: Context, _params: Params, _subject: None) -> tuple[Access, ...]:
    return ()


def _denied(_context: Context, _params: Params, _subject: None) -> tuple[Access, ...]:
    return (Access("kms:GenerateRandom", "*", ACCOUNT),)


def test_what_is_prepared_is_made_outside_and_gone_after_the_call(bench: Bench) -> None:
    kiln = Kiln(bench)
    bench.call("GenerateRandom", NumberOfBytes=8)
    assert kiln.seen == [("made", {"NumberOfBytes": 8}), "thing", "gone"]


@pytest.mark.parametrize(
    ("params", "identity"), [({"NumberOfBytes": 0}, "alice"), ({"NumberOfBytes": 8}, "nobody")]
)
def test_it_goes_with_a_call_that_is_refused_too(bench: Bench, params: dict[str, int], identity: str) -> None:
    kiln = Kiln(bench)
    with pytest.raises(AwsError):
        bench.call("GenerateRandom", identity, **params)
    assert kiln.seen == [("made", params), "gone"]


def test_who_may_not_make_the_call_gets_nothing_of_it(bench: Bench) -> None:
    kiln = Kiln(bench, refused=True)
    with pytest.raises(AwsError, match="AccessDenied"):
        bench.call("GenerateRandom", "bob", NumberOfBytes=8)
    assert kiln.seen == [("made", {"NumberOfBytes": 8}), "gone"]


@pytest.mark.parametrize("params", [None, [], "text", 7])
def test_nothing_is_prepared_for_what_is_no_request(bench: Bench, params: object) -> None:
    kiln = Kiln(bench)
    call: Callable[..., Result] = bench.account().call
    with pytest.raises(AwsError):
        call("alice", REGION, "kms", "GenerateRandom", params)
    assert kiln.seen == []


def test_other_operations_find_nothing_prepared(bench: Bench) -> None:
    seen: list[object] = []

    def run(context: Context, _params: Params, _subject: None) -> Result:
        seen.append(context.prepared)
        return {}

    bench.handlers.append(Handler("kms", "GenerateRandom", run, no_subject, _nothing_needed))
    bench.call("GenerateRandom", NumberOfBytes=8)
    assert seen == [None]
