"""IAM and STS as the account sees them: their operations, in one service over one set of records."""

from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam import (
    access_keys,
    account_summary,
    assume_role,
    attached_policies,
    boundaries,
    caller_identity,
    entities_for_policy,
    groups,
    inline_policies,
    instance_profiles,
    managed_policies,
    policy_versions,
    renaming,
    roles,
    session_tokens,
    simulating,
    tagging,
    users,
)
from kmstui.emulator.registry import Service


def service(secrets: AccessSecrets) -> Service:
    """Every operation of IAM and STS; `secrets` gives access keys their secrets."""
    return Service(
        "iam",
        (
            *users.handlers(),
            *access_keys.handlers(secrets),
            *roles.handlers(),
            *groups.handlers(),
            *inline_policies.handlers(),
            *renaming.handlers(),
            *managed_policies.handlers(),
            *policy_versions.handlers(),
            *entities_for_policy.handlers(),
            *boundaries.handlers(),
            *tagging.handlers(),
            *account_summary.handlers(),
            *simulating.handlers(),
            *attached_policies.handlers(),
            *instance_profiles.handlers(),
            *caller_identity.handlers(),
            *session_tokens.handlers(secrets),
            *assume_role.handlers(secrets),
        ),
    )
