"""What malformed parameters are answered with, service by service, in AWS's exact words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS
from kmstui.emulator.constraints import validate

KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
ONE = "1 validation error detected: "


def refusal(service: str, operation: str, params: dict[Any, Any]) -> tuple[str, str]:
    with pytest.raises(AwsError) as caught:
        validate(service, operation, params)
    return caught.value.code, caught.value.message


def kms(operation: str, **params: object) -> str:
    code, message = refusal("kms", operation, params)
    assert code == "ValidationException"
    return message


GOOD_CALLS: list[tuple[str, str, dict[str, object]]] = [
    ("kms", "CreateKey", {}),
    (
        "kms",
        "CreateKey",
        {"Description": "", "Tags": [{"TagKey": "a", "TagValue": ""}], "MultiRegion": False},
    ),
    (
        "kms",
        "Encrypt",
        {"KeyId": KEY, "Plaintext": b"x" * 4096, "EncryptionContext": {"aws:ebs:id": "vol-0"}},
    ),
    ("kms", "CreateGrant", {"KeyId": KEY, "Operations": ("Decrypt",), "GranteePrincipal": "1:aws:x:i-0def"}),
    ("kms", "CreateAlias", {"AliasName": "alias/app", "TargetKeyId": KEY}),
    ("kms", "PutKeyPolicy", {"KeyId": KEY, "Policy": '{\n\t"Version": "ü"\r\n}'}),
    ("ec2", "CreateVolume", {"AvailabilityZone": "us-east-1a", "Size": 8, "VolumeType": "anything"}),
    ("iam", "CreateUser", {"UserName": "a.b@c", "Path": "/x/", "Tags": [{"Key": "Straße ٣", "Value": ""}]}),
    ("sts", "GetCallerIdentity", {}),
    ("cloudtrail", "LookupEvents", {"StartTime": datetime(2024, 1, 1, tzinfo=UTC), "MaxResults": 50}),
    ("kmstui", "StartLoad", {"VolumeId": "vol-0", "Workload": {"Pattern": "random", "DurationSeconds": 0.5}}),
    ("kmstui", "GetSector", {"VolumeId": "vol-0", "Offset": 1 << 40, "Length": 512}),
]


@pytest.mark.parametrize(("service", "operation", "params"), GOOD_CALLS)
def test_well_formed_parameters_pass(service: str, operation: str, params: dict[str, object]) -> None:
    validate(service, operation, params)


def test_a_missing_member_is_null() -> None:
    assert kms("DescribeKey") == (
        ONE + "Value null at 'keyId' failed to satisfy constraint: Member must not be null"
    )
    assert kms("DescribeKey", KeyId=None) == kms("DescribeKey")


def test_a_missing_secret_shows_no_value() -> None:
    assert kms("Encrypt", KeyId=KEY) == (
        ONE + "Value at 'plaintext' failed to satisfy constraint: Member must not be null"
    )


def test_too_long_plaintext_shows_no_value() -> None:
    assert kms("Encrypt", KeyId=KEY, Plaintext=b"x" * 4097) == (
        ONE + "Value at 'plaintext' failed to satisfy constraint: "
        "Member must have length less than or equal to 4096"
    )
    assert kms("Encrypt", KeyId=KEY, Plaintext=b"").endswith(
        "Member must have length greater than or equal to 1"
    )


@pytest.mark.parametrize(
    ("value", "limit"), [(0, "greater than or equal to 1"), (1025, "less than or equal to 1024")]
)
def test_a_number_outside_its_range_is_named_with_the_bound(value: int, limit: str) -> None:
    assert kms("GenerateRandom", NumberOfBytes=value) == (
        ONE
        + f"Value '{value}' at 'numberOfBytes' failed to satisfy constraint: Member must have value {limit}"
    )


def test_a_tag_is_named_by_its_place_in_the_list() -> None:
    key = "k" * 129
    assert kms("TagResource", KeyId=KEY, Tags=[{"TagKey": key, "TagValue": ""}]) == (
        ONE + f"Value '{key}' at 'tags.1.member.tagKey' failed to satisfy constraint: "
        "Member must have length less than or equal to 128"
    )
    second = [{"TagKey": "a", "TagValue": ""}, {"TagKey": "a"}]
    assert "Value null at 'tags.2.member.tagValue'" in kms("TagResource", KeyId=KEY, Tags=second)


def test_an_enum_lists_what_it_allows() -> None:
    assert kms("CreateKey", Origin="AWS") == (
        ONE + "Value 'AWS' at 'origin' failed to satisfy constraint: "
        "Member must satisfy enum value set: [AWS_KMS, EXTERNAL, AWS_CLOUDHSM, EXTERNAL_KEY_STORE]"
    )


def test_a_pattern_is_quoted() -> None:
    assert kms("CreateAlias", AliasName="alias/ü", TargetKeyId=KEY) == (
        ONE + "Value 'alias/ü' at 'aliasName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
    )


def test_a_pattern_must_match_the_whole_of_the_value() -> None:
    assert "regular expression" in kms("CreateAlias", AliasName="alias/a\n", TargetKeyId=KEY)


def test_several_errors_are_counted_and_joined() -> None:
    assert kms("CreateAlias", AliasName="alias/ä", TargetKeyId="") == (
        "2 validation errors detected: Value 'alias/ä' at 'aliasName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$; "
        "Value '' at 'targetKeyId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_a_list_of_values_is_blamed_as_a_whole() -> None:
    message = kms("CreateGrant", KeyId=KEY, Operations=["Decrypt", "Fly"])
    assert message.startswith(
        ONE + "Value '[Decrypt, Fly]' at 'operations' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [Decrypt, Encrypt,"
    )
    assert "'grantTokens' failed to satisfy constraint: Member must satisfy constraint: [Member" in kms(
        "DescribeKey", KeyId=KEY, GrantTokens=[""]
    )


def test_length_is_counted_as_java_counts_it() -> None:
    """A character outside the basic plane is two UTF-16 units."""
    validate("kms", "TagResource", {"KeyId": KEY, "Tags": [{"TagKey": "🔑" * 64, "TagValue": ""}]})
    assert "less than or equal to 128" in kms(
        "TagResource", KeyId=KEY, Tags=[{"TagKey": "🔑" * 65, "TagValue": ""}]
    )


MISMATCHES: list[tuple[str, dict[Any, object], str]] = [
    ("DescribeKey", {"KeyId": 1}, "NUMBER_VALUE can not be converted to a String"),
    ("DescribeKey", {"KeyId": True}, "TRUE_VALUE can not be converted to a String"),
    ("DescribeKey", {"KeyId": {}}, "Start of structure or map found where not expected."),
    ("DescribeKey", {"KeyId": KEY, "GrantTokens": "t"}, "Expected list or null"),
    ("DescribeKey", {"KeyId": KEY, "GrantTokens": [[]]}, "Start of list found where not expected"),
    ("DescribeKey", {"KeyId": KEY, "GrantTokens": None}, "Expected list or null"),
    ("DescribeKey", {"KeyId": "\ud800"}, "STRING_VALUE can not be converted to a String"),
    ("ListKeys", {"Limit": "5"}, "STRING_VALUE can not be converted to an Integer"),
    ("ListKeys", {"Limit": 1 << 31}, "NUMBER_VALUE can not be converted to an Integer"),
    ("ListKeys", {"Limit": 10**5000}, "NUMBER_VALUE can not be converted to an Integer"),
    ("ListKeys", {"Limit": False}, "FALSE_VALUE can not be converted to an Integer"),
    ("CreateKey", {"MultiRegion": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
    ("Encrypt", {"KeyId": KEY, "Plaintext": "text"}, "STRING_VALUE can not be converted to a Blob"),
    ("Encrypt", {"EncryptionContext": {"a": 1}}, "NUMBER_VALUE can not be converted to a String"),
    ("Encrypt", {"EncryptionContext": "a"}, "Expected map or null"),
    ("CreateKey", {"Tags": ["a"]}, "Expected structure or null"),
    ("CreateKey", {"Name": "x"}, "Unknown member 'Name'"),
    ("CreateKey", {7: "x"}, "Unknown member 'int'"),
    ("CreateKey", {"\udfff": "x"}, "Unknown member '\\udfff'"),
    ("CreateKey", {"Tags": [{"Key": "x"}]}, "Unknown member 'Key' at 'tags.1.member'"),
]


@pytest.mark.parametrize(("operation", "params", "message"), MISMATCHES)
def test_a_wrong_type_is_refused_before_any_limit(
    operation: str, params: dict[Any, object], message: str
) -> None:
    assert refusal("kms", operation, params) == ("SerializationException", message)


@pytest.mark.parametrize("moment", [datetime(2024, 1, 1), 1704067200, "2024-01-01T00:00:00Z"])
def test_a_moment_without_a_zone_is_no_moment(moment: object) -> None:
    code, _ = refusal("cloudtrail", "LookupEvents", {"StartTime": moment})
    assert code == "SerializationException"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400])
def test_numbers_are_finite(number: float) -> None:
    code, _ = refusal("kmstui", "AdvanceClock", {"Seconds": number})
    assert code == "SerializationException"


def test_ec2_names_the_first_missing_parameter() -> None:
    assert refusal("ec2", "DeleteVolume", {}) == (
        "MissingParameter",
        "The request must contain the parameter VolumeId",
    )


def test_ec2_quotes_a_value_it_does_not_know() -> None:
    params = {"MinCount": 1, "MaxCount": 1, "InstanceType": "t0.none"}
    assert refusal("ec2", "RunInstances", params) == (
        "InvalidParameterValue",
        "Invalid value 't0.none' for InstanceType.",
    )


def test_ec2_refuses_types_and_unknown_names_with_codes_of_its_own() -> None:
    assert refusal("ec2", "CreateVolume", {"Size": "8"})[0] == "InvalidParameterValue"
    assert refusal("ec2", "CreateVolume", {"Colour": "red"}) == (
        "UnknownParameter",
        "The parameter Colour is not recognized",
    )


def test_iam_has_its_own_sentence_for_names() -> None:
    assert refusal("iam", "CreateUser", {"UserName": "a b"}) == (
        "ValidationError",
        "The specified value for userName is invalid. "
        "It must contain only alphanumeric characters and/or the following: +=,.@_-",
    )


def test_iam_uses_the_common_sentence_for_lengths() -> None:
    name = "a" * 65
    assert refusal("iam", "CreateUser", {"UserName": name}) == (
        "ValidationError",
        ONE + f"Value '{name}' at 'userName' failed to satisfy constraint: "
        "Member must have length less than or equal to 64",
    )


@pytest.mark.parametrize(("service", "operation"), [("kms", "Fly"), ("s3", "ListBuckets"), ("kms", "\udc80")])
def test_an_unknown_operation_is_refused(service: str, operation: str) -> None:
    assert refusal(service, operation, {})[0] == "UnknownOperationException"


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=64)
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers(), inner, max_size=4),
    max_leaves=8,
)
MEMBERS = (
    "KeyId",
    "Tags",
    "Policy",
    "EncryptionContext",
    "Operations",
    "Size",
    "UserName",
    "Workload",
    "Filters",
)


@given(
    st.sampled_from(sorted(OPERATIONS)),
    st.dictionaries(st.sampled_from(MEMBERS) | st.text(), anything, max_size=4),
)
def test_nothing_but_an_aws_error_is_ever_raised(
    operation: tuple[str, str], params: dict[str, object]
) -> None:
    """And its words can be stored: they are text that UTF-8 can carry."""
    refused: AwsError | None = None
    try:
        validate(*operation, params)
    except AwsError as error:
        refused = error
    assert refused is None or (refused.code and refused.message.encode())
