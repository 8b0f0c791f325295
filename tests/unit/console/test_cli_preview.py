"""What is shown as the equivalent command is the equivalent command, and safe to paste."""

import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore import xform_name
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import service_model
from kmstui.console.cli_preview import Role, Token, command, kebab, plain


def words(service: str, operation: str, params: dict[str, Any]) -> list[str]:
    """The words a shell hands to the command."""
    return shlex.split(plain(command(service, operation, params)).replace("\\\n", ""))


def test_options_fill_lines_and_lines_continue() -> None:
    params = {
        "AvailabilityZone": "us-east-1a",
        "VolumeType": "gp3",
        "Size": 100,
        "Encrypted": True,
        "KmsKeyId": "alias/orders-prod",
    }
    assert plain(command("ec2", "CreateVolume", params, region="us-east-1", width=60)) == (
        "aws ec2 create-volume \\\n"
        "  --availability-zone us-east-1a --volume-type gp3 \\\n"
        "  --size 100 --encrypted --kms-key-id alias/orders-prod \\\n"
        "  --region us-east-1"
    )


def test_a_call_without_members_is_one_line() -> None:
    assert command("kms", "ListKeys", {}) == ((Token("aws kms list-keys", Role.COMMAND),),)


def test_tokens_say_what_they_are_and_which_member_they_show() -> None:
    _, (_, *tokens) = command("ec2", "CreateVolume", {"Size": 8, "VolumeType": "gp3", "Encrypted": False})
    assert tokens == [
        Token("--size", Role.OPTION, "Size"),
        Token(" 8", Role.NUMBER, "Size"),
        Token(" ", Role.PUNCTUATION),
        Token("--volume-type", Role.OPTION, "VolumeType"),
        Token(" gp3", Role.TEXT, "VolumeType"),
        Token(" ", Role.PUNCTUATION),
        Token("--no-encrypted", Role.OPTION, "Encrypted"),
    ]


@pytest.mark.parametrize(
    ("service", "operation", "params", "arguments"),
    [
        ("kms", "TagResource", {"Tags": [{"TagKey": "a", "TagValue": "b"}] * 2}, ["TagKey=a,TagValue=b"] * 2),
        (
            "kms",
            "TagResource",
            {"Tags": [{"TagKey": "a b", "TagValue": ""}]},
            ['[{"TagKey": "a b", "TagValue": ""}]'],
        ),
        ("kms", "UntagResource", {"TagKeys": ["a", "b"]}, ["a", "b"]),
        ("kms", "UntagResource", {"TagKeys": []}, ["[]"]),
        ("kms", "UntagResource", {"TagKeys": ["-a"]}, ['["-a"]']),
        ("kms", "UntagResource", {"TagKeys": ["file://a"]}, ['["file://a"]']),
        ("kms", "Encrypt", {"EncryptionContext": {"aws:ebs:id": "vol-1"}}, ["aws:ebs:id=vol-1"]),
        ("kms", "Encrypt", {"EncryptionContext": {"a,b": "c"}}, ['{"a,b": "c"}']),
        (
            "ec2",
            "DescribeVolumes",
            {"Filters": [{"Name": "status", "Values": ["in-use", "x"]}]},
            ["Name=status,Values=in-use,x"],
        ),
        (
            "ec2",
            "CreateVolume",
            {"TagSpecifications": [{"ResourceType": "volume", "Tags": [{"Key": "k", "Value": "v"}]}]},
            ["ResourceType=volume,Tags=[{Key=k,Value=v}]"],
        ),
        (
            "ec2",
            "RunInstances",
            {
                "BlockDeviceMappings": [
                    {"DeviceName": "/dev/sdb", "Ebs": {"VolumeSize": 8, "Encrypted": True}}
                ]
            },
            ["1", "--block-device-mappings", "DeviceName=/dev/sdb,Ebs={VolumeSize=8,Encrypted=true}"],
        ),
        (
            "cloudtrail",
            "LookupEvents",
            {"StartTime": datetime(2026, 1, 1, tzinfo=UTC)},
            ["2026-01-01T00:00:00Z"],
        ),
    ],
)
def test_structures_are_written_in_shorthand_where_it_can_say_them(
    service: str, operation: str, params: dict[str, Any], arguments: list[str]
) -> None:
    assert words(service, operation, params)[4:] == arguments


def test_a_launch_has_a_count() -> None:
    assert words("ec2", "RunInstances", {"MinCount": 2, "MaxCount": 2})[3:] == ["--count", "2"]
    assert words("ec2", "RunInstances", {"MinCount": 1, "MaxCount": 2})[3:] == ["--count", "1:2"]


def test_what_is_to_be_encrypted_is_not_shown() -> None:
    shown = plain(command("kms", "Encrypt", {"KeyId": "k", "Plaintext": b"secret"}))
    assert shown.endswith("--plaintext fileb://plaintext.bin")
    written = plain(command("kmstui", "WriteSector", {"VolumeId": "vol-1", "Offset": 0, "Data": b"s" * 512}))
    assert (
        written
        == """kmstui call kmstui WriteSector '{"VolumeId": "vol-1", "Offset": 0, "Data": "<base64>"}'"""
    )


@pytest.mark.parametrize("address", ["file:///etc/passwd", "fileb://x", "https://example.org"])
def test_a_value_that_looks_like_an_address_is_not_read_from_there(address: str) -> None:
    assert words("kms", "UpdateKeyDescription", {"KeyId": "k", "Description": address})[3:] == [
        "--cli-input-json",
        f'{{"KeyId": "k", "Description": "{address}"}}',
    ]


def test_a_pretty_policy_keeps_its_lines() -> None:
    policy = '{\n  "Version": "2012-10-17"\n}'
    lines = command("kms", "PutKeyPolicy", {"KeyId": "k", "Policy": policy})

    assert [token.text for token in lines[-2]] == ['  "Version": "2012-10-17"']
    assert lines[-2][0].member == "Policy"
    assert all("\n" not in token.text for line in lines for token in line)
    assert words("kms", "PutKeyPolicy", {"KeyId": "k", "Policy": policy})[-1] == policy


def test_control_characters_never_come_out_raw() -> None:
    shown = plain(command("kms", "UpdateKeyDescription", {"Description": "\x1b[2J'\x07\n"}))
    assert shown.endswith(r"--description $'\u001b[2J\'\u0007\n'")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(TEXTS)
def test_a_shell_gives_every_text_back(text: str) -> None:
    shown = words("kms", "UpdateKeyDescription", {"Description": text})
    if shown[3] == "--cli-input-json":
        assert text.startswith(("file", "http"))
    else:
        assert shown[3:] in (["--description", text], [f"--description={text}"])


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3))
def test_a_map_is_one_argument(context: dict[str, str]) -> None:
    assert len(words("kms", "Encrypt", {"EncryptionContext": context})) == 5


@pytest.mark.parametrize("service", sorted({service for service, _ in OPERATIONS}))
def test_names_are_those_of_the_aws_cli(service: str) -> None:
    """Which takes them from botocore."""
    model = service_model(service)
    names = {*model.operations, *(name for shape in model.shapes.values() for name in shape.members)}
    assert {name: kebab(name) for name in names} == {name: xform_name(name, "-") for name in names}
