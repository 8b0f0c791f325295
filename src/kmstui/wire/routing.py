"""Which operation a request calls, as AWS's clients say it on one port.

JSON services are named by `X-Amz-Target`, form services by `Action` and `Version`, REST services by method
and path. Whether an operation exists is the account's to say; whether a signature is right the verifier's.
"""

import re

from kmstui.aws.errors import AwsError
from kmstui.wire.codec import Codec, Route, Unroutable
from kmstui.wire.forms import fields
from kmstui.wire.message import Request
from kmstui.wire.services import Catalogue, catalogue

__all__ = ["Route", "Unroutable", "route"]

_OPERATION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}").fullmatch
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}").fullmatch
_FORM_PROTOCOLS = frozenset({"query", "ec2"})


def route(request: Request, scope_service: str = "", services: Catalogue | None = None) -> Route:
    """The operation that a request calls.

    `scope_service` is the service in the signature's credential scope, which decides where the request
    itself does not: EC2 has had many API versions, and a request may not get as far as naming a service.

    Raises:
        Unroutable: when the request calls nothing here, with AWS's answer to that.
    """
    known = services or catalogue()
    target = request.header("x-amz-target")
    if target:
        return _by_target(request, target, known)
    if request.path in ("", "/"):
        if "json" in request.header("content-type"):
            raise _refused(_json_codec(request, known), scope_service, "UnknownOperationException")
        return _by_form(request, scope_service, known)
    return _by_path(request, known)


def _by_target(request: Request, target: str, known: Catalogue) -> Route:
    codec = _json_codec(request, known)
    ready = known.targets.get(target)
    if ready is not None and ready.codec is codec and request.method == "POST":
        return ready
    prefix, _, operation = target.rpartition(".")
    service = known.by_target.get(prefix)
    if service is None:
        named = f" {prefix}" if _NAME(prefix) else ""
        raise _refused(codec, "", "UnknownOperationException", f"There is no service{named} here.")
    if request.method != "POST" or _OPERATION(operation) is None:
        raise _refused(codec, service, "UnknownOperationException")
    return Route(service, operation, codec)


def _json_codec(request: Request, known: Catalogue) -> Codec:
    older = "x-amz-json-1.0" in request.header("content-type")
    return known.codecs["json-1.0" if older else "json"]


def _by_form(request: Request, scope_service: str, known: Catalogue) -> Route:
    scope = known.models.get(scope_service)
    codec = known.codecs[scope.protocol if scope and scope.protocol in _FORM_PROTOCOLS else "query"]
    service = scope_service if scope else ""
    try:
        form = fields(request)
    except AwsError as error:
        raise Unroutable(Route(service, "", codec), error) from None
    action, version = form.get("Action", ""), form.get("Version", "")
    if not action:
        raise _refused(codec, service, *_MISSING_ACTION[codec.protocol])
    if _OPERATION(action) is None:
        raise _refused(
            codec, service, "InvalidAction", f"The action {action!a:.130} is not valid for this web service."
        )
    service = known.by_version.get(version) or _by_scope(action, version, scope_service, known)
    return Route(service, action, known.codecs[known.models[service].protocol], version, form)


def _by_scope(action: str, version: str, scope_service: str, known: Catalogue) -> str:
    """The service of a form whose version is no service's present one: EC2, of which there were many."""
    dated = _VERSION(version) is not None
    if dated and scope_service in ("", "ec2") and "ec2" in known.models:
        return "ec2"
    scope = known.models.get(scope_service)
    if scope is None or scope.protocol not in _FORM_PROTOCOLS:
        named = f" {scope_service}" if _NAME(scope_service) else ""
        words = f"There is no service{named} with an operation {action} here."
        raise _refused(known.codecs["query"], "", "InvalidAction", words, action)
    said = version if dated else ascii(version)[1:-1][:64]
    if not version:
        refusal = ("MissingParameter", "The request must contain the parameter Version")
    elif scope.protocol == "ec2":
        refusal = ("NoSuchVersion", f"The requested version ({said}) of service AmazonEC2 does not exist")
    else:
        refusal = ("InvalidAction", f"Could not find operation {action} for version {said}")
    raise _refused(known.codecs[scope.protocol], scope.name, *refusal, action)


def _by_path(request: Request, known: Catalogue) -> Route:
    codec = known.codecs["rest-json"]
    for method, form, service, operation in known.paths:
        if method == request.method and form.labels(request.path) is not None:
            return Route(service, operation, codec)
    services = {service for _, form, service, _ in known.paths if form.labels(request.path) is not None}
    raise _refused(codec, next(iter(services), ""), "UnknownOperationException")


def _refused(codec: Codec, service: str, code: str, message: str = "", operation: str = "") -> Unroutable:
    return Unroutable(Route(service, operation, codec), AwsError(code, message))


_MISSING_ACTION = {
    # EC2's words are those of its error code reference; the others' are those of AWS's framework.
    "ec2": ("MissingParameter", "The request must contain the parameter Action"),
    "query": ("MissingAction", "Missing Action"),
}
