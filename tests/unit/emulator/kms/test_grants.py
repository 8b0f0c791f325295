"""Grants: making, listing, retiring and revoking them."""

import base64
from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, INFRASTRUCTURE, INSTANCE, REGION, ROOT, Account, user

from kmstui.emulator.kms import grants as grants_module

EVE = user("eve", "444455556666")
HOST = f"{ACCOUNT}:aws:ec2-infrastructure:{INSTANCE}"
DRY_RUN = "DryRunOperationException"


def grant(kms: Account, key: str, **members: Any) -> dict[str, Any]:
    """Make a grant; by default the account may decrypt."""
    wish = {"GranteePrincipal": ROOT.arn, "Operations": ["Decrypt"], **members}
    return kms.call("CreateGrant", wish, KeyId=key)


def listed(kms: Account, key: str, **members: Any) -> list[dict[str, Any]]:
    """The grants of a key."""
    found: list[dict[str, Any]] = kms.call("ListGrants", members, KeyId=key)["Grants"]
    return found


def test_a_grant_is_listed_as_it_was_made(kms: Account, key: str) -> None:
    made = grant(
        kms,
        key,
        GranteePrincipal=EVE.arn,
        RetiringPrincipal=ROOT.arn,
        Operations=["Decrypt", "Encrypt", "Decrypt"],
        Name="for-eve",
        Constraints={"EncryptionContextSubset": {"a": "b"}},
    )
    assert set(made) == {"GrantToken", "GrantId"}
    assert len(made["GrantId"]) == 64
    assert listed(kms, key) == [
        {
            "KeyId": kms.arn(key),
            "GrantId": made["GrantId"],
            "Name": "for-eve",
            "CreationDate": kms.clock.now(),
            "GranteePrincipal": EVE.arn,
            "RetiringPrincipal": ROOT.arn,
            "IssuingAccount": f"arn:aws:iam::{ACCOUNT}:root",
            "Operations": ["Decrypt", "Encrypt"],
            "Constraints": {"EncryptionContextSubset": {"a": "b"}},
        }
    ]


def test_a_grant_without_extras_has_an_empty_name_and_no_constraints(kms: Account, key: str) -> None:
    grant(kms, key)
    (entry,) = listed(kms, key)
    assert entry["Name"] == ""
    assert not {"Constraints", "RetiringPrincipal"} & set(entry)


def test_an_exact_constraint_is_listed_also_when_it_is_empty(kms: Account, key: str) -> None:
    grant(kms, key, Constraints={"EncryptionContextEquals": {}})
    assert listed(kms, key)[0]["Constraints"] == {"EncryptionContextEquals": {}}


def test_services_stand_in_members_of_their_own(kms: Account, key: str) -> None:
    kms.call(
        "CreateGrant",
        KeyId=key,
        GranteeServicePrincipal="ec2.amazonaws.com",
        RetiringServicePrincipal="rds.amazonaws.com",
        Operations=["Decrypt"],
        Constraints={"SourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1"},
    )
    (entry,) = listed(kms, key, GranteeServicePrincipal="ec2.amazonaws.com")
    assert entry["GranteeServicePrincipal"] == "ec2.amazonaws.com"
    assert entry["RetiringServicePrincipal"] == "rds.amazonaws.com"
    assert entry["Constraints"] == {"SourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1"}
    retirable = kms.call("ListRetirableGrants", RetiringServicePrincipal="rds.amazonaws.com")["Grants"]
    assert retirable == [entry]
    assert kms.call("ListRetirableGrants", RetiringPrincipal="rds.amazonaws.com")["Grants"] == []


def test_a_repeated_request_with_a_name_gives_the_same_grant_and_a_new_token(kms: Account, key: str) -> None:
    first = grant(kms, key, Name="n")
    kms.later(hours=1)
    second = grant(kms, key, Name="n")
    assert second["GrantId"] == first["GrantId"]
    assert second["GrantToken"] != first["GrantToken"]
    assert len(listed(kms, key)) == 1


@pytest.mark.parametrize(
    "difference",
    [
        {"Name": "m"},
        {"Operations": ["Encrypt"]},
        {"GranteePrincipal": EVE.arn},
        {"RetiringPrincipal": EVE.arn},
        {"Constraints": {"EncryptionContextSubset": {}}},
        {"Constraints": {"EncryptionContextEquals": {"a": "b"}}},
    ],
)
def test_a_named_request_that_differs_gives_another_grant(
    kms: Account, key: str, difference: dict[str, Any]
) -> None:
    first = grant(kms, key, Name="n")
    assert grant(kms, key, **{"Name": "n", **difference})["GrantId"] != first["GrantId"]


