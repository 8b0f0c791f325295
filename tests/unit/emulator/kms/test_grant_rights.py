"""What a grant lets whom do, with the policy engine's own verdict.

The key's policy lets only the account's root user in, and nobody has an IAM policy: whatever anybody else may
do comes from a grant.
"""

from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, INFRASTRUCTURE, OTHER_ACCOUNT, ROOT, Account, user

from kmstui.emulator.registry import Caller, PrincipalKind

BOB = user("bob", OTHER_ACCOUNT)
EVE = user("eve", OTHER_ACCOUNT)
SESSION = Caller(
    arn=f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/app/one",
    account=OTHER_ACCOUNT,
    kind=PrincipalKind.ASSUMED_ROLE,
    principal_id="AROAAPP:one",
    name="app",
    issuer_arn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/app",
)
OTHER_SESSION = Caller(
    arn=f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/app/two",
    account=OTHER_ACCOUNT,
    kind=PrincipalKind.ASSUMED_ROLE,
    principal_id="AROAAPP:two",
    name="app",
    issuer_arn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/app",
)
OTHER_ROOT = Caller(
    f"arn:aws:iam::{OTHER_ACCOUNT}:root", OTHER_ACCOUNT, PrincipalKind.ROOT, OTHER_ACCOUNT, "root"
)


def give(kms: Account, key: str, **members: Any) -> str:
    """Grant; by default bob may decrypt. Returns the grant's id."""
    wish = {"GranteePrincipal": BOB.arn, "Operations": ["Decrypt"], **members}
    return str(kms.call("CreateGrant", wish, KeyId=key)["GrantId"])


def may_decrypt(kms: Account, caller: Caller, key: str, **context: str) -> bool:
    """Whether somebody may decrypt what was encrypted with this context."""
    blob = kms.call("Encrypt", KeyId=kms.arn(key), Plaintext=b"x", EncryptionContext=context)
    return kms.allowed(caller, "Decrypt", CiphertextBlob=blob["CiphertextBlob"], EncryptionContext=context)


@pytest.mark.parametrize(
    ("grantee", "caller", "allowed"),
    [
        (BOB.arn, BOB, True),
        (BOB.arn, EVE, False),
        (SESSION.issuer_arn, SESSION, True),
        (SESSION.issuer_arn, OTHER_SESSION, True),
        (SESSION.arn, SESSION, True),
        (SESSION.arn, OTHER_SESSION, False),
        (SESSION.issuer_arn, BOB, False),
        (OTHER_ROOT.arn, OTHER_ROOT, True),
        (OTHER_ROOT.arn, BOB, False),
        (OTHER_ACCOUNT, OTHER_ROOT, True),
        (BOB.arn, OTHER_ROOT, False),
    ],
)
def test_a_grant_is_its_grantees_alone(
    kms: Account, key: str, grantee: str, caller: Caller, allowed: bool
) -> None:
    give(kms, key, GranteePrincipal=grantee)
    assert may_decrypt(kms, caller, key) is allowed


def test_a_service_is_a_grantee_when_it_calls_for_itself(kms: Account, key: str) -> None:
    service = Caller("ec2.amazonaws.com", ACCOUNT, PrincipalKind.SERVICE, "ec2", "ec2.amazonaws.com")
    wish = {"GranteeServicePrincipal": "ec2.amazonaws.com", "Operations": ["Decrypt"]}
    assert not may_decrypt(kms, service, key)
    kms.call("CreateGrant", wish, KeyId=key)
    assert may_decrypt(kms, service, key)


def test_a_grant_gives_the_operations_it_lists_and_no_other(kms: Account, key: str) -> None:
    give(kms, key, Operations=["Encrypt", "DescribeKey", "ReEncryptTo"])
    arn = kms.arn(key)
    assert kms.allowed(BOB, "Encrypt", KeyId=arn, Plaintext=b"x")
    assert kms.allowed(BOB, "DescribeKey", KeyId=arn)
    assert not may_decrypt(kms, BOB, key)
    assert not kms.allowed(BOB, "GenerateDataKey", KeyId=arn, KeySpec="AES_256")
    blob = kms.call("Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert not kms.allowed(BOB, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=arn)
    give(kms, key, Operations=["ReEncryptFrom"])
    assert kms.allowed(BOB, "ReEncrypt", CiphertextBlob=blob, DestinationKeyId=arn)


def test_a_grant_on_one_key_is_none_on_another(kms: Account, key: str) -> None:
    give(kms, key)
    assert not may_decrypt(kms, BOB, kms.create_key())


@pytest.mark.parametrize(
    ("constraint", "context", "allowed"),
    [
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1"}, True),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "1", "b": "2"}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {"A": "1"}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {"a": "2"}, False),
        ({"EncryptionContextEquals": {"a": "1"}}, {}, False),
        ({"EncryptionContextEquals": {}}, {}, True),
        ({"EncryptionContextEquals": {}}, {"a": "1"}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "1"}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "1", "b": "2"}, True),
        ({"EncryptionContextSubset": {"a": "1"}}, {"b": "2"}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, {"a": "x"}, False),
        ({"EncryptionContextSubset": {"a": "1"}}, {}, False),
        ({"EncryptionContextSubset": {}}, {"a": "1"}, True),
    ],
)
def test_constraints_hold_the_encryption_context(
    kms: Account, key: str, constraint: dict[str, Any], context: dict[str, str], allowed: bool
) -> None:
    give(kms, key, Constraints=constraint)
    assert may_decrypt(kms, BOB, key, **context) is allowed


