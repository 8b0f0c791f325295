"""The key policy that the console's wizard writes, and what it reads back from one.

Statement order, Sids and action lists are AWS's (KMS Developer Guide, "Default key policy"). It knows what a
person chose, not how a form looks and not how policies are evaluated.
"""

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROOT_SID = "Enable IAM User Permissions"
ADMIN_SID = "Allow access for Key Administrators"
USE_SID = "Allow use of the key"
GRANT_SID = "Allow attachment of persistent resources"
POLICY_ID = "key-consolepolicy-3"
MAX_POLICY_BYTES = 32_768
"""KMS Developer Guide, "Quotas": key policy document size."""

DELETE_ACTIONS = ("kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion")
"""What the box "Allow key administrators to delete this key" gives and takes."""
ADMIN_ACTIONS: tuple[str, ...] = (
    "kms:Create*",
    "kms:Describe*",
    "kms:Enable*",
    "kms:List*",
    "kms:Put*",
    "kms:Update*",
    "kms:Revoke*",
    "kms:Disable*",
    "kms:Get*",
    "kms:Delete*",
    "kms:TagResource",
    "kms:UntagResource",
    *DELETE_ACTIONS,
    "kms:RotateKeyOnDemand",
)
"""What key administrators may do; without the deletion box the two deletion actions are left out."""
USE_ACTIONS: tuple[str, ...] = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:DescribeKey",
)
"""What key users may do with a symmetric encryption key."""
GRANT_ACTIONS: tuple[str, ...] = ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")
"""What key users may let AWS services such as EBS do for them."""


@dataclass(frozen=True, slots=True)
class PolicyChoices:
    """What a person chose in the wizard, or in a policy's default view."""

    account: str
    administrators: tuple[str, ...] = ()
    """Principal ARNs, in the order they were chosen."""
    admins_may_delete: bool = True
    users: tuple[str, ...] = ()
    """Principal ARNs, in the order they were chosen."""
    other_accounts: tuple[str, ...] = ()
    """Account ids of twelve digits."""


def root_arn(account: str) -> str:
    """The account principal: everybody in it whom IAM policies allow."""
    return f"arn:aws:iam::{account}:root"


def _principal(arns: Sequence[str]) -> dict[str, Any]:
    """One principal is a string, several are an array, as the console writes them."""
    return {"AWS": arns[0] if len(arns) == 1 else list(arns)}


def _statement(sid: str, arns: Sequence[str], actions: str | Sequence[str], **rest: Any) -> dict[str, Any]:
    listed = actions if isinstance(actions, str) else list(actions)
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": _principal(arns),
        "Action": listed,
        "Resource": "*",
        **rest,
    }


def build(choices: PolicyChoices) -> dict[str, Any]:
    """The policy document for these choices; statements for nobody are left out."""
    statements = [_statement(ROOT_SID, [root_arn(choices.account)], "kms:*")]
    if choices.administrators:
        kept = [a for a in ADMIN_ACTIONS if choices.admins_may_delete or a not in DELETE_ACTIONS]
        statements.append(_statement(ADMIN_SID, choices.administrators, kept))
    users = [*choices.users, *map(root_arn, choices.other_accounts)]
    if users:
        for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        statements.append(_statement(USE_SID, users, USE_ACTIONS))
        statements.append(_statement(GRANT_SID, users, GRANT_ACTIONS, Condition=for_services))
    return {"Version": "2012-10-17", "Id": POLICY_ID, "Statement": statements}


def to_text(document: Mapping[str, Any]) -> str:
    """The document as the console shows it: indented JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def read_choices(text: str, account: str) -> PolicyChoices | None:
    """What the default view shows of a policy, or None when only its JSON can be shown.

    The default view needs the console's own Sids and action lists: a statement that was edited beyond its
    principals would be lost by saving the default view.
    """
    try:
        document = json.loads(text)
        statements = {s["Sid"]: s for s in document["Statement"]}
        found = _choices(statements, account)
        rebuilt = {s["Sid"]: s for s in build(found)["Statement"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    same = rebuilt.keys() == statements.keys() and len(statements) == len(document["Statement"])
    alike = same and all(_normal(rebuilt[sid]) == _normal(statements[sid]) for sid in rebuilt)
    return found if alike else None


def _arns(statement: Mapping[str, Any] | None) -> tuple[str, ...]:
    if statement is None:
        return ()
    principal = statement["Principal"]["AWS"]
    return (principal,) if isinstance(principal, str) else tuple(principal)


def _choices(statements: Mapping[str, Any], account: str) -> PolicyChoices:
    admin = statements.get(ADMIN_SID)
    used_by = _arns(statements.get(USE_SID))
    others = [arn.split(":")[4] for arn in used_by if arn.endswith(":root")]
    return PolicyChoices(
        account=account,
        administrators=_arns(admin),
        admins_may_delete=admin is None or DELETE_ACTIONS[0] in admin["Action"],
        users=tuple(arn for arn in used_by if not arn.endswith(":root")),
        other_accounts=tuple(others),
    )


def _normal(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A statement with the orders that mean nothing taken out."""
    action = statement["Action"]
    actions = {action} if isinstance(action, str) else set(action) - {"kms:RotateKeyOnDemand"}
    return {**statement, "Action": actions, "Principal": set(_arns(statement))}


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """A policy's lines, and which of them the last choice changed."""

    lines: tuple[str, ...]
    changed: frozenset[int] = field(default_factory=frozenset)
    """Indexes into `lines` of what the last choice added or altered."""
    added: frozenset[int] = field(default_factory=frozenset)
    """Indexes into `lines` of what stands beyond the policy the wizard started with."""

    @property
    def newest(self) -> frozenset[int]:
        """What to tell apart from the rest of `added`; nothing where the last choice added all of it."""
        return self.changed if self.changed < self.added else frozenset()


def compare(base: str, before: str, now: str) -> PolicyDiff:
    """What `now` has beyond `base` (the start of the wizard) and beyond `before` (the last choice)."""
    lines = tuple(now.splitlines())
    return PolicyDiff(lines, _beyond(before, lines), _beyond(base, lines))


def _beyond(old: str, lines: Sequence[str]) -> frozenset[int]:
    """Lines that `old` does not have; a comma that a line got because another follows is no change."""
    before, now = ([line.rstrip(",") for line in text] for text in (old.splitlines(), lines))
    matcher = difflib.SequenceMatcher(None, before, now, autojunk=False)
    changes = [
        (start, end) for tag, _, _, start, end in matcher.get_opcodes() if tag in {"insert", "replace"}
    ]
    return frozenset(line for start, end in changes for line in range(start, end))
