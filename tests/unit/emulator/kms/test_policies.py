"""Key policies."""

import json
from typing import Any

import pytest
from tests.unit.emulator.kms.account import ACCOUNT, OTHER_ACCOUNT, ROOT, Account, user

LOCKED_OUT = (
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
)
NOBODY = (
    "MalformedPolicyDocumentException",
    "Policy contains a statement with one or more invalid principals.",
)


def policy(principal: Any = ROOT.arn, action: Any = "kms:*", **more: Any) -> str:
    """A key policy of one statement."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **more}]})


def test_a_key_made_without_a_policy_has_the_default_one(kms: Account, key: str) -> None:
    answer = kms.call("GetKeyPolicy", KeyId=key)
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


def test_a_policy_comes_back_as_it_was_put(kms: Account, key: str) -> None:
    text = "\n " + policy(action=["kms:PutKeyPolicy", "kms:Get*"]) + "\t"
    assert kms.call("PutKeyPolicy", KeyId=key, Policy=text, PolicyName="default") == {}
    assert kms.call("GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"] == text
    made = kms.create_key(Policy=text)
    assert kms.call("GetKeyPolicy", KeyId=made)["Policy"] == text


def test_there_is_no_other_policy_name(kms: Account, key: str) -> None:
    expected = ("NotFoundException", "No such policy exists")
    assert kms.said("GetKeyPolicy", KeyId=key, PolicyName="other") == expected
    assert kms.said("PutKeyPolicy", KeyId=key, PolicyName="other", Policy=policy()) == expected


BAD = [
    pytest.param(policy(principal=user("alice").arn), NOBODY, id="a user that does not exist"),
    pytest.param(policy(principal=f"arn:aws:iam::{ACCOUNT}:group/all"), NOBODY, id="a group"),
    pytest.param(policy(principal="alice"), NOBODY, id="no principal at all"),
    pytest.param(policy(principal=f"arn:aws:iam::{ACCOUNT}:user/*"), NOBODY, id="a wildcard"),
    pytest.param(policy(action="kms:Encrypt"), LOCKED_OUT, id="no PutKeyPolicy"),
    pytest.param(policy(principal=OTHER_ACCOUNT), LOCKED_OUT, id="another account alone"),
    pytest.param(
        policy(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        LOCKED_OUT,
        id="a condition that fails now",
    ),
    pytest.param(
        policy(Condition={"Bool": {"kms:BypassPolicyLockoutSafetyCheck": "true"}}),
        LOCKED_OUT,
        id="only with the bypass",
    ),
]


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_a_policy_that_aws_refuses_changes_nothing(
    kms: Account, key: str, text: str, expected: tuple[str, str]
) -> None:
    before = kms.record(key)
    assert kms.said("PutKeyPolicy", KeyId=key, Policy=text) == expected
    assert kms.record(key) == before
    assert kms.said("CreateKey", Policy=text) == expected
    assert len(kms.call("ListKeys")["Keys"]) == 1


@pytest.mark.parametrize("text", ["{", "[]", '{"Statement": []', "null", '"x"', "{}"])
def test_what_is_no_policy_is_malformed(kms: Account, key: str, text: str) -> None:
    code, message = kms.said("PutKeyPolicy", KeyId=key, Policy=text)
    assert code == "MalformedPolicyDocumentException"
    assert message


def test_the_bypass_lets_a_caller_lock_itself_out_but_not_name_nobody(kms: Account, key: str) -> None:
    bypass = {"KeyId": key, "BypassPolicyLockoutSafetyCheck": True}
    kms.call("PutKeyPolicy", bypass, Policy=policy(action="kms:Encrypt"))
    assert kms.asked[0].conditions["kms:BypassPolicyLockoutSafetyCheck"] == ("true",)
    assert kms.said("PutKeyPolicy", bypass, Policy=policy(principal="alice")) == NOBODY


def test_a_policy_has_at_most_32_kibibytes(kms: Account, key: str) -> None:
    text = policy()
    kms.call("PutKeyPolicy", KeyId=key, Policy=text + " " * (32_768 - len(text)))
    assert kms.said("PutKeyPolicy", KeyId=key, Policy=text + " " * (32_769 - len(text))) == (
        "LimitExceededException",
        "A key policy may have at most 32768 bytes.",
    )
    wide = policy(Sid="é" * 17_000)
    assert kms.said("PutKeyPolicy", KeyId=key, Policy=json.dumps(json.loads(wide), ensure_ascii=False))[
        0
    ] == ("LimitExceededException")


def test_a_policy_with_characters_beyond_latin_1_is_refused(kms: Account, key: str) -> None:
    assert kms.said("PutKeyPolicy", KeyId=key, Policy="{Ā}")[0] == "ValidationException"
