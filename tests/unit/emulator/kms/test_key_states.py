"""Every operation in every state a key can be in, against AWS's table written down a second time.

The cells are the footnotes of the KMS Developer Guide, "Key states of AWS KMS keys", by letter:
`.` goes ahead, `d` disabled, `p` pending deletion, `r` pending replica deletion, `n` not pending deletion,
`i` pending import, `u` unavailable, `c` creating, `g` updating, `o` refused for its origin.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, Account
from tests.unit.emulator.kms.uses import MAKERS, key_for, rest

from kmstui.emulator.kms.key_states import TABLE
from kmstui.emulator.kms.model import KeyState

STATES = (
    KeyState.ENABLED,
    KeyState.DISABLED,
    KeyState.PENDING_DELETION,
    KeyState.PENDING_REPLICA_DELETION,
    KeyState.PENDING_IMPORT,
    KeyState.UNAVAILABLE,
    KeyState.CREATING,
    KeyState.UPDATING,
)
CELLS = """
CancelKeyDeletion                n n . . n n n n
CreateAlias                      . . p r . . . .
CreateGrant                      . d p r i . c .
Encrypt                          . d p r i u c .
Decrypt                          . d p r i u c .
ReEncrypt                        . d p r i u c .
GenerateDataKey                  . d p r i u c .
GenerateDataKeyWithoutPlaintext  . d p r i u c .
GenerateDataKeyPair              . d p r i o c .
GenerateDataKeyPairWithoutPlaintext . d p r i o c .
Sign                             . d p r i u c .
Verify                           . d p r i u c .
GenerateMac                      . d p r i u c .
VerifyMac                        . d p r i u c .
DeriveSharedSecret               . d p r i u c .
Encapsulate                      . d p r i u c .
Decapsulate                      . d p r i u c .
GetPublicKey                     . . p r . u c .
DeleteAlias                      . . . . . . . .
DescribeKey                      . . . . . . . .
GetKeyPolicy                     . . . . . . . .
PutKeyPolicy                     . . . . . . . .
ListAliases                      . . . . . . . .
ListGrants                       . . . . . . . .
ListKeyPolicies                  . . . . . . . .
ListResourceTags                 . . . . . . . .
RetireGrant                      . . . . . . . .
RevokeGrant                      . . . . . . . .
EnableKey                        . . p r i . c g
DisableKey                       . . p r i . c g
EnableKeyRotation                . d p r o o c .
DisableKeyRotation               . d p r o o c .
GetKeyRotationStatus             . . . . o o . .
ListKeyRotations                 . . . . . o . .
RotateKeyOnDemand                . d p r i o c .
ScheduleKeyDeletion              . . p r . . . g
TagResource                      . . p r . . . .
UntagResource                    . . p r . . . .
UpdateKeyDescription             . . p r . . . .
UpdateAlias                      . . p r . . . .
"""
TEXTS = {
    "d": ("DisabledException", "{arn} is disabled."),
    "p": ("KMSInvalidStateException", "{arn} is pending deletion."),
    "r": ("KMSInvalidStateException", "{arn} is pending replica deletion."),
    "n": ("KMSInvalidStateException", "{arn} is not pending deletion."),
    "i": ("KMSInvalidStateException", "{arn} is pending import."),
    "u": ("KMSInvalidStateException", "{arn} is unavailable."),
    "c": ("KMSInvalidStateException", "{arn} is creating."),
    "g": ("KMSInvalidStateException", "{arn} is updating."),
    "o": (
        "UnsupportedOperationException",
        "{arn} origin is AWS_KMS which is not valid for this operation.",
    ),
}
ROWS = {row.split()[0]: row.split()[1:] for row in CELLS.strip().splitlines()}
CASES = [
    pytest.param(operation, state, cell, id=f"{operation}-{state}")
    for operation, cells in ROWS.items()
    for state, cell in zip(STATES, cells, strict=True)
]

Maker = Callable[[Account, str], dict[str, Any]]


def _grant(kms: Account, key: str) -> dict[str, Any]:
    made = kms.call(
        "CreateGrant", KeyId=key, GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:root", Operations=["Decrypt"]
    )
    return {"KeyId": kms.arn(key), "GrantId": made["GrantId"]}


def _alias(kms: Account, key: str) -> dict[str, Any]:
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=key)
    return {"AliasName": "alias/x"}


def _moved(kms: Account, key: str) -> dict[str, Any]:
    kms.call("CreateAlias", AliasName="alias/x", TargetKeyId=kms.create_key())
    return {"AliasName": "alias/x", "TargetKeyId": key}


def _blob(kms: Account, key: str) -> bytes:
    found: bytes = kms.call("Encrypt", KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    return found


def _with(**members: Any) -> Maker:
    return lambda _kms, key: {"KeyId": key, **members}


def _use(operation: str) -> Maker:
    return lambda kms, key: {"KeyId": key, **rest(kms, operation, key)}


REQUESTS: dict[str, Maker] = {
    **{operation: _use(operation) for operation in MAKERS},
    "CreateAlias": lambda _kms, key: {"AliasName": "alias/x", "TargetKeyId": key},
    "UpdateAlias": _moved,
    "DeleteAlias": _alias,
    "CreateGrant": _with(GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:root", Operations=["Decrypt"]),
    "RetireGrant": _grant,
    "RevokeGrant": _grant,
    "Decrypt": lambda kms, key: {"CiphertextBlob": _blob(kms, key)},
    "ReEncrypt": lambda kms, key: {"CiphertextBlob": _blob(kms, key), "DestinationKeyId": kms.create_key()},
    "PutKeyPolicy": lambda kms, key: {
        "KeyId": key,
        "Policy": kms.call("GetKeyPolicy", KeyId=key)["Policy"],
    },
    "TagResource": _with(Tags=[{"TagKey": "a", "TagValue": "b"}]),
    "UntagResource": _with(TagKeys=["a"]),
    "UpdateKeyDescription": _with(Description="new"),
}


@pytest.mark.parametrize(("operation", "state", "cell"), CASES)
def test_each_cell_of_the_table(kms: Account, operation: str, state: KeyState, cell: str) -> None:
    key = key_for(kms, operation)
    params = REQUESTS.get(operation, _with())(kms, key)
    kms.force(key, state)
    before = kms.record(key)
    if cell == ".":
        kms.call(operation, params)
        return
    code, text = TEXTS[cell]
    assert kms.said(operation, params) == (code, text.format(arn=kms.arn(key)))
    assert kms.record(key) == before


def test_the_table_has_a_row_for_each_operation_on_a_key() -> None:
    assert set(TABLE) == set(ROWS)
    assert len(CASES) == 40 * 8


def test_re_encrypt_looks_at_the_destination_too(kms: Account, key: str) -> None:
    params = {"CiphertextBlob": _blob(kms, kms.create_key()), "DestinationKeyId": key}
    kms.force(key, KeyState.DISABLED)
    assert kms.said("ReEncrypt", params) == ("DisabledException", f"{kms.arn(key)} is disabled.")


@pytest.mark.parametrize("state", STATES)
def test_an_alias_can_be_moved_away_from_a_key_in_any_state(kms: Account, key: str, state: KeyState) -> None:
    alias = _alias(kms, key)
    kms.force(key, state)
    new = kms.create_key()
    kms.call("UpdateAlias", alias, TargetKeyId=new)
    assert kms.call("ListAliases", KeyId=new)["Aliases"][0]["AliasName"] == "alias/x"


def test_an_imported_key_is_refused_with_its_own_origin(kms: Account, key: str) -> None:
    kms.change(key, lambda record: replace(record, state=KeyState.PENDING_IMPORT, origin="EXTERNAL"))
    assert kms.said("GetKeyRotationStatus", KeyId=key) == (
        "UnsupportedOperationException",
        f"{kms.arn(key)} origin is EXTERNAL which is not valid for this operation.",
    )
