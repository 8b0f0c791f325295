"""Key policies: read, replaced, and refused when they are malformed or would lock their author out."""

import json
from typing import Any

import pytest
from tests.contract.account import (
    ACCOUNT,
    ALICE_ARN,
    NO_SUCH_KEY,
    ROOT_ARN,
    UNKNOWN_KEY,
    Account,
    covers,
    key_arn,
    refuses,
)

LOCKED_OUT = (
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
)
NOBODY = (
    "MalformedPolicyDocumentException",
    "Policy contains a statement with one or more invalid principals.",
)
CAROL = f"arn:aws:iam::{ACCOUNT}:user/carol"


def _statement(principal: object = None, action: object = "kms:*", **rest: Any) -> dict[str, Any]:
    who = {"AWS": ROOT_ARN} if principal is None else principal
    return {"Effect": "Allow", "Principal": who, "Action": action, "Resource": "*", **rest}


def _policy(*statements: dict[str, Any], **rest: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **rest})


KEEPING_CONTROL = _statement()


@covers("kms", "GetKeyPolicy")
def test_a_key_made_without_a_policy_has_the_default_one(aws: Account) -> None:
    answer = aws("kms", "GetKeyPolicy", KeyId=aws.key())
    assert answer["PolicyName"] == "default"
    assert json.loads(answer["Policy"]) == {
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }


@covers("kms", "PutKeyPolicy", "GetKeyPolicy")
def test_a_new_policy_decides_from_then_on(aws: Account) -> None:
    key_id = aws.key()
    text = _policy(KEEPING_CONTROL, _statement({"AWS": CAROL}, ["kms:Encrypt"]))
    assert aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=text) == {}
    assert aws("kms", "GetKeyPolicy", KeyId=key_id)["Policy"] == text
    aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"x", identity="carol")
    aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=_policy(KEEPING_CONTROL))
    refusal = aws.code("kms", "Encrypt", KeyId=key_id, Plaintext=b"x", identity="carol")
    assert refusal == "AccessDeniedException"


def test_without_the_account_in_its_policy_a_key_does_not_listen_to_iam(aws: Account) -> None:
    key_id = aws.key(Policy=_policy(_statement({"AWS": ALICE_ARN})))
    code, message = aws.error("kms", "DescribeKey", KeyId=key_id, identity="dave")
    assert code == "AccessDeniedException"
    assert message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/dave is not authorized to perform: kms:DescribeKey on resource:"
        f" {key_arn(key_id)} because no resource-based policy allows the kms:DescribeKey action"
    )


def test_with_the_account_in_its_policy_iam_decides(aws: Account) -> None:
    key_id = aws.key()
    aws("kms", "DescribeKey", KeyId=key_id, identity="dave")
    code, message = aws.error("kms", "DisableKey", KeyId=key_id, identity="dave")
    assert code == "AccessDeniedException"
    assert message.endswith("because no identity-based policy allows the kms:DisableKey action")


def test_a_deny_in_the_key_policy_beats_every_allow(aws: Account) -> None:
    deny = _statement({"AWS": "*"}, "kms:Encrypt") | {"Effect": "Deny"}
    key_id = aws.key(Policy=_policy(KEEPING_CONTROL, deny))
    code, message = aws.error("kms", "Encrypt", KeyId=key_id, Plaintext=b"x")
    assert code == "AccessDeniedException"
    assert message.endswith("with an explicit deny in a resource-based policy")


