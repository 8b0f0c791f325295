"""What can be changed about a signed request, one thing at a time; none of it may go unnoticed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.vectors.sigv4.suite import NOW, OTHER_KEY_ID, with_header

from kmstui.wire.message import Request

Mutation = tuple[str, Request, datetime]


def mutations(request: Request) -> Iterator[Mutation]:
    """Each change with its name, and the moment at which the request then comes."""
    for part in (_line, _body, _signed_headers, _credential, _signature, _extra):
        for name, changed in part(request):
            yield name, changed, NOW
    for minutes in (-1440, -16, 16, 1440):
        yield f"{minutes} minutes later", request, NOW + timedelta(minutes=minutes)


Change = tuple[str, Request]


def _line(request: Request) -> Iterator[Change]:
    target = request.target
    yield "other method", replace(request, method="PUT")
    yield "method in lower case", replace(request, method=request.method.lower())
    yield (
        "longer path",
        replace(request, target=target.replace("?", "x?", 1) if "?" in target else f"{target}x"),
    )
    yield "another path", replace(request, target=f"/another{target}")
    yield "one more parameter", replace(request, target=f"{target}{'&' if '?' in target else '?'}more=1")
    path, _, query = target.partition("?")
    if query:
        yield "no parameters", replace(request, target=path)
        yield "another value", replace(request, target=f"{target}x")
        yield "another name", replace(request, target=f"{path}?x{query}")
        yield "a parameter twice", replace(request, target=f"{target}&{query}")
        yield "a plus in a value", replace(request, target=f"{target}+")


def _body(request: Request) -> Iterator[Change]:
    yield "longer body", replace(request, body=request.body + b" ")
    yield "another body", replace(request, body=b"Action=DeleteEverything")
    if request.body:
        yield "no body", replace(request, body=b"")
        yield "one bit", replace(request, body=bytes([request.body[0] ^ 1]) + request.body[1:])


def _signed_headers(request: Request) -> Iterator[Change]:
    listed = request.header("authorization").partition("SignedHeaders=")[2].partition(",")[0].split(";")
    for name in listed:
        value = request.header(name)
        yield f"{name} changed", with_header(request, name, f"{value.strip()}x")
        yield f"{name} empty", with_header(request, name, "")
        yield f"{name} left out", with_header(request, name, None)
        yield f"{name} twice", replace(request, headers=(*request.headers, (name, value)))
        fewer = ";".join(other for other in listed if other != name)
        yield f"{name} no longer signed", _authorization(request, ";".join(listed), fewer)
    yield (
        "a header signed that did not come",
        _authorization(request, ";".join(listed), f"{';'.join(listed)};z"),
    )
    yield "another order", _authorization(request, ";".join(listed), ";".join(reversed(listed)))
    yield "a second later", with_header(request, "x-amz-date", "20150830T123601Z")
    yield "the next day", with_header(request, "x-amz-date", "20150831T123600Z")
    yield "no date", with_header(request, "x-amz-date", "yesterday")


def _authorization(request: Request, old: str, new: str) -> Request:
    value = request.header("authorization")
    assert old in value
    return with_header(request, "authorization", value.replace(old, new, 1))


def _credential(request: Request) -> Iterator[Change]:
    yield "another day in the scope", _authorization(request, "/20150830/", "/20150831/")
    yield "another Region", _authorization(request, "/us-east-1/", "/us-west-2/")
    yield "another service", _authorization(request, "/service/", "/kms/")
    yield "another terminator", _authorization(request, "/aws4_request", "/aws5_request")
    yield "one more element", _authorization(request, "/aws4_request", "/aws4_request/x")
    yield "an unknown access key", _authorization(request, "AKIDEXAMPLE", "AKIDEXAMPLF")
    yield "somebody else's access key", _authorization(request, "AKIDEXAMPLE", OTHER_KEY_ID)
    yield "an access key in lower case", _authorization(request, "AKIDEXAMPLE", "akidexample")
    yield "another algorithm", _authorization(request, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")
    yield "no algorithm", _authorization(request, "AWS4-HMAC-SHA256 ", "")
    yield "no credential", _authorization(request, "Credential=", "Credentials=")
    yield "nothing at all", with_header(request, "authorization", None)
    yield "a bearer", with_header(request, "authorization", "Bearer abcdef")


def _signature(request: Request) -> Iterator[Change]:
    value = request.header("authorization")
    before, _, digits = value.rpartition("Signature=")
    for position in range(0, 64, 9):
        flipped = f"{digits[:position]}{int(digits[position], 16) ^ 1:x}{digits[position + 1 :]}"
        yield f"digit {position}", with_header(request, "authorization", f"{before}Signature={flipped}")
    for name, other in {
        "no digits": "",
        "fewer digits": digits[:-1],
        "more digits": f"{digits}0",
        "upper case": digits.upper(),
        "zeros": "0" * 64,
        "not ASCII": "é" * 64,
        "not even text": "\udcff" * 64,
        "another list": f"{digits},Signature={digits}",
    }.items():
        yield f"signature: {name}", with_header(request, "authorization", f"{before}Signature={other}")


def _extra(request: Request) -> Iterator[Change]:
    headers = request.headers
    for name, value in {
        "x-amz-target": "TrentService.ScheduleKeyDeletion",
        "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
        "x-amz-meta-anything": "",
    }.items():
        yield f"unsigned {name}", replace(request, headers=(*headers, (name, value)))
    yield "another token", with_header(request, "x-amz-security-token", "AQoDYXdzEPTswapped")
    authorization = ("authorization", request.header("authorization"))
    yield "Authorization twice", replace(request, headers=(*headers, authorization))
    separator = "&" if "?" in request.target else "?"
    yield "said in two places", replace(request, target=f"{request.target}{separator}X-Amz-Algorithm=x")
