"""Forms are read within limits, and what cannot be read is AWS's MalformedQueryString."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.wire.forms import DEPTH, FIELDS, NAME_LENGTH, fields, tree
from kmstui.wire.message import Request


def _post(body: bytes, query: str = "") -> Request:
    return Request("POST", "/?" + query if query else "/", (), body)


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=10)


@given(st.dictionaries(_TEXTS.filter(bool), _TEXTS, max_size=6))
def test_what_a_client_encodes_is_read(form: dict[str, str]) -> None:
    assert fields(_post(urlencode(form).encode())) == form
    assert fields(Request("GET", "/?" + urlencode(form), ())) == form


@given(st.binary(max_size=80))
def test_any_bytes_are_fields_or_malformed(body: bytes) -> None:
    code = ""
    try:
        tree(fields(_post(body)))
    except AwsError as error:
        code = error.code

    assert code in ("", "MalformedQueryString")


def test_query_and_body_are_one_form() -> None:
    assert fields(_post(b"b=2", "a=1")) == {"a": "1", "b": "2"}
    assert fields(Request("GET", "/?a=1", (), b"b=2")) == {"a": "1"}


def test_plus_is_a_space_and_nothing_is_nothing() -> None:
    assert fields(_post(b"a=b+c&d=&&e&f=%2B%20=")) == {"a": "b c", "d": "", "e": "", "f": "+ ="}


@pytest.mark.parametrize(
    "body",
    [
        b"a=1&a=1",
        b"a=1&%61=2",
        b"a=%",
        b"a=%zz",
        b"a=%f",
        b"a=%ff",
        b"a=%ed%a0%80",
        b"a=\xff",
        b"a" * (NAME_LENGTH + 1) + b"=1",
        b"&".join(b"a%d=1" % number for number in range(FIELDS + 1)),
        b"&" * 1_000_000,
    ],
)
def test_what_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(AwsError) as refusal:
        fields(_post(body))

    assert refusal.value.code == "MalformedQueryString"


def test_a_lone_surrogate_in_a_target_is_malformed() -> None:
    with pytest.raises(AwsError) as refusal:
        fields(Request("GET", "/?a=\udc80", ()))

    assert refusal.value.code == "MalformedQueryString"


def test_the_largest_call_of_ec2_has_room() -> None:
    names = [f"ResourceId.{number}" for number in range(1000)]
    names += [f"Tag.{number}.{part}" for number in range(50) for part in ("Key", "Value")]
    form = dict.fromkeys(names, "x") | {"Action": "CreateTags", "Version": "2016-11-15"}

    assert len(fields(_post(urlencode(form).encode()))) == 1102


def test_a_policy_of_the_greatest_size_has_room() -> None:
    form = {"PolicyDocument": "{" * 131_072}

    assert fields(_post(urlencode(form).encode())) == form


def test_names_become_a_tree() -> None:
    form = {"Filter.1.Name": "n", "Filter.1.Value.2": "v", "Size": "1", "Action": "A", "X-Amz-Date": "d"}

    assert tree(form) == {"Filter": {"1": {"Name": "n", "Value": {"2": "v"}}}, "Size": "1"}


@pytest.mark.parametrize("names", [("A", "A.B"), ("A.B", "A"), ("A.B", "A.B.C"), ("A.B.C", "A.B")])
def test_a_name_has_a_value_or_parts(names: tuple[str, str]) -> None:
    with pytest.raises(AwsError) as refusal:
        tree(dict.fromkeys(names, "x"))

    assert refusal.value.code == "MalformedQueryString"


def test_a_name_has_only_so_many_parts() -> None:
    assert tree({"A" + ".B" * DEPTH: "x"})
    with pytest.raises(AwsError):
        tree({"A" + ".B" * (DEPTH + 1): "x"})
