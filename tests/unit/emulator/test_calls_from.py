"""Calls that came over a wire: who makes them, what they may, and what is left of them on the trail."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kmstui.aws.clock import ManualClock
from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Result
from kmstui.emulator.assembly import Parts, found
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.dispatch import Emulator
from kmstui.emulator.iam.repository import KEY_USES
from kmstui.emulator.lab.status import Housing
from kmstui.emulator.registry import Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.hypervisor.stepped import SteppedPlane

ACCOUNT, REGION = "111122223333", "eu-west-1"
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
INVALID = "InvalidClientTokenId: The security token included in the request is invalid."
EXPIRED = "ExpiredToken: The security token included in the request is expired"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/ops"
ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class World:
    """An account on the disk, and everybody's way to it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.clock = ManualClock(NOON)
        entropy = SeededEntropy("calls from")
        self.parts = Parts(
            AccountStore.open(directory / "account", entropy),
            RootKey.create(directory / "keys" / "root.key", entropy),
            SteppedPlane(directory / "volumes", self.clock),
            self.clock,
            entropy,
            ACCOUNT,
            Housing(),
        )
        found(self.parts, "us-east-1")
        self.account: Emulator = self.parts.emulator(Settings())
        self.alice = self.account.issue("alice")

    def call(self, who: Credential, service: str, operation: str, **params: Any) -> Result:
        """One call with a credential, as it comes over a wire."""
        assert self.account.credential(who.access_key_id, who.session_token) == who
        origin = Origin(who.access_key_id, REGION, who.session_token, "10.1.2.3", "aws-cli/2")
        return self.account.call_from(origin, service, operation, params)

    def arn(self, who: Credential) -> str:
        """Who somebody is."""
        arn: str = self.call(who, "sts", "GetCallerIdentity")["Arn"]
        return arn

    def refusal(self, who: Credential, service: str, operation: str, **params: Any) -> str:
        """What a call is refused with."""
        with pytest.raises(AwsError) as refused:
            self.call(who, service, operation, **params)
        return str(refused.value)

    def iam(self, operation: str, **params: Any) -> Result:
        """The administrator's call of IAM."""
        return self.account.call("alice", "us-east-1", "iam", operation, params)

    def role(self, *statements: dict[str, Any], name: str = "ops", trusted: str = "") -> None:
        """A role that may do what the statements say, trusted by the account or by somebody in it."""
        principal = {"AWS": trusted or f"arn:aws:iam::{ACCOUNT}:root"}
        actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        trust = {"Effect": "Allow", "Principal": principal, "Action": actions}
        self.iam("CreateRole", RoleName=name, AssumeRolePolicyDocument=document(trust))
        self.iam("PutRolePolicy", RoleName=name, PolicyName="may", PolicyDocument=document(*statements))

    def assumed(self, who: Credential, name: str = "ops", **params: Any) -> Credential:
        """A session of a role."""
        arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
        return credential(self.call(who, "sts", "AssumeRole", RoleArn=arn, RoleSessionName="me", **params))

    def event(self, name: str) -> dict[str, Any]:
        """The latest event of this name, as CloudTrail records it."""
        named = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": name}]}
        for region in (REGION, "us-east-1"):
            events = self.account.call("alice", region, "cloudtrail", "LookupEvents", named)["Events"]
            if events:
                record: dict[str, Any] = json.loads(events[0]["CloudTrailEvent"])
                return record
        raise AssertionError(name)


def credential(answer: Result) -> Credential:
    """The credential in an answer of STS."""
    given = answer["Credentials"]
    return Credential(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], given["Expiration"]
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.parts.data_plane.close()
    world.parts.store.close()


def test_a_user_calls_with_its_access_key(world: World) -> None:
    assert world.arn(world.alice) == f"arn:aws:iam::{ACCOUNT}:user/alice"
    record = world.event("GetCallerIdentity")
    assert record["userIdentity"]["accessKeyId"] == world.alice.access_key_id
    assert record["userIdentity"]["userName"] == "alice"
    assert "sessionContext" not in record["userIdentity"]
    assert (record["sourceIPAddress"], record["userAgent"]) == ("10.1.2.3", "aws-cli/2")
    assert record["awsRegion"] == REGION


