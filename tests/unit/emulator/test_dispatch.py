"""The way of every call: stages in order, all or nothing, and what stays of a call that was refused."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from kmstui.aws.clock import ManualClock
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.dispatch import Emulator
from kmstui.emulator.iam.defaults import create_people
from kmstui.emulator.iam.service import service as iam
from kmstui.emulator.registry import (
    Access,
    Context,
    Handler,
    Service,
    ServiceEvent,
    Settings,
    no_subject,
)
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.tables import TableSpec, Timer
from kmstui.emulator.trail.model import TrailEvent
from kmstui.emulator.trail.repository import EVENTS
from kmstui.emulator.trail.service import service as trail

ACCOUNT, REGION = "111122223333", "us-east-1"
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
NOTES = TableSpec("notes", Timer, lambda note: f"{ACCOUNT}/{REGION}/{note.subject}")

Run = Callable[[Context, Params, None], Result]


def _nothing_needed(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
    return ()


def _handler(operation: str, run: Run, service: str = "kms", access: Any = _nothing_needed) -> Handler[None]:
    return Handler(service, operation, run=run, resolve=no_subject, access=access)


def _note(context: Context, name: str) -> None:
    context.uow.put(NOTES, Timer("note", name, context.now))


def _noting(name: str) -> Run:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, name)
        return {}

    return run


SECRETS = AccessSecrets(RootKey.ephemeral(SeededEntropy("root key")))


class Bench:
    """An account whose KMS is made of the handlers a test gives it."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOON)
        self.store = AccountStore.in_memory(SeededEntropy("store"))
        self.handlers: list[Handler[None]] = []
        self.settlers: dict[str, Callable[[Context, str], None]] = {}
        self.error_source = ""

    def account(self) -> Emulator:
        """The account as it is now."""
        kms = Service("kms", tuple(self.handlers), self.settlers, self.error_source)
        account = Emulator(
            self.store,
            (kms, iam(SECRETS), trail()),
            clock=self.clock,
            entropy=SeededEntropy("account"),
            account_id=ACCOUNT,
            secrets=SECRETS,
            defaults=Settings(),
        )
        if len(account.identities()) == 1:
            account.run(
                REGION,
                lambda context: create_people(
                    context.uow, account=ACCOUNT, now=context.now, entropy=context.entropy
                ),
            )
        return account

    def call(self, operation: str, identity: str = "alice", **params: Any) -> Result:
        """One call of KMS."""
        return self.account().call(identity, REGION, "kms", operation, params)

    def notes(self) -> set[str]:
        """What was written down."""
        with self.store.unit_of_work() as uow:
            return {note.subject for note in uow.scan(NOTES)}

    def events(self) -> list[TrailEvent]:
        """The trail, oldest first."""
        with self.store.unit_of_work() as uow:
            return sorted(uow.scan(EVENTS), key=lambda event: event.sequence)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_call_that_succeeds_leaves_its_changes_and_one_event(bench: Bench) -> None:
    bench.handlers.append(_handler("GenerateRandom", _noting("done")))
    bench.call("GenerateRandom", NumberOfBytes=8)
    assert bench.notes() == {"done"}
    assert [(event.name, event.error_code) for event in bench.events()] == [("GenerateRandom", "")]


def test_a_call_that_is_refused_leaves_nothing_but_its_event(bench: Bench) -> None:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, "half done")
        raise AwsError("DisabledException", "is disabled")

    bench.handlers.append(_handler("GenerateRandom", run))
    with pytest.raises(AwsError, match="DisabledException") as refused:
        bench.call("GenerateRandom", NumberOfBytes=8)
    assert bench.notes() == set()
    (event,) = bench.events()
    assert (event.error_code, event.request_id) == ("DisabledException", refused.value.request_id)


def test_a_bug_leaves_nothing_at_all(bench: Bench) -> None:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, "half done")
        raise ZeroDivisionError

    bench.handlers.append(_handler("GenerateRandom", run))
    with pytest.raises(ZeroDivisionError):
        bench.call("GenerateRandom", NumberOfBytes=8)
    assert (bench.notes(), bench.events()) == (set(), [])


def test_parameters_are_checked_before_anything_else(bench: Bench) -> None:
    bench.handlers.append(_handler("GenerateRandom", _noting("ran")))
    with pytest.raises(AwsError, match="ValidationException"):
        bench.call("GenerateRandom", NumberOfBytes=1025)
    assert bench.notes() == set()


def test_permission_is_asked_before_the_operation_runs(bench: Bench) -> None:
    def access(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
        return (Access("kms:GenerateRandom"),)

    bench.handlers.append(_handler("GenerateRandom", _noting("ran"), access=access))
    with pytest.raises(AwsError, match="not authorized to perform: kms:GenerateRandom"):
        bench.call("GenerateRandom", "carol", NumberOfBytes=8)
    assert bench.notes() == set()
    assert bench.events()[-1].error_code == "AccessDenied"
    assert '"Allowed":false' in bench.events()[-1].decisions


def test_somebody_unknown_is_told_what_aws_tells_them(bench: Bench) -> None:
    with pytest.raises(AwsError, match="The security token included in the request is invalid"):
        bench.call("GenerateRandom", "nobody", NumberOfBytes=8)


def test_an_operation_that_does_not_exist_is_refused_in_the_services_words(bench: Bench) -> None:
    with pytest.raises(AwsError, match="UnknownOperationException"):
        bench.call("EatKey")
    with pytest.raises(AwsError, match="InvalidAction: The action EatUser is not valid for this web service"):
        bench.account().call("alice", REGION, "iam", "EatUser", {})


def _outer(*, swallow: bool) -> Run:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, "outer")
        try:
            context.call("kms", "GenerateRandom", {"NumberOfBytes": 8}, context.caller.via("ec2"))
        except AwsError:
            if not swallow:
                raise
        return {}

    return run


