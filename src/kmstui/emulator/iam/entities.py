"""What the operations on users, roles, groups, policies and instance profiles have in common.

One row per kind of thing: how its ARN begins, which member names it, where it is kept, what AWS says when it
is missing or there already, and how many an account may have.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.iam.model import Group, HolderKind, InstanceProfile, ManagedPolicy, Role, User
from kmstui.emulator.iam.repository import GROUPS, POLICIES, PROFILES, ROLES, USERS, managed_policy, named
from kmstui.emulator.registry import Access, Context, Handler, no_subject
from kmstui.emulator.store.tables import TableSpec

T = TypeVar("T", User, Role, Group, ManagedPolicy, InstanceProfile)
Run = Callable[[Context, Params], Result]
Needs = Callable[[Context, Params, str], Sequence[Access]]
"""Tells the permissions that an operation needs; the string is its IAM action."""


@dataclass(frozen=True, slots=True)
class EntityKind(Generic[T]):
    """One kind of thing that IAM keeps by name."""

    word: str
    """What its ARNs have after the account, such as `instance-profile`."""
    member: str
    """The request member that names one."""
    table: TableSpec[T]
    missing: str
    """NoSuchEntity's message; `{}` is the name."""
    taken: str
    """EntityAlreadyExists's message; `{}` is the name."""
    quota: tuple[str, int]
    """The name and value of the account's quota (IAM User Guide, "IAM and AWS STS quotas")."""


USER = EntityKind(
    "user",
    "UserName",
    USERS,
    "The user with name {} cannot be found.",
    "User with name {} already exists.",
    ("UsersPerAccount", 5000),
)
ROLE = EntityKind(
    "role",
    "RoleName",
    ROLES,
    "The role with name {} cannot be found.",
    "Role with name {} already exists.",
    ("RolesPerAccount", 1000),
)
GROUP = EntityKind(
    "group",
    "GroupName",
    GROUPS,
    "The group with name {} cannot be found.",
    "Group with name {} already exists.",
    ("GroupsPerAccount", 300),
)
POLICY = EntityKind(
    "policy",
    "PolicyName",
    POLICIES,
    "Policy {} was not found.",
    "A policy called {} already exists. Duplicate names are not allowed.",
    ("CustomerManagedPoliciesPerAccount", 1500),
)
PROFILE = EntityKind(
    "instance-profile",
    "InstanceProfileName",
    PROFILES,
    "Instance Profile {} cannot be found.",
    "Instance Profile {} already exists.",
    ("InstanceProfilesPerAccount", 1000),
)


def no_such(message: str) -> AwsError:
    """What is named does not exist."""
    return AwsError("NoSuchEntity", message)


def conflict(message: str) -> AwsError:
    """It cannot be deleted while something else hangs on it."""
    return AwsError("DeleteConflict", message)


def over_quota(name: str, value: int) -> AwsError:
    """There would be more than a quota allows."""
    return AwsError("LimitExceeded", f"Cannot exceed quota for {name}: {value}")


def existing(context: Context, kind: EntityKind[T], name: str) -> T:
    """The thing of this name.

    Raises:
        AwsError: NoSuchEntity.
    """
    record = named(context.uow, kind.table, context.account, name)
    if record is None:
        raise no_such(kind.missing.format(name))
    return record


def check_new(context: Context, kind: EntityKind[T], name: str) -> None:
    """Make sure that something of this name can be created.

    Raises:
        AwsError: EntityAlreadyExists or LimitExceeded.
    """
    if named(context.uow, kind.table, context.account, name) is not None:
        raise AwsError("EntityAlreadyExists", kind.taken.format(name))
    quota, most = kind.quota
    if context.uow.count(kind.table, account=context.account) >= most:
        raise over_quota(quota, most)


_POLICY_ARN = re.compile(r"arn:aws[a-z-]*:iam::(?:aws|[0-9]{12}):policy/[^ ]+")


def check_policy_arn(arn: str) -> None:
    """Refuse what cannot be the ARN of a managed policy, before anything is asked about it.

    Raises:
        AwsError: InvalidInput.
    """
    if not _POLICY_ARN.fullmatch(arn):
        raise AwsError("InvalidInput", f"ARN {arn} is not valid.")


def existing_policy(context: Context, arn: str) -> ManagedPolicy:
    """The managed policy of this ARN, AWS's own or one of the account's.

    Raises:
        AwsError: NoSuchEntity.
    """
    policy = managed_policy(context.uow, context.account, arn)
    if policy is None:
        raise no_such(POLICY.missing.format(arn))
    return policy


def own_policy(context: Context, arn: str) -> ManagedPolicy:
    """The managed policy of this ARN, which must be one that the account may change.

    Raises:
        AwsError: NoSuchEntity, or AccessDenied for AWS's own; AWS documents the rule, not the words.
    """
    policy = existing_policy(context, arn)
    if policy.account != context.account:
        raise AwsError("AccessDenied", "Only IAM customer managed policies can be changed.")
    return policy


