"""Where IAM's records are kept and how they are found.

Names are unique without regard to case (IAM User Guide, "IAM identifiers"), so primary keys hold them in
lower case. Raises nothing: that something is missing is for the operations to say, each in AWS's words.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from kmstui.emulator.iam.aws_managed import AWS_MANAGED
from kmstui.emulator.iam.model import (
    AccessKey,
    Attachment,
    Group,
    Holder,
    InlinePolicy,
    InstanceProfile,
    KeyUse,
    ManagedPolicy,
    Membership,
    Role,
    User,
)
from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork

T = TypeVar("T")


def path_of(account: str, name: str) -> str:
    """The primary key of something that has a name in an account."""
    return f"{account}/{name.lower()}"


USERS = TableSpec("iam_users", User, lambda user: path_of(user.account, user.name), (("account",),))
ROLES = TableSpec("iam_roles", Role, lambda role: path_of(role.account, role.name), (("account",),))
GROUPS = TableSpec("iam_groups", Group, lambda group: path_of(group.account, group.name), (("account",),))
PROFILES = TableSpec(
    "iam_instance_profiles",
    InstanceProfile,
    lambda profile: path_of(profile.account, profile.name),
    indexes=(("account",), ("account", "role")),
)
POLICIES = TableSpec(
    "iam_policies",
    ManagedPolicy,
    lambda policy: path_of(policy.account, policy.name),
    indexes=(("account",),),
)
INLINE = TableSpec(
    "iam_inline_policies",
    InlinePolicy,
    lambda policy: f"{policy.account}/{policy.kind.value}/{policy.holder}/{policy.name.lower()}",
    indexes=(("account", "kind", "holder"),),
)
ATTACHMENTS = TableSpec(
    "iam_attachments",
    Attachment,
    lambda item: f"{item.account}/{item.kind.value}/{item.holder}/{item.policy_arn}",
    indexes=(("account", "kind", "holder"), ("account", "policy_arn")),
)
MEMBERSHIPS = TableSpec(
    "iam_memberships",
    Membership,
    lambda item: f"{item.account}/{item.user}/{item.group}",
    indexes=(("account", "user"), ("account", "group")),
)

ACCESS_KEYS = TableSpec(
    "iam_access_keys",
    AccessKey,
    lambda key: key.access_key_id,
    indexes=(("account", "user"),),
)
"""An access key is found by its id alone: that is all a request says of its caller."""
KEY_USES = TableSpec("iam_access_key_uses", KeyUse, lambda use: use.access_key_id)


def named(uow: UnitOfWork, table: TableSpec[T], account: str, name: str) -> T | None:
    """The user, role, group, instance profile or customer managed policy with this name."""
    return uow.get(table, path_of(account, name))


def managed_policy(uow: UnitOfWork, account: str, arn: str) -> ManagedPolicy | None:
    """The managed policy with this ARN: AWS's own, or one of the account's."""
    if arn in AWS_MANAGED:
        return AWS_MANAGED[arn]
    policy = uow.get(POLICIES, path_of(account, arn.rpartition("/")[2]))
    return policy if policy is not None and policy.arn == arn else None


def inline_policies(uow: UnitOfWork, holder: Holder) -> list[InlinePolicy]:
    """The policies that stand in a user, role or group, by name."""
    found = uow.find(INLINE, account=holder.account, kind=holder.kind, holder=holder.name.lower())
    return sorted(found, key=lambda policy: policy.name.lower())


def attachments(uow: UnitOfWork, holder: Holder) -> list[Attachment]:
    """The managed policies attached to a user, role or group, in the order they were attached."""
    return uow.find(ATTACHMENTS, account=holder.account, kind=holder.kind, holder=holder.name.lower())


def access_keys(uow: UnitOfWork, account: str, user: str) -> list[AccessKey]:
    """The access keys of a user, by id."""
    found = uow.find(ACCESS_KEYS, account=account, user=user.lower())
    return sorted(found, key=lambda key: key.access_key_id)


def groups_of(uow: UnitOfWork, user: User) -> list[Group]:
    """The groups a user is in, by name."""
    memberships = uow.find(MEMBERSHIPS, account=user.account, user=user.name.lower())
    return _present(uow, GROUPS, user.account, (item.group for item in memberships))


def members_of(uow: UnitOfWork, group: Group) -> list[User]:
    """The users in a group, by name."""
    memberships = uow.find(MEMBERSHIPS, account=group.account, group=group.name.lower())
    return _present(uow, USERS, group.account, (item.user for item in memberships))


def boundary_counts(uow: UnitOfWork, account: str) -> Counter[str]:
    """How many users and roles have which policy, by ARN, as their permissions boundary."""
    prefix = path_of(account, "")
    holders: list[User | Role] = [*uow.scan(USERS, prefix), *uow.scan(ROLES, prefix)]
    return Counter(holder.boundary for holder in holders if holder.boundary)


def following(uow: UnitOfWork, table: TableSpec[T], account: str, after: str) -> Iterator[T]:
    """The records of an account that come after the primary key `after`, by name."""
    while page := uow.page(table, prefix=path_of(account, ""), after=after, limit=100):
        yield from page
        after = table.key(page[-1])


def _present(uow: UnitOfWork, table: TableSpec[T], account: str, names: Iterator[str]) -> list[T]:
    records = (named(uow, table, account, name) for name in sorted(names))
    return [record for record in records if record is not None]
