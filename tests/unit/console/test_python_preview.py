"""What is shown as the equivalent Python is Python, and says what the call says."""

import ast
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kmstui.console.cli_preview import Role, Token, plain
from kmstui.console.python_preview import python


def _arguments(params: dict[str, Any]) -> dict[str, Any]:
    call = ast.parse(plain(python("kms", "CreateKey", params))).body[-1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    return {str(argument.arg): ast.literal_eval(argument.value) for argument in call.value.keywords}


def test_a_call_is_a_client_and_a_method() -> None:
    assert plain(python("kms", "EnableKey", {"KeyId": "alias/a"}, region="eu-west-1")) == (
        "import boto3\n"
        'kms = boto3.client("kms", region_name="eu-west-1")\n'
        "kms.enable_key(\n"
        '    KeyId="alias/a",\n'
        ")"
    )


def test_a_call_without_members_has_no_arguments() -> None:
    assert plain(python("sts", "GetCallerIdentity", {})).endswith("sts.get_caller_identity()")


def test_tokens_say_which_member_they_show() -> None:
    *_, argument, _ = python("kms", "GenerateRandom", {"NumberOfBytes": 32})
    assert argument[2] == Token("32", Role.NUMBER, "NumberOfBytes")


def test_blobs_are_files_and_moments_are_aware() -> None:
    blob = plain(python("kms", "Decrypt", {"CiphertextBlob": b"secret"}))
    assert 'CiphertextBlob=open("ciphertext-blob.bin", "rb").read(),' in blob

    moment = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
    lookup = plain(python("cloudtrail", "LookupEvents", {"StartTime": moment}))
    assert "from datetime import datetime, timezone\n" in lookup
    assert "StartTime=datetime(2026, 3, 14, 9, 26, 53, tzinfo=timezone.utc)," in lookup


def test_the_private_service_has_no_client() -> None:
    assert python("kmstui", "GetStatus", {}) == ()


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc:", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["Description", "Tags", "Policy"]), VALUES, min_size=1))
def test_python_reads_every_value_back(params: dict[str, Any]) -> None:
    assert _arguments(params) == params
