"""The aliases of a key: which there are, and making, moving and deleting them.

Names are typed without the `alias/` prefix, as the KMS console does; the rules for them are the wizard's.
"""

from dataclasses import dataclass
from datetime import datetime

from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow, list_keys
from kmstui.console.sidebar import list_kms


@dataclass(frozen=True, slots=True)
class AliasRow:
    """One alias."""

    name: str
    """Without the prefix."""
    arn: str
    created: datetime | None
    """None where AWS does not say."""
    updated: datetime | None


def aliases(gateway: Gateway, key_id: str) -> tuple[AliasRow, ...]:
    """ListAliases of one key, by name.

    Raises:
        AwsError: as KMS answers.
    """
    rows = [
        AliasRow(
            alias["AliasName"].removeprefix("alias/"),
            alias["AliasArn"],
            alias.get("CreationDate"),
            alias.get("LastUpdatedDate"),
        )
        for alias in list_kms(gateway, "ListAliases", "Aliases", KeyId=key_id)
    ]
    return tuple(sorted(rows, key=lambda row: row.name))


def create(gateway: Gateway, key_id: str, name: str) -> None:
    """CreateAlias.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "CreateAlias", {"AliasName": f"alias/{name}", "TargetKeyId": key_id})


def delete(gateway: Gateway, name: str) -> None:
    """DeleteAlias. The key is not affected.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "DeleteAlias", {"AliasName": f"alias/{name}"})


def retarget(gateway: Gateway, name: str, key_id: str) -> None:
    """UpdateAlias: have an alias name another key.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "UpdateAlias", {"AliasName": f"alias/{name}", "TargetKeyId": key_id})


def possible_targets(gateway: Gateway, key: KeyRow) -> tuple[KeyRow, ...]:
    """The keys an alias of `key` can be moved to: customer managed, of the same type and usage (API
    reference, UpdateAlias).

    Raises:
        AwsError: as KMS answers.
    """
    return tuple(
        other
        for other in list_keys(gateway, "CUSTOMER")
        if other.key_id != key.key_id
        and (other.spec, other.usage) == (key.spec, key.usage)
        and other.state not in {"PendingDeletion", "PendingReplicaDeletion"}
    )
