"""Small words for callers, policies and permissions, so that a test says only what it is about."""

import json
from collections.abc import Mapping
from typing import Any

from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.evaluate import Decision, evaluate
from kmstui.emulator.iam.policy import parse_policy
from kmstui.emulator.iam.request import NamedPolicy, Request
from kmstui.emulator.registry import Access, Caller, GrantView, PrincipalKind

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROOT_ARN = f"arn:aws:iam::{ACCOUNT}:root"
ALICE_ARN = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/orders-app"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/i-0abc"

ALICE = Caller(ALICE_ARN, ACCOUNT, PrincipalKind.USER, "AIDAALICEALICEALICE00", "alice")
BOB = Caller(f"arn:aws:iam::{ACCOUNT}:user/bob", ACCOUNT, PrincipalKind.USER, "AIDABOBBOBBOBBOBBOB00", "bob")
ROOT = Caller(ROOT_ARN, ACCOUNT, PrincipalKind.ROOT, ACCOUNT, "root")
SESSION = Caller(
    SESSION_ARN,
    ACCOUNT,
    PrincipalKind.ASSUMED_ROLE,
    "AROAORDERSORDERSORD00:i-0abc",
    "orders-app",
    issuer_arn=ROLE_ARN,
)
INFRASTRUCTURE = Caller(
    f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-0def",
    ACCOUNT,
    PrincipalKind.ASSUMED_ROLE,
    f"{ACCOUNT}:aws:ec2-infrastructure:i-0def",
    "aws:ec2-infrastructure",
    issuer_arn=f"arn:aws:iam::{ACCOUNT}:role/aws:ec2-infrastructure",
)
SERVICE = Caller(
    "ec2.amazonaws.com", ACCOUNT, PrincipalKind.SERVICE, "ec2.amazonaws.com", "ec2.amazonaws.com"
)
MALLORY = Caller(
    f"arn:aws:iam::{OTHER_ACCOUNT}:user/mallory",
    OTHER_ACCOUNT,
    PrincipalKind.USER,
    "AIDAMALLORYMALLORY000",
    "mallory",
)

Statement = dict[str, Any]


def allow(action: str | list[str] = "kms:*", resource: str = "*", **more: Any) -> Statement:
    """An allowing statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str] = "kms:*", resource: str = "*", **more: Any) -> Statement:
    """A denying statement of an identity policy."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def to(principal: Any, statement: Statement) -> Statement:
    """The same statement in a key policy; a bare text is a principal of kind AWS."""
    named = {"AWS": principal} if isinstance(principal, (str, list)) and principal != "*" else principal
    return {"Principal": named, **statement}


def document(*statements: Statement, version: str = "2012-10-17") -> str:
    """A policy document."""
    return json.dumps({"Version": version, "Statement": list(statements)})


def identity(*statements: Statement, name: str = "policy", version: str = "2012-10-17") -> NamedPolicy:
    """An identity policy; other versions than the present one are read as key policies may have them."""
    if version == "2012-10-17":
        return NamedPolicy(name, parse_policy(document(*statements), Grammar.IDENTITY))
    named = [to("*", statement) for statement in statements]
    return NamedPolicy(name, parse_policy(document(*named, version=version), Grammar.RESOURCE))


DELEGATED = to(ROOT_ARN, allow())
"""The statement that lets the account's IAM policies decide."""


def decide(
    caller: Caller = ALICE,
    *,
    action: str = "kms:Decrypt",
    key_policy: tuple[Statement, ...] | None = (),
    policies: tuple[Statement, ...] = (),
    boundary: tuple[Statement, ...] | None = None,
    session: tuple[Statement, ...] | None = None,
    grants: tuple[GrantView, ...] = (),
    context: Mapping[str, str] | None = None,
    conditions: Mapping[str, tuple[str, ...]] | None = None,
    resource: str = KEY,
    owner: str = ACCOUNT,
) -> Decision:
    """Decide one permission; an empty key policy is one that speaks of somebody else."""
    nobody = to("cloudfront.amazonaws.com", allow())
    nobody["Principal"] = {"Service": "cloudfront.amazonaws.com"}
    text = None if key_policy is None else document(*(key_policy or (nobody,)))
    access = Access(action, resource, owner, text, grants, context, conditions or {})
    request = Request(
        caller,
        (identity(*policies, name="identity"),) if policies else (),
        identity(*boundary, name="boundary") if boundary is not None else None,
        (identity(*session, name="session"),) if session is not None else (),
    )
    return evaluate(access, request)
