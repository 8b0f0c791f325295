"""Tags."""

from typing import Any

import pytest
from tests.unit.emulator.kms.account import Account


def tags(**named: str) -> list[dict[str, str]]:
    """Tags as the API takes and gives them."""
    return [{"TagKey": key, "TagValue": value} for key, value in named.items()]


def test_tags_are_added_replaced_and_removed(kms: Account, key: str) -> None:
    kms.call("TagResource", KeyId=key, Tags=tags(b="1", a="2"))
    kms.call("TagResource", KeyId=key, Tags=tags(b="3", c=""))
    assert kms.call("ListResourceTags", KeyId=key) == {
        "Tags": tags(a="2", b="3", c=""),
        "Truncated": False,
    }
    assert kms.call("UntagResource", KeyId=key, TagKeys=["a", "absent"]) == {}
    assert kms.call("ListResourceTags", KeyId=key)["Tags"] == tags(b="3", c="")


def test_tag_keys_differ_in_case(kms: Account, key: str) -> None:
    kms.call("TagResource", KeyId=key, Tags=tags(a="1", A="2"))
    assert len(kms.call("ListResourceTags", KeyId=key)["Tags"]) == 2


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (tags(a="1") + tags(a="2"), "Duplicate tag keys"),
        ([{"TagKey": "aws:x", "TagValue": ""}], "Tags beginning with aws: are reserved"),
        ([{"TagKey": "Aws:x", "TagValue": ""}], "Tags beginning with aws: are reserved"),
        ([{"TagKey": f"n{n}", "TagValue": ""} for n in range(50)], "Too many tags"),
    ],
)
def test_tags_that_cannot_be_change_nothing(
    kms: Account, key: str, added: list[dict[str, str]], message: str
) -> None:
    kms.call("TagResource", KeyId=key, Tags=tags(present="yes"))
    assert kms.said("TagResource", KeyId=key, Tags=added) == ("TagException", message)
    assert kms.call("ListResourceTags", KeyId=key)["Tags"] == tags(present="yes")


@pytest.mark.parametrize(
    ("tag", "path", "limit"),
    [
        ({"TagKey": "k" * 129, "TagValue": ""}, "tags.1.member.tagKey", 128),
        ({"TagKey": "k", "TagValue": "v" * 257}, "tags.1.member.tagValue", 256),
    ],
)
def test_a_tag_that_is_too_long_is_refused_in_awss_words(
    kms: Account, key: str, tag: dict[str, str], path: str, limit: int
) -> None:
    value = max(tag.values(), key=len)
    assert kms.said("TagResource", KeyId=key, Tags=[tag]) == (
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: "
        f"Member must have length less than or equal to {limit}",
    )


def test_policies_can_look_at_the_tags_of_request_and_key(kms: Account, key: str) -> None:
    kms.call("TagResource", KeyId=key, Tags=tags(team="blue"))
    wish: dict[str, Any] = {"KeyId": key, "Tags": tags(env="prod", team="red")}
    kms.call("TagResource", wish)
    conditions = kms.asked[0].conditions
    assert conditions["aws:ResourceTag/team"] == ("blue",)
    assert conditions["aws:RequestTag/team"] == ("red",)
    assert conditions["aws:TagKeys"] == ("env", "team")
    kms.call("UntagResource", KeyId=key, TagKeys=["env"])
    assert kms.asked[0].conditions["aws:TagKeys"] == ("env",)
