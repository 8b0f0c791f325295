"""Requests made up from AWS's shapes, in every protocol: sound ones, and ones with any number of faults.

Values are of the right kind most of the time, at or just beyond a bound, of another kind, missing, unknown,
or texts that have done harm somewhere; and then some of the requests are damaged on their way. One seed makes
the same requests on every machine.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote

from tests.server.hostile.furnished import Known

from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape, service_model
from kmstui.wire.message import Request

HOST = "127.0.0.1:4566"
OPERATIONS_HERE = (*sorted(OPERATIONS), *(("ebs", name) for name in sorted(service_model("ebs").operations)))
"""Those of EBS direct besides, which travel in another protocol."""
HARMFUL = (
    "", " ", "\x00", "a\x00b", "\r\nX-Injected: 1", "\x1b]0;title\x07", "\x1b[31m", "\u202egnp.exe", "\ufeff",
    "é", "日本語", "🔑", "e\u0301", "\ud800", "\udcff", "'", '"', "<a>&amp;</a>", "]]>", "<!ENTITY x 'f'>",
    "' OR '1'='1", "../../../../etc/passwd", "..\\..", "/", "%00", "%s%n%d", "${jndi:ldap://x}", "{{7*7}}",
    "-1", "0", "NaN", "null", "None", "true", "[]", "{}", "*", "arn:aws:kms:::", "arn:aws:iam::*:root",
    "alias/", "alias/aws/x", "vol-", "vol-0123456789abcdef0", "i-0123456789abcdef0", "a" * 300, "é" * 129,
    "1e999", "__proto__",
)  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308, float("nan"),
    float("inf"), "text", b"\x00\xff", [], {}, ["text"], [[]], [None], {"a": "structure"}, {"": ""},
    {"member": ["x"]},
)  # fmt: skip
WANTED: Mapping[str, tuple[str, ...]] = {
    "CheckAccess": ("Action",),
    "CreateAlias": ("TargetKeyId",),
    "CreateGrant": ("GranteePrincipal", "Operations"),
    "CreateVolume": ("Size", "AvailabilityZone"),
    "Decrypt": ("CiphertextBlob",),
    "ReEncrypt": ("CiphertextBlob",),
    "RetireGrant": ("GrantId", "KeyId"),
    "RunInstances": ("ImageId",),
}
"""Members that an operation does nothing without, though its shape does not require them."""
LONGEST = 5_000
"""Longer values are made only now and then."""
DEEPEST = 5


@dataclass(frozen=True)
class Generated:
    """A request, and what it is meant to call."""

    service: str
    operation: str
    request: Request
    damaged: bool = False
    """Whether it was damaged on its way, so that it may well call something else or nothing."""

    @property
    def protocol(self) -> str:
        """The protocol it travels in."""
        return service_model(self.service).protocol


class Generator:
    """Makes requests for ever."""

    def __init__(self, random: Random, known: Known) -> None:
        """Take what is known of the account."""
        self._random = random
        self._words = known.words
        self._blobs = (*known.blobs, b"", b"x", bytes(4096), bytes(4097))
        self._together = known.together
        self._key_ids = known.access_keys
        self._endings: dict[str, Sequence[str]] = {}

    def requests(self) -> Iterator[Generated]:
        """One after another."""
        while True:
            yield self._damaged(self._one()) if self._now_and_then(8) else self._one()

    def _now_and_then(self, times: int) -> bool:
        return self._random.randrange(times) == 0

    def _one(self) -> Generated:
        service, operation = self._random.choice(OPERATIONS_HERE)
        model = service_model(service)
        shape = model.input(operation)
        wrong = self._random.choice((0, 0, 0.05, 0.15))
        value = self._structure(model, shape, 0, wrong, WANTED.get(operation, ())) if shape else {}
        if operation in self._together and self._now_and_then(2):
            value = self._joined(value, self._together[operation], wrong)
        encode = _ENCODERS[model.protocol]
        headers, method, target, body = encode(model, operation, shape, value)
        return Generated(
            service,
            operation,
            Request(method, target, (("host", HOST), *headers, *self._signer(service)), body),
        )

    def _joined(
        self, value: Mapping[str, Any], choices: Sequence[Mapping[str, Any]], wrong: float
    ) -> dict[str, Any]:
        """Members that succeed together, alone or among others."""
        joined = {
            name: item
            for name, item in self._random.choice(choices).items()
            if self._random.random() >= wrong
        }
        return {**value, **joined} if self._now_and_then(2) else joined

    def _signer(self, service: str) -> Sequence[tuple[str, str]]:
        if not self._now_and_then(3):
            return ()
        key_id = self._random.choice(self._key_ids)
        region = (
            "us-east-1" if not self._now_and_then(20) else self._random.choice(["eu-west-1", "mars-1", "X"])
        )
        scope = f"{key_id}/20260314/{region}/{service}/aws4_request"
        value = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
        return (("x-amz-date", "20260314T120000Z"), ("authorization", value))

    def _value(self, model: ServiceModel, shape: Shape, name: str, depth: int, wrong: float) -> Any:
        if self._random.random() < wrong:
            return self._random.choice(WRONG)
        match shape.kind:
            case Kind.STRUCTURE:
                return self._structure(model, shape, depth, wrong)
            case Kind.LIST:
                assert shape.element is not None
                inner, single = model.of(shape.element), name.removesuffix("s")
                return [
                    self._value(model, inner, single, depth + 1, wrong)
                    for _ in range(self._count(shape, wrong))
                ]
            case Kind.MAP:
                assert shape.element is not None
                assert shape.key is not None
                entry, key = model.of(shape.element), model.of(shape.key)
                return {
                    self._text(key, name, wrong): self._value(model, entry, name, depth + 1, wrong)
                    for _ in range(self._count(shape, wrong))
                }
            case Kind.STRING:
                return self._text(shape, name, wrong)
            case Kind.BLOB:
                return self._blob(shape, wrong)
        return self._plain(shape, wrong)

    def _structure(
        self, model: ServiceModel, shape: Shape, depth: int, wrong: float, wanted: Sequence[str] = ()
    ) -> dict[str, Any]:
        needed = (*shape.required, *(name for name in wanted if name not in shape.required))
        names = [name for name in needed if self._random.random() >= wrong]
        others = [name for name in shape.members if name not in needed]
        if others and depth < DEEPEST:
            names += self._random.sample(others, min(len(others), self._random.choice((0, 0, 1, 1, 2, 4))))
        value = {
            name: self._value(model, model.of(shape.members[name]), name, depth + 1, wrong) for name in names
        }
        if "DryRun" in value and not self._now_and_then(4):
            value["DryRun"] = False
        if self._random.random() < wrong:
            value[self._random.choice(("Colour", "", "__class__", "keyId", "a.b", "1"))] = (
                self._random.choice(WRONG)
            )
        return value

    def _count(self, shape: Shape, wrong: float) -> int:
        least, most = int(shape.minimum or 0), int(shape.maximum if shape.maximum is not None else 3)
        if self._random.random() < wrong:
            return max(0, self._random.choice((least - 1, least, min(most, 60), min(most + 1, 60))))
        return self._random.randint(least, max(least, min(most, 3)))

    def _text(self, shape: Shape, name: str, wrong: float) -> str:
        if self._random.random() < wrong:
            return self._random.choice((*HARMFUL, *self._bounds(shape)))
        if shape.enum:
            return self._random.choice(_cheap(shape.enum) if not self._now_and_then(60) else shape.enum)
        known = self._known(name)
        if known and not self._now_and_then(6):
            return self._random.choice(known)
        return _fitting(shape.pattern, int(shape.minimum or 0), int(shape.maximum or 60))

    def _known(self, name: str) -> Sequence[str]:
        """The words for members whose names end as this one does; the longest such ending counts."""
        if name not in self._endings:
            endings = [ending for ending in self._words if name.endswith(ending)]
            self._endings[name] = self._words[max(endings, key=len)] if endings else ()
        return self._endings[name]

    def _bounds(self, shape: Shape) -> list[str]:
        lengths = [
            int(bound) + step
            for bound in (shape.minimum, shape.maximum)
            if bound is not None
            for step in (-1, 0, 1)
        ]
        usual = [length for length in lengths if length <= LONGEST or self._now_and_then(20)]
        return [letter * max(length, 0) for length in usual for letter in "aé"]

    def _blob(self, shape: Shape, wrong: float) -> bytes:
        if self._random.random() < wrong and shape.maximum is not None:
            return bytes(int(shape.maximum) + self._random.choice((0, 1)))
        fitting = [blob for blob in self._blobs if _fits(shape, blob)]
        blob = self._random.choice(fitting or self._blobs)
        if blob and self._now_and_then(4):
            place = self._random.randrange(len(blob))
            return blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
        return blob

    def _plain(self, shape: Shape, wrong: float) -> Any:
        match shape.kind:
            case Kind.BOOLEAN:
                return self._random.random() < 0.5
            case Kind.TIMESTAMP:
                days = self._random.choice((-100_000, -1, 0, 1, 365, 100_000))
                return datetime(2026, 3, 14, tzinfo=UTC) + timedelta(days=days)
        least, most = shape.minimum, shape.maximum
        if self._random.random() < wrong:
            bounds = [bound + step for bound in (least, most) if bound is not None for step in (-1, 0, 1)]
            return self._random.choice((*bounds, 0, -1, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 1e308, 0.1))
        low = int(least or 0)
        whole = self._random.choice(
            (low, 1, 8, 512, 4096, self._random.randint(low, int(min(most or 1e5, 1e5))))
        )
        return float(whole) if shape.kind in (Kind.DOUBLE, Kind.FLOAT) else whole

    def _damaged(self, whole: Generated) -> Generated:
        damage: Callable[[Request], Request] = self._random.choice(
            (
                self._cut,
                self._flipped,
                self._renamed,
                self._elsewhere,
                self._said_otherwise,
                self._twice,
                self._doubled,
            )
        )
        return replace(whole, request=damage(whole.request), damaged=True)

    def _cut(self, request: Request) -> Request:
        return replace(request, body=request.body[: self._random.randint(0, len(request.body))])

    def _flipped(self, request: Request) -> Request:
        if not request.body:
            return request
        body = bytearray(request.body)
        for _ in range(self._random.choice((1, 1, 3, 30))):
            body[self._random.randrange(len(body))] = self._random.randrange(256)
        return replace(request, body=bytes(body))

    def _renamed(self, request: Request) -> Request:
        old = request.header("x-amz-target")
        new = self._random.choice(
            (old + "x", old.rpartition(".")[2], ".", "", f"TrentService.{HARMFUL[6]}", "A.B.C.D")
        )
        headers = tuple((name, new if name == "x-amz-target" else value) for name, value in request.headers)
        body = re.sub(
            rb"Action=\w*",
            self._random.choice((b"Action=", b"Action=Nothing", b"", b"Action=%FF")),
            request.body,
        )
        return replace(request, headers=headers, body=body)

    def _elsewhere(self, request: Request) -> Request:
        where = (
            "//",
            "/x",
            "/snapshots",
            "/snapshots//blocks",
            "/?",
            "/?%zz",
            f"/?{'a=1&' * 50}",
            "/snapshots/%00/blocks/1",
        )
        return replace(request, target=self._random.choice(where))

    def _said_otherwise(self, request: Request) -> Request:
        kinds = (
            "",
            "application/json",
            "application/x-amz-json-1.0",
            "text/xml",
            "multipart/form-data",
            "x" * 200,
        )
        headers = [(name, value) for name, value in request.headers if name != "content-type"]
        method = self._random.choice(("POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"))
        return replace(
            request, method=method, headers=(*headers, ("content-type", self._random.choice(kinds)))
        )

    def _twice(self, request: Request) -> Request:
        return replace(request, target=f"{request.target.partition('?')[0]}?{quote(request.body[:3000])}")

    def _doubled(self, request: Request) -> Request:
        return replace(request, body=request.body + self._random.choice((b"&", b"", b" ")) + request.body)


def _fits(shape: Shape, blob: bytes) -> bool:
    return (shape.minimum or 0) <= len(blob) <= (len(blob) if shape.maximum is None else shape.maximum)


@cache
def _cheap(values: tuple[str, ...]) -> tuple[str, ...]:
    """Without the kinds of keys that take a second to make."""
    return tuple(value for value in values if not value.startswith("RSA_")) or values


@cache
def _fitting(pattern: str, least: int, most: int) -> str:
    """A text that suits a shape; one that nearly does where none is known."""
    ascii_only = pattern.replace(r"\p{L}", "a-zA-Z").replace(r"\p{N}", "0-9").replace(r"\p{Z}", " ")
    for example in (
        "a",
        "A0",
        "alias/a",
        "/",
        "/a/",
        "v1",
        "0" * 12,
        "AKIA" + "0" * 16,
        "1234abcd-12ab-34cd-56ef-1234567890ab",
    ):
        text = example.ljust(least, "a")[:most]
        if not pattern or re.fullmatch(ascii_only, text, re.ASCII):
            return text
    return "a".ljust(least, "a")


_Encoded = tuple[list[tuple[str, str]], str, str, bytes]


def _json(model: ServiceModel, operation: str, _shape: Shape | None, value: Any) -> _Encoded:
    target = f"{model.metadata['targetPrefix']}.{operation}"
    headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)]
    return headers, "POST", "/", json.dumps(_jsonable(value)).encode()


def _jsonable(value: Any) -> Any:
    match value:
        case bytes():
            return b64encode(value).decode()
        case datetime():
            return value.timestamp()
        case dict():
            return {name: _jsonable(item) for name, item in value.items()}
        case list():
            return [_jsonable(item) for item in value]
    return value


def _form(model: ServiceModel, operation: str, shape: Shape | None, value: Any) -> _Encoded:
    fields = [("Action", operation), ("Version", model.metadata["apiVersion"])]
    fields += _fields(model, shape, None, value, "")
    body = "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in fields)
    return [("content-type", "application/x-www-form-urlencoded")], "POST", "/", body.encode()


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="-_.~")


def _fields(
    model: ServiceModel, shape: Shape | None, place: Member | None, value: Any, prefix: str
) -> Iterator[tuple[str, str]]:
    dot = f"{prefix}." if prefix else ""
    match value:
        case dict():
            members = shape.members if shape else {}
            for name, item in value.items():
                member = members.get(name)
                wire = _wire_name(model, name, member) if member else name
                yield from _fields(model, model.of(member) if member else None, member, item, f"{dot}{wire}")
        case list():
            element = shape.element if shape else None
            flat = model.protocol == "ec2" or bool(shape and (shape.flattened or (place and place.flattened)))
            between = "" if flat else f"{(element.location_name if element else '') or 'member'}."
            for number, item in enumerate(value, 1):
                inner = model.of(element) if element else None
                yield from _fields(model, inner, element, item, f"{dot}{between}{number}")
        case _:
            yield prefix, _as_text(value)


def _wire_name(model: ServiceModel, name: str, member: Member) -> str:
    if model.protocol != "ec2":
        return member.location_name or name
    wire = member.location_name or name
    return member.query_name or wire[:1].upper() + wire[1:]


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case bytes():
            return b64encode(value).decode()
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case None:
            return ""
    return str(value)


def _rest(model: ServiceModel, operation: str, shape: Shape | None, value: Any) -> _Encoded:
    form, members = model.operations[operation], shape.members if shape else {}
    headers, query, body, path = [("content-type", "application/json")], [], {}, form.uri
    content: bytes | None = None
    for name, item in value.items():
        member = members.get(name) or Member("")
        wire = member.location_name or name
        match member.location:
            case "uri":
                path = path.replace(f"{{{wire}}}", _quoted(_as_text(item)))
            case "querystring":
                query.append(f"{_quoted(wire)}={_quoted(_as_text(item))}")
            case "header":
                headers.append((wire.lower(), re.sub(r"[^\x20-\x7e]", "", _as_text(item))))
            case _ if shape and shape.payload == name:
                content = item if isinstance(item, bytes) else _as_text(item).encode("utf-8", "replace")
            case _:
                body[name] = item
    path += f"{'&' if '?' in path else '?'}{'&'.join(query)}" if query else ""
    if content is None:
        content = json.dumps(_jsonable(body)).encode() if body or form.method == "POST" else b""
    return headers, form.method, path, content


_ENCODERS: Mapping[str, Callable[[ServiceModel, str, Shape | None, Any], _Encoded]] = {
    "json": _json,
    "query": _form,
    "ec2": _form,
    "rest-json": _rest,
}