def test_a_request_without_a_name_always_gives_a_new_grant(kms: Account, key: str) -> None:
    assert grant(kms, key)["GrantId"] != grant(kms, key)["GrantId"]


@pytest.mark.parametrize(
    ("wish", "code", "message"),
    [
        (
            {"GranteePrincipal": "arn:aws:iam::111122223333:user/nobody"},
            "InvalidArnException",
            "ARN does not refer to a valid principal: arn:aws:iam::111122223333:user/nobody",
        ),
        (
            {"GranteePrincipal": "arn:aws:iam::111122223333:group/all"},
            "InvalidArnException",
            "ARN does not refer to a valid principal: arn:aws:iam::111122223333:group/all",
        ),
        (
            {"RetiringPrincipal": "alice"},
            "InvalidArnException",
            "ARN does not refer to a valid principal: alice",
        ),
        (
            {"GranteePrincipal": HOST},
            "InvalidArnException",
            f"ARN does not refer to a valid principal: {HOST}",
        ),
        (
            {"GranteeServicePrincipal": "ec2.amazonaws.com"},
            "ValidationException",
            "Specify either GranteePrincipal or GranteeServicePrincipal, not both.",
        ),
        (
            {"Constraints": {"EncryptionContextEquals": {str(n): "" for n in range(9)}}},
            "ValidationException",
            "EncryptionContextEquals can have at most 8 pairs.",
        ),
        (
            {"Constraints": {"EncryptionContextSubset": {"a": "b" * 385}}},
            "ValidationException",
            "A value in EncryptionContextSubset can have at most 384 characters.",
        ),
        ({"GrantTokens": ["x"]}, "InvalidGrantTokenException", None),
    ],
)
def test_a_grant_that_cannot_be_is_refused_and_not_made(
    kms: Account, key: str, wish: dict[str, Any], code: str, message: str | None
) -> None:
    request = {"KeyId": key, "GranteePrincipal": ROOT.arn, "Operations": ["Decrypt"], **wish}
    error = kms.refusal("CreateGrant", request)
    assert error.code == code
    assert message in (None, error.message)
    assert listed(kms, key) == []


def test_a_grant_needs_a_grantee(kms: Account, key: str) -> None:
    assert kms.said("CreateGrant", KeyId=key, Operations=["Decrypt"]) == (
        "ValidationException",
        "1 validation error detected: Value null at 'granteePrincipal' failed to satisfy constraint: "
        "Member must not be null",
    )


@pytest.mark.parametrize("operation", ["Sign", "Verify", "GetPublicKey", "GenerateMac", "DeriveSharedSecret"])
def test_an_operation_that_the_key_does_not_have_is_not_granted(
    kms: Account, key: str, operation: str
) -> None:
    wish = {"KeyId": key, "GranteePrincipal": ROOT.arn, "Operations": ["Decrypt", operation]}
    code, message = kms.said("CreateGrant", wish)
    assert code == "ValidationException"
    assert message == f"{operation} cannot be granted on {kms.arn(key)}: its key usage is ENCRYPT_DECRYPT."


def test_only_an_aws_service_grants_to_its_own_hosts(kms: Account, key: str) -> None:
    kms.caller = ROOT.via("ec2")
    grant(kms, key, GranteePrincipal=HOST, Constraints={"EncryptionContextSubset": {"aws:ebs:id": "vol-1"}})
    conditions = kms.asked[0].conditions
    assert conditions["kms:GrantIsForAWSResource"] == ("true",)
    assert conditions["kms:ViaService"] == (f"ec2.{REGION}.amazonaws.com",)
    assert conditions["kms:GranteePrincipal"] == (HOST,)
    assert conditions["kms:GrantOperations"] == ("Decrypt",)
    assert conditions["kms:GrantConstraintType"] == ("EncryptionContextSubset",)
    assert conditions["kms:EncryptionContext:aws:ebs:id"] == ("vol-1",)


@pytest.mark.parametrize("operation", ["ListGrants", "CreateGrant", "RevokeGrant"])
def test_a_direct_call_is_not_for_an_aws_resource(kms: Account, key: str, operation: str) -> None:
    wish = {
        "ListGrants": {},
        "CreateGrant": {"GranteePrincipal": ROOT.arn, "Operations": ["Decrypt"]},
        "RevokeGrant": {"GrantId": grant(kms, key)["GrantId"]},
    }
    kms.call(operation, wish[operation], KeyId=key)
    assert kms.asked[0].conditions["kms:GrantIsForAWSResource"] == ("false",)


