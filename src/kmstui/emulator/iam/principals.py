"""From a name to a caller, and from a caller to everything that decides what it may do.

It joins IAM's records and the policy engine: the engine itself reads no store.
"""

from collections.abc import Callable
from datetime import datetime

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Identity
from kmstui.emulator.facts import Facts
from kmstui.emulator.iam.context import caller_conditions
from kmstui.emulator.iam.document import Policy, Principal
from kmstui.emulator.iam.lockout import check_key_policy
from kmstui.emulator.iam.model import Role, User
from kmstui.emulator.iam.repository import ROLES, USERS, named, path_of
from kmstui.emulator.iam.request import Request
from kmstui.emulator.iam.standing import Standing, standing_of
from kmstui.emulator.registry import Access, Caller, Context, PrincipalKind
from kmstui.emulator.store.unit_of_work import UnitOfWork

ROOT = "root"
"""The name under which the account's root user is asked for."""
CONSOLE_SESSION = "console"
"""Session name of a role that a console acts as."""
INFRASTRUCTURE = "aws:ec2-infrastructure"
"""The role in which EC2 decrypts for an instance; no record of it exists, and a policy may name it."""
ROLE_TAG = "job"
"""The tag whose value says what somebody is in the account for."""


def root_caller(account: str) -> Caller:
    """The account's root user."""
    return Caller(f"arn:aws:iam::{account}:root", account, PrincipalKind.ROOT, account, ROOT)


def user_caller(user: User) -> Caller:
    """A user, with the access key that its id gives it."""
    key = f"AKIA{user.user_id[4:20]}"
    return Caller(user.arn, user.account, PrincipalKind.USER, user.user_id, user.name, key)


def session_caller(role: Role, session: str) -> Caller:
    """A session of a role, such as an instance's or a console's."""
    return Caller(
        arn=f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{session}",
        account=role.account,
        kind=PrincipalKind.ASSUMED_ROLE,
        principal_id=f"{role.role_id}:{session}",
        name=role.name,
        access_key_id=f"ASIA{role.role_id[4:20]}",
        issuer_arn=role.arn,
    )


def caller_for(uow: UnitOfWork, account: str, name: str) -> Caller:
    """Somebody of the account by name: a user, a session of a role, or `root`.

    Raises:
        AwsError: NoSuchEntity, when there is no user and no role of this name.
    """
    if name == ROOT:
        return root_caller(account)
    user = named(uow, USERS, account, name)
    if user is not None:
        return user_caller(user)
    role = named(uow, ROLES, account, name)
    if role is not None:
        return session_caller(role, CONSOLE_SESSION)
    raise AwsError("NoSuchEntity", f"The user with name {name} cannot be found.")


def identities(uow: UnitOfWork, account: str) -> tuple[Identity, ...]:
    """Everybody a console can act as: users, then roles, then the root user."""
    users = [Identity(user.name, user.arn, _job(user)) for user in uow.scan(USERS, path_of(account, ""))]
    roles = [Identity(role.name, role.arn, _job(role)) for role in uow.scan(ROLES, path_of(account, ""))]
    return (*users, *roles, Identity(ROOT, root_caller(account).arn, "root user"))


def request_for(uow: UnitOfWork, caller: Caller, *, region: str, now: datetime) -> Request:
    """What the engine must know of a caller: its policies, its boundary and the global condition keys."""
    return request_of(standing_of(uow, caller), region=region, now=now)


def request_of(standing: Standing, *, region: str, now: datetime) -> Request:
    """What the engine must know of a caller whose standing is known."""
    caller = standing.caller
    conditions = Facts(lambda: caller_conditions(caller, region=region, now=now, tags=standing.tags))
    return Request(caller, standing.identity, standing.boundary, standing.session, conditions)


def principal_exists(uow: UnitOfWork, account: str) -> Callable[[Principal], bool]:
    """A predicate that knows the account's own users and roles; other accounts' principals pass."""

    def exists(principal: Principal) -> bool:
        if principal.kind != "AWS" or not principal.value.startswith("arn:"):
            return principal.kind != "AWS" or principal.value == "*" or principal.value.isdigit()
        owner, _, resource = principal.value.split(":", 4)[4].partition(":")
        return owner != account or _resource_exists(uow, account, resource, principal.value)

    return exists


def accept_key_policy(context: Context, text: str, key: Access, *, bypass_lockout_check: bool) -> Policy:
    """Read a policy that is to become a key's, and refuse it as KMS does; see `lockout.check_key_policy`.

    Raises:
        AwsError: MalformedPolicyDocumentException.
    """
    request = request_for(context.uow, context.caller, region=context.region, now=context.now)
    exists = principal_exists(context.uow, context.account)
    return check_key_policy(text, key, request, exists, bypass_lockout_check=bypass_lockout_check)


def _resource_exists(uow: UnitOfWork, account: str, resource: str, arn: str) -> bool:
    kind, _, rest = resource.partition("/")
    if kind == "assumed-role":
        role_name = rest.rpartition("/")[0]
        return role_name == INFRASTRUCTURE or named(uow, ROLES, account, role_name) is not None
    if kind in ("root", "federated-user") or resource.startswith(f"role/{INFRASTRUCTURE}"):
        return True
    name = rest.rpartition("/")[2]
    found = named(uow, USERS, account, name) if kind == "user" else named(uow, ROLES, account, name)
    return found is not None and found.arn == arn


def _job(record: User | Role) -> str:
    return dict(record.tags).get(ROLE_TAG, "")
