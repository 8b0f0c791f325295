"""The limits of each volume type, at their edges, and the words for what lies beyond."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2.volume_types import VOLUME_TYPES, Performance, VolumeType, check, volume_type

ROOMY = {"gp3": 200, "gp2": 200, "io2": 512, "io1": 2_000, "st1": 200, "sc1": 200, "standard": 200}
"""A size at which no ratio is in the way of any IOPS."""


def required_iops(kind: VolumeType) -> int | None:
    return kind.iops.least if kind.iops and kind.iops_required else None


def refusal(
    kind: VolumeType, size: int, iops: int | None = None, throughput: int | None = None, shared: bool = False
) -> str:
    with pytest.raises(AwsError) as error:
        check(kind, size, iops, throughput, shared)
    return str(error.value)


def test_the_table_is_that_of_the_user_guide() -> None:
    sizes = {name: (kind.size_gib.least, kind.size_gib.most) for name, kind in VOLUME_TYPES.items()}
    assert sizes == {
        "gp3": (1, 65_536),
        "gp2": (1, 16_384),
        "io2": (4, 65_536),
        "io1": (4, 16_384),
        "st1": (125, 16_384),
        "sc1": (125, 16_384),
        "standard": (1, 1_024),
    }
    settable = {name: (kind.iops.least, kind.iops.most) for name, kind in VOLUME_TYPES.items() if kind.iops}
    assert settable == {"gp3": (3_000, 80_000), "io2": (100, 256_000), "io1": (100, 64_000)}


@pytest.mark.parametrize("kind", VOLUME_TYPES.values(), ids=lambda kind: kind.name)
def test_the_smallest_and_the_largest_size_are_allowed_and_nothing_beyond(kind: VolumeType) -> None:
    iops, span = required_iops(kind), kind.size_gib
    check(kind, span.least, iops, None, False)
    check(kind, span.most, iops, None, False)
    assert refusal(kind, span.least - 1, iops) == (
        f"InvalidParameterValue: Volume of {span.least - 1}GiB is too small for volume type {kind.name};"
        f" minimum is {span.least}GiB."
    )
    assert refusal(kind, span.most + 1, iops) == (
        f"InvalidParameterValue: Volume of {span.most + 1}GiB is too large for volume type {kind.name};"
        f" maximum is {span.most}GiB."
    )


def with_settable_iops() -> Iterator[VolumeType]:
    return (kind for kind in VOLUME_TYPES.values() if kind.iops is not None)


@pytest.mark.parametrize("kind", with_settable_iops(), ids=lambda kind: kind.name)
def test_the_lowest_and_the_highest_iops_are_allowed_and_nothing_beyond(kind: VolumeType) -> None:
    size = ROOMY[kind.name]
    assert kind.iops is not None
    assert check(kind, size, kind.iops.least, None, False).iops == kind.iops.least
    assert check(kind, size, kind.iops.most, None, False).iops == kind.iops.most
    low, high = kind.iops.least - 1, kind.iops.most + 1
    assert refusal(kind, size, low) == (
        f"InvalidParameterValue: Volume iops of {low} is too low; minimum is {kind.iops.least}."
    )
    assert refusal(kind, size, high) == (
        f"InvalidParameterValue: Volume iops of {high} is too high; maximum is {kind.iops.most}."
    )


@pytest.mark.parametrize(("name", "size"), [("gp3", 10), ("io2", 4), ("io1", 10)])
def test_a_gib_carries_only_so_many_iops(name: str, size: int) -> None:
    kind = VOLUME_TYPES[name]
    assert kind.iops_per_gib is not None
    most = size * kind.iops_per_gib
    check(kind, size, most, None, False)
    assert refusal(kind, size, most + 1) == (
        f"InvalidParameterValue: Iops to volume size ratio of {(most + 1) / size:.6f} is too high;"
        f" maximum is {kind.iops_per_gib}"
    )


def test_the_smallest_gp3_volume_still_has_the_iops_that_come_with_every_size() -> None:
    assert check(VOLUME_TYPES["gp3"], 1, 3_000, None, False) == Performance(3_000, 125)


@pytest.mark.parametrize("name", ["io1", "io2"])
def test_provisioned_types_must_be_told_their_iops(name: str) -> None:
    assert refusal(VOLUME_TYPES[name], 100) == "MissingParameter: The request must contain the parameter iops"


@pytest.mark.parametrize("name", ["gp2", "st1", "sc1", "standard"])
def test_other_types_take_no_iops(name: str) -> None:
    assert refusal(VOLUME_TYPES[name], 200, 3_000) == (
        f"InvalidParameterCombination: The parameter iops is not supported for {name} volumes."
    )


@pytest.mark.parametrize("name", ["gp2", "io1", "io2", "st1", "sc1", "standard"])
def test_only_gp3_takes_a_throughput(name: str) -> None:
    kind = VOLUME_TYPES[name]
    assert refusal(kind, 200, required_iops(kind), 125) == (
        f"InvalidParameterCombination: The parameter throughput is not supported for {name} volumes."
    )


def test_gp3_throughput_has_its_edges() -> None:
    gp3 = VOLUME_TYPES["gp3"]
    assert check(gp3, 100, 8_000, 125, False).throughput == 125
    assert check(gp3, 100, 8_000, 2_000, False).throughput == 2_000
    assert refusal(gp3, 100, 8_000, 124) == (
        "InvalidParameterValue: Volume throughput of 124 is too low; minimum is 125."
    )
    assert refusal(gp3, 100, 9_000, 2_001) == (
        "InvalidParameterValue: Volume throughput of 2001 is too high; maximum is 2000."
    )


def test_gp3_throughput_needs_four_iops_for_each_mib() -> None:
    gp3 = VOLUME_TYPES["gp3"]
    check(gp3, 100, None, 750, False)
    assert refusal(gp3, 100, None, 751) == (
        "InvalidParameterValue: Throughput (MiBps) to iops ratio of 0.250333 is too high; maximum is 0.250000"
        " MiBps per iops."
    )


@pytest.mark.parametrize(("size", "iops"), [(1, 100), (33, 100), (34, 102), (5_333, 15_999), (5_334, 16_000)])
def test_gp2_earns_three_iops_a_gib_within_its_floor_and_ceiling(size: int, iops: int) -> None:
    assert check(VOLUME_TYPES["gp2"], size, None, None, False) == Performance(iops, None)


@pytest.mark.parametrize("kind", VOLUME_TYPES.values(), ids=lambda kind: kind.name)
def test_only_provisioned_types_are_shared(kind: VolumeType) -> None:
    size, iops = ROOMY[kind.name], required_iops(kind)
    if kind.name in {"io1", "io2"}:
        check(kind, size, iops, None, True)
    else:
        assert refusal(kind, size, iops, None, True) == (
            f"InvalidParameterCombination: The parameter multiAttachEnabled is not supported for {kind.name}"
            " volumes."
        )


def test_a_type_that_does_not_exist_is_refused() -> None:
    with pytest.raises(AwsError) as error:
        volume_type("gp4")
    assert str(error.value) == "UnknownVolumeType: Unknown volume type 'gp4'"


@given(
    st.sampled_from(list(VOLUME_TYPES.values())),
    st.integers(-1, 70_000),
    st.none() | st.integers(0, 260_000),
    st.none() | st.integers(0, 2_100),
)
def test_whatever_is_granted_lies_within_every_limit(
    kind: VolumeType, size: int, iops: int | None, throughput: int | None
) -> None:
    try:
        granted = check(kind, size, iops, throughput, False)
    except AwsError:
        return
    assert kind.size_gib.least <= size <= kind.size_gib.most
    if kind.iops is not None:
        assert granted.iops is not None
        assert kind.iops.least <= granted.iops <= kind.iops.most
        assert granted.iops <= max(size * (kind.iops_per_gib or 0), kind.default_iops or 0)
    if kind.throughput is not None:
        assert granted.throughput is not None
        assert granted.iops is not None
        assert granted.throughput * 4 <= granted.iops