def test_listings_are_filtered_by_id_and_grantee(kms: Account, key: str) -> None:
    mine, eves = grant(kms, key)["GrantId"], grant(kms, key, GranteePrincipal=EVE.arn)["GrantId"]
    assert [entry["GrantId"] for entry in listed(kms, key)] == sorted([mine, eves])
    assert [entry["GrantId"] for entry in listed(kms, key, GrantId=mine)] == [mine]
    assert [entry["GrantId"] for entry in listed(kms, key, GranteePrincipal=EVE.arn)] == [eves]
    assert listed(kms, key, GranteePrincipal="arn:aws:iam::999999999999:root") == []
    unknown = "0" * 64
    assert kms.said("ListGrants", KeyId=key, GrantId=unknown) == (
        "InvalidGrantIdException",
        f"Invalid grant ID '{unknown}'",
    )


def test_retirable_grants_need_a_principal(kms: Account) -> None:
    assert kms.said("ListRetirableGrants")[0] == "ValidationException"


def test_a_revoked_grant_is_gone(kms: Account, key: str) -> None:
    made = grant(kms, key)["GrantId"]
    assert kms.said("RevokeGrant", KeyId=key, GrantId=made, DryRun=True)[0] == DRY_RUN
    assert kms.call("RevokeGrant", KeyId=key, GrantId=made) == {}
    assert listed(kms, key) == []
    assert kms.said("RevokeGrant", KeyId=key, GrantId=made) == (
        "InvalidGrantIdException",
        f"Invalid grant ID '{made}'",
    )


def test_a_grant_is_retired_by_token_or_by_key_and_id(kms: Account, key: str) -> None:
    first, second = grant(kms, key), grant(kms, key)
    assert kms.said("RetireGrant", GrantToken=first["GrantToken"], DryRun=True)[0] == DRY_RUN
    assert kms.call("RetireGrant", GrantToken=first["GrantToken"]) == {}
    assert kms.call("RetireGrant", KeyId=kms.arn(key), GrantId=second["GrantId"]) == {}
    assert listed(kms, key) == []
    assert kms.said("RetireGrant", GrantToken=first["GrantToken"])[0] == "InvalidGrantIdException"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({}, "ValidationException"),
        ({"GrantId": "0" * 64}, "ValidationException"),
        ({"GrantToken": "nonsense"}, "InvalidGrantTokenException"),
        (
            {"GrantToken": base64.b64encode(b"kmstui grant\x01" + bytes(60)).decode()},
            "InvalidGrantTokenException",
        ),
    ],
)
def test_what_names_no_grant_retires_none(kms: Account, wish: dict[str, str], code: str) -> None:
    assert kms.said("RetireGrant", wish)[0] == code


def test_a_token_is_worth_nothing_in_another_region(kms: Account, key: str) -> None:
    token = grant(kms, key)["GrantToken"]
    kms.region = "eu-west-1"
    assert kms.said("RetireGrant", GrantToken=token)[0] == "InvalidGrantIdException"


def test_a_dry_run_makes_no_grant(kms: Account, key: str) -> None:
    wish = {"KeyId": key, "GranteePrincipal": ROOT.arn, "Operations": ["Decrypt"], "DryRun": True}
    assert kms.said("CreateGrant", wish)[0] == DRY_RUN
    assert listed(kms, key) == []


def test_a_key_has_a_quota_of_grants(kms: Account, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants_module, "GRANTS_PER_KEY", 2)
    grant(kms, key, Name="a")
    grant(kms, key)
    wish = {"KeyId": key, "GranteePrincipal": ROOT.arn, "Operations": ["Decrypt"]}
    assert kms.said("CreateGrant", wish)[0] == "LimitExceededException"
    grant(kms, key, Name="a")
    grant(kms, kms.create_key())


def test_a_token_of_an_existing_grant_is_taken_with_any_use(kms: Account, key: str) -> None:
    token = grant(kms, key)["GrantToken"]
    kms.call("Encrypt", KeyId=key, Plaintext=b"x", GrantTokens=[token])
    kms.caller = INFRASTRUCTURE
    assert kms.call("GenerateDataKey", KeyId=key, KeySpec="AES_256", GrantTokens=[token])["Plaintext"]
