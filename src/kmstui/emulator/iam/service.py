"""IAM as the account sees it: its operations, and the one of STS that a console asks for."""

from kmstui.emulator.iam import (
    attached_policies,
    caller_identity,
    groups,
    inline_policies,
    instance_profiles,
    managed_policies,
    roles,
    users,
)
from kmstui.emulator.registry import Service


def service() -> Service:
    """Every operation of IAM, and `sts:GetCallerIdentity`."""
    return Service(
        "iam",
        (
            *users.handlers(),
            *roles.handlers(),
            *groups.handlers(),
            *inline_policies.handlers(),
            *managed_policies.handlers(),
            *attached_policies.handlers(),
            *instance_profiles.handlers(),
            *caller_identity.handlers(),
        ),
    )
