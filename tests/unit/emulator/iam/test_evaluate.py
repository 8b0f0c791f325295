"""The decision, rule by rule (KMS Developer Guide, "Determining access to AWS KMS keys")."""

import pytest

from kmstui.emulator.iam.decision import Rule

from .building import (
    ACCOUNT,
    ALICE,
    ALICE_ARN,
    BOB,
    DELEGATED,
    INFRASTRUCTURE,
    KEY,
    MALLORY,
    OTHER_ACCOUNT,
    ROLE_ARN,
    ROOT,
    ROOT_ARN,
    SERVICE,
    SESSION,
    SESSION_ARN,
    VIA_EC2,
    Case,
    allow,
    allow_all_but,
    case,
    decide,
    deny,
    to,
)
from .building import (
    VIA_EC2_CONDITION as VIA,
)

OTHER_ROOT = f"arn:aws:iam::{OTHER_ACCOUNT}:root"


CASES = [
    # 2: explicit denies.
    case("deny in the key policy", Rule.EXPLICIT_DENY, key=(DELEGATED, to("*", deny())), iam=allow()),
    case("deny in an IAM policy", Rule.EXPLICIT_DENY, key=to(ALICE_ARN, allow()), iam=deny()),
    case("deny in the boundary", Rule.EXPLICIT_DENY, key=to("*", allow()), boundary=(allow(), deny())),
    case("deny in the session", Rule.EXPLICIT_DENY, key=to("*", allow()), session=(allow(), deny())),
    case("deny beats root", Rule.EXPLICIT_DENY, ROOT, key=(DELEGATED, to(ROOT_ARN, deny()))),
    case(
        "deny of the account reaches users", Rule.EXPLICIT_DENY, key=(to("*", allow()), to(ACCOUNT, deny()))
    ),
    case("deny of another action", Rule.NAMED, key=(to(ALICE_ARN, allow()), to("*", deny("kms:Encrypt")))),
    case("deny of somebody else", Rule.NAMED, key=(to("*", allow()), to(BOB.arn, deny()))),
    case("deny whose condition fails", Rule.NAMED, key=(to("*", allow()), to("*", deny(Condition=VIA)))),
    case(
        "deny without NotPrincipal's exception",
        Rule.EXPLICIT_DENY,
        key=(to("*", allow()), {**deny(), "NotPrincipal": {"AWS": BOB.arn}}),
    ),
    case(
        "deny with NotPrincipal's exception",
        Rule.NAMED,
        key=(to("*", allow()), {**deny(), "NotPrincipal": {"AWS": [ALICE_ARN, ROOT_ARN]}}),
    ),
    # 3: boundaries and session policies.
    case("boundary lacks it", Rule.NO_BOUNDARY, key=DELEGATED, iam=allow(), boundary=allow("ec2:*")),
    case(
        "boundary limits the key policy too",
        Rule.NO_BOUNDARY,
        key=to(ALICE_ARN, allow()),
        boundary=allow("ec2:*"),
    ),
    case("boundary gives nothing", Rule.NO_IDENTITY, key=DELEGATED, boundary=allow()),
    case("boundary allows", Rule.DELEGATED, key=DELEGATED, iam=allow(), boundary=allow()),
    case("session lacks it", Rule.NO_SESSION, SESSION, key=to(ROLE_ARN, allow()), session=allow("ec2:*")),
    case("session allows", Rule.NAMED, SESSION, key=to(ROLE_ARN, allow()), session=allow()),
    # 4: named by the key policy.
    case("user by ARN", Rule.NAMED, key=to(ALICE_ARN, allow())),
    case("user by unique id", Rule.NAMED, key=to("AIDAALICEALICEALICE00", allow())),
    case("everybody", Rule.NAMED, key=to("*", allow())),
    case("everybody as AWS", Rule.NAMED, key=to({"AWS": "*"}, allow())),
    case("role's session by role", Rule.NAMED, SESSION, key=to(ROLE_ARN, allow())),
    case("role's session by role id", Rule.NAMED, SESSION, key=to("AROAORDERSORDERSORD00", allow())),
    case("session by its ARN", Rule.NAMED, SESSION, key=to(SESSION_ARN, allow())),
    case("another session", Rule.NOT_DELEGATED, SESSION, key=to(f"{SESSION_ARN}d", allow())),
    case("another user", Rule.NOT_DELEGATED, key=to(BOB.arn, allow())),
    case("one of several", Rule.NAMED, key=to([BOB.arn, ALICE_ARN], allow())),
    case("everybody but bob", Rule.NAMED, key={**allow(), "NotPrincipal": {"AWS": BOB.arn}}),
    case("everybody but alice", Rule.NOT_DELEGATED, key={**allow(), "NotPrincipal": {"AWS": ALICE_ARN}}),
    case("a service", Rule.NAMED, SERVICE, key=to({"Service": "ec2.amazonaws.com"}, allow())),
    case(
        "a service on a user's behalf is that user",
        Rule.NOT_DELEGATED,
        ALICE.via("ec2"),
        key=to({"Service": "ec2.amazonaws.com"}, allow()),
    ),
    case("federated", Rule.NOT_DELEGATED, key=to({"Federated": "www.amazon.com"}, allow())),
    case("canonical user", Rule.NOT_DELEGATED, key=to({"CanonicalUser": "a" * 64}, allow())),
    case("the infrastructure role", Rule.NAMED, INFRASTRUCTURE, key=to(INFRASTRUCTURE.issuer_arn, allow())),
    case("another action", Rule.NOT_DELEGATED, key=to("*", allow("kms:Encrypt"))),
    case("action in another case", Rule.NAMED, key=to("*", allow("KMS:deCRYPT"))),
    case("action by wildcard", Rule.NAMED, key=to("*", allow("kms:De*"))),
    case("all but other actions", Rule.NAMED, key=to("*", allow_all_but("kms:Put*"))),
    case("all but this action", Rule.NOT_DELEGATED, key=to("*", allow_all_but("kms:De*"))),
    case("this key's ARN", Rule.NAMED, key=to("*", allow(resource=KEY))),
    case("another key's ARN", Rule.NOT_DELEGATED, key=to("*", allow(resource=KEY[:-1] + "9"))),
    case(
        "all but this key",
        Rule.NOT_DELEGATED,
        key=to("*", {"Effect": "Allow", "Action": "kms:*", "NotResource": KEY}),
    ),
    case("no action is inert", Rule.NOT_DELEGATED, key=to("*", {"Effect": "Allow", "Resource": "*"})),
    case("no resource is inert", Rule.NOT_DELEGATED, key=to("*", {"Effect": "Allow", "Action": "*"})),
    case("condition holds", Rule.NAMED, key=to("*", allow(Condition=VIA)), conditions=VIA_EC2),
    case("condition fails", Rule.NOT_DELEGATED, key=to("*", allow(Condition=VIA))),
    # 5: delegation to the account.
    case("delegated and allowed", Rule.DELEGATED, key=DELEGATED, iam=allow()),
    case("delegated by account id", Rule.DELEGATED, key=to(ACCOUNT, allow()), iam=allow()),
    case("delegated, not allowed", Rule.NO_IDENTITY, key=DELEGATED),
    case("allowed, not delegated", Rule.NOT_DELEGATED, iam=allow()),
    case(
        "other actions delegated", Rule.NOT_DELEGATED, key=to(ROOT_ARN, allow("kms:Describe*")), iam=allow()
    ),
    case("another account delegated", Rule.NOT_DELEGATED, key=to(OTHER_ROOT, allow()), iam=allow()),
    case(
        "delegation under a condition",
        Rule.NOT_DELEGATED,
        key=to(ROOT_ARN, allow(Condition=VIA)),
        iam=allow(),
    ),
    case("root user", Rule.ACCOUNT_ROOT, ROOT, key=DELEGATED),
    case("root user is not magic", Rule.NOT_DELEGATED, ROOT, key=to(ALICE_ARN, allow())),
    case("allowed on another key", Rule.NO_IDENTITY, key=DELEGATED, iam=allow(resource=KEY[:-1] + "9")),
    case("allowed on this key", Rule.DELEGATED, key=DELEGATED, iam=allow(resource=KEY)),
    case(
        "allowed on all keys here",
        Rule.DELEGATED,
        key=DELEGATED,
        iam=allow(resource=f"arn:aws:kms:*:{ACCOUNT}:key/*"),
    ),
    case(
        "alias ARN is not the key",
        Rule.NO_IDENTITY,
        key=DELEGATED,
        iam=allow(resource=f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/x"),
    ),
    # No resource policy.
    case("IAM alone", Rule.IDENTITY, key=None, iam=allow(), resource="*", action="kms:ListKeys"),
    case("IAM alone lacks it", Rule.NO_IDENTITY, key=None, resource="*", action="kms:ListKeys"),
    case("IAM alone, key ARN in Resource", Rule.NO_IDENTITY, key=None, iam=allow(resource=KEY), resource="*"),
    case("root user without resource policy", Rule.ROOT_USER, ROOT, key=None, resource="*"),
    case("service without policies", Rule.NO_IDENTITY, SERVICE, key=None, resource="*"),
    case("another account's thing", Rule.NOT_DELEGATED, MALLORY, key=None, iam=allow()),
    # Another account's key.
    case("both accounts", Rule.BOTH_ACCOUNTS, MALLORY, key=to(OTHER_ROOT, allow()), iam=allow()),
    case("both, by name", Rule.BOTH_ACCOUNTS, MALLORY, key=to(MALLORY.arn, allow()), iam=allow(resource=KEY)),
    case("named, own account silent", Rule.NO_IDENTITY, MALLORY, key=to(MALLORY.arn, allow())),
    case("everybody, own account silent", Rule.NO_IDENTITY, MALLORY, key=to("*", allow())),
    case("own account alone", Rule.NOT_DELEGATED, MALLORY, key=DELEGATED, iam=allow()),
    case("denied at home", Rule.EXPLICIT_DENY, MALLORY, key=to(OTHER_ROOT, allow()), iam=(allow(), deny())),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_that_decides(case: Case) -> None:
    decision = decide(case.caller, **case.how)
    assert decision.rule is case.rule
    assert decision.allowed is case.rule.allows


def test_every_rule_but_the_grants_is_decided_in_the_table() -> None:
    assert {case.rule for case in CASES} == set(Rule) - {Rule.GRANTED}
