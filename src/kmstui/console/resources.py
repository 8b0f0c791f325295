"""Every resource one may want to go to by name, for the jump palette."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kmstui.aws.gateway import Gateway
from kmstui.console.sidebar import list_ec2, list_kms


@dataclass(frozen=True)
class Resource:
    """One resource that has a page."""

    kind: str
    """`key` or `volume`."""
    name: str
    """What people call it: an alias or a `Name` tag, else its id."""
    note: str
    """Its id, where the name is not the id."""
    page: str
    """The id of the page that shows it."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """That page's arguments."""


def find_keys(gateway: Gateway) -> tuple[Resource, ...]:
    """Every alias that points to a key; a key without an alias is found by its id."""
    aliases = [alias for alias in list_kms(gateway, "ListAliases", "Aliases") if alias.get("TargetKeyId")]
    named = {alias["TargetKeyId"] for alias in aliases}
    by_alias = [
        _key(alias["AliasName"].removeprefix("alias/"), alias["TargetKeyId"], alias["TargetKeyId"])
        for alias in aliases
    ]
    by_id = [
        _key(key["KeyId"], "", key["KeyId"])
        for key in list_kms(gateway, "ListKeys", "Keys")
        if key["KeyId"] not in named
    ]
    return (*by_alias, *by_id)


def find_volumes(gateway: Gateway) -> tuple[Resource, ...]:
    """Every volume, by its `Name` tag where it has one."""
    return tuple(
        _volume(
            volume["VolumeId"], {tag["Key"]: tag["Value"] for tag in volume.get("Tags", ())}.get("Name", "")
        )
        for volume in list_ec2(gateway, "DescribeVolumes", "Volumes")
    )


FINDERS: tuple[Callable[[Gateway], tuple[Resource, ...]], ...] = (find_keys, find_volumes)
"""Every kind of resource; asked for one by one, as somebody may see volumes and not keys."""


def _key(name: str, note: str, key_id: str) -> Resource:
    return Resource("key", name, note, "kms.key", {"key_id": key_id})


def _volume(volume_id: str, name: str) -> Resource:
    return Resource(
        "volume", name or volume_id, volume_id if name else "", "ec2.volume", {"volume_id": volume_id}
    )
