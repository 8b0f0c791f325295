"""TinyDB's own API: the same answers as TinyDB over memory, from our files."""

import random
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.emulator.store.disks import FastDisk, RecordingDisk
from tinydb import Query, TinyDB, operations, where
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from kmstui.emulator.store.database import Database, IndexedTable
from kmstui.emulator.store.journal_storage import JournalStorage
from kmstui.emulator.store.storage import DocumentStorage

Step = Callable[[TinyDB], object]


class Peculiar(DocumentStorage):
    """A storage of ours by another name."""


@pytest.fixture
def database(directory: Path) -> Iterator[Database]:
    """A database in files."""
    with Database(directory, disk=FastDisk()) as opened:
        yield opened


def some_document(dice: random.Random) -> dict[str, object]:
    return {
        "n": dice.randint(0, 5),
        "name": dice.choice(["a", "b", "c", "[x]", "é"]),
        "list": [dice.randint(0, 2) for _ in range(dice.randint(0, 2))],
        "deep": {"k": dice.choice([None, True, 1.5, "v"]), "n": dice.randint(0, 3)},
    }


def some_query(dice: random.Random) -> Any:
    n, name = dice.randint(0, 6), dice.choice("abc")
    return dice.choice(
        [
            where("n") == n,
            where("name") == name,
            (where("n") == n) & (where("name") == name),
            (where("n") == n) | (where("name") == name),
            ~(where("n") == n),
            where("n") > n,
            where("deep").k == True,  # noqa: E712
            where("deep")["n"] == n % 4,
            where("list") == [n % 3],
            where("list").any([1]),
            where("missing") == None,  # noqa: E711
            where("extra").exists(),
            Query().n.test(lambda value: value % 2 == 0),
            where("name").matches("[ab]"),
            where("n").one_of([1, 2, n]),
            Query().fragment({"name": name}),
        ]
    )


def bump(document: MutableMapping[str, Any]) -> None:
    document["extra"] = document.get("extra", 0) + 1
    document["deep"] = document["deep"] | {"n": 3}  # in place, TinyDB would change other documents too


def some_step(dice: random.Random) -> Step:
    """One call of the API, the same for whichever database it is made on."""
    table = dice.choice(["_default", "one", "two"])
    cond, other, document = some_query(dice), some_query(dice), some_document(dice)
    documents = [some_document(dice) for _ in range(dice.randint(0, 3))]
    ids = [dice.randint(1, 20) for _ in range(3)]
    own_id = dice.randint(1, 25)
    change: Any = dice.choice(
        [{"n": 9}, {"extra": 1}, bump, operations.set("name", "z"), operations.increment("n")]
    )
    steps: list[Step] = [
        lambda db: db.table(table).insert(document),
        lambda db: db.table(table).insert(document),
        lambda db: db.table(table).insert_multiple(documents),
        lambda db: db.table(table).insert(Document(document, own_id)),
        lambda db: db.table(table).update(change, cond),
        lambda db: db.table(table).update(change, doc_ids=ids),
        lambda db: db.table(table).update({"all": True}),
        lambda db: db.table(table).update(operations.delete("name"), where("name").exists() & cond),
        lambda db: db.table(table).update_multiple([({"n": 2}, cond), ({"name": "m"}, other)]),
        lambda db: db.table(table).upsert(document, cond),
        lambda db: db.table(table).upsert(Document(document, own_id)),
        lambda db: db.table(table).remove(cond),
        lambda db: db.table(table).remove(doc_ids=ids),
        lambda db: db.table(table).search(cond),
        lambda db: db.table(table).search(cond),
        lambda db: db.table(table).get(cond),
        lambda db: db.table(table).get(doc_id=own_id),
        lambda db: db.table(table).get(doc_ids=ids),
        lambda db: (db.table(table).contains(cond), db.table(table).contains(doc_id=own_id)),
        lambda db: db.table(table).count(cond),
        lambda db: [(each.doc_id, each) for each in db.table(table)],
    ]
    rare: list[Step] = [
        lambda db: db.table(table).truncate(),
        lambda db: db.drop_table(table),
        lambda db: db.drop_tables(),
        lambda db: db.table("empty", persist_empty=True).all(),
        lambda db: db.table(table).remove(),
        lambda db: db.table(table).insert("text"),  # type: ignore[arg-type]
        lambda db: db.table(table).upsert(document),
        lambda db: db.insert(document),
        lambda db: (len(db), len(db.table(table)), sorted(db.tables())),
    ]
    return dice.choice(rare if dice.random() < 0.1 else steps)


def outcome(step: Step, database: TinyDB) -> object:
    """What a step returns, or which error it raises."""
    try:
        return step(database)
    except (ValueError, RuntimeError, KeyError, TypeError) as error:
        return type(error), str(error)


def content(database: TinyDB) -> object:
    """Everything in a database, in order."""
    return {
        name: [(document.doc_id, dict(document)) for document in database.table(name)]
        for name in sorted(database.tables())
    }


