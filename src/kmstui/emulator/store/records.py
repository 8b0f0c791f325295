"""Records to documents and back.

A record is a frozen dataclass or Struct, and a document plain JSON; msgspec converts in about a microsecond
and checks the types on the way. Knows nothing of tables or ids.
"""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from kmstui.emulator.store.collection import KEY_FIELD, Collection
from kmstui.emulator.store.index import Document

T = TypeVar("T")


class Codec(Generic[T]):
    """Converts the records of one model.

    Nothing that a record holds is shared with the document it came from. msgspec copies what a model's types
    describe, but hands on values declared as `object` or `Any` as they are; models with such are found once,
    here, and their documents copied.
    """

    def __init__(self, model: type[T]) -> None:
        self._model = model
        self._copies = _is_open(inspect.type_info(model), set())
        self.defaults = _defaults(model)
        """What a document that lacks a field stands for: the model's default, as it looks in a document."""

    def document(self, record: T, key: str) -> Document:
        """A record as a document of its own."""
        document: Document = msgspec.to_builtins(record, str_keys=True)
        document[KEY_FIELD] = key
        return document

    def record(self, document: Document) -> T:
        """The record in a document.

        Raises:
            msgspec.ValidationError: when the document isn't one of this model.
        """
        return msgspec.convert(copied(document) if self._copies else document, self._model)

    def read(self, collection: Collection, doc_id: int) -> T:
        """The record in a document of a collection; the same object again for as long as the document stays.

        Documents are never changed in place and records are frozen, so that one may be handed out for ever;
        not where a record holds what its types leave open, which somebody may change.

        Raises:
            msgspec.ValidationError: as `record`.
        """
        document = collection.documents[doc_id]
        known = collection.read.get(doc_id)
        if known is not None and known[0] is document and known[1] is self:
            found: T = known[2]
            return found
        record = self.record(document)
        if not self._copies:
            collection.read[doc_id] = (document, self, record)
        return record


_CODECS: dict[object, Codec[Any]] = {}


def codec_of(model: type[T]) -> Codec[T]:
    """The one codec of a model."""
    codec: Codec[T] | None = _CODECS.get(model)
    if codec is None:
        codec = _CODECS[model] = Codec(model)
    return codec


def as_stored(value: object) -> object:
    """An attribute's value as it stands in a document."""
    return value.value if isinstance(value, Enum) else value


def copied(value: object) -> object:
    """A JSON value that shares nothing changeable with the given one; tuples become lists, as in JSON."""
    if isinstance(value, dict):
        return {name: copied(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [copied(part) for part in value]
    return value


_SCALARS = (
    inspect.NoneType,
    inspect.BoolType,
    inspect.IntType,
    inspect.FloatType,
    inspect.StrType,
    inspect.BytesType,
    inspect.EnumType,
    inspect.LiteralType,
    inspect.DateTimeType,
    inspect.DateType,
    inspect.TimeDeltaType,
)
"""Types whose values share nothing with the document they were read from."""


def copied_document(document: Document) -> Document:
    """A document of the caller's own."""
    return {name: copied(part) for name, part in document.items()}


def json_document(document: Mapping[str, object]) -> Document:
    """A copy of a document that somebody else made, as it will look when it is read from the disk again.

    Raises:
        TypeError: when the document holds something JSON has no word for.
        ValueError: when it holds a number JSON has no word for, or refers to itself.
    """
    plain: Document = msgspec.json.decode(json.dumps(dict(document), allow_nan=False))
    return plain


def _is_open(kind: inspect.Type, seen: set[type]) -> bool:
    """Whether a value of this type may hold containers of unknown type."""
    match kind:
        case inspect.DataclassType(cls=cls, fields=fields) | inspect.StructType(cls=cls, fields=fields):
            if cls in seen:
                return False
            seen.add(cls)
            return any(_is_open(field.type, seen) for field in fields)
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            return any(_is_open(part, seen) for part in types)
        case inspect.DictType(value_type=part):
            return _is_open(part, seen)
        case inspect.CollectionType(item_type=part):
            return _is_open(part, seen)
    return not isinstance(kind, _SCALARS)


def _defaults(model: type[object]) -> Mapping[str, object]:
    info = inspect.type_info(model)
    assert isinstance(info, inspect.DataclassType | inspect.StructType), f"{model.__name__} is no record"
    return {
        field.encode_name: msgspec.to_builtins(field.default)
        for field in info.fields
        if field.default is not msgspec.NODEFAULT
    }
