"""ListKeys and UpdateKeyDescription, and the pages of every listing."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, REGION, ROOT, Account


def test_keys_are_listed_with_id_and_arn_in_the_order_of_their_ids(kms: Account) -> None:
    made = sorted(kms.create_key() for _ in range(5))
    answer = kms.call("ListKeys")
    assert answer == {
        "Keys": [{"KeyId": key, "KeyArn": kms.arn(key)} for key in made],
        "Truncated": False,
    }
    assert [(access.action, access.resource) for access in kms.asked] == [("kms:ListKeys", "*")]


def test_keys_of_other_regions_are_not_listed(kms: Account, key: str) -> None:
    kms.region = "eu-west-1"
    assert kms.call("ListKeys")["Keys"] == []


def test_a_description_can_be_changed(kms: Account, key: str) -> None:
    assert kms.call("UpdateKeyDescription", KeyId=key, Description="new [b]words[/b]") == {}
    assert kms.metadata(key)["Description"] == "new [b]words[/b]"


def _keys(kms: Account, count: int) -> dict[str, Any]:
    for _ in range(count):
        kms.create_key()
    return {}


def _aliases(kms: Account, count: int) -> dict[str, Any]:
    key = kms.create_key()
    for number in range(count - 1):  # `alias/aws/ebs` is one of them
        kms.call("CreateAlias", AliasName=f"alias/{number:02}", TargetKeyId=key)
    return {}


def _aliases_of_key(kms: Account, count: int) -> dict[str, Any]:
    key = kms.create_key()
    for number in range(count):
        kms.call("CreateAlias", AliasName=f"alias/{number:02}", TargetKeyId=key)
    return {"KeyId": key}


def _grants(kms: Account, count: int, *, grantee: str = "") -> dict[str, Any]:
    key = kms.create_key()
    for _ in range(count):
        kms.call(
            "CreateGrant",
            KeyId=key,
            GranteePrincipal=ROOT.arn,
            RetiringPrincipal=ROOT.arn,
            Operations=["Decrypt"],
        )
    return {"KeyId": key, **({"GranteePrincipal": grantee} if grantee else {})}


def _retirable(kms: Account, count: int) -> dict[str, Any]:
    _grants(kms, count)
    return {"RetiringPrincipal": ROOT.arn}


def _tags(kms: Account, count: int) -> dict[str, Any]:
    return {"KeyId": kms.create_key(Tags=[{"TagKey": f"k{n:02}", "TagValue": ""} for n in range(count)])}


def _rotations(kms: Account, count: int) -> dict[str, Any]:
    key = kms.create_key()
    for _ in range(count):
        kms.call("RotateKeyOnDemand", KeyId=key)
    return {"KeyId": key}


Fill = Callable[[Account, int], dict[str, Any]]
LISTINGS = [
    pytest.param("ListKeys", "Keys", _keys, 1000, id="keys"),
    pytest.param("ListAliases", "Aliases", _aliases, 100, id="aliases"),
    pytest.param("ListAliases", "Aliases", _aliases_of_key, 100, id="aliases of a key"),
    pytest.param("ListGrants", "Grants", _grants, 100, id="grants"),
    pytest.param(
        "ListGrants", "Grants", lambda kms, n: _grants(kms, n, grantee=ROOT.arn), 100, id="grants to somebody"
    ),
    pytest.param("ListRetirableGrants", "Grants", _retirable, 100, id="retirable grants"),
    pytest.param("ListResourceTags", "Tags", _tags, 50, id="tags"),
    pytest.param("ListKeyRotations", "Rotations", _rotations, 1000, id="rotations"),
]


@pytest.mark.parametrize(("operation", "member", "fill", "_largest"), LISTINGS)
def test_pages_put_together_are_the_whole_listing(
    kms: Account, operation: str, member: str, fill: Fill, _largest: int
) -> None:
    params = fill(kms, 7)
    whole = kms.call(operation, params)
    assert (len(whole[member]), whole["Truncated"]) == (7, False)
    assert "NextMarker" not in whole
    collected: list[Any] = []
    sizes: list[int] = []
    marker: dict[str, str] = {}
    while True:
        page = kms.call(operation, params, Limit=3, **marker)
        collected += page[member]
        sizes.append(len(page[member]))
        if not page["Truncated"]:
            break
        marker = {"Marker": page["NextMarker"]}
    assert collected == whole[member]
    assert sizes == [3, 3, 1]


@pytest.mark.parametrize(("operation", "member", "fill", "_largest"), LISTINGS)
def test_a_full_last_page_is_the_last(
    kms: Account, operation: str, member: str, fill: Fill, _largest: int
) -> None:
    params = fill(kms, 3)
    page = kms.call(operation, params, Limit=3)
    assert (len(page[member]), page["Truncated"]) == (3, False)


@pytest.mark.parametrize(("operation", "member", "fill", "largest"), LISTINGS)
def test_limits_have_bounds(kms: Account, operation: str, member: str, fill: Fill, largest: int) -> None:
    params = fill(kms, 1)
    assert len(kms.call(operation, params, Limit=largest)[member]) == 1
    assert kms.said(operation, params, Limit=largest + 1) == (
        "ValidationException",
        f"1 validation error detected: Value '{largest + 1}' at 'limit' failed to satisfy constraint: "
        f"Member must have value less than or equal to {largest}",
    )


def test_policies_are_one_page(kms: Account, key: str) -> None:
    answer = kms.call("ListKeyPolicies", KeyId=key, Limit=1)
    assert answer == {"PolicyNames": ["default"], "Truncated": False}


@pytest.mark.parametrize(
    "marker",
    [
        "nonsense",
        "%%%",
        "é",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(json.dumps([f"ListKeys {ACCOUNT}/{REGION}/", 3]).encode()).decode(),
        base64.b64encode(b"[" * 700).decode(),
    ],
)
def test_a_marker_that_is_none_is_refused(kms: Account, key: str, marker: str) -> None:
    assert kms.said("ListKeys", Marker=marker) == (
        "InvalidMarkerException",
        "The request was rejected because the marker that specifies where pagination should next begin is "
        "not valid.",
    )


def test_a_marker_of_another_listing_is_refused(kms: Account) -> None:
    params = _grants(kms, 2)
    marker = kms.call("ListGrants", params, Limit=1)["NextMarker"]
    assert kms.said("ListGrants", KeyId=kms.create_key(), Marker=marker)[0] == "InvalidMarkerException"
    assert kms.said("ListKeys", Marker=marker)[0] == "InvalidMarkerException"


def test_a_page_goes_on_after_its_last_entry_has_gone(kms: Account) -> None:
    params = _aliases_of_key(kms, 4)
    page = kms.call("ListAliases", params, Limit=2)
    kms.call("DeleteAlias", AliasName="alias/01")
    rest = kms.call("ListAliases", params, Marker=page["NextMarker"])
    assert [alias["AliasName"] for alias in rest["Aliases"]] == ["alias/02", "alias/03"]