def test_a_credential_that_nobody_has_is_refused_with_a_request_id(world: World) -> None:
    for origin in (
        Origin("AKIAIOSFODNN7EXAMPLE", REGION),
        Origin("", REGION),
        Origin(world.alice.access_key_id, REGION, "a token"),
        Origin("ASIAIOSFODNN7EXAMPLE", REGION, "AQ=="),
    ):
        _assert_invalid(world, Credential(origin.access_key_id, "", origin.session_token))
        with pytest.raises(AwsError) as refused:
            world.account.call_from(origin, "sts", "GetCallerIdentity", {})
        assert refused.value.request_id


def test_a_key_that_is_switched_off_or_deleted_is_refused_from_the_next_call_on(world: World) -> None:
    dave = world.account.issue("dave")
    key = {"UserName": "dave", "AccessKeyId": dave.access_key_id}
    world.arn(dave)
    world.iam("UpdateAccessKey", **key, Status="Inactive")
    _assert_invalid(world, dave)
    _assert_invalid(world, dave, stand_in="alice")
    world.iam("UpdateAccessKey", **key, Status="Active")
    assert world.arn(dave).endswith("user/dave")
    world.iam("DeleteAccessKey", **key)
    _assert_invalid(world, dave)


def _assert_invalid(world: World, who: Credential, stand_in: str = "") -> None:
    with pytest.raises(AwsError) as refused:
        world.account.credential(who.access_key_id, who.session_token)
    assert str(refused.value) == INVALID
    origin = Origin(who.access_key_id, REGION, who.session_token)
    with pytest.raises(AwsError) as refused:
        world.account.call_from(origin, "sts", "GetCallerIdentity", {}, stand_in=stand_in)
    assert str(refused.value) == INVALID


def test_where_nobody_looks_at_signatures_unknown_keys_are_somebody_elses(world: World) -> None:
    origin = Origin("test", REGION, source_ip="10.9.8.7", user_agent="ci")
    who = world.account.call_from(origin, "sts", "GetCallerIdentity", {}, stand_in="alice")
    assert who["Arn"].endswith("user/alice")
    record = world.event("GetCallerIdentity")
    assert record["userIdentity"]["accessKeyId"] == "test"
    assert (record["sourceIPAddress"], record["userAgent"]) == ("10.9.8.7", "ci")
    bob = Origin(world.account.issue("bob").access_key_id, REGION)
    who = world.account.call_from(bob, "sts", "GetCallerIdentity", {}, stand_in="alice")
    assert who["Arn"].endswith("user/bob")
    with pytest.raises(AwsError, match="InvalidClientTokenId"):
        world.account.call_from(origin, "sts", "GetCallerIdentity", {}, stand_in="nobody")


def test_address_and_agent_are_what_policies_ask_for(world: World) -> None:
    conditions = {
        "IpAddress": {"aws:SourceIp": "10.1.0.0/16"},
        "StringLike": {"aws:UserAgent": "aws-cli/*"},
    }
    world.iam("CreateUser", UserName="orders")
    allowed = {**ANYTHING, "Condition": conditions}
    world.iam("PutUserPolicy", UserName="orders", PolicyName="p", PolicyDocument=document(allowed))
    orders = world.account.issue("orders")
    world.call(orders, "kms", "ListKeys")
    for where in ({"source_ip": "10.2.2.3"}, {"user_agent": "curl"}):
        origin = Origin(orders.access_key_id, REGION, source_ip="10.1.2.3", user_agent="aws-cli/2")
        with pytest.raises(AwsError, match="AccessDenied"):
            world.account.call_from(replace(origin, **where), "kms", "ListKeys", {})


def test_credentials_are_issued_for_everybody(world: World) -> None:
    for name in ("alice", "bob", "carol", "dave"):
        first = world.account.issue(name)
        assert first == world.account.issue(name)
        assert first.access_key_id.startswith("AKIA")
        assert world.arn(first).endswith(f"user/{name}")
    app = world.account.issue("orders-app")
    assert world.arn(app) == f"arn:aws:sts::{ACCOUNT}:assumed-role/orders-app/console"
    assert app.expires == NOON + timedelta(hours=1)
    root = world.account.issue("root")
    assert world.arn(root) == f"arn:aws:iam::{ACCOUNT}:root"
    world.call(root, "iam", "ListUsers")
    with pytest.raises(AwsError, match="NoSuchEntity: The user with name nobody cannot be found"):
        world.account.issue("nobody")


