"""What must be taken off a user, role or group before it can be deleted, in the order IAM asks for it."""

from kmstui.emulator.iam.entities import conflict
from kmstui.emulator.iam.model import Holder, HolderKind
from kmstui.emulator.iam.repository import ACCESS_KEYS, MEMBERSHIPS, PROFILES, attachments, inline_policies
from kmstui.emulator.registry import Context


def check_bare(context: Context, kind: HolderKind, name: str) -> None:
    """Make sure that nothing hangs on it any more; `name` is as it was created.

    Raises:
        AwsError: DeleteConflict.
    """
    uow, account = context.uow, context.account
    holder = Holder(account, kind, name)
    if kind is HolderKind.ROLE and uow.count(PROFILES, account=account, role=name):
        raise conflict("Cannot delete entity, must remove roles from instance profile first.")
    if _members(context, kind, name):
        raise conflict("Cannot delete entity, must remove users from group first.")
    if attachments(uow, holder):
        raise conflict("Cannot delete entity, must detach all policies first.")
    if inline_policies(uow, holder):
        raise conflict("Cannot delete entity, must delete policies first.")
    if kind is HolderKind.USER and uow.count(ACCESS_KEYS, account=account, user=name.lower()):
        raise conflict("Cannot delete entity, must delete access keys first.")


def _members(context: Context, kind: HolderKind, name: str) -> int:
    """Memberships of a user or a group."""
    if kind is HolderKind.USER:
        return context.uow.count(MEMBERSHIPS, account=context.account, user=name.lower())
    if kind is HolderKind.GROUP:
        return context.uow.count(MEMBERSHIPS, account=context.account, group=name.lower())
    return 0