_RESERVED = "aws:"


def tags_of(params: Params, *, folded: bool = True) -> tuple[tuple[str, str], ...]:
    """The tags a request gives.

    `folded` says whether keys that differ in case alone are the same, as they are on users and roles and not
    on what else IAM tags (IAM User Guide, "Tags for AWS Identity and Access Management resources").

    Raises:
        AwsError: InvalidInput, when two keys are the same, or one is AWS's own to give.
    """
    tags = tuple((tag["Key"], tag["Value"]) for tag in params.get("Tags", ()))
    if len({tag_key(key, folded=folded) for key, _ in tags}) < len(tags):
        message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        raise AwsError("InvalidInput", message)
    if any(key.lower().startswith(_RESERVED) for key, _ in tags):
        # The rule is documented; the words are ours.
        raise AwsError("InvalidInput", f"Tag keys that begin with {_RESERVED} are reserved for AWS.")
    return tags


def tag_key(key: str, *, folded: bool) -> str:
    """What tells one tag from another."""
    return key.lower() if folded else key


def handler(operation: str, run: Run, needs: Needs) -> Handler[Any]:
    """An IAM operation. Permissions are decided before anything is looked up, so a refusal tells nothing."""

    def access(context: Context, params: Params, _subject: None) -> Sequence[Access]:
        return needs(context, params, f"iam:{operation}")

    def perform(context: Context, params: Params, _subject: None) -> Result:
        return run(context, params)

    return Handler("iam", operation, perform, no_subject, access)


def on(kind: EntityKind[T]) -> Needs:
    """The operation needs its permission on the thing it names."""

    def needs(context: Context, params: Params, action: str) -> Sequence[Access]:
        return (entity_access(context, kind, action, params[kind.member], params),)

    return needs


def on_policy_arn(context: Context, params: Params, action: str) -> Sequence[Access]:
    """The operation needs its permission on the managed policy whose ARN it names."""
    arn = params["PolicyArn"]
    check_policy_arn(arn)
    policy = managed_policy(context.uow, context.account, arn)
    return (Access(action, arn, conditions=_conditions(action, params, policy)),)


def on_all(kind: EntityKind[T]) -> Needs:
    """The operation lists everything of a kind."""

    def needs(context: Context, params: Params, action: str) -> Sequence[Access]:
        path = params.get("PathPrefix", "/")
        return (Access(action, f"arn:aws:iam::{context.account}:{kind.word}{path}"),)

    return needs


def entity_access(context: Context, kind: EntityKind[T], action: str, name: str, params: Params) -> Access:
    """A permission on one thing, which may not exist (yet): then its path is the request's."""
    record = named(context.uow, kind.table, context.account, name)
    path = params.get("Path", "/")
    arn = record.arn if record else f"arn:aws:iam::{context.account}:{kind.word}{path}{name}"
    return Access(action, arn, conditions=_conditions(action, params, record))


def _conditions(action: str, params: Params, record: object) -> Mapping[str, tuple[str, ...]]:
    """IAM's own condition keys (Service Authorization Reference, "AWS Identity and Access Management")."""
    requested = {tag["Key"]: tag["Value"] for tag in params.get("Tags", ())}
    held = dict(record.tags) if isinstance(record, (User, Role, InstanceProfile, ManagedPolicy)) else {}
    keys: dict[str, tuple[str, ...]] = {
        "iam:PolicyARN": (params.get("PolicyArn", ""),),
        "iam:PermissionsBoundary": (params.get("PermissionsBoundary", "") or _boundary(action, record),),
        **{f"aws:RequestTag/{key}": (value,) for key, value in requested.items()},
        **{f"aws:ResourceTag/{key}": (value,) for key, value in held.items()},
        **{f"iam:ResourceTag/{key}": (value,) for key, value in held.items()},
    }
    tagged = (*requested, *params.get("TagKeys", ()))
    return {key: values for key, values in keys.items() if values[0]} | (
        {"aws:TagKeys": tagged} if tagged else {}
    )


_BOUNDED = re.compile(r"iam:(Attach|Detach|Put|Delete)(User|Role)(Policy|PermissionsBoundary)")


def _boundary(action: str, record: object) -> str:
    """The boundary of whom an operation gives permissions to or takes them from."""
    bounded = isinstance(record, (User, Role)) and _BOUNDED.fullmatch(action)
    return record.boundary if bounded and isinstance(record, (User, Role)) else ""


HOLDERS: Mapping[HolderKind, EntityKind[Any]] = {
    HolderKind.USER: USER,
    HolderKind.ROLE: ROLE,
    HolderKind.GROUP: GROUP,
}
"""The kinds of things that policies hang on."""
