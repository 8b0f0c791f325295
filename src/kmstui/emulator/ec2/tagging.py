"""The rules that tags obey, and their shape in requests and answers.

Limits: EC2 User Guide, "Tag restrictions". It knows no resource; tags.py does the operations.
"""

from collections.abc import Iterable, Mapping, Sequence

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2.model import Tag
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal

MOST_TAGS = 50
_KEY_LENGTH = 128
_VALUE_LENGTH = 256

RESERVED = Refusal("InvalidTagKey.Malformed", "Tag keys starting with 'aws:' are reserved for internal use")
KEY_LENGTH = Refusal(INVALID_PARAMETER_VALUE, "Tag key length must be between 1 and 128 characters: '{key}'")
VALUE_LENGTH = Refusal(INVALID_PARAMETER_VALUE, "Tag value exceeds the maximum length of 256 characters")
DUPLICATE = Refusal(INVALID_PARAMETER_VALUE, "Duplicate tag key '{key}' specified.")
TOO_MANY = Refusal("TagLimitExceeded", "More than 50 tags specified")
WRONG_RESOURCE = Refusal(
    INVALID_PARAMETER_VALUE, "'{type}' is not a valid taggable resource type for this operation."
)


def parse(entries: Iterable[Mapping[str, str]]) -> tuple[Tag, ...]:
    """Tags as a request gives them.

    Raises:
        AwsError: for a reserved, repeated, empty or over-long key, an over-long value, or too many.
    """
    tags = tuple(Tag(entry.get("Key", ""), entry.get("Value", "")) for entry in entries)
    seen: set[str] = set()
    for tag in tags:
        _check(tag)
        if tag.key in seen:
            raise DUPLICATE.error(key=tag.key)
        seen.add(tag.key)
    if len(tags) > MOST_TAGS:
        raise TOO_MANY.error()
    return tags


def _check(tag: Tag) -> None:
    if tag.key.lower().startswith("aws:"):
        raise RESERVED.error()
    if not 1 <= len(tag.key) <= _KEY_LENGTH:
        raise KEY_LENGTH.error(key=tag.key)
    if len(tag.value) > _VALUE_LENGTH:
        raise VALUE_LENGTH.error()


def specified(params: Params, allowed: Sequence[str]) -> dict[str, tuple[Tag, ...]]:
    """The tags of a request's `TagSpecifications`, by resource type.

    Args:
        params: the request.
        allowed: the resource types this operation makes.

    Raises:
        AwsError: for a resource type that is not among them, or a bad tag.
    """
    found: dict[str, tuple[Tag, ...]] = {}
    for specification in params.get("TagSpecifications", ()):
        resource_type = specification.get("ResourceType", "")
        if resource_type not in allowed:
            raise WRONG_RESOURCE.error(type=resource_type)
        found[resource_type] = parse(specification.get("Tags", ()))
    return found


def merge(old: tuple[Tag, ...], new: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """`old` with `new` added; a key that was there takes the new value.

    Raises:
        AwsError: `TagLimitExceeded`.
    """
    merged = {tag.key: tag for tag in (*old, *new)}
    if len(merged) > MOST_TAGS:
        raise TOO_MANY.error()
    return tuple(merged.values())


def view(tags: Iterable[Tag]) -> list[dict[str, str]]:
    """Tags as answers give them."""
    return [{"Key": tag.key, "Value": tag.value} for tag in tags]