def _inner(*, fails: bool) -> Run:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, "inner")
        if fails:
            raise AwsError("DisabledException", "is disabled")
        return {"Plaintext": b"x"}

    return run


def test_a_call_on_somebodys_behalf_is_recorded_after_the_call_that_caused_it(bench: Bench) -> None:
    bench.handlers += [
        _handler("ListKeys", _outer(swallow=False)),
        _handler("GenerateRandom", _inner(fails=False)),
    ]
    bench.call("ListKeys")
    assert [event.name for event in bench.events()] == ["ListKeys", "GenerateRandom"]
    assert "ec2.amazonaws.com" in bench.events()[1].record


def test_a_refused_inner_call_undoes_only_itself_when_the_outer_one_goes_on(bench: Bench) -> None:
    bench.handlers += [
        _handler("ListKeys", _outer(swallow=True)),
        _handler("GenerateRandom", _inner(fails=True)),
    ]
    bench.call("ListKeys")
    assert bench.notes() == {"outer"}
    assert [event.error_code for event in bench.events()] == ["", "DisabledException"]


def test_an_outer_call_that_fails_takes_its_inner_calls_changes_with_it(bench: Bench) -> None:
    def run(context: Context, _params: Params, _subject: None) -> Result:
        context.call("kms", "GenerateRandom", {"NumberOfBytes": 8}, context.caller)
        raise AwsError("KMSInvalidStateException", "is creating")

    bench.handlers += [_handler("ListKeys", run), _handler("GenerateRandom", _inner(fails=False))]
    with pytest.raises(AwsError, match="is creating"):
        bench.call("ListKeys")
    assert bench.notes() == set()
    assert [event.error_code for event in bench.events()] == ["KMSInvalidStateException", ""]


def test_what_has_fallen_due_is_done_before_the_call_and_only_once(bench: Bench) -> None:
    done: list[str] = []
    bench.settlers["kms.test"] = lambda _context, subject: done.append(subject)
    bench.handlers.append(_handler("GenerateRandom", lambda _c, _p, _s: {"Plaintext": str(done).encode()}))
    with bench.store.unit_of_work() as uow:
        uow.schedule("kms.test", f"{ACCOUNT}/{REGION}/late", NOON + timedelta(hours=2))
        uow.schedule("kms.test", f"{ACCOUNT}/{REGION}/soon", NOON + timedelta(hours=1))
    assert bench.call("GenerateRandom", NumberOfBytes=1)["Plaintext"] == b"[]"
    bench.clock.advance(timedelta(hours=3))
    bench.call("GenerateRandom", NumberOfBytes=1)
    bench.call("GenerateRandom", NumberOfBytes=1)
    assert [subject.rpartition("/")[2] for subject in done] == ["soon", "late"]


def test_what_aws_does_by_itself_is_on_the_trail_without_a_caller(bench: Bench) -> None:
    def settle(context: Context, subject: str) -> None:
        context.emit(ServiceEvent("kms", "DeleteKey", f"arn:aws:kms:::{subject}", "AWS::KMS::Key", {}))

    bench.settlers["kms.test"] = settle
    bench.handlers.append(_handler("GenerateRandom", lambda _c, _p, _s: {}))
    with bench.store.unit_of_work() as uow:
        uow.schedule("kms.test", f"{ACCOUNT}/{REGION}/k", NOON)
    bench.call("GenerateRandom", NumberOfBytes=1)
    assert [(event.name, event.user) for event in bench.events()] == [
        ("DeleteKey", ""),
        ("GenerateRandom", "alice"),
    ]


def test_a_second_call_never_sees_half_of_the_first(bench: Bench) -> None:
    started = Barrier(2, timeout=10)
    seen: list[int] = []

    def slow(context: Context, _params: Params, _subject: None) -> Result:
        _note(context, "one half")
        started.wait()
        _note(context, "the other half")
        return {}

    def look(context: Context, _params: Params, _subject: None) -> Result:
        seen.append(len(list(context.uow.scan(NOTES))))
        return {}

    bench.handlers += [_handler("ListKeys", slow), _handler("GenerateRandom", look)]
    account = bench.account()
    writer = Thread(target=account.call, args=("alice", REGION, "kms", "ListKeys", {}))
    writer.start()
    started.wait()
    account.call("alice", REGION, "kms", "GenerateRandom", {"NumberOfBytes": 1})
    writer.join()
    assert seen == [2]


def test_a_store_that_fails_answers_with_awss_internal_failure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.handlers.append(_handler("GenerateRandom", lambda _c, _p, _s: {}))
    account = bench.account()

    def full(*_arguments: object) -> None:
        raise StoreFailed("the disk is full", usable=True)

    monkeypatch.setattr("kmstui.emulator.unit.Unit.close", full)
    with pytest.raises(AwsError, match="InternalFailure: the disk is full"):
        account.call("alice", REGION, "kms", "GenerateRandom", {"NumberOfBytes": 1})


@pytest.mark.parametrize(("writes", "durable"), [(False, False), (True, True)])
def test_the_disk_is_waited_for_when_something_was_changed(bench: Bench, writes: bool, durable: bool) -> None:
    """Whatever the operation is called: GenerateRandom counts as read-only."""
    units: list[bool] = []

    def run(context: Context, _params: Params, _subject: None) -> Result:
        if writes:
            _note(context, "changed")
        context.uow.after_commit(lambda: units.append(context.uow.durable))
        return {}

    bench.handlers.append(_handler("GenerateRandom", run))
    bench.call("GenerateRandom", NumberOfBytes=1)
    assert units == [durable]
