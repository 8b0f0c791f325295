"""AWS's refusals, byte for byte."""

from dataclasses import replace
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.evaluate import evaluate
from kmstui.emulator.iam.explain import refusal, sentence
from kmstui.emulator.iam.request import Request
from kmstui.emulator.registry import Access, Caller

from .building import (
    ALICE,
    ALICE_ARN,
    DELEGATED,
    INFRASTRUCTURE,
    KEY,
    ROOT,
    SESSION,
    allow,
    decide,
    deny,
    to,
)

START = f"User: {ALICE_ARN} is not authorized to perform: kms:Decrypt on resource: {KEY} "
ENDINGS: list[tuple[str, dict[str, Any], str]] = [
    (
        "identity",
        {"key": (DELEGATED,)},
        "because no identity-based policy allows the kms:Decrypt action",
    ),
    (
        "key policy",
        {"iam": (allow(),)},
        "because no resource-based policy allows the kms:Decrypt action",
    ),
    (
        "denied by key policy",
        {"key": (DELEGATED, to("*", deny()))},
        "with an explicit deny in a resource-based policy",
    ),
    ("denied by IAM", {"iam": (deny(),)}, "with an explicit deny in an identity-based policy"),
    (
        "boundary",
        {"boundary": (allow("ec2:*"),)},
        "because no permissions boundary allows the kms:Decrypt action",
    ),
    ("denied by boundary", {"boundary": (deny(),)}, "with an explicit deny in a permissions boundary"),
    ("session", {"session": (allow("ec2:*"),)}, "because no session policy allows the kms:Decrypt action"),
    ("denied by session", {"session": (deny(),)}, "with an explicit deny in a session policy"),
    (
        "denied twice",
        {"key": (to("*", deny()),), "iam": (deny(),)},
        "with an explicit deny in a resource-based policy",
    ),
]


@pytest.mark.parametrize(("how", "ending"), [item[1:] for item in ENDINGS], ids=[item[0] for item in ENDINGS])
def test_a_refusal_ends_with_the_kind_of_policy(how: dict[str, Any], ending: str) -> None:
    assert sentence(decide(**how), ALICE) == START + ending


@pytest.mark.parametrize(
    ("caller", "named"),
    [
        (ROOT, "User: arn:aws:iam::111122223333:root is"),
        (SESSION, "User: arn:aws:sts::111122223333:assumed-role/orders-app/i-0abc is"),
        (INFRASTRUCTURE, "User: arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-0def is"),
    ],
)
def test_a_refusal_names_the_caller_as_it_calls(caller: Caller, named: str) -> None:
    assert sentence(decide(caller), caller).startswith(named)


def refused(access: Access) -> AwsError:
    decision = evaluate(access, Request(ALICE))
    return refusal(access, decision, ALICE, "request-1")


def test_kms_refuses_with_access_denied_exception() -> None:
    error = refused(Access("kms:ListKeys"))
    assert error.code == "AccessDeniedException"
    assert error.request_id == "request-1"
    assert error.message == (
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: kms:ListKeys"
        " on resource: * because no identity-based policy allows the kms:ListKeys action"
    )


@pytest.mark.parametrize("action", ["iam:CreateUser", "sts:AssumeRole"])
def test_iam_and_sts_refuse_with_access_denied(action: str) -> None:
    assert refused(Access(action)).code == "AccessDenied"


def test_cloudtrail_refuses_with_access_denied_exception() -> None:
    assert refused(Access("cloudtrail:LookupEvents")).code == "AccessDeniedException"


def test_ec2_refuses_with_an_encoded_message() -> None:
    volume = "arn:aws:ec2:us-east-1:111122223333:volume/*"
    error = refused(Access("ec2:CreateVolume", volume))
    assert error.code == "UnauthorizedOperation"
    told, encoded = error.message.split(" Encoded authorization failure message: ")
    assert told == (
        "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/alice is not"
        f" authorized to perform: ec2:CreateVolume on resource: {volume}"
        " because no identity-based policy allows the ec2:CreateVolume action."
    )
    assert len(encoded) == 160
    assert refused(Access("ec2:CreateVolume", volume)).message == error.message
    assert refused(Access("ec2:DeleteVolume", volume)).message != error.message


def test_a_hidden_resource_is_refused_in_its_own_words() -> None:
    hidden = ("AccessDeniedException", "The ciphertext refers to a customer master key that does not exist")
    access = replace(Access("kms:Decrypt", KEY), hidden_error=hidden)
    error = refused(access)
    assert (error.code, error.message) == hidden
