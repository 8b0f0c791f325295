"""Answers made whole: what the console reads of an answer is there, whoever answered.

AWS's models mark hardly any member of an answer as required, and emulators leave out many. Rather than have
every page allow for that, an answer from elsewhere passes here once: members that a page reads get a neutral
value where they are missing or of another type, and an entry without the id that it is known by is left out.
What the emulated account answers is whole anyway.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kmstui.aws.gateway import Result

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that was not told."""


class _Needed(str):
    """A member without which an entry means nothing."""

    __slots__ = ()


class _Json(str):
    """A member that is the text of a JSON object."""

    __slots__ = ()


_ID = _Needed()
Form = Mapping[str, Any]
"""Members with what stands for them: a value of the same type; a form, for a structure that is always there;
a form in a list, for entries; a form in a tuple, for a structure that need not be there."""

_TAGS: list[Form] = [{"Key": _ID, "Value": ""}]
_KEY: Form = {
    "KeyId": _ID,
    "Arn": "",
    "AWSAccountId": "",
    "CreationDate": UNKNOWN_TIME,
    "KeyState": "",
    "KeyManager": "CUSTOMER",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "KeyUsage": "ENCRYPT_DECRYPT",
}
"""What KMS makes where it is told nothing else (API reference, CreateKey)."""
_VOLUME: Form = {
    "VolumeId": _ID,
    "VolumeType": "",
    "Size": 0,
    "State": "",
    "AvailabilityZone": "",
    "CreateTime": UNKNOWN_TIME,
    "Encrypted": False,
    "Attachments": [{"InstanceId": _ID, "Device": "", "State": ""}],
    "Tags": _TAGS,
}
_INSTANCE: Form = {
    "InstanceId": _ID,
    "State": {"Name": ""},
    "LaunchTime": UNKNOWN_TIME,
    "BlockDeviceMappings": [{"DeviceName": "", "Ebs": ({"VolumeId": ""},)}],
    "Tags": _TAGS,
}
_EVENT: Form = {
    "EventId": _ID,
    "EventName": "",
    "EventTime": UNKNOWN_TIME,
    "EventSource": "",
    "CloudTrailEvent": _Json("{}"),
    "Resources": [{"ResourceType": "", "ResourceName": ""}],
}
_FORMS: Mapping[tuple[str, str], Form] = {
    ("kms", "CreateKey"): {"KeyMetadata": _KEY},
    ("kms", "DescribeKey"): {"KeyMetadata": _KEY},
    ("kms", "ListKeys"): {"Keys": [{"KeyId": _ID}]},
    ("kms", "ListAliases"): {"Aliases": [{"AliasName": _ID, "AliasArn": ""}]},
    ("kms", "ListGrants"): {
        "Grants": [{"GrantId": _ID, "CreationDate": UNKNOWN_TIME, "Operations": [], "Constraints": {}}]
    },
    ("kms", "ListResourceTags"): {"Tags": [{"TagKey": _ID, "TagValue": ""}]},
    ("kms", "ListKeyRotations"): {"Rotations": []},
    ("kms", "GetKeyRotationStatus"): {"KeyRotationEnabled": False},
    ("kms", "GetKeyPolicy"): {"Policy": ""},
    ("kms", "CreateGrant"): {"GrantId": ""},
    ("ec2", "CreateVolume"): _VOLUME,
    ("ec2", "DescribeVolumes"): {"Volumes": [_VOLUME]},
    ("ec2", "DescribeInstances"): {"Reservations": [{"Instances": [_INSTANCE]}]},
    ("ec2", "RunInstances"): {"Instances": [_INSTANCE]},
    ("ec2", "DetachVolume"): {"State": ""},
    ("ec2", "DescribeAvailabilityZones"): {"AvailabilityZones": [{"ZoneName": _ID}]},
    ("iam", "ListUsers"): {"Users": [{"UserName": _ID, "Path": "/", "Arn": ""}]},
    ("iam", "ListRoles"): {"Roles": [{"RoleName": _ID, "Path": "/", "Arn": ""}]},
    ("cloudtrail", "LookupEvents"): {"Events": [_EVENT]},
}
"""What the console reads of each operation's answer."""
_PAGES = {"Truncated": "NextMarker", "IsTruncated": "Marker"}
"""Members that say there is more, and those without which it cannot be asked for."""


def whole(service: str, operation: str, answer: Result) -> Result:
    """The answer with everything in it that the console reads; other members stay as they are."""
    form = _FORMS.get((service, operation))
    if form is None:
        return answer
    made = _structure(form, answer) or dict(answer)
    for more, marker in _PAGES.items():
        if made.get(more) and not made.get(marker):
            made[more] = False
    return made


def _structure(form: Form, value: Any) -> dict[str, Any] | None:
    """A structure made whole; None for one without its id."""
    given = value if isinstance(value, dict) else {}
    made = dict(given)
    for name, default in form.items():
        found = _member(default, given.get(name))
        if found is None:
            if isinstance(default, tuple):
                made.pop(name, None)
                continue
            return None
        made[name] = found
    return made


def _member(default: Any, value: Any) -> Any:
    """A member's value, or what stands for it; None where there is neither."""
    match default:
        case _Needed():
            return value if isinstance(value, str) and value else None
        case _Json():
            return value if _is_object(value) else str(default)
        case tuple():
            return _structure(default[0], value) if isinstance(value, dict) else None
        case dict():
            return _structure(default, value)
        case [form]:
            entries = value if isinstance(value, list) else []
            return [made for entry in entries if (made := _structure(form, entry)) is not None]
        case _:
            return value if type(value) is type(default) else default


def _is_object(text: Any) -> bool:
    try:
        return isinstance(text, str) and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
