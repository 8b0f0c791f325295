"""The policy simulator: policies as they are or might be, against calls that nobody makes."""

import json
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, REGION, ROOT_ARN, Account, covers, refuses

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
BUCKET = "arn:aws:s3:::orders/*"
CAROL = f"arn:aws:iam::{ACCOUNT}:user/carol"
ORDERS = f"arn:aws:iam::{ACCOUNT}:user/orders"


def document(*statements: dict[str, Any], **layout: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, **layout)


def allow(action: str = "kms:*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": "*", **more}


def custom(aws: Account, *policies: str, action: str = "kms:Decrypt", **params: Any) -> dict[str, Any]:
    """The one result of simulating these policies."""
    answer = aws(
        "iam", "SimulateCustomPolicy", PolicyInputList=list(policies), ActionNames=[action], **params
    )
    (result,) = answer["EvaluationResults"]
    found: dict[str, Any] = result
    return found


@covers("iam", "SimulateCustomPolicy")
def test_the_sample_of_the_cli_reference(aws: Account) -> None:
    """AWS CLI Reference, "simulate-principal-policy": where the statement stands that allows it."""
    text = (
        '{\n    "Version": "2012-10-17",\n    "Statement": [\n        {\n            "Effect": "Allow",\n'
        '            "Action": "codecommit:ListRepositories",\n            "Resource": "*"\n'
        "            \n        }\n    ]\n}"
    )
    assert custom(aws, text, action="codecommit:ListRepositories") == {
        "EvalActionName": "codecommit:ListRepositories",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "none",
                "StartPosition": {"Line": 3, "Column": 19},
                "EndPosition": {"Line": 9, "Column": 10},
            }
        ],
        "MissingContextValues": [],
    }


@covers("iam", "SimulateCustomPolicy")
def test_a_deny_is_all_that_is_told_and_a_lack_is_nothing(aws: Account) -> None:
    denied = custom(aws, document(allow()), document(allow(), allow(effect="Deny")))
    assert denied["EvalDecision"] == "explicitDeny"
    assert [one["SourcePolicyId"] for one in denied["MatchedStatements"]] == ["PolicyInputList.2"]
    lacking = custom(aws, document(allow("ec2:*")))
    assert (lacking["EvalDecision"], lacking["MatchedStatements"]) == ("implicitDeny", [])


@covers("iam", "SimulateCustomPolicy")
def test_every_action_meets_every_resource_in_pages(aws: Account) -> None:
    actions, resources = ["kms:Decrypt", "ec2:StopInstances"], [KEY, BUCKET]
    params: dict[str, Any] = {
        "PolicyInputList": [document(allow())],
        "ActionNames": actions,
        "ResourceArns": resources,
    }
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    while page.get("IsTruncated", True):
        more = {"Marker": page["Marker"]} if page else {}
        page = aws("iam", "SimulateCustomPolicy", MaxItems=3, **params, **more)
        found += page["EvaluationResults"]
    assert [(one["EvalActionName"], one["EvalResourceName"]) for one in found] == [
        (action, resource) for action in actions for resource in resources
    ]
    assert [one["EvalDecision"] for one in found] == ["allowed"] * 2 + ["implicitDeny"] * 2
    for one in found:
        (specific,) = one["ResourceSpecificResults"]
        assert specific["EvalResourceName"] == one["EvalResourceName"]
        assert specific["EvalResourceDecision"] == one["EvalDecision"]


@covers("iam", "SimulateCustomPolicy")
def test_what_the_context_lacks_is_told_where_aws_tells_it(aws: Account) -> None:
    condition = {"StringEquals": {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}}
    text = document(allow(Condition=condition))
    lacking = custom(aws, text)
    assert (lacking["EvalDecision"], lacking["MissingContextValues"]) == ("implicitDeny", ["kms:ViaService"])
    named = custom(aws, text, ResourceArns=[KEY])
    assert named["MissingContextValues"] == []
    assert named["ResourceSpecificResults"][0]["MissingContextValues"] == ["kms:ViaService"]
    entry = {
        "ContextKeyName": "KMS:viaservice",
        "ContextKeyValues": ["ec2.us-east-1.amazonaws.com"],
        "ContextKeyType": "string",
    }
    given = custom(aws, text, ContextEntries=[entry])
    assert (given["EvalDecision"], given["MissingContextValues"]) == ("allowed", [])


