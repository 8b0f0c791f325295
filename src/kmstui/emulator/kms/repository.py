"""Where KMS's records lie and how they are found again.

Primary keys begin with `account/Region/`, so that a listing of one account and Region is one range. Knows no
rule of KMS.
"""

from kmstui.emulator.kms.model import Alias, BackingKey, Grant, KmsKey, PublicKey
from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork

KEYS = TableSpec(
    "kms_keys",
    KmsKey,
    lambda key: key.path,
    indexes=(("region", "key_id"), ("account", "region", "manager")),
)
BACKING_KEYS = TableSpec(
    "kms_backing_keys",
    BackingKey,
    lambda backing: f"{backing.account}/{backing.region}/{backing.key_id}/{backing.material_id}",
)
PUBLIC_KEYS = TableSpec("kms_public_keys", PublicKey, lambda public: public.path)
ALIASES = TableSpec(
    "kms_aliases",
    Alias,
    lambda alias: f"{alias.account}/{alias.region}/{alias.name}",
    indexes=(("account", "region", "target_key_id"),),
)
GRANTS = TableSpec(
    "kms_grants",
    Grant,
    lambda grant: grant.path,
    indexes=(
        ("account", "region", "key_id"),
        ("account", "region", "key_id", "grantee"),
        ("account", "region", "key_id", "name"),
        ("account", "region", "retiring"),
    ),
)


def find_key(uow: UnitOfWork, account: str, region: str, key_id: str) -> KmsKey | None:
    """The key of that id in that account and Region."""
    return uow.get(KEYS, f"{account}/{region}/{key_id}")


def find_alias(uow: UnitOfWork, account: str, region: str, name: str) -> Alias | None:
    """The alias of that name, prefix included."""
    return uow.get(ALIASES, f"{account}/{region}/{name}")


def aliases_of(uow: UnitOfWork, key: KmsKey) -> list[Alias]:
    """The aliases that point at a key, sorted by name."""
    found = uow.find(ALIASES, account=key.account, region=key.region, target_key_id=key.key_id)
    return sorted(found, key=lambda alias: alias.name)


def materials_of(uow: UnitOfWork, key: KmsKey) -> list[BackingKey]:
    """All generations of a key's material, oldest first."""
    return sorted(uow.scan(BACKING_KEYS, f"{key.path}/"), key=lambda backing: backing.number)


def find_material(uow: UnitOfWork, key: KmsKey, material_id: str) -> BackingKey | None:
    """One generation of a key's material."""
    return uow.get(BACKING_KEYS, f"{key.path}/{material_id}")


def find_public_key(uow: UnitOfWork, key: KmsKey) -> PublicKey | None:
    """The public key of an asymmetric key."""
    return uow.get(PUBLIC_KEYS, key.path)


def find_grant(uow: UnitOfWork, key: KmsKey, grant_id: str) -> Grant | None:
    """One grant on a key."""
    return uow.get(GRANTS, f"{key.path}/{grant_id}")
