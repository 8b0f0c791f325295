"""The types of a service model: operations, shapes and members.

A shape is named, and refers to others by name, because a model may be recursive and because most calls touch
only a few shapes of a large service. Nothing here knows where a model was read from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A shape's type, in botocore's words."""

    STRUCTURE = "structure"
    LIST = "list"
    MAP = "map"
    STRING = "string"
    INTEGER = "integer"
    LONG = "long"
    FLOAT = "float"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    BLOB = "blob"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a structure, list or map, and the shape that stands there."""

    shape: str
    """The name of the shape."""
    location_name: str = ""
    """The name on the wire, where it differs from the member's: `volumeId`, `item`."""
    query_name: str = ""
    """The name in an EC2 query string, where that differs again."""
    idempotency_token: bool = False
    """Whether a client fills this in by itself when it is left out."""
    location: str = ""
    """Where a REST request or answer carries it, when not in the body: `uri`, `querystring`, `header`,
    `headers` (every header with the prefix `location_name`) or `statusCode`."""
    timestamp_format: str = ""
    """Of a moment: `iso8601`, `rfc822` or `unixTimestamp`, where that is not the protocol's own."""
    flattened: bool = False
    """Of a list or map: whether its entries stand here without an enclosing element."""
    json_value: bool = False
    """Of a string in a header: whether it holds any JSON value, in base64."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of one value."""

    name: str
    kind: Kind
    members: Mapping[str, Member] = field(default_factory=dict)
    """Of a structure, by AWS's name, in the order of the model."""
    required: tuple[str, ...] = ()
    """Of a structure: the members that must be given."""
    element: Member | None = None
    """Of a list, what it holds; of a map, its values."""
    key: Member | None = None
    """Of a map: its keys."""
    minimum: float | None = None
    """The least value of a number; the least length of anything else, in characters, bytes or entries."""
    maximum: float | None = None
    """The greatest value or length."""
    pattern: str = ""
    """Of a string: a Java regular expression that the whole of it must match."""
    enum: tuple[str, ...] = ()
    """Of a string: the values allowed; empty when any is."""
    sensitive: bool = False
    """Whether the value must appear in no log and no message."""
    flattened: bool = False
    """Of a list or map: whether its entries stand in the wire form without an enclosing element."""
    error_code: str = ""
    """Of an error, where its code is not its name."""
    http_status: int = 0
    """Of an error, where the model gives one; 0 otherwise."""
    fault: bool = False
    """Of an error: whether the service is to blame, not the caller."""
    location_name: str = ""
    """The name on the wire of the members that have this shape, where they give none."""
    timestamp_format: str = ""
    """Of a moment, as in `Member`."""
    payload: str = ""
    """Of a structure: the member that is the whole body of a REST request or answer."""
    document: bool = False
    """Of a structure: whether it is any JSON value at all."""


@dataclass(frozen=True, slots=True)
class OperationShape:
    """What one operation takes, gives and refuses."""

    name: str
    input: str = ""
    """The name of the input structure; empty when the operation takes nothing."""
    output: str = ""
    """The name of the output structure; empty when it gives nothing."""
    errors: tuple[str, ...] = ()
    """The names of the error structures the model lists; EC2's lists none."""
    result_wrapper: str = ""
    """The element around the output in the query protocol, such as `CreateUserResult`."""
    method: str = "POST"
    """The HTTP method."""
    uri: str = "/"
    """The request target's form: `/snapshots/{snapshotId}/blocks/{blockIndex}`."""
    status: int = 200
    """The HTTP status of a success."""


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """The operations of one service, and everything they can reach."""

    name: str
    """Our name for the service, which is AWS's endpoint prefix."""
    metadata: Mapping[str, str]
    """botocore's metadata: `protocol`, `apiVersion`, `endpointPrefix`, `targetPrefix` and a few more."""
    operations: Mapping[str, OperationShape]
    shapes: Mapping[str, Shape] = field(repr=False)
    protocols: tuple[str, ...] = ()
    """Every protocol that AWS's clients may speak with this service."""

    @property
    def protocol(self) -> str:
        """`json`, `query`, `ec2` or `rest-json`."""
        return self.metadata["protocol"]

    def input(self, operation: str) -> Shape | None:
        """The input structure of an operation, or None when it takes nothing.

        Raises:
            KeyError: when the service has no such operation.
        """
        name = self.operations[operation].input
        return self.shapes[name] if name else None

    def output(self, operation: str) -> Shape | None:
        """The output structure of an operation, or None when it gives nothing.

        Raises:
            KeyError: when the service has no such operation.
        """
        name = self.operations[operation].output
        return self.shapes[name] if name else None

    def of(self, member: Member) -> Shape:
        """The shape that stands at a member."""
        return self.shapes[member.shape]
