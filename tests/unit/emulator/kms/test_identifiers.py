"""How a request names a key, and what it hears when there is none."""

from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, OTHER_ACCOUNT, REGION, Account, user
from tests.unit.emulator.kms.uses import MAKERS, key_for, rest

from kmstui.aws.operations import OPERATIONS, KeyForms

UNKNOWN = "00000000-1111-4222-8333-444444444444"
BY_ALIAS = sorted(
    name
    for (service, name), row in OPERATIONS.items()
    if service == "kms" and row.key_member == "KeyId" and row.key_forms is KeyForms.ANY
)
NO_ALIAS = sorted(
    name
    for (service, name), row in OPERATIONS.items()
    if service == "kms" and row.key_member == "KeyId" and row.key_forms is KeyForms.ID_OR_ARN
)
MORE: dict[str, dict[str, Any]] = {
    "UpdateKeyDescription": {"Description": ""},
    "TagResource": {"Tags": []},
    "UntagResource": {"TagKeys": []},
    "PutKeyPolicy": {"Policy": "{}"},
    "CreateGrant": {"GranteePrincipal": ACCOUNT, "Operations": ["Decrypt"]},
    "RevokeGrant": {"GrantId": "0" * 64},
}


@pytest.fixture
def named(kms: Account, key: str) -> str:
    """`key` with the alias `alias/x`."""
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    return key


@pytest.mark.parametrize("operation", BY_ALIAS)
@pytest.mark.parametrize(
    "form",
    [
        "{key}",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{{key}}",
        "alias/x",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/x",
    ],
)
def test_use_of_a_key_takes_all_four_forms(kms: Account, operation: str, form: str) -> None:
    key = key_for(kms, operation)
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    params = rest(kms, operation, key) if operation in MAKERS else {}
    kms.call(operation, params, KeyId=form.format(key=key))
    (access,) = kms.asked
    assert access.resource == kms.arn(key)
    assert access.conditions.get("kms:RequestAlias") == (("alias/x",) if "alias" in form else None)


@pytest.mark.parametrize("operation", NO_ALIAS)
@pytest.mark.parametrize("form", ["alias/x", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/x"])
def test_management_of_a_key_refuses_aliases(kms: Account, named: str, operation: str, form: str) -> None:
    assert kms.said(operation, MORE.get(operation, {}), KeyId=form) == (
        "InvalidArnException",
        "Key Aliases are not supported for this operation.",
    )


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (UNKNOWN, "NotFoundException", f"Key 'arn:aws:kms:{REGION}:{ACCOUNT}:key/{UNKNOWN}' does not exist"),
        (
            f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{UNKNOWN}",
            "NotFoundException",
            f"Key 'arn:aws:kms:{REGION}:{ACCOUNT}:key/{UNKNOWN}' does not exist",
        ),
        ("fake-key-id", "NotFoundException", "Invalid keyId 'fake-key-id'"),
        ("mrk-1234", "NotFoundException", "Invalid keyId 'mrk-1234'"),
        (f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{UNKNOWN}", "NotFoundException", "Invalid arn us-west-2"),
        ("alias/no", "NotFoundException", f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/no is not found."),
        (
            f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/no",
            "NotFoundException",
            f"Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/no is not found.",
        ),
        ("arn:aws:s3:::bucket", "InvalidArnException", "Invalid keyId 'arn:aws:s3:::bucket'"),
        ("arn:aws:kms", "InvalidArnException", "Invalid keyId 'arn:aws:kms'"),
    ],
)
def test_what_names_no_key_is_refused_in_awss_words(kms: Account, text: str, code: str, message: str) -> None:
    assert kms.said("DescribeKey", KeyId=text) == (code, message)
    assert kms.asked == ()


def test_an_id_with_the_form_of_a_multi_region_key_is_looked_for(kms: Account) -> None:
    mrk = "mrk-" + "0" * 32
    assert kms.said("DescribeKey", KeyId=mrk)[1] == f"Key '{kms.arn(mrk)}' does not exist"


def test_a_key_of_another_region_is_not_found_by_its_id(kms: Account, key: str) -> None:
    kms.region = "eu-west-1"
    assert kms.said("DescribeKey", KeyId=key)[0] == "NotFoundException"


def test_another_account_uses_a_key_by_its_arn_and_manages_none(kms: Account, key: str) -> None:
    arn = kms.arn(key)
    kms.caller = user("eve", OTHER_ACCOUNT)
    kms.call("Encrypt", KeyId=arn, Plaintext=b"x")
    (access,) = kms.asked
    assert (access.resource_account, access.conditions["kms:CallerAccount"]) == (ACCOUNT, (OTHER_ACCOUNT,))
    assert kms.said("EnableKey", KeyId=arn) == ("NotFoundException", f"Key '{arn}' does not exist")
    assert kms.said("Encrypt", KeyId=key, Plaintext=b"x")[0] == "NotFoundException"
