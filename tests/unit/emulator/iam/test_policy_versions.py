"""Versions of managed policies, and accounts that were kept before there were any."""

from dataclasses import fields

from kmstui.emulator.iam.model import ManagedPolicy, PolicyVersion
from kmstui.emulator.iam.repository import POLICIES, named
from kmstui.emulator.store.records import codec_of

from .account import NOW, Account, arn
from .building import ACCOUNT, allow, document

TEXT, OTHER = document(allow()), document(allow("ec2:*"))
LATER_FIELDS = ("number", "latest", "all_versions")


def old_document() -> dict[str, object]:
    """A managed policy as an account kept it before policies had versions."""
    policy = ManagedPolicy(ACCOUNT, "p", "ANPAOLDOLDOLDOLDOLD00", NOW, TEXT)
    return {
        name: value
        for name, value in codec_of(ManagedPolicy).document(policy, POLICIES.key(policy)).items()
        if name not in LATER_FIELDS
    }


def test_a_policy_that_was_kept_without_versions_has_its_first() -> None:
    kept = codec_of(ManagedPolicy).record(old_document())
    assert kept.versions == (PolicyVersion(1, TEXT, NOW),)
    assert {field.name for field in fields(ManagedPolicy)} > set(LATER_FIELDS)


def test_it_gets_more_and_they_are_kept(account: Account) -> None:
    with account.context() as context:
        context.uow.put(POLICIES, codec_of(ManagedPolicy).record(old_document()))
    for default in (False, True):
        account.call(
            "CreatePolicyVersion", PolicyArn=arn("policy/p"), PolicyDocument=OTHER, SetAsDefault=default
        )
    with account.context() as context:
        policy = named(context.uow, POLICIES, ACCOUNT, "p")
    assert policy is not None
    assert (policy.document, policy.number, policy.latest) == (OTHER, 3, 3)
    assert [(one.name, one.document) for one in policy.versions] == [
        ("v1", TEXT),
        ("v2", OTHER),
        ("v3", OTHER),
    ]


def test_the_last_number_is_not_given_again(account: Account) -> None:
    account.call("CreatePolicy", PolicyName="p", PolicyDocument=TEXT)
    named_so = {"PolicyArn": arn("policy/p")}
    account.call("CreatePolicyVersion", **named_so, PolicyDocument=OTHER)
    account.call("DeletePolicyVersion", **named_so, VersionId="v2")
    made = account.call("CreatePolicyVersion", **named_so, PolicyDocument=OTHER)
    assert made["PolicyVersion"]["VersionId"] == "v3"