@covers("iam", "SimulateCustomPolicy")
def test_a_boundary_and_an_organization_limit(aws: Account) -> None:
    everything, reads = document(allow("*")), document(allow("kms:Describe*"))
    bounded = custom(aws, everything, PermissionsBoundaryPolicyInputList=[reads])
    assert bounded["EvalDecision"] == "implicitDeny"
    assert bounded["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    within = custom(aws, everything, PermissionsBoundaryPolicyInputList=[document(allow())])
    assert within["EvalDecision"] == "allowed"
    assert within["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    for level, decision in ((reads, "implicitDeny"), (document(allow(effect="Deny")), "explicitDeny")):
        levels = [{"ServiceControlPolicyInputList": [text]} for text in (everything, level)]
        limited = custom(aws, everything, OrderedOrganizationPolicyInputList=levels)
        assert limited["EvalDecision"] == decision
        assert limited["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
    levels = [{"ServiceControlPolicyInputList": [everything]}]
    free = custom(aws, everything, OrderedOrganizationPolicyInputList=levels)
    assert (free["EvalDecision"], free["OrganizationsDecisionDetail"]["AllowedByOrganizations"]) == (
        "allowed",
        True,
    )


@covers("iam", "SimulateCustomPolicy")
def test_a_key_policy_must_delegate_and_a_buckets_need_not(aws: Account) -> None:
    iam, nothing = document(allow("*")), document(allow("ec2:*"))
    delegating = document({**allow(), "Principal": {"AWS": ROOT_ARN}})
    naming = document({**allow("*"), "Principal": {"AWS": CAROL}})
    other = document({**allow("*"), "Principal": {"Service": "ec2.amazonaws.com"}})
    for own, policy, action, resource, decision in (
        (iam, delegating, "kms:Decrypt", KEY, "allowed"),
        (iam, other, "kms:Decrypt", KEY, "implicitDeny"),
        (nothing, naming, "kms:Decrypt", KEY, "allowed"),
        (nothing, delegating, "kms:Decrypt", KEY, "implicitDeny"),
        (iam, other, "s3:GetObject", BUCKET, "allowed"),
        (nothing, naming, "s3:GetObject", BUCKET, "allowed"),
        (nothing, other, "s3:GetObject", BUCKET, "implicitDeny"),
    ):
        params = {"ResourcePolicy": policy, "CallerArn": CAROL, "ResourceArns": [resource]}
        assert custom(aws, own, action=action, **params)["EvalDecision"] == decision
    elsewhere = {"ResourceOwner": "arn:aws:iam::444455556666:root", "ResourceArns": [BUCKET]}
    abroad = {"ResourcePolicy": other, "CallerArn": CAROL, **elsewhere}
    assert custom(aws, iam, action="s3:GetObject", **abroad)["EvalDecision"] == "implicitDeny"
    both = {**abroad, "ResourcePolicy": naming}
    assert custom(aws, iam, action="s3:GetObject", **both)["EvalDecision"] == "allowed"


@pytest.fixture
def orders(aws: Account) -> Account:
    """An account with a user that has policies of every kind."""
    who = {"UserName": "orders"}
    aws("iam", "CreateUser", **who)
    aws("iam", "CreateGroup", GroupName="team")
    aws("iam", "AddUserToGroup", GroupName="team", **who)
    aws("iam", "CreatePolicy", PolicyName="own", PolicyDocument=document(allow("kms:Encrypt")))
    aws("iam", "AttachUserPolicy", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/own", **who)
    aws("iam", "AttachUserPolicy", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess", **who)
    aws("iam", "PutUserPolicy", PolicyName="in", PolicyDocument=document(allow("kms:Decrypt")), **who)
    group = document(allow("kms:Sign", Condition={"Bool": {"aws:SecureTransport": "true"}}))
    aws("iam", "PutGroupPolicy", GroupName="team", PolicyName="in", PolicyDocument=group)
    return aws


def of_orders(aws: Account, action: str, **params: Any) -> dict[str, Any]:
    answer = aws("iam", "SimulatePrincipalPolicy", PolicySourceArn=ORDERS, ActionNames=[action], **params)
    found: dict[str, Any] = answer["EvaluationResults"][0]
    return found


@covers("iam", "SimulatePrincipalPolicy")
def test_a_users_policies_are_named_with_their_kind(orders: Account) -> None:
    entry = {"ContextKeyName": "aws:SecureTransport", "ContextKeyValues": ["true"]}
    for action, source, kind in (
        ("kms:Encrypt", "own", "user-managed"),
        ("ec2:DescribeVolumes", "AmazonEC2ReadOnlyAccess", "aws-managed"),
        ("kms:Decrypt", "user_orders_in", "user"),
        ("kms:Sign", "group_team_in", "group"),
    ):
        result = of_orders(orders, action, ContextEntries=[entry])
        assert result["EvalDecision"] == "allowed"
        (statement,) = result["MatchedStatements"]
        assert (statement["SourcePolicyId"], statement["SourcePolicyType"]) == (source, kind)
    assert of_orders(orders, "kms:Sign")["MissingContextValues"] == ["aws:SecureTransport"]
    added = of_orders(orders, "kms:Verify", PolicyInputList=[document(allow("kms:Verify"))])
    assert added["MatchedStatements"][0]["SourcePolicyId"] == "PolicyInputList.1"


@covers("iam", "SimulatePrincipalPolicy")
def test_policies_can_be_left_out(orders: Account) -> None:
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/own"
    inline = {"PolicyName": "in", "AttachmentType": "user", "AttachmentName": "Orders"}
    for action, left_out in (
        ("kms:Encrypt", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/o?n"}),
        ("ec2:DescribeVolumes", {"PolicyType": "aws-managed"}),
        ("kms:Decrypt", {"PolicyType": "inline"}),
        ("kms:Decrypt", {"InlinePolicyIdentifier": inline}),
    ):
        assert of_orders(orders, action)["EvalDecision"] == "allowed"
        result = of_orders(orders, action, PolicyExclusionList=[left_out])
        assert result["EvalDecision"] == "implicitDeny"
    orders("iam", "PutUserPermissionsBoundary", UserName="orders", PermissionsBoundary=boundary)
    bounded = of_orders(orders, "kms:Decrypt")
    assert bounded["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    replaced = of_orders(orders, "kms:Decrypt", PermissionsBoundaryPolicyInputList=[document(allow())])
    assert replaced["EvalDecision"] == "allowed"
    freed = [{"PolicyType": "permission-boundary"}]
    assert of_orders(orders, "kms:Decrypt", PolicyExclusionList=freed)["EvalDecision"] == "allowed"


@covers("iam", "SimulatePrincipalPolicy")
@pytest.mark.parametrize("kind", ["role", "group"])
def test_a_role_and_a_group_are_simulated_too(aws: Account, kind: str) -> None:
    name = {"role": "orders-app", "group": "administrators"}[kind]
    who = {f"{kind.capitalize()}Name": name}
    text = document(allow("kms:TagResource"))
    aws("iam", f"Put{kind.capitalize()}Policy", PolicyName="in", PolicyDocument=text, **who)
    arn = f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"
    answer = aws("iam", "SimulatePrincipalPolicy", PolicySourceArn=arn, ActionNames=["kms:TagResource"])
    sources = {one["SourcePolicyId"] for one in answer["EvaluationResults"][0]["MatchedStatements"]}
    assert f"{kind}_{name}_in" in sources


@covers("iam", "GetContextKeysForPrincipalPolicy", "GetContextKeysForCustomPolicy")
def test_context_keys_are_those_that_policies_ask_for(orders: Account) -> None:
    answer = orders("iam", "GetContextKeysForPrincipalPolicy", PolicySourceArn=ORDERS)
    assert answer["ContextKeyNames"] == ["aws:SecureTransport"]
    conditions = {"StringEquals": {"kms:ViaService": "${aws:PrincipalTag/service, 'none'}"}}
    resource = "arn:aws:s3:::${aws:username}/${*}"
    text = document({**allow(Condition=conditions), "Resource": resource})
    answer = orders("iam", "GetContextKeysForCustomPolicy", PolicyInputList=[text])
    assert answer["ContextKeyNames"] == ["aws:PrincipalTag/service", "aws:username", "kms:ViaService"]


@refuses("iam", "SimulatePrincipalPolicy", "SimulateCustomPolicy")
@refuses("iam", "GetContextKeysForPrincipalPolicy", "GetContextKeysForCustomPolicy")
def test_not_everybody_may_ask_about_others(aws: Account) -> None:
    principal = {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:user/alice"}
    policies = {"PolicyInputList": [document(allow())]}
    actions = {"ActionNames": ["kms:Decrypt"]}
    for operation, params in (
        ("SimulatePrincipalPolicy", principal | actions),
        ("SimulateCustomPolicy", policies | actions),
        ("GetContextKeysForPrincipalPolicy", principal),
        ("GetContextKeysForCustomPolicy", policies),
    ):
        assert aws.code("iam", operation, identity="carol", **params) == "AccessDenied"


@refuses("iam", "SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy")
def test_whose_policies_are_meant_must_be_clear(aws: Account) -> None:
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/session"
    for arn, refusal in (
        (
            session,
            ("InvalidInput", f"Invalid Entity Arn: {session} does not clearly define entity type and name."),
        ),
        (ORDERS, ("NoSuchEntity", "The user with name orders cannot be found.")),
    ):
        asked: dict[str, Any] = {"PolicySourceArn": arn}
        assert aws.error("iam", "GetContextKeysForPrincipalPolicy", asked) == refusal
        asked["ActionNames"] = ["kms:Decrypt"]
        assert aws.error("iam", "SimulatePrincipalPolicy", asked) == refusal


@refuses("iam", "SimulateCustomPolicy", "GetContextKeysForCustomPolicy")
def test_what_cannot_be_simulated_is_refused(aws: Account) -> None:
    sound = {"PolicyInputList": [document(allow())], "ActionNames": ["kms:Decrypt"]}
    for broken in (
        {"PolicyInputList": ["{"]},
        {"ActionNames": ["kms:*"]},
        {"ActionNames": ["Decrypt"]},
        {"ResourceOwner": "123456789012"},
        {"ResourcePolicy": document({**allow(), "Principal": "*"})},
        {"ResourcePolicy": document(allow()), "CallerArn": CAROL},
        {"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/session"},
        {"PermissionsBoundaryPolicyInputList": [document(allow())] * 2},
    ):
        assert aws.code("iam", "SimulateCustomPolicy", **sound | broken) == "InvalidInput"
    key_id = KEY.rpartition("/")[2]
    assert aws.error("iam", "SimulateCustomPolicy", sound, ResourceArns=[key_id]) == (
        "InvalidInput",
        f"ResourceNames are not in a valid ARN format: {key_id}.",
    )
    assert aws.code("iam", "GetContextKeysForCustomPolicy", PolicyInputList=["{"]) == "InvalidInput"


def test_a_simulation_agrees_with_the_call_it_simulates(orders: Account) -> None:
    """The same engine decides both, for calls that depend on no context."""
    for action, operation in (("kms:ListKeys", "ListKeys"), ("kms:ListAliases", "ListAliases")):
        for effect in ("Allow", "Deny"):
            text = document(allow(action, effect))
            orders("iam", "PutUserPolicy", UserName="orders", PolicyName="now", PolicyDocument=text)
            simulated = of_orders(orders, action)["EvalDecision"]
            try:
                orders("kms", operation, identity="orders")
                called = "allowed"
            except Exception as error:  # noqa: BLE001 - the account raises AwsError alone
                called = "explicitDeny" if "explicit deny" in str(error) else "implicitDeny"
            assert simulated == called
