"""IAM and STS as the account sees them: their operations, in one service over one set of records."""

from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam import (
    access_keys,
    assume_role,
    attached_policies,
    caller_identity,
    groups,
    inline_policies,
    instance_profiles,
    managed_policies,
    roles,
    session_tokens,
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
            *managed_policies.handlers(),
            *attached_policies.handlers(),
            *instance_profiles.handlers(),
            *caller_identity.handlers(),
            *session_tokens.handlers(secrets),
            *assume_role.handlers(secrets),
        ),
    )
