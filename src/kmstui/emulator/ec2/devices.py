"""Device names: which exist, which are root, which are taken.

EC2 User Guide, "Device names for volumes". What a guest calls the device is its own affair.
"""

import re
from collections.abc import Iterable

from kmstui.emulator.ec2.model import Attachment
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal

_FORM = re.compile(r"(/dev/)?(sd[a-z]([1-9]|1[0-5])?|xvd[a-z]|xvd[b-d][a-z])")
ROOT_DEVICES = frozenset({"/dev/sda1", "/dev/xvda"})
"""What an image calls the volume it boots from."""
DEFAULT_ROOT_DEVICE = "/dev/xvda"

NOT_A_DEVICE = Refusal(
    INVALID_PARAMETER_VALUE,
    "Value ({device}) for parameter device is invalid. {device} is not a valid EBS device name.",
)
IN_USE = Refusal(
    INVALID_PARAMETER_VALUE,
    "Invalid value '{device}' for unixDevice. Attachment point {device} is already in use",
)


def check_name(device: str) -> None:
    """Refuse what is no device name.

    Raises:
        AwsError: `InvalidParameterValue`.
    """
    if not _FORM.fullmatch(device):
        raise NOT_A_DEVICE.error(device=device)


def check_free(device: str, attachments: Iterable[Attachment]) -> None:
    """Refuse a device that something hangs on already.

    Raises:
        AwsError: `InvalidParameterValue`.
    """
    if any(attachment.device == device for attachment in attachments):
        raise IN_USE.error(device=device)


def is_root(device: str) -> bool:
    """Whether an instance boots from this device."""
    return device in ROOT_DEVICES


def root_of(attachments: Iterable[Attachment]) -> str:
    """The root device of an instance with these attachments; the usual name when it has none."""
    return next((a.device for a in attachments if is_root(a.device)), DEFAULT_ROOT_DEVICE)
