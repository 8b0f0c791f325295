"""What the console asks and says about one key, apart from how it is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.cli.account import open_demo
from kmstui.console import key_actions, key_aliases, key_grants, key_page, key_rotation, key_tags
from kmstui.console.key_grants import GrantForm, short_principal
from kmstui.console.key_rotation import Material, RotationView
from kmstui.console.keys import KeyRow, Rotation, describe_keys, key_index, list_keys

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
KEY = KeyRow(
    key_id="1234",
    arn="arn:aws:kms:us-east-1:111122223333:key/1234",
    aliases=("orders",),
    state="Enabled",
    manager="CUSTOMER",
    account="111122223333",
    description="",
    spec="SYMMETRIC_DEFAULT",
    usage="ENCRYPT_DECRYPT",
    origin="AWS_KMS",
    multi_region=False,
    created=NOW,
    rotation=Rotation(),
)


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The demonstration account, as its administrator; tests only read from it."""
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


def test_the_note_counts_the_days_a_key_still_has() -> None:
    doomed = replace(KEY, state="PendingDeletion", deletion=NOW + timedelta(days=4, hours=1))
    assert key_page.status_note(doomed, NOW) == "deleted in 5 days, 2026-03-18 10:26 UTC"
    last = replace(doomed, deletion=NOW + timedelta(hours=1))
    assert key_page.status_note(last, NOW).startswith("deleted in 1 day,")


def test_the_note_of_a_rotating_key_says_when() -> None:
    rotating = replace(KEY, rotation=Rotation(True, 365, NOW + timedelta(days=12)))
    assert key_page.status_note(rotating, NOW) == "rotates in 12 d"
    assert key_page.status_note(KEY, NOW) == ""


def test_an_aws_managed_key_is_read_only_everywhere() -> None:
    aws = replace(KEY, manager="AWS")
    assert key_page.why_read_only(aws)
    assert key_page.why_not_edit(aws)
    assert key_rotation.why_not_rotate(aws)
    assert all(key_actions.available((aws,), operation) for operation in key_actions.FITTING)


@pytest.mark.parametrize(
    ("state", "operations"),
    [
        ("Enabled", {"DisableKey", "ScheduleKeyDeletion"}),
        ("Disabled", {"EnableKey", "ScheduleKeyDeletion"}),
        ("PendingDeletion", {"CancelKeyDeletion"}),
        ("PendingImport", {"ScheduleKeyDeletion"}),
        ("Creating", set()),
    ],
)
def test_what_makes_sense_in_a_state(state: str, operations: set[str]) -> None:
    key = replace(KEY, state=state)
    assert {each for each in key_actions.FITTING if not key_actions.available((key,), each)} == operations


def test_a_policy_in_one_line_is_laid_out_and_others_stay() -> None:
    assert key_page.readable('{"a": 1}') == '{\n  "a": 1\n}'
    assert key_page.readable('{\n"a":1}') == '{\n"a":1}'
    assert key_page.readable("no json") == "no json"


lines = st.lists(st.sampled_from(["a", "b", "c", "{", "}"]), max_size=30)


@given(lines, lines)
def test_a_difference_says_what_goes_and_what_comes(before: list[str], after: list[str]) -> None:
    found = key_page.difference("\n".join(before), "\n".join(after))
    old, new = "\n".join(before).splitlines(), "\n".join(after).splitlines()
    assert (not found) == (old == new)
    added = [line.text for line in found if line.mark == "+"]
    removed = [line.text for line in found if line.mark == "-"]
    assert len(new) - len(old) == len(added) - len(removed)
    assert all(line in new for line in added)
    assert all(line in old for line in removed)


def test_unchanged_lines_are_left_out_and_counted() -> None:
    before = "\n".join(f"line {number}" for number in range(20))
    found = key_page.difference(before, before.replace("line 10", "line ten"))
    assert [line.mark for line in found] == ["…", " ", " ", "-", "+", " ", " ", "…"]
    assert found[0].text == "8 unchanged lines"
    assert found[-1].text == "7 unchanged lines"


tags = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz")).map(lambda d: tuple(d.items()))


@given(tags, tags)
def test_a_change_of_tags_leads_from_the_one_to_the_other(
    before: tuple[key_tags.Tag, ...], after: tuple[key_tags.Tag, ...]
) -> None:
    change = key_tags.change(before, after)
    left = {key: value for key, value in before if key not in change.gone}
    assert left | dict(change.put) == dict(after)
    assert bool(change) == (dict(before) != dict(after))


def test_tag_problems_are_placed() -> None:
    assert key_tags.problems((("a", ""), ("AWS:b", ""), ("a", ""))) == {
        1: "aws: is reserved.",
        2: "Duplicate tag key.",
    }
    many = tuple((f"k{number}", "") for number in range(51))
    assert key_tags.problems(many) == {50: "At most 50 tags."}


@pytest.mark.parametrize("days", [None, 89, 2561])
def test_a_period_outside_the_limits_is_refused(days: int | None) -> None:
    assert key_rotation.period_problem(days)


