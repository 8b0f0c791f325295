"""Any sequence of changes and undoings equals the same in plain dictionaries."""

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.store.samples import KEYS, Key, RefusedError, State

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.unit_of_work import UnitOfWork

NAMES = st.sampled_from(["a", "a/1", "a/2", "b", "b/1"])


STEP = st.one_of(
    st.tuples(st.just("put"), NAMES, st.sampled_from(State), st.sampled_from([None, "x"])),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("savepoint"), st.booleans()),
    st.tuples(st.just("end"), st.booleans()),
)


class Model:
    """The same in plain dictionaries."""

    def __init__(self) -> None:
        self.records: dict[str, Key] = {}

    def apply(self, unit: UnitOfWork, step: tuple[object, ...]) -> None:
        match step:
            case ("put", str(name), State() as state, owner):
                key = Key(name, state, None if owner is None else str(owner))
                unit.put(KEYS, key)
                self.records[name] = key
            case ("delete", str(name)):
                unit.delete(KEYS, name)
                self.records.pop(name, None)

    def check(self, unit: UnitOfWork) -> None:
        everything = list(self.records.values())
        assert unit.find(KEYS) == everything
        for state in State:
            for owner in (None, "x"):
                wanted = [key for key in everything if key.state == state and key.owner == owner]
                assert unit.find(KEYS, state=state, owner=owner) == wanted
                assert unit.count(KEYS, owner=owner, state=state) == len(wanted)
        ordered = [self.records[name] for name in sorted(self.records)]
        assert list(unit.scan(KEYS)) == ordered
        assert unit.page(KEYS, prefix="a/", after="a/1", limit=5) == [k for k in ordered if k.name == "a/2"]
        assert [unit.get(KEYS, name) for name in self.records] == everything


@given(st.lists(st.lists(STEP, max_size=8), max_size=6))
def test_any_sequence_of_changes_and_undoings_equals_plain_dictionaries(
    units: list[list[tuple[object, ...]]],
) -> None:
    store, model = AccountStore.in_memory(), Model()
    for steps in units:
        before = dict(model.records)
        try:
            with store.unit_of_work() as unit:
                _run(unit, model, steps)
        except RefusedError:
            model.records = before
        with store.unit_of_work() as unit:
            model.check(unit)


def _run(unit: UnitOfWork, model: Model, steps: list[tuple[object, ...]]) -> None:
    for number, step in enumerate(steps):
        if step[0] == "end":
            if step[1]:
                raise RefusedError
            return
        if step[0] == "savepoint":
            before = dict(model.records)
            try:
                with unit.savepoint():
                    _run(unit, model, steps[number + 1 :])
                    if step[1]:
                        raise RefusedError
            except RefusedError:
                model.records = before
                model.check(unit)
            return
        model.apply(unit, step)
        model.check(unit)
