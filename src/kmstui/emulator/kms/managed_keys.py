"""AWS managed keys: the ones an AWS service makes for itself in an account the first time it needs them.

Their aliases are listed before there are any keys behind them. Nobody but the service can use them, because
their policy says so (KMS Developer Guide, "AWS managed keys"); this module grants nothing and checks nothing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

from kmstui.aws.entropy import uuid
from kmstui.emulator.kms.keyring import Keyring, failing_closed
from kmstui.emulator.kms.model import Alias, KmsKey, ManagedBy, Rotation
from kmstui.emulator.kms.repository import ALIASES, BACKING_KEYS, KEYS
from kmstui.emulator.kms.timers import ROTATE
from kmstui.emulator.registry import Context

_ROTATION_DAYS = 365
"""Every year since May 2022; every three years before."""


@dataclass(frozen=True, slots=True)
class ManagedKey:
    """One AWS managed key, before it is made."""

    description: str
    policy_id: str
    service: str
    """The service that `kms:ViaService` must name."""
    sid: str
    """Of the statement that lets everybody who may use the service use the key."""


MANAGED_KEYS = {
    "alias/aws/ebs": ManagedKey(
        description="Default key that protects my EBS volumes when no other key is defined",
        policy_id="auto-ebs-2",
        service="ec2",
        sid="Allow access through EBS for all principals in the account that are authorized to use EBS",
    ),
}
"""By alias name."""


def ensure(context: Context, keyring: Keyring, alias: str) -> str:
    """Make the AWS managed key behind an alias that has none yet.

    Returns:
        Its key id, or nothing when there is no such AWS managed key.
    """
    managed = MANAGED_KEYS.get(alias)
    if managed is None:
        return ""
    with failing_closed():
        key_id = uuid(context.entropy)
    material = keyring.new_material(context, key_id)
    key = KmsKey(
        account=context.account,
        region=context.region,
        key_id=key_id,
        created=context.now,
        policy=_policy(managed, context.account, context.region),
        material_id=material.material_id,
        description=managed.description,
        manager=ManagedBy.AWS,
        rotation=Rotation(_ROTATION_DAYS, context.now + timedelta(days=_ROTATION_DAYS)),
    )
    context.uow.put(KEYS, key)
    context.uow.put(BACKING_KEYS, material)
    context.uow.put(
        ALIASES, Alias(key.account, key.region, alias, key_id, created=context.now, updated=context.now)
    )
    context.uow.schedule(ROTATE, key.path, context.now + timedelta(days=_ROTATION_DAYS))
    return key_id


def _policy(managed: ManagedKey, account: str, region: str) -> str:
    use = {
        "Sid": managed.sid,
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
        ],
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "kms:CallerAccount": account,
                "kms:ViaService": f"{managed.service}.{region}.amazonaws.com",
            }
        },
    }
    look = {
        "Sid": "Allow direct access to key metadata to the account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Id": managed.policy_id, "Statement": [use, look]}
    return json.dumps(document, indent=2)