@pytest.mark.parametrize("seed", range(60))
def test_any_calls_answer_as_tinydb_over_memory_does(directory: Path, seed: int) -> None:
    dice = random.Random(seed)
    stock = TinyDB(storage=MemoryStorage)
    ours = Database(directory, disk=FastDisk())
    for _ in range(80):
        state = dice.getstate()
        step = some_step(dice)
        dice.setstate(state)
        if seed % 2:
            ours.table("one", indexes=("n", "name", "list", "missing"))
        twin = some_step(dice)
        assert outcome(twin, ours) == outcome(step, stock)
        assert content(ours) == content(stock)
        if dice.random() < 0.05:
            ours.close()
            ours = Database(directory, disk=FastDisk())
            stock._tables.clear()
            assert content(ours) == content(stock)
    ours.close()


def test_what_is_handed_out_is_not_what_is_stored(database: Database) -> None:
    given: dict[str, Any] = {"name": "a", "deep": {"list": [1]}}
    doc_id = database.insert(given)
    given["deep"]["list"].append(2)
    for got in (
        database.get(doc_id=doc_id),
        database.search(where("name") == "a")[0],
        database.all()[0],
        database.get(where("name") == "a"),
    ):
        assert got == {"name": "a", "deep": {"list": [1]}}
        got["deep"]["list"].append(3)
    assert database.get(doc_id=doc_id) == {"name": "a", "deep": {"list": [1]}}


def test_an_index_is_used_and_answers_as_a_scan_does(database: Database) -> None:
    table = database.table("keys", indexes=("name",))
    assert isinstance(table, IndexedTable)
    table.insert_multiple({"name": f"k{number}", "n": number % 3} for number in range(300))
    looked_at: list[object] = []

    def look(value: object) -> bool:
        looked_at.append(value)
        return True

    cond = (where("name") == "k7") & (where("n") == 1)
    assert [document["name"] for document in table.search(cond)] == ["k7"]
    assert table.count(where("n").test(look) & (where("name") == "k7")) == 1
    assert looked_at == [1]
    assert table.count(where("n").test(look)) == 300
    assert table.update({"n": 5}, cond) == [8]
    assert table.search(where("name") == "k7")[0]["n"] == 5
    assert table.remove(where("name") == "k7") == [8]
    assert table.get(where("name") == "k7") is None


def test_a_failing_change_leaves_nothing_behind(database: Database) -> None:
    database.insert_multiple([{"n": 1}, {"n": 2}])
    before = content(database)

    def fail(document: MutableMapping[str, Any]) -> None:
        document["n"] = 7
        if document.get("n") == 7 and len(seen) == 1:
            raise KeyError("second")
        seen.append(1)

    seen: list[int] = []
    with pytest.raises(KeyError, match="second"):
        database.update(fail)
    with pytest.raises(TypeError, match="not JSON serializable"):
        database.insert_multiple([{"n": 3}, {"n": {1, 2}}])
    with pytest.raises(ValueError, match="Out of range float"):
        database.table("other").insert({"n": float("nan")})
    assert content(database) == before
    assert database.insert({"n": 4}) > 2


def test_one_change_is_one_record_however_large_the_table(directory: Path) -> None:
    disk = RecordingDisk()
    database = Database(directory, disk=disk)
    database.insert_multiple({"n": number, "text": "x" * 100} for number in range(1000))
    before = len(disk.log)
    database.update({"n": -1}, doc_ids=[500])
    written = [entry for entry in disk.log[before:] if entry.kind == "write"]
    assert len(written) == 1
    assert len(written[0].data) < 300
    database.close()


def test_middlewares_and_other_storages_have_stock_tables(directory: Path) -> None:
    caching = CachingMiddleware(JournalStorage)  # type: ignore[no-untyped-call]
    with Database(directory, storage=caching) as cached:
        assert type(cached.table("t")) is Table
        for number in range(5):
            cached.table("t").insert({"n": number})
        cached.table("t").remove(where("n") == 3)
        cached.table("u").insert({"n": 1})
        cached.drop_table("u")
    with Database(directory) as plain:
        assert [document["n"] for document in plain.table("t")] == [0, 1, 2, 4]
        assert plain.tables() == {"t"}
    with Database(storage=MemoryStorage) as memory:
        assert memory.insert({"n": 1}) == 1
    with Database(storage=Peculiar) as volatile:
        assert isinstance(volatile.table("t"), IndexedTable)
        assert volatile.insert({"n": 1}) == 1


def test_a_whole_database_can_be_written_in_any_order(directory: Path) -> None:
    storage = JournalStorage(directory)
    storage.write({"a": {"1": {"n": 1}, "2": {"n": 2}, "3": {"n": 3}}, "b": {"5": {}}})
    wanted = {"a": {"3": {"n": 3}, "1": {"n": 9}}, "c": {}}
    storage.write(wanted)
    assert storage.read() == wanted
    assert list((storage.read() or {})["a"]) == ["3", "1"]
    storage.close()
    storage = JournalStorage(directory)
    assert storage.read() == wanted
    assert list((storage.read() or {})["a"]) == ["3", "1"]
    storage.write({})
    assert storage.read() is None
    storage.close()


def test_the_caller_s_document_classes_are_kept(directory: Path) -> None:
    class Own(Document):
        """A document with a class of its own."""

    class OwnTable(IndexedTable):
        document_class = Own

    database = Database(directory)
    table = OwnTable(database.storage, "t")  # type: ignore[arg-type]
    table.insert({"n": 1})
    assert type(table.all()[0]) is Own
    assert type(table.get(doc_id=1)) is Own
    assert table.name == "t"
    database.close()
