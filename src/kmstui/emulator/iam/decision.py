"""The answer of the policy engine: not only yes or no, but everything that was looked at and what decided.

The console's "why" page, the trail's error messages and the tests all read these values; nothing else of the
engine's work leaves it.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any


class PolicyKind(StrEnum):
    """What a permission stands in, in the words of AWS's refusals."""

    RESOURCE = "resource-based policy"
    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    GRANT = "grant"


class Reach(Enum):
    """How a principal element or a grantee includes the caller."""

    NONE = auto()
    ACCOUNT = auto()
    """Through the account: its root user at once, its other principals if IAM allows it too."""
    DIRECT = auto()
    """By name, or because everybody is meant."""


class Rule(Enum):
    """The rules of the decision, in their order; each with the sentence that tells it to a person."""

    EXPLICIT_DENY = "A statement denies it. An explicit deny beats everything else."
    NO_BOUNDARY = "The permissions boundary does not allow it, so nothing else can."
    NO_SESSION = "The session policy does not allow it, so nothing else can."
    NAMED = "The key policy allows it to the caller directly; no IAM policy is needed."
    ACCOUNT_ROOT = "The key policy allows it to the account, and the caller is the account's root user."
    DELEGATED = "The key policy lets the account's IAM policies decide, and one of them allows it."
    GRANTED = "A grant on the key allows it."
    BOTH_ACCOUNTS = "The key's account allows it, and so does the caller's own account."
    ROOT_USER = "The caller is the account's root user."
    IDENTITY = "An identity-based policy of the caller allows it."
    NOT_DELEGATED = (
        "The key policy neither allows it to the caller nor lets the account's IAM policies decide."
    )
    NO_IDENTITY = "No identity-based policy of the caller allows it."

    @property
    def allows(self) -> bool:
        """Whether this rule lets the call through."""
        return self in _ALLOWING


_ALLOWING = frozenset(
    {
        Rule.NAMED,
        Rule.ACCOUNT_ROOT,
        Rule.DELEGATED,
        Rule.GRANTED,
        Rule.BOTH_ACCOUNTS,
        Rule.ROOT_USER,
        Rule.IDENTITY,
    }
)


@dataclass(frozen=True, slots=True)
class Considered:
    """One statement or grant, and what came of holding it against the request."""

    policy: str
    """The policy it stands in, as people call it; a grant's id."""
    kind: PolicyKind
    sid: str
    """Its Sid, or its place as `statement 2`."""
    effect: str
    """`Allow` or `Deny`."""
    reach: Reach = Reach.NONE
    """How it includes the caller; always DIRECT in policies that name no principal."""
    failed_on: str = ""
    """The first element that does not match, such as `Action` or `StringEquals kms:ViaService`."""
    expected: str = ""
    """What that element asks for."""
    actual: str = ""
    """What the request has there."""

    @property
    def matched(self) -> bool:
        """Whether it applies to the request."""
        return not self.failed_on

    @property
    def place(self) -> str:
        """Where to find it."""
        return f"{self.policy}, {self.sid}" if self.sid else self.policy


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one action on one resource is allowed to one caller, and why."""

    action: str
    resource: str
    """The ARN, or `*`."""
    rule: Rule
    """The rule that decided."""
    layer: PolicyKind
    """The kind of policy that decided, or in which the missing permission was looked for last."""
    decided_by: str
    """The statement or grant that decided; empty where the lack of one did."""
    statements: tuple[Considered, ...]
    """Everything considered, in the order of the policies."""

    @property
    def allowed(self) -> bool:
        """Whether the call may go on."""
        return self.rule.allows

    @property
    def reason(self) -> str:
        """The rule as a sentence. A role's trust policy decides by the rules of a key's."""
        told = self.rule.value
        return told.replace("key policy", "trust policy") if self.action.startswith("sts:") else told

    def as_result(self) -> dict[str, Any]:
        """The members of a `Decision` at the gateway."""
        return {
            "Allowed": self.allowed,
            "Action": self.action,
            "Resource": self.resource,
            "Reason": self.reason,
            "DecidedBy": self.decided_by,
            "Statements": [
                {
                    "Policy": item.policy,
                    "Kind": item.kind.value,
                    "Sid": item.sid,
                    "Effect": item.effect,
                    "Matched": item.matched,
                    "FailedOn": item.failed_on,
                    "Expected": item.expected,
                    "Actual": item.actual,
                }
                for item in self.statements
            ],
        }