def test_a_user_without_a_key_gets_one_or_a_session_that_leaves_nothing_behind(world: World) -> None:
    world.iam("CreateUser", UserName="orders")
    session = world.account.issue("orders", create=False)
    assert session.expires == NOON + timedelta(hours=12)
    assert world.arn(session).endswith("user/orders")
    assert world.iam("ListAccessKeys", UserName="orders")["AccessKeyMetadata"] == []
    key = world.account.issue("orders")
    assert world.event("CreateAccessKey")["userIdentity"]["type"] == "Root"
    assert world.account.issue("orders", create=False) == key
    world.iam("UpdateAccessKey", UserName="orders", AccessKeyId=key.access_key_id, Status="Inactive")
    other = world.account.issue("orders")
    assert other.access_key_id != key.access_key_id
    world.iam("UpdateAccessKey", UserName="orders", AccessKeyId=other.access_key_id, Status="Inactive")
    with pytest.raises(AwsError, match="LimitExceeded"):
        world.account.issue("orders")


def test_a_users_session_acts_as_the_user_and_reaches_neither_iam_nor_most_of_sts(world: World) -> None:
    session = credential(world.call(world.alice, "sts", "GetSessionToken"))
    assert world.arn(session) == f"arn:aws:iam::{ACCOUNT}:user/alice"
    world.call(session, "kms", "CreateKey")
    record = world.event("CreateKey")
    assert record["userIdentity"]["accessKeyId"] == session.access_key_id
    assert record["userIdentity"]["sessionContext"] == {
        "attributes": {"creationDate": "2026-03-14T12:00:00Z", "mfaAuthenticated": "false"}
    }
    assert world.refusal(session, "iam", "ListUsers") == INVALID
    denied = "AccessDenied: Cannot call GetSessionToken with session credentials"
    assert world.refusal(session, "sts", "GetSessionToken") == denied
    assert world.refusal(session, "sts", "GetAccessKeyInfo", AccessKeyId="A" * 20).startswith("AccessDenied")
    world.role(ANYTHING)
    assert world.arn(world.assumed(session)).endswith("assumed-role/ops/me")


def test_roots_session_lasts_an_hour_at_most_and_roles_have_none_of_their_own(world: World) -> None:
    answer = world.account.call("root", REGION, "sts", "GetSessionToken", {"DurationSeconds": 43_200})
    session = credential(answer)
    assert session.expires == NOON + timedelta(hours=1)
    assert world.arn(session) == f"arn:aws:iam::{ACCOUNT}:root"
    for who in ("root", "orders-app"):
        issued = world.account.issue(who)
        assert world.refusal(issued, "sts", "GetSessionToken").startswith("AccessDenied")


def test_a_session_ends_when_it_was_to_end_and_not_before(world: World) -> None:
    session = credential(world.call(world.alice, "sts", "GetSessionToken", DurationSeconds=900))
    world.clock.advance(timedelta(seconds=899))
    world.arn(session)
    world.clock.advance(timedelta(seconds=1))
    with pytest.raises(AwsError) as refused:
        world.account.credential(session.access_key_id, session.session_token)
    assert str(refused.value) == EXPIRED
    origin = Origin(session.access_key_id, REGION, session.session_token)
    for stand_in in ("", "bob"):
        with pytest.raises(AwsError) as refused:
            world.account.call_from(origin, "sts", "GetCallerIdentity", {}, stand_in=stand_in)
        assert str(refused.value) == EXPIRED


