"""What a policy says, as plain frozen values.

The shape follows the IAM User Guide, "IAM JSON policy elements reference". Where the values come from
(`policy`) and what they mean for a request (`evaluate`) is decided elsewhere.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Effect(StrEnum):
    """What a statement does when it matches."""

    ALLOW = "Allow"
    DENY = "Deny"


class Grammar(Enum):
    """Which elements a policy must and may have; it follows from where the policy is attached."""

    IDENTITY = "identity"
    """Attached to a user, group or role, or used as a permissions boundary or session policy."""
    RESOURCE = "resource"
    """A key policy: names its principals, and `Resource` means the key it is attached to."""
    TRUST = "trust"
    """Says who may assume a role: names its principals and no resource."""


class Quantifier(StrEnum):
    """How a condition treats a key that has several values in the request."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Principal:
    """One entry of a `Principal` or `NotPrincipal` element."""

    kind: str
    """`AWS`, `Service`, `Federated` or `CanonicalUser`; `"Principal": "*"` is read as `AWS`."""
    value: str
    """An ARN, an account id, a unique id, a service host name, or `*`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator applied to one condition key."""

    operator: str
    """AWS's name without prefix and suffix, such as `StringEquals`."""
    key: str
    """The condition key as written, such as `kms:ViaService`."""
    values: tuple[str, ...]
    """What the policy asks for; JSON booleans and numbers as text."""
    quantifier: Quantifier | None = None
    if_exists: bool = False
    """Whether a request without the key satisfies the condition."""

    @property
    def label(self) -> str:
        """The operator as the policy writes it, such as `ForAnyValue:StringLikeIfExists`."""
        prefix = f"{self.quantifier.value}:" if self.quantifier else ""
        return f"{prefix}{self.operator}{'IfExists' if self.if_exists else ''}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. An empty element is one that the policy does not have."""

    effect: Effect
    sid: str = ""
    principals: tuple[Principal, ...] = ()
    except_principals: bool = False
    """Whether `principals` came as `NotPrincipal`."""
    actions: tuple[str, ...] = ()
    except_actions: bool = False
    """Whether `actions` came as `NotAction`."""
    resources: tuple[str, ...] = ()
    except_resources: bool = False
    """Whether `resources` came as `NotResource`."""
    conditions: tuple[Condition, ...] = ()
    """All of them must hold."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document."""

    statements: tuple[Statement, ...]
    version: str = "2008-10-17"
    """What AWS assumes when the element is missing."""
    id: str = ""

    @property
    def has_variables(self) -> bool:
        """Whether `${…}` is a policy variable here; in the old version it is plain text."""
        return self.version == "2012-10-17"
