"""IAM's and STS's forms become parameters, and their answers XML."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from kmstui.aws.errors import AwsError
from kmstui.wire.codec import Route
from kmstui.wire.message import Reply, Request
from kmstui.wire.services import catalogue

CODEC = catalogue().codecs["query"]
IAM = "{https://iam.amazonaws.com/doc/2010-05-08/}"


def _route(operation: str, service: str = "iam") -> Route:
    return Route(service, operation, CODEC)


def _params(operation: str, form: dict[str, str]) -> dict[str, Any]:
    body = urlencode({"Action": operation, "Version": "2010-05-08", **form}).encode()
    return CODEC.params(_route(operation), Request("POST", "/", (), body))


def _xml(reply: Reply) -> ET.Element:
    return ET.fromstring(reply.body)


def test_a_form_becomes_parameters() -> None:
    form = {"UserName": "ada", "Tags.member.2.Key": "b", "Tags.member.1.Key": "a", "Tags.member.1.Value": ""}

    assert _params("CreateUser", form) == {
        "UserName": "ada",
        "Tags": [{"Key": "a", "Value": ""}, {"Key": "b"}],
    }
    assert _params("ListUsers", {"MaxItems": "7"}) == {"MaxItems": 7}
    assert _params("CreateUser", {"Tags": ""}) == {"Tags": []}


@pytest.mark.parametrize(
    ("form", "params"),
    [
        ({"MaxItems": "seven"}, {"MaxItems": "seven"}),
        ({"MaxItems.1": "7"}, {"MaxItems": {"1": "7"}}),
        ({"Unknown": "x"}, {"Unknown": "x"}),
        ({"Unknown.a": "x"}, {"Unknown": {"a": "x"}}),
    ],
)
def test_what_has_the_wrong_type_or_no_meaning_is_left_for_the_account(
    form: dict[str, str], params: dict[str, Any]
) -> None:
    assert _params("ListUsers", form) == params


@pytest.mark.parametrize(
    "name", ["Tags.x", "Tags.member.x", "Tags.member.-1.Key", "Tags.1.Key", "Tags.member.1e1"]
)
def test_an_entry_without_a_number_is_malformed(name: str) -> None:
    with pytest.raises(AwsError) as refusal:
        _params("CreateUser", {name: "x"})

    assert refusal.value.code == "MalformedInput"


def test_one_number_is_one_entry() -> None:
    with pytest.raises(AwsError) as refusal:
        _params("CreateUser", {"Tags.member.1.Key": "x", "Tags.member.01.Key": "y"})

    assert refusal.value.code == "MalformedInput"


def test_an_answer_has_a_wrapper_a_name_space_and_a_request_id() -> None:
    user = {"Path": "/", "UserName": "a<b", "CreateDate": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}

    reply = CODEC.reply(_route("CreateUser"), {"User": user}, "an-id")

    assert reply.headers == (("x-amzn-requestid", "an-id"), ("content-type", "text/xml"))
    found = _xml(reply)
    assert found.tag == f"{IAM}CreateUserResponse"
    assert found.findtext(f"{IAM}CreateUserResult/{IAM}User/{IAM}UserName") == "a<b"
    assert found.findtext(f"{IAM}CreateUserResult/{IAM}User/{IAM}CreateDate") == "2026-01-02T03:04:05Z"
    assert found.findtext(f"{IAM}ResponseMetadata/{IAM}RequestId") == "an-id"


def test_an_operation_that_gives_nothing_has_no_wrapper() -> None:
    found = _xml(CODEC.reply(_route("DeleteUser"), {}, "an-id"))

    assert [child.tag for child in found] == [f"{IAM}ResponseMetadata"]


def test_lists_have_members() -> None:
    reply = CODEC.reply(
        _route("ListUserPolicies"), {"PolicyNames": ["a", "b"], "IsTruncated": False}, "an-id"
    )

    result = f"{IAM}ListUserPoliciesResult/"
    assert [name.text for name in _xml(reply).findall(f"{result}{IAM}PolicyNames/{IAM}member")] == ["a", "b"]
    assert _xml(reply).findtext(f"{result}{IAM}IsTruncated") == "false"


def test_policies_are_answered_percent_encoded() -> None:
    result = {"UserName": "a", "PolicyName": "p", "PolicyDocument": '{"a": "b+c*é%"}'}

    reply = CODEC.reply(_route("GetUserPolicy"), result, "an-id")

    assert b"<PolicyDocument>%7B%22a%22%3A%20%22b%2Bc%2A%C3%A9%25%22%7D</PolicyDocument>" in reply.body


def test_a_refusal_says_whose_fault_it_is() -> None:
    reply = CODEC.refusal(_route("GetUser"), AwsError("NoSuchEntity", "No <user>"), "an-id")
    fault = CODEC.refusal(_route("GetUser"), AwsError("ServiceFailure"), "an-id")

    assert (reply.status, fault.status) == (404, 500)
    found = _xml(reply)
    assert found.tag == f"{IAM}ErrorResponse"
    assert [child.text for child in found[0]] == ["Sender", "NoSuchEntity", "No <user>"]
    assert found.findtext(f"{IAM}RequestId") == "an-id"
    assert _xml(fault).findtext(f"{IAM}Error/{IAM}Type") == "Receiver"


def test_sts_has_a_name_space_of_its_own() -> None:
    reply = CODEC.reply(_route("GetCallerIdentity", "sts"), {"Account": "111122223333"}, "an-id")

    assert _xml(reply).tag == "{https://sts.amazonaws.com/doc/2011-06-15/}GetCallerIdentityResponse"
