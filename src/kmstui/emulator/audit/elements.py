"""Requests and answers as CloudTrail writes them: camelCase, without anything secret, EC2 in EC2's own way.

A writer is made once per shape. It drops blobs and members whose shape is marked as sensitive, and passes
over whatever does not fit the shape; it never fails. Rules of single members are tables here, rules of whole
operations are in `special`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from kmstui.aws.gateway import Params, Result
from kmstui.aws.shapes import Kind, Member, ServiceModel, Shape, service_model

Writer = Callable[[object], object]
"""Gives the recorded form of a value, or OMITTED."""
OMITTED = object()
"""Stands for what must not or cannot be recorded."""

SECRETS = frozenset({"GrantTokenType", "GrantTokenList", "tokenType", "tokenCodeType"})
"""Shapes the models do not mark as sensitive, and a record leaves out all the same.

CloudTrail shows session tokens; here nothing that is written down lets anybody in."""
UNRECORDED = frozenset(
    {
        ("ScheduleKeyDeletionResponse", "PendingWindowInDays"),
        ("RunInstancesRequest", "ImageId"),
        ("RunInstancesRequest", "MinCount"),
        ("RunInstancesRequest", "MaxCount"),
    }
)
"""Members that stand in no record, or elsewhere in it."""
NAMES = {
    ("CreateVolumeRequest", "AvailabilityZone"): "zone",
    ("CreateVolumeRequest", "KmsKeyId"): "masterEncryptionKeyId",
    ("TagSpecification", "Tags"): "tags",
    ("Volume", "AvailabilityZone"): "zone",
    ("Volume", "KmsKeyId"): "masterEncryptionKeyId",
}
"""Members that a record calls by another name."""
PLAIN_LISTS = frozenset({("TagSpecification", "Tags")})
"""Lists of EC2 that a record writes as lists."""
TEXTS = frozenset({("CreateVolumeRequest", "Size"), ("Volume", "Size")})
"""Numbers that a record gives as text."""
EC2_SETS: Mapping[str, tuple[str, str]] = {
    "BlockDeviceMappings": ("blockDeviceMapping", ""),
    "Filters": ("filterSet", ""),
    "InstanceIds": ("instancesSet", "instanceId"),
    "RegionNames": ("regionSet", "regionName"),
    "Resources": ("resourcesSet", "resourceId"),
    "SecurityGroupIds": ("groupSet", "groupId"),
    "SecurityGroups": ("groupSet", "groupName"),
    "TagSpecifications": ("tagSpecificationSet", ""),
    "Tags": ("tagSet", ""),
    "Values": ("valueSet", "value"),
    "VolumeIds": ("volumeSet", "volumeId"),
    "ZoneNames": ("availabilityZoneSet", "zoneName"),
}
"""Lists in EC2 requests: what a record calls them, and how it names entries that are single values."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALARS: Mapping[Kind, type | tuple[type, ...]] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.LONG: int,
    Kind.FLOAT: (int, float),
    Kind.DOUBLE: (int, float),
    Kind.BOOLEAN: bool,
}


def request_elements(service: str, operation: str, params: Params) -> dict[str, object]:
    """What a record shows of a request."""
    return _written(_writer(service, operation, "input"), params)


def response_elements(service: str, operation: str, result: Result) -> dict[str, object]:
    """What a record shows of an answer."""
    return _written(_writer(service, operation, "output"), result)


def record_name(member: str) -> str:
    """A member's name in a record: `KeyId` becomes `keyId`, but `AWSAccountId` stays."""
    return member if member[1:2].isupper() else member[:1].lower() + member[1:]


def moment_text(moment: datetime) -> str:
    """A time as KMS and IAM write it in a record: `Aug 10, 2022, 10:38:27 PM`, always in English."""
    utc = moment.astimezone(UTC)
    half = "PM" if utc.hour >= 12 else "AM"
    hour = utc.hour % 12 or 12
    return f"{_MONTHS[utc.month - 1]} {utc.day}, {utc.year}, {hour}:{utc.minute:02}:{utc.second:02} {half}"


def _written(writer: Writer, value: object) -> dict[str, object]:
    written = writer(value)
    return written if isinstance(written, dict) else {}


@cache
def _writer(service: str, operation: str, end: str) -> Writer:
    model = service_model(service)
    shape = model.input(operation) if end == "input" else model.output(operation)
    if shape is None:
        return lambda _value: OMITTED
    compiler = _Ec2(model) if model.protocol == "ec2" else _Plain(model)
    return compiler.structure(shape)


