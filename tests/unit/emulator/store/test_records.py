"""Records to documents and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.store.samples import Key, State, Step

from kmstui.emulator.store.records import as_stored, codec_of, copied, json_document

TIMES = st.datetimes(timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))))
KEYS = st.builds(
    Key,
    name=st.text(),
    state=st.sampled_from(State),
    owner=st.none() | st.text(),
    tags=st.dictionaries(st.text(), st.text()),
    wrapped=st.binary(),
    created=TIMES,
    history=st.lists(st.builds(Step, st.text(), TIMES)).map(tuple),
)


@dataclass(frozen=True)
class Nested:
    """Holds what nothing is known of, at some depth."""

    inner: tuple[Mapping[str, Any], ...]


@given(KEYS)
def test_a_record_survives_the_journal(key: Key) -> None:
    codec = codec_of(Key)
    written = msgspec.json.encode(codec.document(key, key.name))
    assert codec.record(msgspec.json.decode(written)) == key


def test_a_document_names_its_record() -> None:
    assert codec_of(Key).document(Key("a"), "the/key")["_key"] == "the/key"


def test_values_of_unknown_type_are_not_shared_with_the_document() -> None:
    codec = codec_of(Nested)
    document = codec.document(Nested(({"list": [1]},)), "k")
    codec.record(document).inner[0]["list"].append(2)
    assert codec.record(document) == Nested(({"list": [1]},))


def test_a_document_of_another_model_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value 'Odd'"):
        codec_of(Key).record(codec_of(Key).document(Key("a"), "a") | {"state": "Odd"})


def test_a_field_that_older_documents_lack_takes_its_default() -> None:
    assert codec_of(Key).record({"name": "a", "_key": "a", "no longer": 1}) == Key("a")


def test_the_value_of_an_enum_is_what_is_stored() -> None:
    assert as_stored(State.ENABLED) == "Enabled"
    assert type(as_stored(State.ENABLED)) is str
    assert as_stored(None) is None


def test_a_copy_shares_nothing_changeable() -> None:
    value = {"a": [1, {"b": (2, None)}]}
    twin = copied(value)
    assert twin == {"a": [1, {"b": [2, None]}]}
    value["a"].append(3)
    assert twin == {"a": [1, {"b": [2, None]}]}


def test_only_json_makes_a_document() -> None:
    assert json_document({"a": (1, 2), "b": {1: "one"}}) == {"a": [1, 2], "b": {"1": "one"}}
    with pytest.raises(TypeError):
        json_document({"a": b"bytes"})
    with pytest.raises(ValueError, match="Out of range float"):
        json_document({"a": float("inf")})
