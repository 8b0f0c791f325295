"""CreateTags, DeleteTags, DescribeTags, and the rules of tags."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.ec2.harness import Account

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import tagging
from kmstui.emulator.ec2.model import Tag


def refusal(account: Account, operation: str, **params: Any) -> str:
    with pytest.raises(AwsError) as error:
        account(operation, **params)
    return str(error.value)


def test_tags_are_added_and_overwritten(account: Account) -> None:
    volume_id, instance_id = account.volume(), account.instance()
    both = [volume_id, instance_id]
    account("CreateTags", Resources=both, Tags=[{"Key": "team", "Value": "db"}, {"Key": "env"}])
    account("CreateTags", Resources=[volume_id], Tags=[{"Key": "team", "Value": "web"}])
    assert account.describe_volume(volume_id)["Tags"] == [
        {"Key": "team", "Value": "web"},
        {"Key": "env", "Value": ""},
    ]
    assert account.describe_instance(instance_id)["Tags"][0] == {"Key": "team", "Value": "db"}


@pytest.mark.parametrize(
    ("tags", "left"),
    [
        ([{"Key": "a"}], ["b", "c"]),
        ([{"Key": "a", "Value": "1"}], ["b", "c"]),
        ([{"Key": "a", "Value": "2"}], ["a", "b", "c"]),
        ([{"Key": "c", "Value": ""}], ["a", "b"]),
        ([{"Key": "a", "Value": ""}], ["a", "b", "c"]),
        (None, []),
    ],
)
def test_tags_are_deleted_by_key_and_by_value(
    account: Account, tags: list[dict[str, str]] | None, left: list[str]
) -> None:
    volume_id = account.volume()
    given_tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}, {"Key": "c", "Value": ""}]
    account("CreateTags", Resources=[volume_id], Tags=given_tags)
    named: dict[str, Any] = {} if tags is None else {"Tags": tags}
    account("DeleteTags", Resources=[volume_id], **named)
    assert [tag["Key"] for tag in account.describe_volume(volume_id)["Tags"]] == left


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        (
            [{"Key": "aws:x", "Value": ""}],
            "InvalidTagKey.Malformed: Tag keys starting with 'aws:' are reserved for internal use",
        ),
        (
            [{"Key": "AWS:x", "Value": ""}],
            "InvalidTagKey.Malformed: Tag keys starting with 'aws:' are reserved for internal use",
        ),
        (
            [{"Key": "", "Value": ""}],
            "InvalidParameterValue: Tag key length must be between 1 and 128 characters: ''",
        ),
        (
            [{"Key": "k" * 129, "Value": ""}],
            f"InvalidParameterValue: Tag key length must be between 1 and 128 characters: '{'k' * 129}'",
        ),
        (
            [{"Key": "k", "Value": "v" * 257}],
            "InvalidParameterValue: Tag value exceeds the maximum length of 256 characters",
        ),
        (
            [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}],
            "InvalidParameterValue: Duplicate tag key 'k' specified.",
        ),
        ([], "InvalidParameterValue: At least one tag must be specified"),
    ],
)
def test_bad_tags_are_refused_and_change_nothing(
    account: Account, tags: list[dict[str, str]], text: str
) -> None:
    volume_id = account.volume()
    assert refusal(account, "CreateTags", Resources=[volume_id], Tags=tags) == text
    assert account.describe_volume(volume_id)["Tags"] == []


def test_the_longest_key_and_value_are_taken() -> None:
    assert tagging.parse([{"Key": "k" * 128, "Value": "v" * 256}]) == (Tag("k" * 128, "v" * 256),)


def test_a_resource_has_at_most_fifty_tags(account: Account) -> None:
    volume_id = account.volume()
    fifty = [{"Key": f"k{n}", "Value": ""} for n in range(50)]
    account("CreateTags", Resources=[volume_id], Tags=fifty)
    one_more = [{"Key": "k50", "Value": ""}]
    assert refusal(account, "CreateTags", Resources=[volume_id], Tags=one_more) == (
        "TagLimitExceeded: More than 50 tags specified"
    )
    assert refusal(account, "CreateTags", Resources=[volume_id], Tags=fifty + one_more).startswith(
        "TagLimitExceeded"
    )


@pytest.mark.parametrize(
    ("resource_id", "text"),
    [
        ("sg-1", "InvalidID: The ID 'sg-1' is not valid"),
        (
            "vol-0123456789abcdef0",
            "InvalidVolume.NotFound: The volume 'vol-0123456789abcdef0' does not exist.",
        ),
        (
            "i-0123456789abcdef0",
            "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
        ),
    ],
)
def test_what_is_not_there_cannot_be_tagged(account: Account, resource_id: str, text: str) -> None:
    assert refusal(account, "CreateTags", Resources=[resource_id], Tags=[{"Key": "a"}]) == text


def test_tagging_asks_about_the_tags_it_has_and_gets(account: Account) -> None:
    volume_id = account.volume()
    account("CreateTags", Resources=[volume_id], Tags=[{"Key": "team", "Value": "db"}])
    account("DeleteTags", Resources=[volume_id], Tags=[{"Key": "team"}])
    (access,) = account.accesses
    assert access.action == "ec2:DeleteTags"
    assert access.conditions["aws:TagKeys"] == ("team",)
    assert access.conditions["aws:ResourceTag/team"] == ("db",)
    assert access.conditions["ec2:ResourceTag/team"] == ("db",)


def test_tags_are_listed_over_all_resources(account: Account) -> None:
    volume_id, instance_id = account.volume(), account.instance()
    account("CreateTags", Resources=[volume_id, instance_id], Tags=[{"Key": "team", "Value": "db"}])
    volume_tag = {"ResourceId": volume_id, "ResourceType": "volume", "Key": "team", "Value": "db"}
    instance_tag = {"ResourceId": instance_id, "ResourceType": "instance", "Key": "team", "Value": "db"}
    assert account("DescribeTags")["Tags"] == [instance_tag, volume_tag]
    for name, value in (("resource-type", "volume"), ("resource-id", volume_id)):
        answer = account("DescribeTags", Filters=[{"Name": name, "Values": [value]}])
        assert answer["Tags"] == [volume_tag]
    for name, value in (("key", "team"), ("value", "d?"), ("tag:team", "db")):
        assert len(account("DescribeTags", Filters=[{"Name": name, "Values": [value]}])["Tags"]) == 2


def test_tags_are_listed_in_pages(account: Account) -> None:
    volume_id = account.volume()
    account("CreateTags", Resources=[volume_id], Tags=[{"Key": f"k{n}"} for n in range(7)])
    first = account("DescribeTags", MaxResults=5)
    rest = account("DescribeTags", MaxResults=5, NextToken=first["NextToken"])
    assert [tag["Key"] for tag in first["Tags"] + rest["Tags"]] == [f"k{n}" for n in range(7)]
    assert "NextToken" not in rest


tags_of_few_keys = st.lists(st.builds(Tag, st.sampled_from("abcde"), st.text(max_size=2)), max_size=6)


@given(tags_of_few_keys, tags_of_few_keys)
def test_merging_keeps_one_value_for_each_key_and_the_later_one(old: list[Tag], new: list[Tag]) -> None:
    merged = tagging.merge(tuple(old), tuple(new))
    assert {tag.key: tag.value for tag in merged} == {tag.key: tag.value for tag in [*old, *new]}
    assert len({tag.key for tag in merged}) == len(merged)