MALFORMED: dict[str, tuple[str, tuple[str, str] | None]] = {
    "not JSON": ("{", None),
    "JSON but no object": ("[]", None),
    "cut short": (_policy(KEEPING_CONTROL)[:-1], None),
    "a member twice": (_policy(KEEPING_CONTROL).replace('"Version"', '"Statement"', 1), None),
    "no statement": (json.dumps({"Version": "2012-10-17"}), None),
    "an unknown version": (
        json.dumps({"Version": "2022-10-17", "Statement": [KEEPING_CONTROL]}),
        None,
    ),
    "an unknown element": (_policy(KEEPING_CONTROL, Colour="red"), None),
    "an unknown statement element": (_policy(_statement(Colour="red")), None),
    "an unknown effect": (_policy({**KEEPING_CONTROL, "Effect": "Perhaps"}), None),
    "no effect": (_policy({k: v for k, v in KEEPING_CONTROL.items() if k != "Effect"}), None),
    "no principal": (_policy({k: v for k, v in KEEPING_CONTROL.items() if k != "Principal"}), None),
    "a principal of a kind there is not": (_policy(_statement({"Person": "alice"})), None),
    "a user that does not exist": (
        _policy(KEEPING_CONTROL, _statement({"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"})),
        NOBODY,
    ),
    "a group, which is no principal": (
        _policy(KEEPING_CONTROL, _statement({"AWS": f"arn:aws:iam::{ACCOUNT}:group/developers"})),
        NOBODY,
    ),
    "a principal that is no ARN": (_policy(KEEPING_CONTROL, _statement({"AWS": "alice"})), NOBODY),
    "an operator there is not": (
        _policy(KEEPING_CONTROL, _statement(Condition={"StringResembles": {"kms:KeySpec": "x"}})),
        None,
    ),
    "a condition that is no object": (_policy(KEEPING_CONTROL, _statement(Condition="always")), None),
    "a set operator on a single value": (
        _policy(
            KEEPING_CONTROL,
            _statement(Condition={"ForAllValues:StringEquals": {"kms:EncryptionContext:app": "orders"}}),
        ),
        (
            "MalformedPolicyDocumentException",
            "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition"
            " key matches requests without the specified [encryption context or tag] or with an unspecified"
            " [encryption context or tag]. To fix, remove ForAllValues.",
        ),
    ),
    "nobody who could change it": (_policy(_statement({"AWS": CAROL})), LOCKED_OUT),
    "control on a condition that fails": (
        _policy(_statement(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        LOCKED_OUT,
    ),
    "control denied": (
        _policy(KEEPING_CONTROL, _statement({"AWS": "*"}, "kms:PutKeyPolicy") | {"Effect": "Deny"}),
        LOCKED_OUT,
    ),
    "control without an action": (_policy({**KEEPING_CONTROL, "Action": []}), None),
}
"""Policies that KMS does not take; the code and message where AWS's are on record."""


@refuses("kms", "PutKeyPolicy", "CreateKey")
@pytest.mark.parametrize("malformed", MALFORMED)
def test_a_policy_that_is_not_in_order_changes_nothing(aws: Account, malformed: str) -> None:
    text, refusal = MALFORMED[malformed]
    key_id = aws.key()
    before = aws("kms", "GetKeyPolicy", KeyId=key_id)["Policy"]
    for operation, target in (("PutKeyPolicy", {"KeyId": key_id}), ("CreateKey", {})):
        code, message = aws.error("kms", operation, Policy=text, **target)
        assert code == "MalformedPolicyDocumentException"
        assert refusal is None or (code, message) == refusal
    assert aws("kms", "GetKeyPolicy", KeyId=key_id)["Policy"] == before
    assert [key["KeyId"] for key in aws("kms", "ListKeys")["Keys"]] == [key_id]


@refuses("kms", "PutKeyPolicy")
def test_a_policy_has_at_most_32_kib(aws: Account) -> None:
    key_id = aws.key()
    fits = _policy(KEEPING_CONTROL)
    fits += " " * (32_768 - len(fits))
    aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=fits)
    assert aws.code("kms", "PutKeyPolicy", KeyId=key_id, Policy=fits + " ") == "LimitExceededException"


@covers("kms", "PutKeyPolicy")
def test_the_lockout_check_can_be_waived_and_then_only_others_can_help(aws: Account) -> None:
    key_id = aws.key()
    text = _policy(_statement({"AWS": CAROL}))
    aws("kms", "PutKeyPolicy", KeyId=key_id, Policy=text, BypassPolicyLockoutSafetyCheck=True)
    refusal = aws.code("kms", "PutKeyPolicy", KeyId=key_id, Policy=_policy(KEEPING_CONTROL))
    assert refusal == "AccessDeniedException"
    rescue: dict[str, Any] = {"Policy": _policy(KEEPING_CONTROL), "BypassPolicyLockoutSafetyCheck": True}
    aws("kms", "PutKeyPolicy", KeyId=key_id, identity="carol", **rescue)
    aws("kms", "DescribeKey", KeyId=key_id)


@refuses("kms", "GetKeyPolicy", "PutKeyPolicy")
def test_a_key_has_one_policy_and_it_is_called_default(aws: Account) -> None:
    key_id, refusal = aws.key(), ("NotFoundException", "No such policy exists")
    assert aws.error("kms", "GetKeyPolicy", KeyId=key_id, PolicyName="other") == refusal
    text = _policy(KEEPING_CONTROL)
    assert aws.error("kms", "PutKeyPolicy", KeyId=key_id, PolicyName="other", Policy=text) == refusal


@covers("kms", "ListKeyPolicies")
def test_the_names_of_policies_are_listed(aws: Account) -> None:
    answer = aws("kms", "ListKeyPolicies", KeyId=aws.key())
    assert answer == {"PolicyNames": ["default"], "Truncated": False}


@refuses("kms", "ListKeyPolicies", "GetKeyPolicy")
def test_an_unknown_key_has_no_policy(aws: Account) -> None:
    for operation in ("ListKeyPolicies", "GetKeyPolicy"):
        assert aws.error("kms", operation, KeyId=UNKNOWN_KEY) == ("NotFoundException", NO_SUCH_KEY)
