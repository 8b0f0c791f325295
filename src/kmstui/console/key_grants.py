"""The grants of a key: who may do what with it until somebody retires or revokes the grant.

AWS's console has no page for grants; these are the calls its CLI makes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from kmstui.aws.gateway import Gateway, Params
from kmstui.console.sidebar import list_kms

EXTENSION = "AWS's console has no page for grants. This one makes the same calls as the CLI."
OPERATIONS: tuple[str, ...] = (
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "DescribeKey",
    "CreateGrant",
    "RetireGrant",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
)
"""Grant operations of a symmetric encryption key (KMS Developer Guide, "Grants in AWS KMS")."""
_NAME = re.compile(r"[a-zA-Z0-9:/_-]{1,256}")
_ARN = re.compile(r"[0-9]{12}|arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+")
_INFRASTRUCTURE = re.compile(r"[0-9]{12}:aws:(?P<service>[a-z0-9]+)-infrastructure:(?P<host>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant."""

    grant_id: str
    """64 hexadecimal digits."""
    name: str
    created: datetime
    grantee: str
    """An ARN, an account, or a service principal."""
    retiring: str
    """Who may retire it; may be empty."""
    operations: tuple[str, ...]
    constraint: str
    """The encryption context it is bound to, as `subset aws:ebs:id=vol-1`; may be empty."""
    entry: Mapping[str, Any]
    """The whole entry, as ListGrants has it."""

    @property
    def who(self) -> str:
        """The grantee in a few words."""
        return short_principal(self.grantee)


def short_principal(principal: str) -> str:
    """A principal as people name it: `user/carol`, `EC2 host of i-0c41`, `ec2.amazonaws.com`."""
    host = re.search(_INFRASTRUCTURE, principal)
    if host is not None:
        return f"{host['service'].upper()} host of {host['host']}"
    return principal.split(":", 5)[5] if principal.count(":") >= 5 else principal


def grants(gateway: Gateway, key_id: str) -> tuple[GrantRow, ...]:
    """ListGrants, the newest first.

    Raises:
        AwsError: as KMS answers.
    """
    rows = [_row(entry) for entry in list_kms(gateway, "ListGrants", "Grants", KeyId=key_id)]
    return tuple(sorted(rows, key=lambda row: (row.created, row.grant_id), reverse=True))


def _row(entry: Mapping[str, Any]) -> GrantRow:
    return GrantRow(
        entry["GrantId"],
        entry.get("Name", ""),
        entry["CreationDate"],
        entry.get("GranteePrincipal") or entry.get("GranteeServicePrincipal", ""),
        entry.get("RetiringPrincipal") or entry.get("RetiringServicePrincipal", ""),
        tuple(entry["Operations"]),
        _constraint(entry.get("Constraints", {})),
        entry,
    )


def _constraint(constraints: Mapping[str, Any]) -> str:
    parts = []
    for member, words in (("EncryptionContextEquals", "exactly"), ("EncryptionContextSubset", "with")):
        pairs = constraints.get(member)
        if pairs is not None:
            parts.append(f"{words} " + ", ".join(f"{key}={value}" for key, value in pairs.items()))
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class GrantForm:
    """A grant that is being described."""

    grantee: str = ""
    retiring: str = ""
    name: str = ""
    operations: tuple[str, ...] = field(default=("Decrypt",))
    context: str = ""
    """Encryption context that a request must contain, as `key=value` pairs with commas between."""

    def params(self, key_id: str) -> Params:
        """The CreateGrant call this makes."""
        params: dict[str, Any] = {"KeyId": key_id, "GranteePrincipal": self.grantee}
        params["Operations"] = list(self.operations)
        if self.retiring:
            params["RetiringPrincipal"] = self.retiring
        if self.name:
            params["Name"] = self.name
        if self.context:
            params["Constraints"] = {"EncryptionContextSubset": dict(context_pairs(self.context))}
        return params


def context_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of an encryption context as it is typed; a part without `=` has no value."""
    parts = (part.strip().partition("=") for part in text.split(",") if part.strip())
    return tuple((key.strip(), value.strip()) for key, _, value in parts)


def problems(form: GrantForm) -> dict[str, str]:
    """What is wrong with a form, by field."""
    found = {"grantee": "" if _ARN.fullmatch(form.grantee) else "Enter the ARN of a user, role or account."}
    if form.retiring and not _ARN.fullmatch(form.retiring):
        found["retiring"] = "Enter the ARN of a user, role or account."
    if form.name and not _NAME.fullmatch(form.name):
        found["name"] = "Use 1 to 256 letters, digits, : / _ and - only."
    if not form.operations:
        found["operations"] = "Choose at least one operation."
    pairs = context_pairs(form.context)
    if any(not key or not value for key, value in pairs):
        found["context"] = "Write key=value, with commas between pairs."
    elif len(pairs) > 8:
        found["context"] = "At most 8 pairs."
    return {name: words for name, words in found.items() if words}


def create(gateway: Gateway, key_id: str, form: GrantForm) -> str:
    """CreateGrant; returns the grant's id. The grant token is not kept.

    Raises:
        AwsError: as KMS answers.
    """
    return str(gateway.call("kms", "CreateGrant", form.params(key_id))["GrantId"])


class Ending(Protocol):
    """A way to end a grant."""

    def __call__(self, gateway: Gateway, key_id: str, grant_id: str) -> None:
        """Make the call."""
        ...


def revoke(gateway: Gateway, key_id: str, grant_id: str) -> None:
    """RevokeGrant: what an administrator does.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "RevokeGrant", {"KeyId": key_id, "GrantId": grant_id})


def retire(gateway: Gateway, key_id: str, grant_id: str) -> None:
    """RetireGrant: what whoever was named for it does when the work is done. `key_id` must be the key's ARN.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "RetireGrant", {"KeyId": key_id, "GrantId": grant_id})
