"""Grants: given, used, listed, retired and revoked."""

from typing import Any

import pytest
from tests.contract.account import (
    ACCOUNT,
    ALICE_ARN,
    NO_SUCH_KEY,
    UNKNOWN_KEY,
    Account,
    covers,
    key_arn,
    refuses,
)
from tests.contract.gateways import NOON

CAROL = f"arn:aws:iam::{ACCOUNT}:user/carol"
DAVE = f"arn:aws:iam::{ACCOUNT}:user/dave"
NO_GRANT = "0" * 64
PAGE = 3


def _grant(aws: Account, key_id: str, **params: Any) -> dict[str, Any]:
    members = {"GranteePrincipal": CAROL, "Operations": ["Encrypt"]} | params
    return aws("kms", "CreateGrant", KeyId=key_id, **members)


def _encrypt(aws: Account, key_id: str, **params: Any) -> dict[str, Any]:
    return aws("kms", "Encrypt", KeyId=key_arn(key_id), Plaintext=b"x", identity="carol", **params)


@covers("kms", "CreateGrant", "ListGrants")
def test_a_grant_lets_its_grantee_do_what_it_lists_and_no_more(aws: Account) -> None:
    key_id = aws.key()
    assert (
        aws.code("kms", "Encrypt", KeyId=key_id, Plaintext=b"x", identity="carol") == "AccessDeniedException"
    )
    grant = _grant(aws, key_id, RetiringPrincipal=DAVE, Name="orders")
    assert len(grant["GrantId"]) == 64
    blob = _encrypt(aws, key_id)["CiphertextBlob"]
    assert aws.code("kms", "Decrypt", CiphertextBlob=blob, identity="carol") == "AccessDeniedException"
    assert aws("kms", "ListGrants", KeyId=key_id) == {
        "Truncated": False,
        "Grants": [
            {
                "KeyId": key_arn(key_id),
                "GrantId": grant["GrantId"],
                "Name": "orders",
                "CreationDate": NOON,
                "GranteePrincipal": CAROL,
                "RetiringPrincipal": DAVE,
                "IssuingAccount": f"arn:aws:iam::{ACCOUNT}:root",
                "Operations": ["Encrypt"],
            }
        ],
    }


@covers("kms", "CreateGrant")
def test_a_constraint_holds_the_grantee_to_an_encryption_context(aws: Account) -> None:
    key_id = aws.key()
    _grant(aws, key_id, Constraints={"EncryptionContextSubset": {"app": "orders"}})
    _encrypt(aws, key_id, EncryptionContext={"app": "orders", "row": "1"})
    for context in ({}, {"app": "invoices"}, {"App": "orders"}):
        params = {"KeyId": key_id, "Plaintext": b"x", "EncryptionContext": context}
        assert aws.code("kms", "Encrypt", identity="carol", **params) == "AccessDeniedException"


@covers("kms", "CreateGrant")
def test_the_same_named_grant_asked_for_twice_is_one_grant_with_two_tokens(aws: Account) -> None:
    key_id = aws.key()
    first, second = (_grant(aws, key_id, Name="orders") for _ in range(2))
    nameless = [_grant(aws, key_id)["GrantId"] for _ in range(2)]
    assert first["GrantId"] == second["GrantId"]
    assert first["GrantToken"] != second["GrantToken"]
    assert len({first["GrantId"], *nameless}) == 3


@refuses("kms", "CreateGrant")
def test_a_grant_needs_a_principal_that_exists(aws: Account) -> None:
    params = {"KeyId": aws.key(), "Operations": ["Decrypt"]}
    assert aws.error("kms", "CreateGrant", params) == (
        "ValidationException",
        "1 validation error detected: Value null at 'granteePrincipal' failed to satisfy constraint: "
        "Member must not be null",
    )
    nobody = f"arn:aws:iam::{ACCOUNT}:user/nobody"
    assert aws.error("kms", "CreateGrant", params, GranteePrincipal=nobody) == (
        "InvalidArnException",
        f"ARN does not refer to a valid principal: {nobody}",
    )


@refuses("kms", "CreateGrant", "ListGrants", "RevokeGrant")
def test_grants_are_on_keys_that_exist(aws: Account) -> None:
    known: dict[str, Any] = {"GranteePrincipal": CAROL, "Operations": ["Decrypt"]}
    refusal = ("NotFoundException", NO_SUCH_KEY)
    assert aws.error("kms", "CreateGrant", KeyId=UNKNOWN_KEY, **known) == refusal
    assert aws.error("kms", "ListGrants", KeyId=UNKNOWN_KEY) == refusal
    assert aws.error("kms", "RevokeGrant", KeyId=UNKNOWN_KEY, GrantId=NO_GRANT) == refusal


