"""The HTTP status of an error, for each protocol.

Models give the status of a service's own errors. Those that any call may get stand here, as AWS's lists of
common errors have them (KMS, IAM, STS and EBS API Reference, "Common Errors"; EC2 API Reference, "Error
codes"). Everything else is the caller's fault: 400.
"""

from collections.abc import Mapping

from kmstui.aws.shapes import ServiceModel, Shape

_ANYWHERE = {
    "InternalError": 500,
    "InternalFailure": 500,
    "InternalServerException": 500,
    "ServerInternal": 500,
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "Unavailable": 503,
    "RequestEntityTooLarge": 413,
    "RequestEntityTooLargeException": 413,
}
_BY_PROTOCOL: Mapping[str, Mapping[str, int]] = {
    "json": {},
    "query": {
        "AccessDenied": 403,
        "ExpiredToken": 403,
        "InvalidClientTokenId": 403,
        "MalformedQueryString": 404,
        "MissingAuthenticationToken": 403,
        "NotAuthorized": 403,
        "OptInRequired": 403,
        "SignatureDoesNotMatch": 403,
    },
    "ec2": {
        "AuthFailure": 401,
        "Blocked": 403,
        "DryRunOperation": 412,
        "ExpiredToken": 403,
        "InsufficientInstanceCapacity": 500,
        "InsufficientVolumeCapacity": 500,
        "InvalidClientTokenId": 403,
        "MissingAuthenticationToken": 403,
        "OptInRequired": 401,
        "RequestLimitExceeded": 503,
        "SignatureDoesNotMatch": 403,
        "UnauthorizedOperation": 403,
    },
    "rest-json": {
        "AccessDeniedException": 403,
        "ExpiredTokenException": 403,
        "IncompleteSignatureException": 403,
        "InvalidSignatureException": 403,
        "MissingAuthenticationTokenException": 403,
        "UnknownOperationException": 404,
        "UnrecognizedClientException": 403,
    },
}


def status_of(model: ServiceModel | None, protocol: str, code: str) -> int:
    """The HTTP status of an error code in a service's answers; `model` is None for no service of ours."""
    known = _BY_PROTOCOL[protocol].get(code) or _ANYWHERE.get(code)
    shape = error_shape(model, code)
    if shape is None:
        return known or 400
    return shape.http_status or (500 if shape.fault else known or 400)


def error_shape(model: ServiceModel | None, code: str) -> Shape | None:
    """The structure of an error, by its code on the wire; None when the model does not have it."""
    if model is None:
        return None
    shape = model.shapes.get(code)
    if shape is not None and not shape.error_code:
        return shape
    names = dict.fromkeys(name for operation in model.operations.values() for name in operation.errors)
    return next((found for name in names if (found := model.shapes[name]).error_code == code), None)