def test_a_session_ends_with_its_user_or_role_and_is_not_its_namesakes(world: World) -> None:
    world.iam("CreateUser", UserName="orders")
    world.role(ANYTHING)
    sessions = [world.account.issue("orders", create=False), world.assumed(world.alice)]
    for session in sessions:
        world.arn(session)
    world.iam("DeleteUser", UserName="orders")
    world.iam("DeleteRolePolicy", RoleName="ops", PolicyName="may")
    world.iam("DeleteRole", RoleName="ops")
    for again in (False, True):
        if again:
            world.iam("CreateUser", UserName="orders")
            world.role(ANYTHING)
        for session in sessions:
            _assert_invalid(world, session)


def test_a_role_session_may_what_its_role_may_at_that_moment(world: World) -> None:
    world.role({**ANYTHING, "Action": "kms:ListKeys"})
    session = world.assumed(world.alice)
    world.call(session, "kms", "ListKeys")
    assert world.refusal(session, "kms", "ListAliases").startswith("AccessDenied")
    world.iam("DeleteRolePolicy", RoleName="ops", PolicyName="may")
    assert world.refusal(session, "kms", "ListKeys").startswith("AccessDenied")
    identity = world.event("ListKeys")["userIdentity"]
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/me"
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert (issuer["arn"], issuer["userName"]) == (ROLE_ARN, "ops")


def test_session_policies_take_away_and_never_add(world: World) -> None:
    world.role({**ANYTHING, "Action": ["kms:ListKeys", "ec2:DescribeVolumes", "ec2:CreateVolume"]})
    inline = world.assumed(world.alice, Policy=document({**ANYTHING, "Action": "kms:*"}))
    world.call(inline, "kms", "ListKeys")
    assert "no session policy allows" in world.refusal(inline, "ec2", "DescribeVolumes")
    assert "no identity-based policy allows" in world.refusal(inline, "kms", "ListAliases")
    managed = world.assumed(world.alice, PolicyArns=[{"arn": READ_ONLY}])
    world.call(managed, "ec2", "DescribeVolumes")
    making = {"AvailabilityZone": f"{REGION}a", "Size": 1}
    assert "no session policy allows" in world.refusal(managed, "ec2", "CreateVolume", **making)


def test_a_session_policy_that_is_gone_allows_nothing(world: World) -> None:
    world.role(ANYTHING)
    text = document(ANYTHING)
    policy = world.iam("CreatePolicy", PolicyName="own", PolicyDocument=text)["Policy"]["Arn"]
    session = world.assumed(world.alice, PolicyArns=[{"arn": policy}])
    world.call(session, "kms", "ListKeys")
    world.iam("DeletePolicy", PolicyArn=policy)
    assert "no session policy allows" in world.refusal(session, "kms", "ListKeys")


def test_tags_and_the_source_identity_of_a_session_are_what_policies_ask_for(world: World) -> None:
    wanted = {"StringEquals": {"aws:PrincipalTag/team": "orders", "aws:SourceIdentity": "alice"}}
    world.role({**ANYTHING, "Condition": wanted})
    tags = [{"Key": "team", "Value": "orders"}]
    world.call(world.assumed(world.alice, Tags=tags, SourceIdentity="alice"), "kms", "ListKeys")
    context = world.event("ListKeys")["userIdentity"]["sessionContext"]
    assert context["sourceIdentity"] == "alice"
    for params in ({"Tags": tags}, {"SourceIdentity": "alice"}):
        denied = world.refusal(world.assumed(world.alice, **params), "kms", "ListKeys")
        assert denied.startswith("AccessDenied")


def test_what_is_transitive_goes_on_to_the_next_role(world: World) -> None:
    world.role(ANYTHING)
    team = {"StringEquals": {"aws:PrincipalTag/team": "orders"}}
    world.role({**ANYTHING, "Condition": team}, name="next", trusted=ROLE_ARN)
    tags = [{"Key": "team", "Value": "orders"}]
    passed = world.assumed(world.alice, Tags=tags, TransitiveTagKeys=["team"])
    world.call(world.assumed(passed, "next"), "kms", "ListKeys")
    taking = {"RoleArn": ROLE_ARN.replace("ops", "next"), "RoleSessionName": "me", "Tags": tags}
    assert world.refusal(passed, "sts", "AssumeRole", **taking).startswith("InvalidParameterValue")
    kept = world.assumed(world.alice, Tags=tags)
    assert world.refusal(world.assumed(kept, "next"), "kms", "ListKeys").startswith("AccessDenied")


