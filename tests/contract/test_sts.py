"""Sessions: who may start one, as whom and for how long. What they may do is tested where they are used."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from tests.contract.account import ACCOUNT, ALICE_ARN, ROOT_ARN, TRUST, Account, covers, refuses
from tests.contract.gateways import NOON

ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/ops"
ASK = {"RoleArn": ROLE_ARN, "RoleSessionName": "me"}
ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
NOT_TRUSTED = (
    f"User: {ALICE_ARN} is not authorized to perform: sts:AssumeRole because no role trust policy allows the"
    " sts:AssumeRole action"
)


def trust(principal: str, action: Any = "sts:AssumeRole", **more: Any) -> str:
    """A trust policy of one statement."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(aws: Account, policy: str, **params: Any) -> dict[str, Any]:
    """The role `ops` with this trust policy."""
    made: dict[str, Any] = aws("iam", "CreateRole", RoleName="ops", AssumeRolePolicyDocument=policy, **params)
    found: dict[str, Any] = made["Role"]
    return found


def assume(aws: Account, identity: str = "alice", **params: Any) -> dict[str, Any]:
    """What AssumeRole answers."""
    return aws("sts", "AssumeRole", identity=identity, **{**ASK, **params})


def refusal(aws: Account, identity: str = "alice", **params: Any) -> tuple[str, str]:
    """What AssumeRole is refused with."""
    return aws.error("sts", "AssumeRole", identity=identity, **{**ASK, **params})


@covers("sts", "AssumeRole")
def test_a_role_is_assumed_for_an_hour(aws: Account) -> None:
    ops = role(aws, trust(ROOT_ARN))
    answer = assume(aws)
    assert answer["AssumedRoleUser"] == {
        "AssumedRoleId": f"{ops['RoleId']}:me",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/me",
    }
    credentials = answer["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert len(credentials["SecretAccessKey"]) == 40
    assert credentials["Expiration"] == NOON + timedelta(hours=1)
    assert assume(aws)["Credentials"]["SecretAccessKey"] != credentials["SecretAccessKey"]


@covers("sts", "AssumeRole")
def test_a_session_is_no_longer_than_its_role_allows(aws: Account) -> None:
    role(aws, trust(ROOT_ARN), MaxSessionDuration=7200)
    credentials = assume(aws, DurationSeconds=7200)["Credentials"]
    assert credentials["Expiration"] == NOON + timedelta(hours=2)
    assert refusal(aws, DurationSeconds=7201) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )
    assert refusal(aws, DurationSeconds=899)[0] == "ValidationError"


@refuses("sts", "AssumeRole")
def test_who_is_not_trusted_is_refused_like_for_a_role_that_does_not_exist(aws: Account) -> None:
    assert refusal(aws) == ("AccessDenied", NOT_TRUSTED)
    role(aws, TRUST)
    assert refusal(aws) == ("AccessDenied", NOT_TRUSTED)


def test_trust_in_the_account_leaves_it_to_iam(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    code, message = refusal(aws, "carol")
    assert code == "AccessDenied"
    ending = "because no identity-based policy allows the sts:AssumeRole action"
    assert message.endswith(f"on resource: {ROLE_ARN} {ending}")


def test_trust_in_a_user_by_name_needs_nothing_else(aws: Account) -> None:
    role(aws, trust(f"arn:aws:iam::{ACCOUNT}:user/carol"))
    assume(aws, "carol")
    assert refusal(aws, "dave")[0] == "AccessDenied"


def test_a_role_that_denies_says_so(aws: Account) -> None:
    denying = json.loads(trust(ROOT_ARN))
    denying["Statement"].append({**denying["Statement"][0], "Effect": "Deny"})
    role(aws, json.dumps(denying))
    ending = "is not authorized to perform: sts:AssumeRole with an explicit deny in the role trust policy"
    assert refusal(aws) == ("AccessDenied", f"User: {ALICE_ARN} {ending}")


@pytest.mark.parametrize(
    ("condition", "wrong", "right"),
    [
        ({"sts:ExternalId": "secret"}, {"ExternalId": "other"}, {"ExternalId": "secret"}),
        ({"sts:ExternalId": "secret"}, {}, {"ExternalId": "secret"}),
        ({"sts:RoleSessionName": "${aws:username}"}, {}, {"RoleSessionName": "alice"}),
        ({"aws:username": "alice"}, None, {}),
    ],
)
def test_a_trust_policy_may_make_conditions(
    aws: Account, condition: Mapping[str, str], wrong: Mapping[str, Any] | None, right: Mapping[str, Any]
) -> None:
    role(aws, trust(ROOT_ARN, Condition={"StringEquals": condition}))
    if wrong is not None:
        assert refusal(aws, **wrong) == ("AccessDenied", NOT_TRUSTED)
    assume(aws, **right)


def test_tags_and_a_source_identity_need_permissions_of_their_own(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    tags = [{"Key": "team", "Value": "orders"}]
    assert "sts:TagSession" in refusal(aws, Tags=tags)[1]
    assert "sts:SetSourceIdentity" in refusal(aws, SourceIdentity="alice")[1]
    aws("iam", "DeleteRole", RoleName="ops")
    role(aws, trust(ROOT_ARN, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]))
    answer = assume(aws, Tags=tags, TransitiveTagKeys=["team"], SourceIdentity="alice")
    assert answer["SourceIdentity"] == "alice"
    assert 0 < answer["PackedPolicySize"] <= 100
    assert refusal(aws, Tags=tags, TransitiveTagKeys=["other"])[0] == "InvalidParameterValue"
    assert refusal(aws, Tags=[*tags, {"Key": "TEAM", "Value": "x"}])[0] == "InvalidParameterValue"


@refuses("sts", "AssumeRole")
def test_session_policies_must_be_policies_and_fit(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    assume(aws, Policy=ALLOW_ALL, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}])
    assert refusal(aws, Policy="{}")[0] == "MalformedPolicyDocument"
    missing = [{"arn": f"arn:aws:iam::{ACCOUNT}:policy/nothing"}]
    assert refusal(aws, PolicyArns=missing)[0] == "MalformedPolicyDocument"
    assert refusal(aws, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}] * 11)[0] == (
        "ValidationError"
    )
    assert refusal(aws, Policy=ALLOW_ALL + " " * 2048)[0] == "ValidationError"