@refuses("kms", "CreateGrant")
def test_no_grant_is_given_on_a_key_that_is_disabled(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "DisableKey", KeyId=key_id)
    params = {"KeyId": key_id, "GranteePrincipal": CAROL, "Operations": ["Decrypt"]}
    assert aws.error("kms", "CreateGrant", params) == ("DisabledException", f"{key_arn(key_id)} is disabled.")


@covers("kms", "ListGrants")
def test_grants_are_listed_in_pages_and_by_grantee(aws: Account) -> None:
    key_id = aws.key()
    made = {_grant(aws, key_id)["GrantId"] for _ in range(2 * PAGE - 1)}
    _grant(aws, key_id, GranteePrincipal=DAVE)
    of_carol: dict[str, Any] = {"KeyId": key_id, "GranteePrincipal": CAROL, "Limit": PAGE}
    first = aws("kms", "ListGrants", **of_carol)
    rest = aws("kms", "ListGrants", Marker=first["NextMarker"], **of_carol)
    listed = [grant["GrantId"] for page in (first, rest) for grant in page["Grants"]]
    assert set(listed) == made
    assert len(listed) == len(made)


@covers("kms", "ListRetirableGrants")
def test_who_may_retire_grants_can_list_them_over_all_keys(aws: Account) -> None:
    made = {_grant(aws, aws.key(), RetiringPrincipal=ALICE_ARN)["GrantId"] for _ in range(2)}
    _grant(aws, aws.key(), RetiringPrincipal=DAVE)
    listed = aws("kms", "ListRetirableGrants", RetiringPrincipal=ALICE_ARN)["Grants"]
    assert {grant["GrantId"] for grant in listed} == made


@refuses("kms", "ListRetirableGrants")
def test_retirable_grants_are_those_of_somebody(aws: Account) -> None:
    assert aws.error("kms", "ListRetirableGrants") == (
        "ValidationException",
        "1 validation error detected: Value null at 'retiringPrincipal' failed to satisfy constraint: "
        "Member must not be null",
    )


@covers("kms", "RevokeGrant")
def test_a_revoked_grant_allows_nothing_any_more(aws: Account) -> None:
    key_id = aws.key()
    grant_id = _grant(aws, key_id)["GrantId"]
    assert aws("kms", "RevokeGrant", KeyId=key_id, GrantId=grant_id) == {}
    assert (
        aws.code("kms", "Encrypt", KeyId=key_id, Plaintext=b"x", identity="carol") == "AccessDeniedException"
    )
    assert aws("kms", "ListGrants", KeyId=key_id)["Grants"] == []


@refuses("kms", "RevokeGrant", "RetireGrant")
def test_a_grant_that_does_not_exist_can_be_neither_revoked_nor_retired(aws: Account) -> None:
    key_id = aws.key()
    refusal = ("InvalidGrantIdException", f"Invalid grant ID '{NO_GRANT}'")
    assert aws.error("kms", "RevokeGrant", KeyId=key_id, GrantId=NO_GRANT) == refusal
    assert aws.error("kms", "RetireGrant", KeyId=key_arn(key_id), GrantId=NO_GRANT) == refusal


@covers("kms", "RetireGrant")
@pytest.mark.parametrize("by", ["token", "id"])
def test_the_retiring_principal_retires_a_grant_without_any_other_permission(aws: Account, by: str) -> None:
    key_id = aws.key()
    grant = _grant(aws, key_id, RetiringPrincipal=CAROL, GranteePrincipal=DAVE)
    named = (
        {"GrantToken": grant["GrantToken"]}
        if by == "token"
        else {"KeyId": key_arn(key_id), "GrantId": grant["GrantId"]}
    )
    assert aws("kms", "RetireGrant", identity="carol", **named) == {}
    assert aws("kms", "ListGrants", KeyId=key_id)["Grants"] == []


@refuses("kms", "RetireGrant")
def test_who_may_not_retire_a_grant_is_refused(aws: Account) -> None:
    token = _grant(aws, aws.key(), RetiringPrincipal=DAVE)["GrantToken"]
    assert aws.code("kms", "RetireGrant", GrantToken=token, identity="carol") == "AccessDeniedException"
    assert aws.code("kms", "RetireGrant", GrantToken="bm9uZQ==") == "InvalidGrantTokenException"


def test_a_dry_run_gives_no_grant(aws: Account) -> None:
    key_id = aws.key()
    params = {"KeyId": key_id, "GranteePrincipal": CAROL, "Operations": ["Decrypt"], "DryRun": True}
    assert aws.error("kms", "CreateGrant", params) == (
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )
    assert aws("kms", "ListGrants", KeyId=key_id)["Grants"] == []
