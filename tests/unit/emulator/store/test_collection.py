"""A table's documents and what finds them."""

from kmstui.emulator.store.collection import Collection


def test_ids_go_on_after_the_largest_ever_used() -> None:
    collection = Collection({3: {}, 7: {}})
    assert collection.next_id() == 8
    collection.put(20, {})
    collection.remove(20)
    assert collection.next_id() == 21
    assert collection.largest_id() == 7


def test_order_is_that_of_insertion_even_when_ids_were_chosen_by_hand() -> None:
    collection = Collection()
    for doc_id in (5, 2, 9):
        collection.put(doc_id, {"n": doc_id})
    assert collection.in_order({9, 2, 5}) == [5, 2, 9]
    assert collection.in_order({2}) == [2]
    assert collection.largest_id() == 9
    collection.put(2, {"n": 0})
    assert collection.in_order({9, 2, 5}) == [5, 2, 9]
    collection.put_back({1: {}})
    assert list(collection.documents) == [5, 2, 9, 1]
    assert Collection({2: {}, 1: {}}).in_order({1, 2}) == [2, 1]


def test_an_empty_collection_has_no_ids_left_behind() -> None:
    collection = Collection({2: {}, 1: {}})
    collection.remove(1)
    collection.remove(2)
    assert collection.largest_id() == 0
    assert len(collection) == 0


def test_keys_follow_every_change() -> None:
    collection = Collection({1: {"_key": "b"}, 2: {"_key": "a"}, 3: {"other": 1}})
    assert list(collection.keys_from("", "")) == ["a", "b"]
    collection.put(1, {"_key": "c"})
    collection.put(4, {"_key": "d"})
    collection.remove(2)
    collection.put(3, {"_key": 5})
    assert list(collection.keys_from("", "")) == ["c", "d"]
    assert collection.id_of("c") == 1
    assert collection.id_of("b") is None


def test_two_documents_with_one_key_are_one_entry() -> None:
    collection = Collection({1: {"_key": "a"}})
    assert list(collection.keys_from("", "")) == ["a"]
    collection.put(2, {"_key": "a"})
    assert list(collection.keys_from("", "")) == ["a"]
    collection.remove(1)
    assert collection.id_of("a") == 2
    collection.remove(2)
    assert list(collection.keys_from("", "")) == []


def test_an_index_is_made_once_and_knows_what_was_there_before() -> None:
    collection = Collection({1: {"x": 1}, 2: {"x": 2}})
    assert collection.index(("x",)) is None
    index = collection.declare(("x",))
    assert index.candidates((2,)) == {2}
    collection.put(3, {"x": 2})
    assert collection.declare(("x",)) is index
    assert index.candidates((2,)) == {2, 3}
