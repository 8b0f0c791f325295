"""How a key rotates: automatically every so often, on demand, and which material it has had.

Limits and words are those of the KMS Developer Guide ("Rotate AWS KMS keys").
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow, Rotation, rotation
from kmstui.console.sidebar import list_kms

MIN_PERIOD_DAYS = 90
MAX_PERIOD_DAYS = 2560
DEFAULT_PERIOD_DAYS = 365
"""API reference, EnableKeyRotation: RotationPeriodInDays."""
MOST_ON_DEMAND = 25
"""On-demand rotations that a key can have in its life (KMS Developer Guide, "Quotas")."""
TYPES = {"AUTOMATIC": "Automatic", "ON_DEMAND": "On-demand"}
MATERIAL_STATES = {
    "CURRENT": "Current",
    "NON_CURRENT": "Non-current",
    "PENDING_ROTATION": "Pending rotation",
    "PENDING_MULTI_REGION_IMPORT_AND_ROTATION": "Pending import and rotation",
}


@dataclass(frozen=True, slots=True)
class Material:
    """One generation of key material."""

    material_id: str
    """64 hexadecimal digits."""
    state: str
    """The API's word, such as `CURRENT`."""
    rotated: datetime | None
    """When it became current; None for the key's first."""
    kind: str
    """`AUTOMATIC` or `ON_DEMAND`; empty for the key's first."""


@dataclass(frozen=True, slots=True)
class RotationView:
    """What the rotation tab shows."""

    rotation: Rotation
    materials: tuple[Material, ...]
    """The newest first."""

    @property
    def on_demand_left(self) -> int:
        """On-demand rotations that the key can still have."""
        return max(0, MOST_ON_DEMAND - sum(material.kind == "ON_DEMAND" for material in self.materials))


def rotation_view(gateway: Gateway, key_id: str) -> RotationView:
    """GetKeyRotationStatus, and ListKeyRotations with all key material.

    Raises:
        AwsError: as KMS answers.
    """
    listed = list_kms(
        gateway, "ListKeyRotations", "Rotations", KeyId=key_id, IncludeKeyMaterial="ALL_KEY_MATERIAL"
    )
    materials = [
        Material(
            item.get("KeyMaterialId", ""),
            item.get("KeyMaterialState", ""),
            item.get("RotationDate"),
            item.get("RotationType", ""),
        )
        for item in listed
    ]
    return RotationView(rotation(gateway, key_id), tuple(reversed(materials)))


def set_rotation(gateway: Gateway, key_id: str, period_days: int) -> None:
    """EnableKeyRotation with a period, or DisableKeyRotation for 0.

    Raises:
        AwsError: as KMS answers.
    """
    if period_days:
        params = {"KeyId": key_id, "RotationPeriodInDays": period_days}
        gateway.call("kms", "EnableKeyRotation", params)
    else:
        gateway.call("kms", "DisableKeyRotation", {"KeyId": key_id})


def rotate_now(gateway: Gateway, key_id: str) -> None:
    """RotateKeyOnDemand.

    Raises:
        AwsError: as KMS answers, `LimitExceededException` after the last one.
    """
    gateway.call("kms", "RotateKeyOnDemand", {"KeyId": key_id})


def period_problem(period_days: int | None) -> str:
    """What is wrong with a rotation period; empty when nothing is."""
    if period_days is None:
        return f"Enter a period, {MIN_PERIOD_DAYS} to {MAX_PERIOD_DAYS} days."
    if not MIN_PERIOD_DAYS <= period_days <= MAX_PERIOD_DAYS:
        return f"Must be between {MIN_PERIOD_DAYS} and {MAX_PERIOD_DAYS:,} days."
    return ""


def period_hint(now: datetime, period_days: int, before: Rotation) -> str:
    """What choosing a period means: another one starts the wait anew (API reference, EnableKeyRotation)."""
    if before.enabled and before.period_days == period_days and before.next is not None:
        return f"Next rotation stays {before.next:%Y-%m-%d}"
    return f"Next rotation {now + timedelta(days=period_days):%Y-%m-%d}"


def why_not_rotate(key: KeyRow) -> str:
    """Why rotation cannot be changed now; empty when it can (KMS Developer Guide, "Key states")."""
    if key.manager == "AWS":
        return "AWS rotates its managed keys every year"
    if key.spec != "SYMMETRIC_DEFAULT" or not key.rotation.supported:
        return "this key cannot rotate"
    if key.state != "Enabled":
        return f"the key is {key.state_label.lower()}"
    return ""
