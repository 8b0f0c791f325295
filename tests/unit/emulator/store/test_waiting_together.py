"""Writers in many threads share the disk's confirmations, and nobody is told before the disk has it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from tests.unit.emulator.store.disks import FaultyDisk, open_with
from tests.unit.emulator.store.samples import (
    KEYS,
    Key,
    RefusedError,
    State,
    keys_in,
    names,
    put,
    refused,
    reopened,
)

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.confirmations import Confirmations
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.unit_of_work import UnitOfWork

WRITERS = 16


class HeldDisk(FaultyDisk):
    """Once armed, its next sync ends when so many writes have come to it, or when it is let go."""

    def __init__(self) -> None:
        super().__init__(0)
        self.syncs = 0
        self.said: list[str] = []
        """What happened, in order."""
        self._changed = threading.Condition()
        self._missing = 0
        self._fails = False

    def hold(self, writes: int, *, fails: bool = False) -> None:
        """Have the next sync wait for this many writes from now on, and fail if it is to."""
        self._missing, self._fails, self.syncs = writes, fails, 0

    def let_go(self) -> None:
        """As if all the writes had come."""
        self._count_down(self._missing)

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        written = super().write(descriptor, data, offset)
        self._count_down(1)
        return written

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.said.append("a checkpoint is in place")

    def sync(self, descriptor: int) -> None:
        with self._changed:
            self.syncs += 1
            if self.syncs == 1:
                assert self._changed.wait_for(lambda: self._missing <= 0, 30)
        if self._fails:
            self._fails = False
            self.said.append("the disk failed")
            self._error_now()
        self.said.append("the disk has it")

    def _count_down(self, by: int) -> None:
        with self._changed:
            self._missing -= by
            self._changed.notify_all()

    def _error_now(self) -> None:
        self.fail_at(self.calls + 1, 5)
        self._count("sync")


@pytest.fixture
def disk() -> HeldDisk:
    """A disk that can be held."""
    return HeldDisk()


@pytest.fixture
def account(disk: HeldDisk, directory: Path) -> AccountStore:
    """An account over it, with one key and with space reserved in its journal."""
    store = open_with(disk, directory)
    put(store, Key("first"))
    return store


def together(work: Callable[[int], None], count: int = WRITERS) -> list[BaseException | None]:
    """Run `work` in so many threads; returns what each raised."""
    ended: list[BaseException | None] = [None] * count

    def run(number: int) -> None:
        try:
            work(number)
        except StoreFailed as error:
            ended[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return ended


def test_all_who_write_while_the_disk_is_asked_share_the_next_answer(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    disk.hold(WRITERS)
    ended = together(lambda number: put(account, Key(f"{number:02}")))
    assert ended == [None] * WRITERS
    assert disk.syncs == 2
    disk.crash()
    assert sorted(names(reopened(directory))) == [*(f"{number:02}" for number in range(WRITERS)), "first"]


def test_one_writer_alone_asks_once_for_each_unit(disk: HeldDisk, account: AccountStore) -> None:
    disk.hold(0)
    for number in range(5):
        put(account, Key(f"{number}"))
    assert disk.syncs == 5


def test_whoever_saw_what_is_not_on_the_disk_yet_is_told_when_it_is(
    disk: HeldDisk, account: AccountStore
) -> None:
    """A reader, a writer of what need not be durable, and one who is refused."""
    disk.hold(1000)
    begun = [threading.Event() for _ in range(4)]

    def see(number: int, work: Callable[[UnitOfWork], None]) -> None:
        with account.unit_of_work() as unit:
            assert number == 0 or unit.get(KEYS, "new") == Key("new")
            unit.durable = number == 0
            work(unit)
            begun[number].set()

    def refuse(_: UnitOfWork) -> None:
        begun[3].set()
        raise RefusedError

    def work(number: int) -> None:
        if number == 0:
            see(0, lambda unit: unit.put(KEYS, Key("new")))
        elif number == 1:
            begun[0].wait(30)
            see(1, lambda _: None)
        elif number == 2:
            begun[1].wait(30)
            see(2, lambda unit: unit.put(KEYS, Key("other")))
        else:
            begun[2].wait(30)
            with refused():
                see(3, refuse)
        disk.said.append("told")

    def open_up() -> None:
        begun[3].wait(30)
        disk.let_go()

    opener = threading.Thread(target=open_up)
    opener.start()
    assert together(work, 4) == [None] * 4
    opener.join()
    assert disk.said[-5:] == ["the disk has it", *["told"] * 4]


def test_when_the_disk_fails_all_who_wait_are_told_and_nothing_of_theirs_remains(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    """Each unit changes what the one before it left, so they can only be undone in reverse."""
    made_up: list[int] = []

    def change(number: int) -> None:
        with account.unit_of_work() as unit:
            first = unit.get(KEYS, "first")
            assert first is not None
            unit.on_rollback(lambda: made_up.append(number))
            unit.put(KEYS, Key("first", State.DISABLED, owner=f"{first.owner or ''}."))
            unit.put(KEYS, Key(f"{number:02}"))
            unit.durable = number % 4 != 3

    disk.hold(WRITERS, fails=True)
    ended = together(change)
    assert all(isinstance(error, StoreFailed) and not error.usable for error in ended)
    assert "failed to confirm a write" in str(ended[0])
    assert sorted(made_up) == list(range(WRITERS))
    assert keys_in(account) == [Key("first")]
    with pytest.raises(StoreFailed, match="failed to confirm"):
        put(account, Key("later"))
    account.close()
    assert reopened(directory) == [Key("first")]


def test_what_was_not_promised_and_rests_on_nothing_that_failed_stays(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    put(account, Key("unpromised"), durable=False)
    disk.hold(1, fails=True)
    with pytest.raises(StoreFailed):
        put(account, Key("promised"))
    assert names(keys_in(account)) == ["first", "unpromised"]
    account.close()
    assert names(reopened(directory)) == ["first", "unpromised"]


def test_what_is_to_be_done_after_a_unit_is_done_before_the_next_one_begins(
    disk: HeldDisk, account: AccountStore
) -> None:
    disk.hold(2)
    done: list[str] = []

    def work(number: int) -> None:
        with account.unit_of_work() as unit:
            done.append(f"{number} begins")
            unit.put(KEYS, Key(f"{number}"))
            unit.after_commit(lambda: done.append(f"{number} has ended after {disk.said[-1]}"))
            if len(done) == 1:
                disk.let_go()

    assert together(work, 2) == [None, None]
    one, other = ("0", "1") if done[0] == "0 begins" else ("1", "0")
    has_it = "has ended after the disk has it"
    assert done == [f"{one} begins", f"{one} {has_it}", f"{other} begins", f"{other} {has_it}"]


def test_units_that_wait_with_the_lock_and_units_that_wait_without_it_all_hear_of_a_failure(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    """The one who asked needs the lock to undo, and somebody else has it."""
    done: list[int] = []
    begun = threading.Event()

    def work(number: int) -> None:
        assert number == 0 or begun.wait(30)
        with account.unit_of_work() as unit:
            begun.set()
            unit.put(KEYS, Key(f"{number}"))
            if number == 1:
                unit.after_commit(lambda: done.append(number))

    disk.hold(2, fails=True)
    ended = together(work, 2)
    assert all(isinstance(error, StoreFailed) for error in ended)
    assert done == []
    assert keys_in(account) == [Key("first")]
    account.close()
    assert reopened(directory) == [Key("first")]


def test_compacting_and_closing_wait_for_those_who_wait(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    for end in (account.compact, account.close):
        disk.hold(1000)
        asked = threading.Event()

        def write(end: Callable[[], None] = end, asked: threading.Event = asked) -> None:
            with account.unit_of_work() as unit:
                unit.put(KEYS, Key(end.__name__))
                asked.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert asked.wait(30)
        opener = threading.Thread(target=disk.let_go)
        opener.start()
        end()
        writer.join(30)
        opener.join(30)
        assert not writer.is_alive()
    assert names(reopened(directory)) == ["first", "compact", "close"]


def test_a_journal_is_not_replaced_while_the_disk_is_asked_about_it(
    disk: HeldDisk, account: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(3, timeout=30)

    def wait(confirmations: Confirmations, number: int) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait()
        real(confirmations, number)

    real = Confirmations.wait
    monkeypatch.setattr(Confirmations, "wait", wait)
    disk.hold(1000)
    begun = threading.Event()

    def write() -> None:
        with account.unit_of_work() as unit:
            unit.put(KEYS, Key("a"))
            begun.set()

    def open_up() -> None:
        both.wait()
        disk.let_go()

    threads = [threading.Thread(target=work) for work in (write, open_up)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    account.compact()
    said = disk.said[:]
    both.abort()
    for thread in threads:
        thread.join(30)
    assert said[-3:] == ["the disk has it", "the disk has it", "a checkpoint is in place"]


def test_an_interrupted_wait_leaves_the_change_and_the_next_one_asks_for_both(
    disk: HeldDisk, account: AccountStore, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            put(account, Key("interrupted"))
    disk.hold(0)
    assert names(keys_in(account)) == ["first", "interrupted"]
    assert disk.syncs == 1
    put(account, Key("next"))
    disk.crash()
    assert names(reopened(directory)) == ["first", "interrupted", "next"]


def test_a_unit_can_be_left_before_the_disk_is_asked_and_waited_for_later(
    disk: HeldDisk, account: AccountStore
) -> None:
    disk.hold(0)
    blocks = []
    for number in range(WRITERS):
        block = account.unit_of_work(wait=False)
        with block as unit:
            unit.put(KEYS, Key(f"{number}"))
        blocks.append(block)
    assert disk.syncs == 0
    assert not any(block.confirmed for block in blocks)
    blocks[-1].wait()
    assert disk.syncs == 1
    assert all(block.confirmed for block in blocks)
    blocks[0].wait()
    assert disk.syncs == 1


def test_a_unit_that_is_waited_for_later_is_undone_when_the_disk_fails(
    disk: HeldDisk, account: AccountStore, directory: Path
) -> None:
    made_up: list[str] = []
    disk.hold(0, fails=True)
    blocks = []
    for name in "ab":
        block = account.unit_of_work(wait=False)
        with block as unit:
            unit.put(KEYS, Key(name))
            unit.on_rollback(partial(made_up.append, name))
        blocks.append(block)
    with pytest.raises(StoreFailed):
        blocks[1].wait()
    assert names(keys_in(account)) == ["first"]
    assert not blocks[0].confirmed
    with pytest.raises(StoreFailed):
        blocks[0].wait()
    assert made_up == ["b", "a"]
    account.close()
    assert names(reopened(directory)) == ["first"]


def test_a_unit_that_ends_by_an_exception_can_be_waited_for_later_too(
    disk: HeldDisk, account: AccountStore
) -> None:
    disk.hold(0)
    with account.unit_of_work(wait=False) as unit:
        unit.put(KEYS, Key("a"))
    seeing = account.unit_of_work(wait=False)
    with refused(), seeing as unit:
        assert unit.get(KEYS, "a") == Key("a")
        raise RefusedError
    assert disk.syncs == 0
    seeing.wait()
    assert disk.syncs == 1
