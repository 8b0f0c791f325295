"""Tags of KMS keys."""

from typing import Any

import pytest
from tests.contract.account import NO_SUCH_KEY, UNKNOWN_KEY, Account, covers, refuses

Tags = list[dict[str, str]]


def _tags(**pairs: str) -> Tags:
    return [{"TagKey": key, "TagValue": value} for key, value in pairs.items()]


def _of(aws: Account, key_id: str) -> Tags:
    tags: Tags = aws("kms", "ListResourceTags", KeyId=key_id)["Tags"]
    return tags


@covers("kms", "TagResource", "UntagResource", "ListResourceTags")
def test_tags_are_added_replaced_and_taken_away(aws: Account) -> None:
    key_id = aws.key(Tags=_tags(env="dev"))
    assert aws("kms", "TagResource", KeyId=key_id, Tags=_tags(env="prod", team="orders")) == {}
    assert _of(aws, key_id) == _tags(env="prod", team="orders")
    assert aws("kms", "UntagResource", KeyId=key_id, TagKeys=["env", "absent"]) == {}
    assert _of(aws, key_id) == _tags(team="orders")


@covers("kms", "ListResourceTags")
def test_fifty_tags_fit_and_come_in_pages(aws: Account) -> None:
    key_id = aws.key(Tags=_tags(**{f"k{number:02d}": "" for number in range(50)}))
    first = aws("kms", "ListResourceTags", KeyId=key_id, Limit=30)
    rest = aws("kms", "ListResourceTags", KeyId=key_id, Limit=30, Marker=first["NextMarker"])
    assert [len(page["Tags"]) for page in (first, rest)] == [30, 20]
    assert aws.error("kms", "TagResource", KeyId=key_id, Tags=_tags(more="")) == (
        "TagException",
        "Too many tags",
    )


@refuses("kms", "TagResource")
@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (_tags(a="1") + _tags(a="2"), "Duplicate tag keys"),
        ([{"TagKey": "aws:mine", "TagValue": ""}], "Tags beginning with aws: are reserved"),
        ([{"TagKey": "AWS:mine", "TagValue": ""}], "Tags beginning with aws: are reserved"),
        (_tags(**{f"k{number}": "" for number in range(51)}), "Too many tags"),
    ],
)
def test_bad_tags_are_refused_and_none_of_them_is_kept(aws: Account, tags: Tags, message: str) -> None:
    key_id = aws.key()
    assert aws.error("kms", "TagResource", KeyId=key_id, Tags=tags) == ("TagException", message)
    assert aws.error("kms", "CreateKey", Tags=tags) == ("TagException", message)
    assert _of(aws, key_id) == []
    assert len(aws("kms", "ListKeys")["Keys"]) == 1


@refuses("kms", "TagResource")
@pytest.mark.parametrize(
    ("tag", "member", "shown", "limit"),
    [
        ({"TagKey": "k" * 129, "TagValue": ""}, "tagKey", "k" * 129, 128),
        ({"TagKey": "k", "TagValue": "v" * 257}, "tagValue", "v" * 257, 256),
    ],
)
def test_a_tag_that_is_too_long_is_named(
    aws: Account, tag: dict[str, str], member: str, shown: str, limit: int
) -> None:
    assert aws.error("kms", "TagResource", KeyId=aws.key(), Tags=[tag]) == (
        "ValidationException",
        f"1 validation error detected: Value '{shown}' at 'tags.1.member.{member}' failed to satisfy"
        f" constraint: Member must have length less than or equal to {limit}",
    )


@refuses("kms", "TagResource", "UntagResource", "ListResourceTags")
def test_an_unknown_key_has_no_tags(aws: Account) -> None:
    calls: dict[str, dict[str, Any]] = {
        "TagResource": {"Tags": _tags(a="1")},
        "UntagResource": {"TagKeys": ["a"]},
        "ListResourceTags": {},
    }
    for operation, params in calls.items():
        refusal = aws.error("kms", operation, KeyId=UNKNOWN_KEY, **params)
        assert refusal == ("NotFoundException", NO_SUCH_KEY)
