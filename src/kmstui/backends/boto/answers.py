"""What botocore answers, in the gateway's types: times in UTC, streams read, nothing about the transport."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.response import StreamingBody

from kmstui.aws.gateway import Result

ABOUT = "ResponseMetadata"
"""Where botocore puts status and headers."""


def plain(answer: Mapping[str, Any]) -> Result:
    """An answer without what the transport says of it."""
    return {name: _plain(value) for name, value in answer.items() if name != ABOUT}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case StreamingBody():
            return value.read()
        case _:
            return value
