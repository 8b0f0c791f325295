"""Write `src/kmstui/aws/shapes/<service>.json` from botocore's service models.

botocore knows every shape AWS documents, but loading it costs more than starting the console. This script,
run by a developer, keeps what the operations of `kmstui.aws.operations` can reach and drops the prose, so
that at run time botocore is not needed. The output is a pure function of the models: same models, same bytes.

    python scripts/shapes.py            # rewrite the files
    python scripts/shapes.py --check    # exit 1 and name the files that would change
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import PRIVATE_SERVICE

DIRECTORY = Path(__file__).resolve().parent.parent / "src" / "kmstui" / "aws" / "shapes"
METADATA = (
    "apiVersion",
    "endpointPrefix",
    "globalEndpoint",
    "jsonVersion",
    "protocol",
    "protocols",
    "serviceId",
    "targetPrefix",
    "xmlNamespace",
)
"""What a wire codec and a signer need to know of a service."""
WHOLE = ("ebs",)
"""Services of which every operation is kept, because a REST path is no operation until it is matched."""
NAMED = ("config",)
"""Services of which no operation is kept: their calls are told apart and refused."""
HTTP = {"method": "POST", "requestUri": "/", "responseCode": 200}
"""How an operation goes over HTTP unless it says otherwise."""
PROSE = ("documentation", "deprecated", "deprecatedMessage", "deprecatedSince", "synthetic", "box")
"""Traits that change neither what is valid nor what goes over the wire."""

Json = Mapping[str, Any]
"""A node of a botocore model, which botocore itself does not type."""


def main(arguments: list[str]) -> int:
    """Write or check every file; the exit status."""
    texts = dict(generate())
    if "--check" not in arguments:
        for path, text in texts.items():
            path.write_bytes(text)
        return 0
    stale = [path.name for path, text in texts.items() if not path.exists() or path.read_bytes() != text]
    print("\n".join(f"{name} differs from botocore's model: run scripts/shapes.py" for name in stale), end="")
    return 1 if stale else 0


def generate() -> Iterator[tuple[Path, bytes]]:
    """Each file that belongs to the product, with the bytes it must have."""
    loader = Loader()
    for service in sorted({*WHOLE, *NAMED, *(service for service, _ in OPERATIONS)} - {PRIVATE_SERVICE}):
        model = loader.load_service_model(service, "service-2")
        spoken = {name for owner, name in OPERATIONS if owner == service}
        names = sorted(model["operations"] if service in WHOLE else spoken)
        yield DIRECTORY / f"{service}.json", render(reduce(model, names))


def reduce(model: Json, names: list[str]) -> dict[str, Json]:
    """The part of a service model that these operations can reach, without prose."""
    operations = {name: _operation(model["operations"][name]) for name in names}
    wanted: set[str] = set()
    for operation in operations.values():
        for root in (operation.get("input"), operation.get("output"), *operation.get("errors", ())):
            if root:
                _reach(model["shapes"], root, wanted)
    return {
        "metadata": {name: model["metadata"][name] for name in METADATA if name in model["metadata"]},
        "operations": operations,
        "shapes": {name: _shape(model["shapes"][name]) for name in sorted(wanted)},
    }


def render(document: Mapping[str, Json]) -> bytes:
    """JSON with one operation or shape to a line, so that a change of the models reads well as a diff."""
    sections = []
    for title, entries in document.items():
        lines = ",\n".join(f"{json.dumps(name)}:{_compact(entry)}" for name, entry in entries.items())
        sections.append(f"{json.dumps(title)}:{{\n{lines}\n}}")
    return ("{" + ",\n".join(sections) + "}\n").encode()


def _compact(node: object) -> str:
    return json.dumps(node, separators=(",", ":"), ensure_ascii=True)


def _reach(shapes: Json, name: str, found: set[str]) -> None:
    if name in found:
        return
    found.add(name)
    shape = shapes[name]
    children = [
        *shape.get("members", {}).values(),
        *(shape[k] for k in ("member", "key", "value") if k in shape),
    ]
    for child in children:
        _reach(shapes, child["shape"], found)


def _operation(operation: Json) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for end in ("input", "output"):
        if end in operation:
            row[end] = operation[end]["shape"]
    if "resultWrapper" in operation.get("output", {}):
        row["resultWrapper"] = operation["output"]["resultWrapper"]
    if operation.get("errors"):
        row["errors"] = [error["shape"] for error in operation["errors"]]
    http = operation.get("http", {})
    row.update({trait: http[trait] for trait, usual in HTTP.items() if http.get(trait, usual) != usual})
    return row


def _shape(shape: Json) -> dict[str, Any]:
    bare = _bare(shape)
    if "members" in bare:
        bare["members"] = {name: _bare(member) for name, member in shape["members"].items()}
    for child in ("member", "key", "value"):
        if child in bare:
            bare[child] = _bare(shape[child])
    return bare


def _bare(node: Json) -> dict[str, Any]:
    return {trait: value for trait, value in node.items() if trait not in PROSE}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