def test_constraints_do_not_hold_describe_key(kms: Account, key: str) -> None:
    give(kms, key, Operations=["DescribeKey"], Constraints={"EncryptionContextEquals": {"a": "1"}})
    assert kms.allowed(BOB, "DescribeKey", KeyId=kms.arn(key))


def test_the_host_of_one_instance_opens_one_volume(kms: Account, key: str) -> None:
    caller, kms.caller = kms.caller, ROOT.via("ec2")
    give(
        kms,
        key,
        GranteePrincipal=INFRASTRUCTURE.principal_id,
        Operations=["Decrypt", "RetireGrant"],
        Constraints={"EncryptionContextSubset": {"aws:ebs:id": "vol-a"}},
    )
    kms.caller = caller
    assert may_decrypt(kms, INFRASTRUCTURE, key, **{"aws:ebs:id": "vol-a"})
    assert not may_decrypt(kms, INFRASTRUCTURE, key, **{"aws:ebs:id": "vol-b"})
    assert not may_decrypt(kms, BOB, key, **{"aws:ebs:id": "vol-a"})


def test_a_grant_ends_when_it_is_revoked(kms: Account, key: str) -> None:
    made = give(kms, key)
    assert may_decrypt(kms, BOB, key)
    kms.call("RevokeGrant", KeyId=key, GrantId=made)
    assert not may_decrypt(kms, BOB, key)


@pytest.mark.parametrize(
    ("grant", "caller", "allowed"),
    [
        ({"RetiringPrincipal": EVE.arn}, EVE, True),
        ({"RetiringPrincipal": EVE.arn}, BOB, False),
        ({"Operations": ["Decrypt", "RetireGrant"]}, BOB, True),
        (
            {
                "Operations": ["Decrypt", "RetireGrant"],
                "Constraints": {"EncryptionContextEquals": {"a": "1"}},
            },
            BOB,
            True,
        ),
        ({}, BOB, False),
        ({}, EVE, False),
        ({}, OTHER_ROOT, False),
        ({}, ROOT, True),
        ({}, user("alice"), False),
    ],
)
def test_who_may_retire_a_grant(
    kms: Account, key: str, grant: dict[str, Any], caller: Caller, allowed: bool
) -> None:
    made = give(kms, key, **grant)
    assert kms.allowed(caller, "RetireGrant", KeyId=kms.arn(key), GrantId=made) is allowed


def test_the_grantee_does_not_revoke(kms: Account, key: str) -> None:
    made = give(kms, key, Operations=["Decrypt", "RetireGrant"], RetiringPrincipal=BOB.arn)
    assert not kms.allowed(BOB, "RevokeGrant", KeyId=kms.arn(key), GrantId=made)


EQUALS = {"EncryptionContextEquals": {"a": "1"}}
SUBSET = {"EncryptionContextSubset": {"a": "1"}}
WIDER = {"EncryptionContextSubset": {"a": "1", "b": "2"}}


@pytest.mark.parametrize(
    ("held", "given", "allowed"),
    [
        ({}, {}, True),
        ({}, {"Operations": ["Encrypt"]}, False),
        ({}, {"Operations": ["Decrypt", "CreateGrant"]}, True),
        ({}, {"Constraints": EQUALS}, True),
        ({"Constraints": EQUALS}, {"Constraints": EQUALS}, True),
        ({"Constraints": EQUALS}, {}, False),
        ({"Constraints": EQUALS}, {"Constraints": SUBSET}, False),
        ({"Constraints": SUBSET}, {"Constraints": SUBSET}, True),
        ({"Constraints": SUBSET}, {"Constraints": WIDER}, True),
        ({"Constraints": SUBSET}, {"Constraints": EQUALS}, True),
        ({"Constraints": WIDER}, {"Constraints": SUBSET}, False),
        ({"Constraints": SUBSET}, {}, False),
        ({"Operations": ["Decrypt"]}, {}, False),
    ],
)
def test_who_holds_create_grant_hands_on_no_more_than_it_has(
    kms: Account, key: str, held: dict[str, Any], given: dict[str, Any], allowed: bool
) -> None:
    give(kms, key, **{"Operations": ["Decrypt", "CreateGrant"], **held})
    wish = {"GranteePrincipal": EVE.arn, "Operations": ["Decrypt"], **given}
    assert kms.allowed(BOB, "CreateGrant", KeyId=kms.arn(key), **wish) is allowed


def test_the_grants_of_others_are_not_even_looked_at(kms: Account, key: str) -> None:
    """A key may have 50,000 grants; a call is held against those that may be the caller's."""
    for number in range(30):
        give(kms, key, GranteePrincipal=f"arn:aws:iam::{OTHER_ACCOUNT}:user/u{number}")
    give(kms, key)
    arn, kms.caller = kms.arn(key), BOB
    blob = kms.call("Encrypt", KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    assert not kms.asked[0].grants
    kms.call("Decrypt", CiphertextBlob=blob)
    assert [view.grantee for view in kms.asked[0].grants] == [BOB.arn]


def test_nobody_but_root_gets_in_without_a_grant(kms: Account, key: str) -> None:
    assert may_decrypt(kms, ROOT, key)
    for caller in (BOB, user("alice"), SESSION, OTHER_ROOT, INFRASTRUCTURE):
        assert not may_decrypt(kms, caller, key)
