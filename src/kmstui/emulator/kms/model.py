"""What KMS keeps: keys, key material, aliases and grants, as frozen records.

Records carry account and Region in themselves, so that nothing about them follows from where they lie. They
hold no plaintext key bytes; `BackingKey.wrapped` opens only under the account's root key. Knows no operation
and no store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kmstui.aws.arn import Arn


class KeyState(StrEnum):
    """`KeyState` of the API (KMS Developer Guide, "Key states of AWS KMS keys")."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    PENDING_DELETION = "PendingDeletion"
    PENDING_REPLICA_DELETION = "PendingReplicaDeletion"
    PENDING_IMPORT = "PendingImport"
    UNAVAILABLE = "Unavailable"
    CREATING = "Creating"
    UPDATING = "Updating"


class ManagedBy(StrEnum):
    """`KeyManager` of the API: who manages a key."""

    AWS = "AWS"
    CUSTOMER = "CUSTOMER"


class RotationType(StrEnum):
    """What made a key's material current."""

    AUTOMATIC = "AUTOMATIC"
    ON_DEMAND = "ON_DEMAND"


@dataclass(frozen=True, slots=True)
class Rotation:
    """Automatic rotation of a key that has it enabled."""

    period_days: int
    """90 to 2560."""
    next_date: datetime
    """When the key's material is replaced next; in the past while a disabled key is overdue."""


@dataclass(frozen=True, slots=True)
class KmsKey:
    """One KMS key."""

    account: str
    region: str
    key_id: str
    """A UUID, or `mrk-` and 32 hexadecimal digits."""
    created: datetime
    policy: str
    """The key policy, as it was given."""
    material_id: str
    """The current key material: the one that encrypts."""
    description: str = ""
    state: KeyState = KeyState.ENABLED
    manager: ManagedBy = ManagedBy.CUSTOMER
    spec: str = "SYMMETRIC_DEFAULT"
    usage: str = "ENCRYPT_DECRYPT"
    origin: str = "AWS_KMS"
    multi_region: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    """Tag keys and values, sorted by key."""
    rotation: Rotation | None = None
    """None while automatic rotation is off."""
    on_demand_rotations: int = 0
    """How often the key was rotated on demand in its life."""
    deletion_date: datetime | None = None
    """When the key really goes; set while it is pending deletion."""
    pending_window_days: int | None = None
    """The waiting period chosen when deletion was scheduled."""

    @property
    def arn(self) -> str:
        """The key's ARN."""
        return f"arn:aws:kms:{self.region}:{self.account}:key/{self.key_id}"

    @property
    def path(self) -> str:
        """The key's primary key in the store, and the subject of its timers."""
        return f"{self.account}/{self.region}/{self.key_id}"


@dataclass(frozen=True, slots=True)
class BackingKey:
    """One generation of a key's material; kept for decryption as long as the key lives."""

    account: str
    region: str
    key_id: str
    material_id: str
    """`KeyMaterialId` of the API: 64 hexadecimal digits."""
    number: int
    """0 for the first, one more for each rotation."""
    wrapped: bytes
    """The key material, encrypted under the account's root key: a 256-bit backing key, an HMAC key, or a
    private key as PKCS#8."""
    rotated: datetime | None = None
    """When a rotation made it current; None for the first one."""
    rotation_type: RotationType | None = None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of an asymmetric key's material, which is no secret and is kept as it is."""

    account: str
    region: str
    key_id: str
    der: bytes
    """SubjectPublicKeyInfo."""

    @property
    def path(self) -> str:
        """Its primary key in the store, which is its key's."""
        return f"{self.account}/{self.region}/{self.key_id}"


@dataclass(frozen=True, slots=True)
class Alias:
    """A friendly name of a key in its account and Region."""

    account: str
    region: str
    name: str
    """With its prefix: `alias/orders`."""
    target_key_id: str
    created: datetime
    updated: datetime

    @property
    def arn(self) -> str:
        """The alias's ARN."""
        return alias_arn(self.account, self.region, self.name)


def alias_arn(account: str, region: str, name: str) -> str:
    """The ARN of an alias that need not exist; `name` has its prefix."""
    return str(Arn("kms", region, account, name))


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission on one key, given by CreateGrant (KMS Developer Guide, "Grants in AWS KMS")."""

    account: str
    """The account of the key."""
    region: str
    key_id: str
    grant_id: str
    """64 hexadecimal digits."""
    created: datetime
    grantee: str
    """A principal's ARN, an account id, or the principal of a service's infrastructure role."""
    operations: tuple[str, ...]
    """Such as `Decrypt`, in the order they were given."""
    issuing_account: str
    """The account whose principal made the grant."""
    name: str = ""
    retiring: str = ""
    """The principal that may retire the grant; empty when there is none."""
    grantee_is_service: bool = False
    """Whether `grantee` came as `GranteeServicePrincipal`."""
    retiring_is_service: bool = False
    """Whether `retiring` came as `RetiringServicePrincipal`."""
    context_equals: Mapping[str, str] | None = None
    """`EncryptionContextEquals`: the request must have exactly this encryption context."""
    context_subset: Mapping[str, str] | None = None
    """`EncryptionContextSubset`: the request must have at least these pairs."""
    source_arn: str = ""
    """`SourceArn`: the resource on whose behalf a service must be calling."""

    @property
    def key_arn(self) -> str:
        """The ARN of the key it is on."""
        return str(Arn("kms", self.region, self.account, f"key/{self.key_id}"))

    @property
    def path(self) -> str:
        """The grant's primary key in the store."""
        return f"{self.account}/{self.region}/{self.key_id}/{self.grant_id}"
