"""The private service `kmstui` over HTTP: its model for botocore, and its records.

Only a kmstui answers it, which its health page says. AWS is never asked.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session

from kmstui.aws.gateway import Result
from kmstui.aws.shapes import PRIVATE_SERVICE
from kmstui.aws.shapes.private import DOCUMENT
from kmstui.aws.volume_io import Direction, Meters, Pattern, Sector, Workload, member_name

HEALTH = "/_kmstui/health"
PATIENCE_S = 5
"""Seconds that the health page may take."""
_MODEL = "service-2"


class Models:
    """botocore's loader of service models, which knows one service more."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """The model of a service; without a rule set for endpoints, botocore takes the URL it is given."""
        if service_name == PRIVATE_SERVICE and type_name == _MODEL:
            return _document()
        return self._inner.load_service_model(service_name, type_name, api_version=api_version)


def _document() -> dict[str, Any]:
    """The private service in botocore's form: operations know their name and how they are sent."""
    operations = {
        name: {
            "name": name,
            "http": {"method": "POST", "requestUri": "/"},
            **{end: {"shape": shape} for end, shape in ends.items()},
        }
        for name, ends in DOCUMENT["operations"].items()
    }
    metadata = {**DOCUMENT["metadata"], "signatureVersion": "v4", "protocols": ["json"]}
    return {"version": "2.0", "metadata": metadata, "operations": operations, "shapes": DOCUMENT["shapes"]}


def is_kmstui(url: str) -> bool:
    """Whether an endpoint is a kmstui.

    Raises:
        Exception: one of botocore's, when nobody answers.
    """
    session = URLLib3Session(timeout=PATIENCE_S)
    response = session.send(AWSRequest("GET", url.rstrip("/") + HEALTH).prepare())
    if response.status_code != 200:
        return False
    try:
        found = json.loads(response.content)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("service") == PRIVATE_SERVICE


def records(answer: Result) -> Result:
    """An answer with its meters and sector as the data plane's records."""
    found = dict(answer)
    if "Meters" in found:
        found["Meters"] = _meters(found["Meters"])
    if "Sector" in found:
        found["Sector"] = Sector(**_arguments(Sector, {"Plaintext": b"", "Stored": b"", **found["Sector"]}))
    return found


def _meters(members: Mapping[str, Any]) -> Meters:
    values = _arguments(Meters, members)
    for way in ("read", "write"):
        direction = _arguments(Direction, members.get(way.capitalize(), {}))
        if "latency" in direction:
            direction["latency"] = tuple(direction["latency"])
        values[way] = Direction(**direction)
    load = members.get("Load")
    values["load"] = _workload(load) if load else None
    return Meters(**values)


def _workload(members: Mapping[str, Any]) -> Workload:
    values = _arguments(Workload, members)
    values["pattern"] = Pattern(values.get("pattern", Pattern.RANDOM))
    return Workload(**values)


def _arguments(kind: type[Any], members: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that its members give; the others keep their defaults."""
    names = {member_name(item.name): item.name for item in fields(kind)}
    return {names[member]: value for member, value in members.items() if member in names}