@dataclass(frozen=True, slots=True)
class _Scalar:
    """Writes single values of the right type as they are."""

    right: type | tuple[type, ...]

    def __call__(self, value: object) -> object:
        return value if isinstance(value, self.right) else OMITTED


_Members = dict[object, tuple[str, Writer, object]]
"""By a member's name: what a record calls it, its writer, and the type of values that stay as they are."""


class _Plain:
    """Writers for services with JSON-like records."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model

    def writer(self, shape: Shape) -> Writer | None:
        """The writer of a shape; None when nothing of it is ever recorded."""
        if shape.sensitive or shape.kind is Kind.BLOB or shape.name in SECRETS:
            return None
        match shape.kind:
            case Kind.STRUCTURE:
                return self.structure(shape)
            case Kind.LIST:
                return self.list(shape)
            case Kind.MAP:
                return self.map(shape)
            case Kind.TIMESTAMP:
                return lambda value: self.moment(value) if isinstance(value, datetime) else OMITTED
        return _Scalar(_SCALARS[shape.kind])

    def structure(self, shape: Shape) -> Writer:
        members: _Members = {}
        for name, member in shape.members.items():
            writer = self.member(shape, name, member)
            if writer is not None and (shape.name, name) not in UNRECORDED:
                right = writer.right if isinstance(writer, _Scalar) else None
                members[name] = (NAMES.get((shape.name, name)) or self.name(name, member), writer, right)

        return _structure(members)

    def list(self, shape: Shape) -> Writer | None:
        assert shape.element is not None, "every list of a model says what it holds"
        element = self.writer(self.model.of(shape.element))
        if element is None:
            return None

        def write(value: object) -> object:
            if not isinstance(value, list | tuple):
                return OMITTED
            return [shown for item in value if (shown := element(item)) is not OMITTED]

        return write

    def map(self, shape: Shape) -> Writer | None:
        assert shape.element is not None, "every map of a model says what its values are"
        element = self.writer(self.model.of(shape.element))
        if element is None:
            return None

        def write(value: object) -> object:
            if not isinstance(value, dict | Mapping):
                return OMITTED
            shown = ((key, element(item)) for key, item in value.items() if isinstance(key, str))
            return {key: item for key, item in shown if item is not OMITTED}

        return write

    def member(self, owner: Shape, name: str, member: Member) -> Writer | None:
        writer = self.writer(self.model.of(member))
        if writer is not None and (owner.name, name) in TEXTS:
            return lambda value: str(value) if isinstance(value, int) else OMITTED
        return writer

    def name(self, name: str, member: Member) -> str:
        del member
        return record_name(name)

    def moment(self, value: datetime) -> object:
        return moment_text(value)


class _Ec2(_Plain):
    """Writers for EC2, whose records follow its XML: sets of items, names of elements, milliseconds."""

    def member(self, owner: Shape, name: str, member: Member) -> Writer | None:
        writer = super().member(owner, name, member)
        if writer is None or self.model.of(member).kind is not Kind.LIST or (owner.name, name) in PLAIN_LISTS:
            return writer
        entry = EC2_SETS[name][1] if name in EC2_SETS else ""
        return _items(writer, entry)

    def name(self, name: str, member: Member) -> str:
        if name in EC2_SETS and not member.location_name.endswith(("Set", "Mapping")):
            return EC2_SETS[name][0]
        return record_name(member.location_name or name)

    def moment(self, value: datetime) -> object:
        return round(value.timestamp() * 1000)


def _structure(members: _Members) -> Writer:
    """Writes the members that are known; most are single values, and not worth a call each."""

    def write(value: object) -> object:
        if not isinstance(value, dict | Mapping):
            return OMITTED
        written = {}
        for name, item in value.items():
            member = members.get(name)
            if member is None:
                continue
            as_name, writer, right = member
            if type(item) is right:
                written[as_name] = item
            elif (shown := writer(item)) is not OMITTED:
                written[as_name] = shown
        return written

    return write


def _items(writer: Writer, entry: str) -> Writer:
    """EC2's form of a list: `{"items": […]}`, and `{}` for an empty one."""

    def write(value: object) -> object:
        items = writer(value)
        if not isinstance(items, list):
            return OMITTED
        named = [{entry: item} for item in items] if entry else items
        return {"items": named} if named else {}

    return write