@pytest.mark.parametrize("days", [90, 365, 2560])
def test_a_period_within_the_limits_is_fine(days: int) -> None:
    assert key_rotation.period_problem(days) == ""


def test_another_period_starts_the_wait_anew() -> None:
    running = Rotation(True, 365, NOW + timedelta(days=10))
    assert key_rotation.period_hint(NOW, 365, running) == "Next rotation stays 2026-03-24"
    assert key_rotation.period_hint(NOW, 90, running) == "Next rotation 2026-06-12"


def test_on_demand_rotations_are_counted_down_to_nothing() -> None:
    used = tuple(Material(f"{n}", "NON_CURRENT", NOW, "ON_DEMAND") for n in range(26))
    assert RotationView(Rotation(), used[:3]).on_demand_left == 22
    assert RotationView(Rotation(), used).on_demand_left == 0


def test_principals_are_named_as_people_do() -> None:
    assert short_principal("arn:aws:iam::111122223333:user/carol") == "user/carol"
    assert short_principal("111122223333:aws:ec2-infrastructure:i-0c41") == "EC2 host of i-0c41"
    assert short_principal("ec2.amazonaws.com") == "ec2.amazonaws.com"


def test_a_grant_form_makes_the_call() -> None:
    arn = "arn:aws:iam::111122223333:user/carol"
    form = GrantForm(arn, name="once", operations=("Decrypt", "Encrypt"), context="a=b, c = d")
    assert key_grants.problems(form) == {}
    assert form.params("1234") == {
        "KeyId": "1234",
        "GranteePrincipal": arn,
        "Operations": ["Decrypt", "Encrypt"],
        "Name": "once",
        "Constraints": {"EncryptionContextSubset": {"a": "b", "c": "d"}},
    }


def test_every_field_of_a_grant_is_checked() -> None:
    many = ",".join(f"k{number}=v" for number in range(9))
    form = GrantForm("carol", "dave", "no spaces", (), many)
    assert set(key_grants.problems(form)) == {"grantee", "retiring", "name", "operations", "context"}
    assert "key=value" in key_grants.problems(GrantForm(context="a"))["context"]


def test_lists_keep_to_their_manager_and_the_order_of_aliases(gateway: Gateway) -> None:
    names = [key.name for key in list_keys(gateway, "CUSTOMER")]
    assert names == sorted(names)
    assert [key.name for key in list_keys(gateway, "AWS")] == ["aws/ebs"]


def test_a_part_of_a_list_is_described(gateway: Gateway) -> None:
    index = key_index(gateway, "CUSTOMER")
    assert [key.key_id for key in describe_keys(gateway, index, 2, 3)] == list(index.key_ids[2:5])


def test_keys_of_which_none_may_be_described_are_not_an_empty_list(gateway: Gateway) -> None:
    account = open_demo()
    carol = account.endpoint.gateway("carol", "us-east-1")
    assert key_index(carol, "CUSTOMER").key_ids
    with pytest.raises(AwsError, match="kms:DescribeKey") as refusal:
        list_keys(carol, "CUSTOMER")
    assert refusal.value.code == "AccessDeniedException"
    account.close()


def test_a_key_that_may_not_be_described_is_left_out(gateway: Gateway) -> None:
    index = key_index(gateway, "CUSTOMER")
    account = open_demo()
    alice = account.endpoint.gateway("alice", "us-east-1")
    arn = "arn:aws:iam::111122223333:user/carol"
    grant = {"KeyId": index.key_ids[4], "GranteePrincipal": arn, "Operations": ["DescribeKey"]}
    alice.call("kms", "CreateGrant", grant)
    carol = account.endpoint.gateway("carol", "us-east-1")
    assert [key.key_id for key in list_keys(carol, "CUSTOMER")] == [index.key_ids[4]]
    account.close()


def test_the_head_of_a_key_has_names_and_rotation(gateway: Gateway) -> None:
    key = key_page.head(gateway, "alias/ebs-data").key
    assert key.aliases == ("ebs-data",)
    assert key.rotation.period_days == 365


def test_events_leave_out_what_only_looks(gateway: Gateway) -> None:
    key = key_page.head(gateway, "alias/ebs-data").key
    some = key_page.events(gateway, key.arn, reading=False)
    every = key_page.events(gateway, key.arn, reading=True)
    assert {event.name for event in some} >= {"RotateKey", "CreateGrant", "Decrypt"}
    assert len(every) > len(some)
    assert [event.time for event in every] == sorted((event.time for event in every), reverse=True)


def test_an_alias_moves_only_to_keys_of_its_kind(gateway: Gateway) -> None:
    key = key_page.head(gateway, "alias/ebs-data").key
    targets = key_aliases.possible_targets(gateway, key)
    assert "payments-prod" in [target.name for target in targets]
    assert not {"ebs-data", "legacy-2019", "aws/ebs"} & {target.name for target in targets}


def test_an_unknown_key_is_refused_as_aws_does(gateway: Gateway) -> None:
    with pytest.raises(AwsError, match="is not found"):
        key_page.head(gateway, "alias/nothing")