def test_the_last_use_of_a_key_is_kept_to_the_quarter_of_an_hour(world: World) -> None:
    def used() -> dict[str, Any]:
        key = {"AccessKeyId": world.alice.access_key_id}
        last: dict[str, Any] = world.iam("GetAccessKeyLastUsed", **key)["AccessKeyLastUsed"]
        return last

    assert used() == {"ServiceName": "N/A", "Region": "N/A"}
    world.call(world.alice, "kms", "ListKeys")
    first = {"LastUsedDate": NOON, "ServiceName": "kms", "Region": REGION}
    assert used() == first
    world.clock.advance(timedelta(minutes=14, seconds=59))
    world.call(world.alice, "ec2", "DescribeVolumes")
    assert used() == first
    later = world.clock.advance(timedelta(seconds=1))
    world.account = world.parts.emulator(Settings())
    world.call(world.alice, "ec2", "DescribeVolumes")
    assert used() == {"LastUsedDate": later, "ServiceName": "ec2", "Region": REGION}


def test_a_key_that_deletes_itself_leaves_no_use_behind(world: World) -> None:
    root = world.account.issue("root")
    world.call(world.alice, "iam", "DeleteAccessKey", AccessKeyId=world.alice.access_key_id)
    with world.parts.store.unit_of_work() as uow:
        assert uow.count(KEY_USES) == 0
    world.call(root, "iam", "ListUsers")
    with world.parts.store.unit_of_work() as uow:
        assert uow.count(KEY_USES) == 0


def test_what_a_trust_policy_decided_is_explained_as_such(world: World) -> None:
    world.role(ANYTHING, trusted=f"arn:aws:iam::{ACCOUNT}:user/carol")
    world.assumed(world.account.issue("carol"))
    request = {"RequestId": world.event("AssumeRole")["requestID"]}
    told = world.account.call("alice", REGION, "kmstui", "ExplainRequest", request)["Decisions"][0]
    assert told["Reason"] == "The trust policy allows it to the caller directly; no IAM policy is needed."
    assert told["DecidedBy"] == "trust policy, statement 1"


def test_a_user_agent_is_on_the_trail_as_far_as_cloudtrail_keeps_it(world: World) -> None:
    origin = Origin(world.alice.access_key_id, REGION, user_agent="x" * 5000)
    world.account.call_from(origin, "kms", "ListKeys", {})
    assert world.event("ListKeys")["userAgent"] == "x" * 1024


def test_nothing_that_lets_anybody_in_is_written_down(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.role(ANYTHING)
    made = world.iam("CreateAccessKey", UserName="carol")["AccessKey"]
    sessions = [
        credential(world.call(world.alice, "sts", "GetSessionToken")),
        world.assumed(world.alice),
        world.account.issue("root"),
    ]
    for session in sessions:
        world.call(session, "kms", "ListKeys")
    canaries = [world.alice.secret_access_key, made["SecretAccessKey"]]
    canaries += [text for session in sessions for text in (session.secret_access_key, session.session_token)]
    shown = [repr(world.alice), repr(sessions), repr(Origin("AKIA", REGION, sessions[0].session_token))]
    shown += [repr(error) for error in _errors(world, sessions[0])]
    world.parts.store.compact()
    world.account.call("alice", REGION, "kms", "ListKeys", {})
    kept = [file.read_bytes() for file in sorted(world.directory.rglob("*")) if file.is_file()]
    assert any(b"AssumeRole" in content for content in kept)
    for canary in canaries:
        forms = [canary.encode(), canary[::-1].encode(), canary[:20].encode(), canary[-20:].encode()]
        assert not any(form in content for content in kept for form in forms)
        assert not any(canary in text for text in (*shown, caplog.text))


def _errors(world: World, session: Credential) -> list[AwsError]:
    """Refusals of every kind that know a secret or a token."""
    found: list[AwsError] = []
    for token in (session.session_token, session.session_token + "A"):
        try:
            world.account.call_from(Origin(session.access_key_id, REGION, token), "iam", "ListUsers", {})
        except AwsError as error:
            found.append(error)
    assert len(found) == 2
    return found
