"""What an instance's type means for the volumes it may have.

EC2 User Guide, "Amazon EBS volume limits for EC2 instances" and "Amazon EBS encryption", "supported instance
types". By family, because that is as far as the limits go; which types exist is for the shapes to say.
"""

from dataclasses import dataclass

from kmstui.emulator.ec2.model import Instance, Volume
from kmstui.emulator.ec2.refusals import Refusal

DEFAULT_TYPE = "m1.small"
"""What the API launches when no type is named (RunInstances reference)."""


@dataclass(frozen=True, slots=True)
class Family:
    """What the types of one family have in common."""

    most_volumes: int
    """EBS volumes at once, the root volume included."""
    nitro: bool
    """Built on the Nitro System, as Multi-Attach needs."""
    encrypted_volumes: bool = True


_NITRO = Family(most_volumes=27, nitro=True)
_XEN = Family(most_volumes=40, nitro=False)
_ANCIENT = Family(most_volumes=40, nitro=False, encrypted_volumes=False)
_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("t1", "m1", "m2", "c1", "cc2", "hs1"), _ANCIENT),
    **dict.fromkeys(
        ("t2", "m3", "m4", "c3", "c4", "r3", "r4", "x1", "x1e", "i2", "i3", "d2", "g3", "p2", "p3", "f1"),
        _XEN,
    ),
}
"""The families before Nitro; every other one is built on it."""

TOO_MANY_VOLUMES = Refusal(
    "AttachmentLimitExceeded",
    "Instance '{id}' of type {type} already has the maximum of {limit} attached volumes.",
)
NO_ENCRYPTED_VOLUMES = Refusal(
    "EncryptedVolumesNotSupported", "Encrypted volumes are not supported for instance type {type}."
)
NO_MULTI_ATTACH = Refusal("UnsupportedOperation", "Multi-Attach is not supported for instance type {type}.")


def family_of(instance_type: str) -> Family:
    """The family of a type such as `m5.large`."""
    return _FAMILIES.get(instance_type.partition(".")[0], _NITRO)


def check(instance: Instance, volume: Volume, attached: int) -> None:
    """Refuse a volume that the instance's type has no use or no room for.

    Args:
        instance: where it is to hang.
        volume: what is to hang there.
        attached: how many volumes hang there already.

    Raises:
        AwsError: `EncryptedVolumesNotSupported`, `UnsupportedOperation` or `AttachmentLimitExceeded`.
    """
    family = family_of(instance.instance_type)
    if volume.encrypted and not family.encrypted_volumes:
        raise NO_ENCRYPTED_VOLUMES.error(type=instance.instance_type)
    if volume.multi_attach and not family.nitro:
        raise NO_MULTI_ATTACH.error(type=instance.instance_type)
    if attached >= family.most_volumes:
        raise TOO_MANY_VOLUMES.error(
            id=instance.instance_id, type=instance.instance_type, limit=family.most_volumes
        )
