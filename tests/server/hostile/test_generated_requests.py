"""Whatever is asked, in whatever form: an answer of AWS's, never a fault of ours.

The requests go through everything a server does but the sockets, onto a real account; nobody's signature is
looked at, so that all of them get as far as they can. `KMSTUI_FUZZ` in the environment asks for all 100,000.
"""

import json
import logging
import os
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from tests.contract.vocabulary import vocabulary
from tests.server.hostile.furnished import furnished
from tests.server.hostile.generated import HOST, OPERATIONS_HERE, Generated, Generator
from tests.server.hostile.served import account, answering

from kmstui.aws.shapes import service_model
from kmstui.wire.message import Reply

COUNT = 100_000 if os.environ.get("KMSTUI_FUZZ") else 6_000
MOST_SHOWN = 20
PER_ACCOUNT = 500
"""Requests after which a new account is taken: the old one is full, locked or empty by then."""

ANY_CALL = {
    # What a service answers before it looks at the operation's parameters: AWS General Reference and each
    # service's API Reference, "Common Errors"; EC2 API Reference, "Error codes".
    "json": {"SerializationException", "UnknownOperationException", "InvalidSignatureException"},
    "query": {
        "InvalidAction",
        "MalformedInput",
        "MalformedQueryString",
        "MissingAction",
        "MissingParameter",
        "SignatureDoesNotMatch",
    },
    "ec2": {
        "AuthFailure",
        "InvalidAction",
        "MalformedQueryString",
        "MissingParameter",
        "NoSuchVersion",
        "UnknownParameter",
    },
    "rest-json": {
        "InvalidSignatureException",
        "SerializationException",
        "UnknownOperationException",
        "ValidationException",
    },
}
ANYWHERE = frozenset().union(*ANY_CALL.values())
"""What a damaged request may be answered with, which may have become one to another service or to none."""


def _allowed(generated: Generated) -> frozenset[str]:
    service, operation = generated.service, generated.operation
    if service == "ebs":
        model = service_model(service)
        own = frozenset(model.operations[operation].errors)
    else:
        own = vocabulary(service, operation)
    return own | (ANYWHERE if generated.damaged else ANY_CALL[generated.protocol])


def _code(reply: Reply) -> str:
    """The error code of a refusal, in whichever protocol it is."""
    headers = dict(reply.headers)
    if "x-amzn-errortype" in headers:
        return headers["x-amzn-errortype"]
    if "xml" in headers["content-type"]:
        found = ElementTree.fromstring(reply.body).iter()
        return next(element.text or "" for element in found if element.tag.rpartition("}")[2] == "Code")
    code: str = json.loads(reply.body)["__type"]
    return code.rpartition("#")[2]


def _reads(reply: Reply) -> None:
    """An answer is whole: JSON, XML or nothing."""
    kind = dict(reply.headers).get("content-type", "")
    if "xml" in kind:
        ElementTree.fromstring(reply.body)
    elif "json" in kind and reply.body:
        json.loads(reply.body)


@pytest.mark.timeout(3600)
def test_every_request_is_answered_as_aws_might(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "kmstui.server")
    statuses: Counter[int] = Counter()
    succeeded: set[tuple[str, str]] = set()
    wrong: list[str] = []
    for number in range(COUNT // PER_ACCOUNT):
        with account(tmp_path / str(number)) as trusted:
            generator = Generator(Random(number), furnished(trusted))
            server = answering(trusted, frozenset({HOST}))
            for generated in islice(generator.requests(), PER_ACCOUNT):
                reply = server.handle(generated.request, "127.0.0.1")
                statuses[reply.status] += 1
                wrong += [
                    f"{fault}: {generated!r:.3000} -> {reply!r:.1000}" for fault in _faults(generated, reply)
                ]
                if reply.status == 200 and not generated.damaged:
                    succeeded.add((generated.service, generated.operation))
    assert wrong[:MOST_SHOWN] == []
    assert [record.getMessage() for record in caplog.records] == []
    assert sum(statuses.values()) == COUNT
    assert statuses[200] > COUNT / 10, "too few get through to tell anything"
    implemented = {row for row in OPERATIONS_HERE if row[0] != "ebs"}
    assert len(succeeded) > len(implemented) * 0.9, sorted(implemented - succeeded)


def _faults(generated: Generated, reply: Reply) -> Iterator[str]:
    """What is wrong with an answer."""
    if reply.status >= 500:
        yield "a fault of ours"
    if not re.fullmatch(r"[0-9a-f-]{36}", dict(reply.headers).get("x-amzn-requestid", "")):
        yield "no request id"
    try:
        if reply.status < 300:
            _reads(reply)
        elif (code := _code(reply)) not in _allowed(generated):
            yield f"{code} is no error of {generated.service}:{generated.operation}"
    except (ValueError, KeyError, ElementTree.ParseError, StopIteration) as error:
        yield f"unreadable: {error!r}"
