"""The tags of a key: what there is, and the calls that make it what a person entered.

The rules for tags are the wizard's (`create_key_rules`); how tags are typed is not known here.
"""

from dataclasses import dataclass

from kmstui.aws.gateway import Gateway
from kmstui.console.create_key_rules import MAX_TAGS, tag_problems
from kmstui.console.sidebar import list_kms

Tag = tuple[str, str]
"""Key and value."""


def tags_of(gateway: Gateway, key_id: str) -> tuple[Tag, ...]:
    """ListResourceTags, by tag key.

    Raises:
        AwsError: as KMS answers.
    """
    listed = list_kms(gateway, "ListResourceTags", "Tags", KeyId=key_id)
    return tuple(sorted((tag["TagKey"], tag["TagValue"]) for tag in listed))


@dataclass(frozen=True, slots=True)
class TagChange:
    """What has to be called to get from some tags to others."""

    put: tuple[Tag, ...]
    """Tags that are new or have another value."""
    gone: tuple[str, ...]
    """Keys of tags that are removed."""

    def __bool__(self) -> bool:
        """Whether there is anything to call."""
        return bool(self.put or self.gone)


def change(before: tuple[Tag, ...], after: tuple[Tag, ...]) -> TagChange:
    """The difference between two sets of tags."""
    old, new = dict(before), dict(after)
    put = tuple(tag for tag in after if old.get(tag[0]) != tag[1])
    return TagChange(put, tuple(key for key in old if key not in new))


def apply(gateway: Gateway, key_id: str, wanted: TagChange) -> None:
    """UntagResource, then TagResource: in this order a key with 50 tags can exchange some.

    Raises:
        AwsError: as KMS answers; what was removed before stays removed.
    """
    if wanted.gone:
        gateway.call("kms", "UntagResource", {"KeyId": key_id, "TagKeys": list(wanted.gone)})
    if wanted.put:
        tags = [{"TagKey": key, "TagValue": value} for key, value in wanted.put]
        gateway.call("kms", "TagResource", {"KeyId": key_id, "Tags": tags})


def problems(tags: tuple[Tag, ...]) -> dict[int, str]:
    """What is wrong, by the tag's place from 0; too many of them is said at the first that is too much."""
    found = tag_problems(tags)
    too_many = found.pop("tags", "")
    placed = {int(name.removeprefix("tags.")): words for name, words in found.items()}
    return {**({MAX_TAGS: too_many} if too_many else {}), **placed}
