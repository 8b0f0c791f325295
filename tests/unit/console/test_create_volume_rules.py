"""The rules of Create volume say of every form what the account says of the call it makes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.aws.volume_types import VOLUME_TYPES
from kmstui.cli.account import open_demo
from kmstui.console.create_volume import Surroundings, VolumeForm, create
from kmstui.console.create_volume_rules import problems, tag_errors
from kmstui.console.instances import list_instances
from kmstui.console.volume_keys import TYPED_KEY
from kmstui.emulator.ec2 import volume_types

NOWHERE = Surroundings(("us-east-1a", "us-east-1b"), (), ())
GP3 = VolumeForm(zone="us-east-1a", encrypted=False)
IO1 = replace(GP3, volume_type="io1", throughput="")
ST1 = replace(GP3, volume_type="st1", size="125", iops="", throughput="")


@pytest.fixture(scope="module")
def alice() -> Iterator[Gateway]:
    account = open_demo()
    yield account.endpoint.gateway("alice", "us-east-1")
    account.close()


BROKEN = {
    "no zone": (replace(GP3, zone=""), "zone"),
    "no size": (replace(GP3, size=""), "size"),
    "size 0": (replace(GP3, size="0"), "size"),
    "gp3 too large": (replace(GP3, size="65537"), "size"),
    "st1 too small": (replace(ST1, size="124"), "size"),
    "st1 too large": (replace(ST1, size="16385"), "size"),
    "io1 too small": (replace(IO1, size="3", iops="100"), "size"),
    "io1 without iops": (replace(IO1, iops=""), "iops"),
    "io1 iops too low": (replace(IO1, iops="99"), "iops"),
    "io1 iops too high": (replace(IO1, iops="64001"), "iops"),
    "io1 iops for its size": (replace(IO1, iops="5001"), "iops"),
    "gp3 iops too low": (replace(GP3, iops="2999"), "iops"),
    "gp3 iops for its size": (replace(GP3, size="7", iops="3501"), "iops"),
    "throughput too low": (replace(GP3, throughput="124"), "throughput"),
    "throughput too high": (replace(GP3, throughput="2001"), "throughput"),
    "throughput for its iops": (replace(GP3, throughput="751"), "throughput"),
    "reserved tag": (replace(GP3, tags=(("aws:x", "1"),)), "tags"),
    "long tag key": (replace(GP3, tags=(("k" * 129, "1"),)), "tags"),
    "long tag value": (replace(GP3, tags=(("k", "v" * 257),)), "tags"),
    "tag key twice": (replace(GP3, tags=(("k", "1"), ("k", "2"))), "tags"),
    "too many tags": (replace(GP3, tags=tuple((f"k{n}", "") for n in range(51))), "tags"),
}


@pytest.mark.parametrize(("form", "field"), BROKEN.values(), ids=BROKEN)
def test_what_is_said_beside_a_field_is_what_aws_answers(
    alice: Gateway, form: VolumeForm, field: str
) -> None:
    found = problems(form, NOWHERE)
    assert [problem.field for problem in found] == [field]
    with pytest.raises(AwsError) as refusal:
        create(alice, form)
    assert found[0].message == refusal.value.message
    assert 0 < len(found[0].brief) <= 34, "there is room for 34 cells beside a field"


def _number(most: int) -> st.SearchStrategy[int]:
    return st.one_of(
        st.integers(0, most), st.sampled_from([1, 4, 100, 125, 500, 2_000, 3_000, 16_384, 80_000])
    )


@given(st.sampled_from(sorted(VOLUME_TYPES)), _number(70_000), _number(300_000), _number(3_000))
def test_a_form_is_right_exactly_when_the_account_takes_it(
    name: str, size: int, iops: int, throughput: int
) -> None:
    kind = VOLUME_TYPES[name]
    form = replace(GP3, volume_type=name, size=f"{size}", iops=f"{iops}", throughput=f"{throughput}")
    refusal = ""
    try:
        volume_types.check(
            volume_types.volume_type(name),
            size,
            iops if kind.has_iops else None,
            throughput if kind.has_throughput else None,
            False,
        )
    except AwsError as error:
        refusal = error.message
    found = problems(form, NOWHERE)
    assert (found[0].message if found else "") == refusal


def test_every_problem_is_found_at_once_in_the_order_of_the_fields() -> None:
    form = replace(GP3, zone="", size="0", iops="1", throughput="9999", tags=(("", "x"),))
    assert [one.field for one in problems(form, NOWHERE)] == ["zone", "size", "iops", "throughput", "tags"]


def test_a_type_without_a_field_has_nothing_wrong_with_it() -> None:
    assert problems(replace(ST1, iops="1", throughput="1"), NOWHERE) == ()


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        ("", "Enter the ARN of a KMS key."),
        ("1234abcd", "Not an ARN: arn:aws:kms:<Region>:<account>:key/<key ID>"),
        ("arn:aws:s3:::bucket", "Not the ARN of a KMS key."),
        ("arn:aws:kms:us-east-1:111122223333:grant/1", "Not the ARN of a KMS key."),
        (
            "arn:aws:kms:eu-west-1:111122223333:key/1",
            "The key is in eu-west-1; a volume's key must be in us-east-1.",
        ),
        ("arn:aws:kms:us-east-1:999999999999:key/1", ""),
        ("arn:aws:kms:us-east-1:111122223333:alias/x", ""),
    ],
)
def test_a_typed_key_must_be_an_arn_of_this_region(arn: str, said: str) -> None:
    form = replace(GP3, encrypted=True, key=TYPED_KEY, typed_key=arn)
    assert [one.message for one in problems(form, NOWHERE)] == ([said] if said else [])
    assert problems(replace(form, encrypted=False), NOWHERE) == ()


def test_a_device_in_use_is_refused_in_aws_words(alice: Gateway) -> None:
    instances = list_instances(alice)
    instance = next(one for one in instances if one.devices)
    around = Surroundings(("us-east-1a",), (), instances)
    form = replace(GP3, instance=instance.instance_id, device="/dev/sdf")
    (found,) = problems(form, around)
    assert found.message == (
        "Invalid value '/dev/sdf' for unixDevice. Attachment point /dev/sdf is already in use"
    )
    assert problems(replace(form, device="/dev/sdp"), around) == ()
    assert [one.field for one in problems(replace(form, device=""), around)] == ["device"]


def test_tags_alone_are_judged_by_place() -> None:
    assert tag_errors((("a", "1"), ("", ""), ("a", "2"))) == {1: "Enter a key.", 2: "Duplicate key."}