@refuses("sts", "AssumeRole", "GetSessionToken")
def test_nobody_has_an_mfa_device(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    code = {"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/alice", "TokenCode": "123456"}
    assert refusal(aws, **code)[0] == "AccessDenied"
    assert aws.code("sts", "GetSessionToken", **code) == "AccessDenied"
    context = [{"ProviderArn": f"{ROLE_ARN}/provider", "ContextAssertion": "assertion"}]
    assert refusal(aws, ProvidedContexts=context) == (
        "ValidationError",
        "ProvidedContexts is not supported in this account.",
    )


@refuses("sts", "AssumeRole")
def test_root_assumes_no_role_and_an_arn_must_be_a_roles(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    assert refusal(aws, "root") == ("AccessDenied", "Roles may not be assumed by root accounts.")
    user = ALICE_ARN
    assert refusal(aws, RoleArn=user) == ("ValidationError", f"{user} is invalid")
    elsewhere = "arn:aws:iam::444455556666:role/ops"
    assert refusal(aws, RoleArn=elsewhere) == ("AccessDenied", NOT_TRUSTED)


def test_a_role_that_assumes_another_has_an_hour(aws: Account) -> None:
    role(aws, trust(f"arn:aws:iam::{ACCOUNT}:role/orders-app"), MaxSessionDuration=7200)
    assume(aws, "orders-app", DurationSeconds=3600)
    assert refusal(aws, "orders-app", DurationSeconds=3601) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )


@covers("sts", "GetSessionToken")
def test_a_user_gets_a_session_for_twelve_hours_or_as_long_as_asked(aws: Account) -> None:
    credentials = aws("sts", "GetSessionToken")["Credentials"]
    assert credentials["Expiration"] == NOON + timedelta(hours=12)
    assert credentials["AccessKeyId"].startswith("ASIA")
    shorter = aws("sts", "GetSessionToken", DurationSeconds=900)["Credentials"]
    assert shorter["Expiration"] == NOON + timedelta(minutes=15)
    long = aws("sts", "GetSessionToken", MinimumSessionTokenSize=2000)["Credentials"]
    assert len(long["SessionToken"]) >= 2000 > len(credentials["SessionToken"])


@refuses("sts", "GetSessionToken")
def test_a_session_does_not_get_another_for_itself(aws: Account) -> None:
    assert aws.error("sts", "GetSessionToken", identity="orders-app") == (
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
    )


@covers("sts", "GetAccessKeyInfo")
def test_an_access_key_says_whose_account_it_is_of(aws: Account) -> None:
    first = aws("iam", "ListAccessKeys")["AccessKeyMetadata"][0]["AccessKeyId"]
    made = aws("iam", "CreateAccessKey")["AccessKey"]["AccessKeyId"]
    session = aws("sts", "GetSessionToken")["Credentials"]["AccessKeyId"]
    for key_id in (first, made, session):
        assert aws("sts", "GetAccessKeyInfo", AccessKeyId=key_id) == {"Account": ACCOUNT}
    # The account id that AWS's own example carries, as AWS answers for it.
    answer = aws("sts", "GetAccessKeyInfo", AccessKeyId="AKIAIOSFODNN7EXAMPLE")
    assert answer == {"Account": "581039954779"}


@refuses("sts", "GetAccessKeyInfo")
def test_what_is_no_access_key_has_no_account(aws: Account) -> None:
    for key_id in ("A" * 16, "AKIA" + "1" * 16, "XXXX" + "A" * 16, "AKIA" + "A" * 17):
        assert aws.code("sts", "GetAccessKeyInfo", AccessKeyId=key_id) == "ValidationError"
    some = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}
    assert aws.error("sts", "GetAccessKeyInfo", some, identity="carol")[0] == "AccessDenied"


def test_an_assumed_role_is_on_the_trail_without_its_token(aws: Account) -> None:
    role(aws, trust(ROOT_ARN))
    credentials = assume(aws, DurationSeconds=900)["Credentials"]
    named = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRole"}]
    (event,) = aws("cloudtrail", "LookupEvents", LookupAttributes=named)["Events"]
    record = json.loads(event["CloudTrailEvent"])
    assert record["requestParameters"] == {
        "roleArn": ROLE_ARN,
        "roleSessionName": "me",
        "durationSeconds": 900,
    }
    assert record["responseElements"]["credentials"] == {
        "accessKeyId": credentials["AccessKeyId"],
        "expiration": "Mar 14, 2026, 12:15:00 PM",
    }
    assert record["readOnly"] is True
    assert record["resources"] == [{"accountId": ACCOUNT, "type": "AWS::IAM::Role", "ARN": ROLE_ARN}]
    for secret in (credentials["SecretAccessKey"], credentials["SessionToken"]):
        assert secret not in event["CloudTrailEvent"]
