"""From names to callers, and from callers to what decides what they may do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.aws_managed import aws_managed
from kmstui.emulator.iam.context import RequestContext, caller_conditions
from kmstui.emulator.iam.document import Policy, Principal
from kmstui.emulator.iam.model import Attachment, HolderKind
from kmstui.emulator.iam.principals import (
    accept_key_policy,
    caller_for,
    identities,
    principal_exists,
    request_for,
    root_caller,
)
from kmstui.emulator.iam.repository import ATTACHMENTS, USERS, named
from kmstui.emulator.iam.request import Request
from kmstui.emulator.registry import Access, Caller, PrincipalKind

from .account import NOW, Account, arn
from .building import ACCOUNT, ALICE, INFRASTRUCTURE, KEY, MALLORY, ROOT, SERVICE, allow, document, to

TRUST = document(to("*", {"Effect": "Allow", "Action": "sts:AssumeRole"}))


@pytest.fixture
def peopled(account: Account) -> Account:
    """Alice with policies of every kind, and a role."""
    account.call("CreateUser", UserName="alice", Tags=[{"Key": "job", "Value": "boss"}])
    account.call("PutUserPolicy", UserName="alice", PolicyName="inline", PolicyDocument=document(allow()))
    account.call("AttachUserPolicy", UserName="alice", PolicyArn=aws_managed("ReadOnlyAccess"))
    account.call("CreateGroup", GroupName="staff")
    account.call("PutGroupPolicy", GroupName="staff", PolicyName="group", PolicyDocument=document(allow()))
    account.call("AttachGroupPolicy", GroupName="staff", PolicyArn=aws_managed("SecurityAudit"))
    account.call("AddUserToGroup", GroupName="staff", UserName="alice")
    account.call("CreateRole", RoleName="orders-app", AssumeRolePolicyDocument=TRUST)
    account.call("PutRolePolicy", RoleName="orders-app", PolicyName="role", PolicyDocument=document(allow()))
    return account


def caller(account: Account, name: str) -> Caller:
    with account.context() as context:
        return caller_for(context.uow, ACCOUNT, name)


def request(account: Account, who: Caller) -> Request:
    with account.context() as context:
        return request_for(context.uow, who, region="us-east-1", now=NOW)


def test_a_user_calls_as_itself(peopled: Account) -> None:
    alice = caller(peopled, "alice")
    assert (alice.arn, alice.kind, alice.name) == (arn("user/alice"), PrincipalKind.USER, "alice")
    assert alice.principal_id.startswith("AIDA")
    assert alice.access_key_id == f"AKIA{alice.principal_id[4:20]}"
    assert alice.issuer_arn == ""


def test_a_role_calls_in_a_console_session(peopled: Account) -> None:
    app = caller(peopled, "orders-app")
    assert app.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/console"
    assert app.issuer_arn == arn("role/orders-app")
    assert app.principal_id.startswith("AROA")
    assert app.principal_id.endswith(":console")
    assert app.access_key_id.startswith("ASIA")


def test_the_root_user_needs_no_record(account: Account) -> None:
    assert caller(account, "root") == root_caller(ACCOUNT)
    assert caller(account, "root").arn == arn("root")


def test_nobody_else_calls(account: Account) -> None:
    with pytest.raises(AwsError) as caught:
        caller(account, "mallory")
    assert str(caught.value) == "NoSuchEntity: The user with name mallory cannot be found."


def test_everybody_a_console_can_act_as_is_listed_with_their_job(peopled: Account) -> None:
    with peopled.context() as context:
        found = identities(context.uow, ACCOUNT)
    assert [(item.name, item.note) for item in found] == [
        ("alice", "boss"),
        ("orders-app", ""),
        ("root", "root user"),
    ]


def test_a_users_policies_are_its_own_and_its_groups(peopled: Account) -> None:
    found = request(peopled, caller(peopled, "alice"))
    assert [policy.name for policy in found.identity] == [
        "inline",
        "ReadOnlyAccess",
        "group (group staff)",
        "SecurityAudit (group staff)",
    ]
    assert found.boundary is None
    assert found.session == ()
    assert found.conditions["aws:PrincipalTag/job"] == ("boss",)


def test_an_attached_policy_that_is_gone_allows_nothing(peopled: Account) -> None:
    with peopled.context() as context:
        context.uow.put(ATTACHMENTS, Attachment(ACCOUNT, HolderKind.ROLE, "orders-app", arn("policy/gone")))
    assert [policy.name for policy in request(peopled, caller(peopled, "orders-app")).identity] == ["role"]


def test_a_sessions_policies_are_its_roles(peopled: Account) -> None:
    assert [policy.name for policy in request(peopled, caller(peopled, "orders-app")).identity] == ["role"]


@pytest.mark.parametrize("who", [ROOT, SERVICE, INFRASTRUCTURE, MALLORY])
def test_who_has_no_record_has_no_policies(peopled: Account, who: Caller) -> None:
    found = request(peopled, who)
    assert (found.identity, found.boundary) == ((), None)
    assert found.conditions["aws:PrincipalAccount"] == (who.account,)


def test_a_boundary_comes_with_its_user(peopled: Account) -> None:
    peopled.call("CreateUser", UserName="bounded", PermissionsBoundary=aws_managed("ReadOnlyAccess"))
    boundary = request(peopled, caller(peopled, "bounded")).boundary
    assert boundary is not None
    assert boundary.name == "ReadOnlyAccess"
    assert boundary.policy.statements


def test_a_boundary_that_is_gone_allows_nothing(peopled: Account) -> None:
    with peopled.context() as context:
        alice = named(context.uow, USERS, ACCOUNT, "alice")
        assert alice is not None
        context.uow.put(USERS, replace(alice, boundary=arn("policy/gone")))
    boundary = request(peopled, caller(peopled, "alice")).boundary
    assert boundary is not None
    assert boundary.policy == Policy(())


EXISTS: list[tuple[str, str, bool]] = [
    ("AWS", "*", True),
    ("AWS", ACCOUNT, True),
    ("AWS", "444455556666", True),
    ("AWS", arn("root"), True),
    ("AWS", arn("user/alice"), True),
    ("AWS", arn("user/ALICE"), False),
    ("AWS", arn("user/path/alice"), False),
    ("AWS", arn("user/nobody"), False),
    ("AWS", arn("role/orders-app"), True),
    ("AWS", arn("role/alice"), False),
    ("AWS", arn("role/aws:ec2-infrastructure/i-0abc"), True),
    ("AWS", f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/any", True),
    ("AWS", f"arn:aws:sts::{ACCOUNT}:assumed-role/nobody/any", False),
    ("AWS", f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-0abc", True),
    ("AWS", f"arn:aws:sts::{ACCOUNT}:federated-user/fred", True),
    ("AWS", MALLORY.arn, True),
    ("AWS", "AIDACKCEVSQ6C2EXAMPLE", False),
    ("Service", "ec2.amazonaws.com", True),
    ("Federated", "www.amazon.com", True),
]


@pytest.mark.parametrize(("kind", "value", "expected"), EXISTS)
def test_a_principal_exists_or_not(peopled: Account, kind: str, value: str, *, expected: bool) -> None:
    with peopled.context() as context:
        assert principal_exists(context.uow, ACCOUNT)(Principal(kind, value)) is expected


def test_a_key_policy_is_accepted_in_a_running_call(peopled: Account) -> None:
    as_alice = Account(caller(peopled, "alice"), peopled.store)
    target = Access("kms:PutKeyPolicy", KEY, ACCOUNT)
    delegating = document(to(arn("root"), allow()))
    with as_alice.context() as context:
        assert accept_key_policy(context, delegating, target, bypass_lockout_check=False).statements
        nobody = document(to(arn("user/nobody"), allow()))
        with pytest.raises(AwsError, match="one or more invalid principals"):
            accept_key_policy(context, nobody, target, bypass_lockout_check=True)


def conditions(who: Caller, now: datetime = NOW) -> dict[str, tuple[str, ...]]:
    return caller_conditions(who, region="eu-central-1", now=now)


def test_global_condition_keys_follow_from_the_caller() -> None:
    found = conditions(ALICE)
    assert found == {
        "aws:PrincipalArn": (ALICE.arn,),
        "aws:PrincipalAccount": (ACCOUNT,),
        "aws:PrincipalType": ("User",),
        "aws:PrincipalIsAWSService": ("false",),
        "aws:userid": (ALICE.principal_id,),
        "aws:username": ("alice",),
        "aws:SourceIp": ("127.0.0.1",),
        "aws:SecureTransport": ("true",),
        "aws:RequestedRegion": ("eu-central-1",),
        "aws:CurrentTime": ("2026-03-14T09:26:53Z",),
        "aws:EpochTime": ("1773480413",),
        "aws:ViaAWSService": ("false",),
        "kms:CallerAccount": (ACCOUNT,),
        "aws:UserAgent": ("kmstui",),
    }


def test_a_session_has_its_roles_arn_and_no_user_name() -> None:
    found = conditions(INFRASTRUCTURE)
    assert found["aws:PrincipalArn"] == (INFRASTRUCTURE.issuer_arn,)
    assert found["aws:MultiFactorAuthPresent"] == ("false",)
    assert "aws:username" not in found


def test_a_service_that_calls_for_somebody_is_told() -> None:
    found = conditions(ALICE.via("ec2"))
    assert found["kms:ViaService"] == ("ec2.eu-central-1.amazonaws.com",)
    assert found["aws:CalledVia"] == ("ec2.amazonaws.com",)
    assert found["aws:ViaAWSService"] == ("true",)


def test_the_current_time_is_told_in_utc() -> None:
    local = datetime(2026, 3, 14, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert conditions(ALICE, local)["aws:CurrentTime"] == ("2026-03-14T09:00:00Z",)
    assert conditions(ALICE, local.astimezone(UTC)) == conditions(ALICE, local)


def test_keys_that_differ_in_case_alone_become_one_with_all_values() -> None:
    context = RequestContext.of(
        {"kms:EncryptionContext:App": ("a",)}, {"kms:encryptioncontext:APP": ("b", "a")}
    )
    assert context.get("KMS:EncryptionContext:app") == ("a", "b")
    assert context.get("kms:EncryptionContext:other") == ()
