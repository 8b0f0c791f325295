"""Which services there are, and how AWS's clients name them: by target, version, path or credential scope.

Everything comes from the models' metadata. Knows no operation by name, and no account.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kmstui.aws.shapes import PRIVATE_SERVICE, OperationShape, ServiceModel, service_model
from kmstui.wire.codec import Codec, Models, Route
from kmstui.wire.ec2_query import Ec2Query
from kmstui.wire.json_rpc import JsonRpc
from kmstui.wire.query import Query
from kmstui.wire.rest_json import RestJson
from kmstui.wire.rest_paths import PathForm, path_form

SERVICES = ("cloudtrail", "config", "ebs", "ec2", "iam", "kms", "sts", PRIVATE_SERVICE)
"""Our names, which are AWS's endpoint prefixes and the names in credential scopes."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The services of an endpoint, by what clients say."""

    models: Mapping[str, ServiceModel]
    by_target: Mapping[str, str]
    """JSON services by what stands before the operation's name in `X-Amz-Target`. Clients made from Smithy's
    models send only its last part: `CloudTrail_20131101`."""
    targets: Mapping[str, Route]
    """The routes of operations that are known, by the whole target, in JSON 1.1."""
    by_version: Mapping[str, str]
    """Form services by API version."""
    paths: tuple[tuple[str, PathForm, str, str], ...]
    """Method, path, service and operation of everything REST, the longest forms first."""
    codecs: Mapping[str, Codec]
    """By protocol; `json` is version 1.1, `json-1.0` the older one."""


@cache
def catalogue() -> Catalogue:
    """The services of this product. Reads their models, which takes a few milliseconds, once."""
    return catalogue_of([service_model(name) for name in SERVICES])


def catalogue_of(services: Iterable[ServiceModel]) -> Catalogue:
    """A catalogue of any services."""
    models = {model.name: model for model in services}
    codecs = _codecs(models.__getitem__)
    by_target = _by_target(models.values())
    rest = [model for model in models.values() if model.protocol == "rest-json"]
    paths = [_path(model.name, operation) for model in rest for operation in model.operations.values()]
    return Catalogue(
        models=models,
        by_target=by_target,
        targets={
            f"{prefix}.{operation}": Route(service, operation, codecs["json"])
            for prefix, service in by_target.items()
            for operation in models[service].operations
        },
        by_version={
            m.metadata["apiVersion"]: m.name for m in models.values() if m.protocol in ("query", "ec2")
        },
        paths=tuple(sorted(paths, key=lambda path: -len(path[1].pattern.pattern))),
        codecs=codecs,
    )


def _by_target(models: Iterable[ServiceModel]) -> dict[str, str]:
    whole = {prefix: model.name for model in models if (prefix := model.metadata.get("targetPrefix"))}
    return {prefix.rpartition(".")[2]: service for prefix, service in whole.items()} | whole


def _path(service: str, operation: OperationShape) -> tuple[str, PathForm, str, str]:
    return operation.method, path_form(operation.uri), service, operation.name


def _codecs(models: Models) -> dict[str, Codec]:
    return {
        "json": JsonRpc(models, "1.1"),
        "json-1.0": JsonRpc(models, "1.0"),
        "query": Query(models),
        "ec2": Ec2Query(models),
        "rest-json": RestJson(models),
    }
