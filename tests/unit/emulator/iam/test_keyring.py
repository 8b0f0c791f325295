"""Who an access key stands for is found once and forgotten as soon as it may have changed."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.errors import AwsError
from kmstui.emulator.iam.keyring import Keyring, check_reach
from kmstui.emulator.iam.repository import USERS, named
from kmstui.emulator.iam.sessions import claims_for, lasting, start
from kmstui.emulator.registry import Caller, PrincipalKind
from kmstui.emulator.store.unit_of_work import UnitOfWork

from .account import NOW, SECRETS, Account
from .building import ACCOUNT, ALICE

REGION = "eu-west-1"


class _Counting(Keyring):
    """A keyring that counts how often it looks somebody up."""

    looked_up = 0

    def _principal(self, uow: UnitOfWork, access_key_id: str, session_token: str) -> Caller | None:
        self.looked_up += 1
        return super()._principal(uow, access_key_id, session_token)


@contextmanager
def unit(account: Account) -> Iterator[UnitOfWork]:
    """A unit of work over an account."""
    with account.context() as context:
        yield context.uow


@pytest.fixture
def keyring() -> _Counting:
    return _Counting(ACCOUNT, SECRETS)


@pytest.fixture
def key(account: Account) -> Credential:
    """The access key of a new user."""
    account.call("CreateUser", UserName="alice")
    made = account.call("CreateAccessKey", UserName="alice")["AccessKey"]
    return Credential(made["AccessKeyId"], made["SecretAccessKey"])


def test_the_same_caller_is_found_again_without_looking(
    account: Account, keyring: _Counting, key: Credential
) -> None:
    origin = Origin(key.access_key_id, REGION, source_ip="10.0.0.1", user_agent="cli")
    with unit(account) as uow:
        first = keyring.caller(uow, origin, NOW)
        assert keyring.caller(uow, replace(origin, region="us-east-1"), NOW) is first
    assert first is not None
    assert (first.access_key_id, first.source_ip, first.user_agent) == (key.access_key_id, "10.0.0.1", "cli")
    assert keyring.looked_up == 1
    with unit(account) as uow:
        other = keyring.caller(uow, replace(origin, source_ip="10.0.0.2"), NOW)
    assert other == replace(first, source_ip="10.0.0.2")


def test_a_change_of_somebody_is_seen_within_the_unit_that_makes_it(
    account: Account, keyring: _Counting, key: Credential
) -> None:
    origin = Origin(key.access_key_id, REGION)
    with unit(account) as uow:
        before = keyring.caller(uow, origin, NOW)
        user = named(uow, USERS, ACCOUNT, "alice")
        assert user is not None
        uow.put(USERS, replace(user, path="/moved/"))
        after = keyring.caller(uow, origin, NOW)
    assert before is not None
    assert after is not None
    assert (before.arn, after.arn) == (f"arn:aws:iam::{ACCOUNT}:user/alice", user_arn("/moved/alice"))


def user_arn(path: str) -> str:
    """The ARN of a user."""
    return f"arn:aws:iam::{ACCOUNT}:user{path}"


def test_a_credential_is_remembered_until_somebody_changes(
    account: Account, keyring: _Counting, key: Credential
) -> None:
    assert keyring.remembered(key.access_key_id, "", NOW) is None
    with unit(account) as uow:
        assert keyring.credential(uow, key.access_key_id, "", NOW) == key
    assert keyring.remembered(key.access_key_id, "", NOW) == key
    with unit(account) as uow:
        keyring.renew(uow)
    assert keyring.remembered(key.access_key_id, "", NOW) == key
    account.call("CreateUser", UserName="bob")
    with unit(account) as uow:
        keyring.renew(uow)
    assert keyring.remembered(key.access_key_id, "", NOW) is None


def test_a_remembered_session_is_not_good_for_longer_than_it_lasts(
    account: Account, keyring: _Counting
) -> None:
    session = start(SECRETS, account.entropy, ACCOUNT, claims_for(None, lasting(NOW, timedelta(hours=1))))
    end = NOW + timedelta(hours=1)
    with unit(account) as uow:
        keyring.credential(uow, session.access_key_id, session.session_token, NOW)
        assert keyring.remembered(session.access_key_id, session.session_token, end) is None
        with pytest.raises(AwsError, match="ExpiredToken"):
            keyring.credential(uow, session.access_key_id, session.session_token, end)


def test_what_nobody_has_is_not_remembered(account: Account, keyring: _Counting) -> None:
    with unit(account) as uow:
        for _ in range(2):
            assert keyring.caller(uow, Origin("AKIAIOSFODNN7EXAMPLE", REGION), NOW) is None
    assert keyring.looked_up == 2


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "ListUsers", "InvalidClientTokenId"),
        ("sts", "GetSessionToken", "AccessDenied"),
        ("sts", "GetAccessKeyInfo", "AccessDenied"),
        ("sts", "AssumeRole", ""),
        ("sts", "GetCallerIdentity", ""),
        ("kms", "Decrypt", ""),
    ],
)
def test_a_session_of_getsessiontoken_reaches_less(service: str, operation: str, code: str) -> None:
    plain = lasting(NOW, timedelta(hours=1))
    assert ALICE.kind is PrincipalKind.USER
    check_reach(ALICE, service, operation)
    check_reach(replace(ALICE, session=plain), service, operation)
    restricted = replace(ALICE, session=replace(plain, restricted=True))
    with nullcontext() if code == "" else pytest.raises(AwsError, match=code):
        check_reach(restricted, service, operation)
