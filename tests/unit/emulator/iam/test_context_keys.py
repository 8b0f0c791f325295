"""Which condition keys a policy asks for."""

from kmstui.emulator.iam.context_keys import context_keys
from kmstui.emulator.iam.document import Grammar
from kmstui.emulator.iam.policy import parse_policy

from .building import allow, document, to


def test_keys_come_from_conditions_and_variables_once_each() -> None:
    condition = {
        "StringEquals": {"kms:ViaService": "${aws:PrincipalTag/service, 'none'}"},
        "Null": {"KMS:viaservice": "false"},
    }
    policy = parse_policy(
        document(allow(resource="arn:aws:s3:::${aws:username}/${*}", Condition=condition)), Grammar.IDENTITY
    )
    assert context_keys([policy, policy]) == ("aws:PrincipalTag/service", "aws:username", "kms:ViaService")


def test_the_old_version_has_no_variables() -> None:
    condition = {"StringEquals": {"kms:KeySpec": "${aws:username}"}}
    text = document(to("*", allow(Condition=condition)), version="2008-10-17")
    assert context_keys([parse_policy(text, Grammar.RESOURCE)]) == ("kms:KeySpec",)
