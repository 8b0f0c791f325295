"""What the people of a new account may do, and what they may not."""

import pytest

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.iam.defaults import INSTANCE_ROLE, create_people
from kmstui.emulator.iam.evaluate import evaluate
from kmstui.emulator.iam.principals import caller_for, identities, request_for
from kmstui.emulator.registry import Access

from .account import NOW, Account, arn
from .building import ACCOUNT, DELEGATED, KEY, allow, document, to


@pytest.fixture
def people(account: Account) -> Account:
    """The default account."""
    with account.context() as context:
        create_people(context.uow, account=ACCOUNT, now=NOW, entropy=SeededEntropy("people"))
    return account


def may(account: Account, name: str, action: str, *, policy: str | None = None, resource: str = "*") -> bool:
    with account.context() as context:
        who = caller_for(context.uow, ACCOUNT, name)
        request = request_for(context.uow, who, region="us-east-1", now=NOW)
    passed_to = {"iam:PassedToService": ("ec2.amazonaws.com",)}
    return evaluate(Access(action, resource, ACCOUNT, policy, conditions=passed_to), request).allowed


DELEGATING = document(DELEGATED)
ON_KEYS: list[tuple[str, str, bool]] = [
    ("alice", "kms:Decrypt", True),
    ("alice", "kms:ScheduleKeyDeletion", True),
    ("bob", "kms:PutKeyPolicy", True),
    ("bob", "kms:ScheduleKeyDeletion", True),
    ("bob", "kms:EnableKeyRotation", True),
    ("bob", "kms:CreateAlias", True),
    ("bob", "kms:Decrypt", False),
    ("bob", "kms:GenerateDataKeyWithoutPlaintext", False),
    ("bob", "kms:CreateGrant", False),
    ("carol", "kms:Decrypt", False),
    ("carol", "kms:DescribeKey", False),
    ("carol", "kms:PutKeyPolicy", False),
    ("dave", "kms:DescribeKey", True),
    ("dave", "kms:GetKeyPolicy", True),
    ("dave", "kms:ListGrants", True),
    ("dave", "kms:DisableKey", False),
    ("dave", "kms:Decrypt", False),
    ("orders-app", "kms:Decrypt", False),
    ("root", "kms:Decrypt", True),
]


@pytest.mark.parametrize(("name", "action", "expected"), ON_KEYS)
def test_who_may_do_what_with_a_key_that_iam_decides_about(
    people: Account, name: str, action: str, *, expected: bool
) -> None:
    assert may(people, name, action, policy=DELEGATING, resource=KEY) is expected


ELSEWHERE: list[tuple[str, str, bool]] = [
    ("alice", "iam:CreateUser", True),
    ("bob", "kms:CreateKey", True),
    ("bob", "kms:ListAliases", True),
    ("bob", "iam:ListUsers", True),
    ("bob", "ec2:DescribeVolumes", True),
    ("bob", "ec2:CreateVolume", False),
    ("bob", "iam:CreateUser", False),
    ("carol", "ec2:CreateVolume", True),
    ("carol", "ec2:AttachVolume", True),
    ("carol", "kms:ListAliases", True),
    ("carol", "kms:CreateKey", False),
    ("carol", "iam:CreateUser", False),
    ("dave", "cloudtrail:LookupEvents", True),
    ("dave", "ec2:DescribeVolumes", True),
    ("dave", "iam:ListUsers", True),
    ("dave", "ec2:CreateVolume", False),
    ("orders-app", "ec2:DescribeVolumes", True),
    ("orders-app", "ec2:CreateVolume", False),
]


@pytest.mark.parametrize(("name", "action", "expected"), ELSEWHERE)
def test_who_may_do_what_elsewhere(people: Account, name: str, action: str, *, expected: bool) -> None:
    assert may(people, name, action) is expected


@pytest.mark.parametrize("name", ["carol", "orders-app"])
def test_a_key_policy_lets_the_key_users_use_a_key(people: Account, name: str) -> None:
    users = to([arn("user/carol"), arn("role/orders-app")], allow(["kms:Decrypt", "kms:DescribeKey"]))
    assert may(people, name, "kms:Decrypt", policy=document(DELEGATED, users), resource=KEY)


def test_not_even_a_key_policy_lets_the_key_administrator_use_a_key(people: Account) -> None:
    policy = document(to(arn("user/bob"), allow()))
    assert may(people, "bob", "kms:PutKeyPolicy", policy=policy, resource=KEY)
    assert not may(people, "bob", "kms:Decrypt", policy=policy, resource=KEY)


def test_carol_hands_only_the_instance_role_to_instances(people: Account) -> None:
    assert may(people, "carol", "iam:PassRole", resource=arn(f"role/{INSTANCE_ROLE}"))
    assert not may(people, "carol", "iam:PassRole", resource=arn("role/other"))


def test_everybody_is_there_with_a_job(people: Account) -> None:
    with people.context() as context:
        found = identities(context.uow, ACCOUNT)
    assert [(item.name, item.note) for item in found] == [
        ("alice", "administrator"),
        ("bob", "key administrator"),
        ("carol", "key user"),
        ("dave", "auditor"),
        ("orders-app", "instance role"),
        ("root", "root user"),
    ]


def test_the_instance_profile_hands_out_the_role_of_its_name(people: Account) -> None:
    (profile,) = people.call("ListInstanceProfiles")["InstanceProfiles"]
    assert profile["InstanceProfileName"] == INSTANCE_ROLE
    assert [role["RoleName"] for role in profile["Roles"]] == [INSTANCE_ROLE]


def test_the_same_entropy_makes_the_same_people(people: Account) -> None:
    other = Account()
    with other.context() as context:
        create_people(context.uow, account=ACCOUNT, now=NOW, entropy=SeededEntropy("people"))
    for operation in ("ListUsers", "ListRoles", "ListGroups", "ListPolicies", "ListInstanceProfiles"):
        assert other.call(operation) == people.call(operation)


def test_every_document_of_the_default_account_would_be_accepted_by_iam(people: Account) -> None:
    for policy in people.call("ListPolicies", Scope="Local")["Policies"]:
        version = people.call("GetPolicyVersion", PolicyArn=policy["Arn"], VersionId="v1")["PolicyVersion"]
        people.call(
            "CreatePolicy", PolicyName=f"again-{policy['PolicyName']}", PolicyDocument=version["Document"]
        )
    role = people.call("GetRole", RoleName=INSTANCE_ROLE)["Role"]
    people.call("CreateRole", RoleName="again", AssumeRolePolicyDocument=role["AssumeRolePolicyDocument"])
