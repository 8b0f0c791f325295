"""Who exists in an account, and what hangs on them.

Relations (who is in which group, which policy is attached to whom) are records of their own, so that both
sides find them. Knows neither how records are kept nor what AWS calls their members at the gateway.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class HolderKind(StrEnum):
    """What a policy can be attached to or stand in. The value is AWS's word in names and messages."""

    USER = "user"
    ROLE = "role"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user."""

    account: str
    name: str
    user_id: str
    """`AIDA` and 17 characters; a later user of the same name has another."""
    created: datetime
    path: str = "/"
    boundary: str = ""
    """ARN of the managed policy that is its permissions boundary; empty for none."""
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def arn(self) -> str:
        """`arn:aws:iam::<account>:user/<path><name>`."""
        return f"arn:aws:iam::{self.account}:user{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role."""

    account: str
    name: str
    role_id: str
    """`AROA` and 17 characters."""
    created: datetime
    trust_policy: str
    """Who may assume it, as JSON text."""
    path: str = "/"
    description: str = ""
    max_session_seconds: int = 3600
    boundary: str = ""
    """ARN of the managed policy that is its permissions boundary; empty for none."""
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def arn(self) -> str:
        """`arn:aws:iam::<account>:role/<path><name>`."""
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of users. It is no principal: nothing can be allowed to it but through its policies."""

    account: str
    name: str
    group_id: str
    """`AGPA` and 17 characters."""
    created: datetime
    path: str = "/"

    @property
    def arn(self) -> str:
        """`arn:aws:iam::<account>:group/<path><name>`."""
        return f"arn:aws:iam::{self.account}:group{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a managed policy."""

    number: int
    """1 for `v1`; a number is never given twice, also when its version is deleted."""
    document: str
    """JSON text."""
    created: datetime

    @property
    def name(self) -> str:
        """What AWS calls it, such as `v1`."""
        return f"v{self.number}"


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A policy that stands by itself and can be attached many times."""

    account: str
    """Whose it is; `aws` for those that AWS makes."""
    name: str
    policy_id: str
    """`ANPA` and 17 characters."""
    created: datetime
    document: str
    """The default version's, as JSON text: it is what decides."""
    path: str = "/"
    description: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    number: int = 1
    """The default version's."""
    latest: int = 1
    """The highest number that a version was ever given."""
    all_versions: tuple[PolicyVersion, ...] = ()
    """Every version in the order of their numbers; empty for a policy that has had none but its first."""

    @property
    def versions(self) -> tuple[PolicyVersion, ...]:
        """Every version, the oldest first."""
        return self.all_versions or (PolicyVersion(self.number, self.document, self.created),)

    @property
    def arn(self) -> str:
        """`arn:aws:iam::<account>:policy/<path><name>`."""
        return f"arn:aws:iam::{self.account}:policy{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class InstanceProfile:
    """What hands a role to an instance."""

    account: str
    name: str
    profile_id: str
    """`AIPA` and 17 characters."""
    created: datetime
    path: str = "/"
    role: str = ""
    """Name of its one role; empty for none."""
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def arn(self) -> str:
        """`arn:aws:iam::<account>:instance-profile/<path><name>`."""
        return f"arn:aws:iam::{self.account}:instance-profile{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Holder:
    """A user, role or group, as far as policies hang on it."""

    account: str
    kind: HolderKind
    name: str
    """As it was created; names that differ in case alone are the same."""


@dataclass(frozen=True, slots=True)
class InlinePolicy:
    """A policy that stands in a user, role or group and goes with it."""

    account: str
    kind: HolderKind
    holder: str
    """The holder's name in lower case."""
    name: str
    document: str
    """JSON text."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A managed policy attached to a user, role or group."""

    account: str
    kind: HolderKind
    holder: str
    """The holder's name in lower case."""
    policy_arn: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A user in a group; both names in lower case."""

    account: str
    user: str
    group: str


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A long-term access key of a user. Its secret is kept nowhere; see `crypto.access_secrets`."""

    account: str
    access_key_id: str
    """`AKIA` and 16 characters."""
    user: str
    """The user's name in lower case."""
    created: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class KeyUse:
    """When and for what an access key was used last; kept to the quarter of an hour."""

    access_key_id: str
    at: datetime
    service: str
    region: str
