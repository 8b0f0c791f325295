"""KMS keys as the console lists and shows them: questions to the account, answered as frozen rows.

Each function takes a gateway and makes AWS calls; none of them knows how a row is drawn.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED, MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.sidebar import list_kms

STATES: dict[str, str] = {
    "Enabled": "Enabled",
    "Disabled": "Disabled",
    "PendingDeletion": "Pending deletion",
    "PendingImport": "Pending import",
    "PendingReplicaDeletion": "Pending replica deletion",
    "Unavailable": "Unavailable",
    "Creating": "Creating",
    "Updating": "Updating",
}
"""Key states as the KMS console words them (KMS Developer Guide, "Key states")."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How a key rotates."""

    enabled: bool = False
    period_days: int = 0
    """0 when automatic rotation is off."""
    next: datetime | None = None
    supported: bool = True
    """Whether this kind of key can rotate at all."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One KMS key in a list, and the head of its page."""

    key_id: str
    arn: str
    aliases: tuple[str, ...]
    """Without the `alias/` prefix, sorted."""
    state: str
    """The API's word, such as `PendingDeletion`."""
    manager: str
    """`AWS` or `CUSTOMER`."""
    account: str
    description: str
    spec: str
    usage: str
    origin: str
    multi_region: bool
    created: datetime
    deletion: datetime | None = None
    """When a key that is pending deletion will be gone."""
    material_id: str = ""
    """The current key material (64 hexadecimal digits)."""
    rotation: Rotation = field(default_factory=lambda: Rotation(supported=False))
    """How it rotates, where that was asked for."""

    @property
    def name(self) -> str:
        """The first alias, or the key ID of a key that has none."""
        return self.aliases[0] if self.aliases else self.key_id

    @property
    def state_label(self) -> str:
        """The state as the console words it."""
        return STATES.get(self.state, self.state)

    def days_left(self, now: datetime) -> int | None:
        """Whole days until the key is deleted, rounded up; None when it is not going to be."""
        if self.deletion is None:
            return None
        return max(0, ceil((self.deletion - now) / timedelta(days=1)))


def alias_names(gateway: Gateway) -> dict[str, tuple[str, ...]]:
    """The aliases of every key of this account and Region, by key ID."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for alias in list_kms(gateway, "ListAliases", "Aliases"):
        if "TargetKeyId" in alias:
            found[alias["TargetKeyId"]].append(alias["AliasName"].removeprefix("alias/"))
    return {key_id: tuple(sorted(names)) for key_id, names in found.items()}


def key_row(metadata: Mapping[str, Any], aliases: tuple[str, ...]) -> KeyRow:
    """A row from the KeyMetadata that DescribeKey answers with."""
    return KeyRow(
        key_id=metadata["KeyId"],
        arn=metadata["Arn"],
        aliases=aliases,
        state=metadata["KeyState"],
        manager=metadata["KeyManager"],
        account=metadata["AWSAccountId"],
        description=metadata.get("Description", ""),
        spec=metadata.get("KeySpec", ""),
        usage=metadata.get("KeyUsage", ""),
        origin=metadata.get("Origin", ""),
        multi_region=metadata.get("MultiRegion", False),
        created=metadata["CreationDate"],
        deletion=metadata.get("DeletionDate"),
        material_id=metadata.get("CurrentKeyMaterialId", ""),
    )


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Which keys a list has, before anything is known of each."""

    key_ids: tuple[str, ...]
    """In the order of their first aliases; keys without one come last."""
    aliases: Mapping[str, tuple[str, ...]]
    """By key ID."""


def key_index(gateway: Gateway, manager: str) -> KeyIndex:
    """The keys of this account and Region that `AWS` or the `CUSTOMER` manages, in few calls.

    AWS managed keys are known by their alias. One that has lost it is listed among the customer's, as in
    AWS's console (KMS Developer Guide, "Viewing keys").
    """
    aliases = alias_names(gateway)
    listed = [key["KeyId"] for key in list_kms(gateway, "ListKeys", "Keys")]
    of_aws = {key_id for key_id, names in aliases.items() if names[0].startswith("aws/")}
    wanted = [key_id for key_id in listed if (key_id in of_aws) == (manager == "AWS")]
    wanted.sort(key=lambda key_id: (key_id not in aliases, aliases.get(key_id, (key_id,))[0].casefold()))
    return KeyIndex(tuple(wanted), aliases)


def describe_keys(gateway: Gateway, index: KeyIndex, first: int, count: int) -> tuple[KeyRow, ...]:
    """Some keys of an index, each in two calls: what it is and how it rotates.

    A key that may be listed but not described is left out, as the AWS console does.

    Raises:
        AwsError: AccessDeniedException when not one of all the keys may be described: that is no empty list.
    """
    rows = []
    refusals = []
    for key_id in index.key_ids[first : first + count]:
        try:
            metadata = gateway.call("kms", "DescribeKey", {"KeyId": key_id})["KeyMetadata"]
        except AwsError as error:
            if error.code not in DENIED | {"NotFoundException"}:
                raise
            refusals.append(error)
            continue
        row = key_row(metadata, index.aliases.get(key_id, ()))
        rows.append(replace(row, rotation=rotation(gateway, key_id)))
    denied = next((error for error in refusals if error.code in DENIED), None)
    if denied is not None and len(refusals) == len(index.key_ids):
        raise denied
    return tuple(rows)


def list_keys(gateway: Gateway, manager: str) -> tuple[KeyRow, ...]:
    """Every key of an index at once."""
    index = key_index(gateway, manager)
    return describe_keys(gateway, index, 0, len(index.key_ids))


def rotation(gateway: Gateway, key_id: str) -> Rotation:
    """How a key rotates; a key of which that is not known says so."""
    try:
        answer = gateway.call("kms", "GetKeyRotationStatus", {"KeyId": key_id})
    except AwsError as error:
        if error.code in DENIED | MISSING:
            return Rotation(supported=False)
        raise
    return Rotation(
        enabled=answer["KeyRotationEnabled"],
        period_days=answer.get("RotationPeriodInDays", 0),
        next=answer.get("NextRotationDate"),
    )
