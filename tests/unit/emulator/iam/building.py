"""Small words for callers, policies and permissions, so that a test says only what it is about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kmstui.emulator.iam.decision import Decision, Rule
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.evaluate import evaluate
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
VIA_EC2_CONDITION = {"StringEquals": {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}}
VIA_EC2 = {"kms:ViaService": ("ec2.us-east-1.amazonaws.com",)}


def allow(action: str | list[str] = "kms:*", resource: str = "*", **more: Any) -> Statement:
    """An allowing statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str] = "kms:*", resource: str = "*", **more: Any) -> Statement:
    """A denying statement of an identity policy."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def allow_all_but(action: str) -> Statement:
    """A statement that allows every action but some."""
    return {"Effect": "Allow", "NotAction": action, "Resource": "*"}


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


NOBODY = to({"Service": "cloudfront.amazonaws.com"}, allow())
"""A statement of a key policy that is about none of these callers."""
DELEGATED = to(ROOT_ARN, allow())
"""The statement that lets the account's IAM policies decide."""


Statements = Statement | Sequence[Statement]
"""One statement or several."""


def decide(
    caller: Caller = ALICE,
    *,
    action: str = "kms:Decrypt",
    key: Statements | None = (),
    iam: Statements = (),
    boundary: Statements | None = None,
    session: Statements | None = None,
    grants: tuple[GrantView, ...] = (),
    context: Mapping[str, str] | None = None,
    conditions: Mapping[str, tuple[str, ...]] | None = None,
    resource: str = KEY,
    owner: str = ACCOUNT,
) -> Decision:
    """Decide one permission: `key` is the key policy and `iam` the caller's own.

    An empty key policy is one that speaks of somebody else; None means that there is none.
    """
    text = None if key is None else document(*(_listed(key) or [NOBODY]))
    access = Access(action, resource, owner, text, grants, context, conditions or {})
    request = Request(
        caller,
        (identity(*_listed(iam), name="identity"),) if iam else (),
        identity(*_listed(boundary), name="boundary") if boundary is not None else None,
        (identity(*_listed(session), name="session"),) if session is not None else (),
    )
    return evaluate(access, request)


def _listed(statements: Statements) -> Sequence[Statement]:
    return [statements] if isinstance(statements, dict) else statements


@dataclass(frozen=True)
class Case:
    """A decision and the rule that must make it."""

    name: str
    rule: Rule
    caller: Caller
    how: dict[str, Any]


def case(name: str, rule: Rule, caller: Caller = ALICE, **how: Any) -> Case:
    """A row of a table of decisions; `how` is what `decide` takes."""
    return Case(name, rule, caller, how)
