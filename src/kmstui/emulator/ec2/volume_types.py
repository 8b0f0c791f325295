"""What each EBS volume type allows, as a table, and the checks that read it.

Figures are those of the EBS User Guide ("Amazon EBS volume types") and of the CreateVolume reference; texts
are EC2's where they are on record. It knows numbers only: no account, no key, no state.
"""

from dataclasses import dataclass

from kmstui.emulator.ec2.refusals import (
    INVALID_PARAMETER_COMBINATION,
    INVALID_PARAMETER_VALUE,
    MISSING_PARAMETER,
    Refusal,
)


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most of something, both allowed."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class VolumeType:
    """The limits of one volume type."""

    name: str
    size_gib: Span
    iops: Span | None = None
    """What `Iops` may be; None where it may not be given."""
    iops_required: bool = False
    default_iops: int | None = None
    """IOPS of a volume for which none were given."""
    iops_per_gib: int | None = None
    """Most IOPS a GiB carries; for gp2, the baseline a GiB earns."""
    throughput: Span | None = None
    """What `Throughput` may be, in MiB/s; None where it may not be given."""
    default_throughput: int | None = None
    multi_attach: bool = False
    bootable: bool = True


VOLUME_TYPES: dict[str, VolumeType] = {
    row.name: row
    for row in (
        VolumeType(
            "gp3",
            Span(1, 65_536),
            iops=Span(3_000, 80_000),
            default_iops=3_000,
            iops_per_gib=500,
            throughput=Span(125, 2_000),
            default_throughput=125,
        ),
        VolumeType("gp2", Span(1, 16_384), iops_per_gib=3),
        VolumeType(
            "io2",
            Span(4, 65_536),
            iops=Span(100, 256_000),
            iops_required=True,
            iops_per_gib=1_000,
            multi_attach=True,
        ),
        VolumeType(
            "io1",
            Span(4, 16_384),
            iops=Span(100, 64_000),
            iops_required=True,
            iops_per_gib=50,
            multi_attach=True,
        ),
        VolumeType("st1", Span(125, 16_384), bootable=False),
        VolumeType("sc1", Span(125, 16_384), bootable=False),
        VolumeType("standard", Span(1, 1_024)),
    )
}
"""Every type EBS has, by name."""

DEFAULT_TYPE = "gp2"
"""What the API makes when no type is named (CreateVolume reference)."""

_GP2_BASELINE = Span(100, 16_000)
_IOPS_PER_THROUGHPUT = 4
"""gp3 gives at most 0.25 MiB/s for each provisioned I/O per second."""

UNKNOWN_TYPE = Refusal("UnknownVolumeType", "Unknown volume type '{type}'")
SIZE_TOO_SMALL = Refusal(
    INVALID_PARAMETER_VALUE, "Volume of {size}GiB is too small for volume type {type}; minimum is {limit}GiB."
)
SIZE_TOO_LARGE = Refusal(
    INVALID_PARAMETER_VALUE, "Volume of {size}GiB is too large for volume type {type}; maximum is {limit}GiB."
)
IOPS_REQUIRED = Refusal(MISSING_PARAMETER, "The request must contain the parameter iops")
IOPS_UNSUPPORTED = Refusal(
    INVALID_PARAMETER_COMBINATION, "The parameter iops is not supported for {type} volumes."
)
IOPS_TOO_LOW = Refusal(INVALID_PARAMETER_VALUE, "Volume iops of {iops} is too low; minimum is {limit}.")
IOPS_TOO_HIGH = Refusal(INVALID_PARAMETER_VALUE, "Volume iops of {iops} is too high; maximum is {limit}.")
IOPS_RATIO = Refusal(
    INVALID_PARAMETER_VALUE, "Iops to volume size ratio of {ratio:.6f} is too high; maximum is {limit}"
)
THROUGHPUT_UNSUPPORTED = Refusal(
    INVALID_PARAMETER_COMBINATION, "The parameter throughput is not supported for {type} volumes."
)
THROUGHPUT_TOO_LOW = Refusal(
    INVALID_PARAMETER_VALUE, "Volume throughput of {throughput} is too low; minimum is {limit}."
)
THROUGHPUT_TOO_HIGH = Refusal(
    INVALID_PARAMETER_VALUE, "Volume throughput of {throughput} is too high; maximum is {limit}."
)
THROUGHPUT_RATIO = Refusal(
    INVALID_PARAMETER_VALUE,
    "Throughput (MiBps) to iops ratio of {ratio:.6f} is too high; maximum is 0.250000 MiBps per iops.",
)
MULTI_ATTACH_UNSUPPORTED = Refusal(
    INVALID_PARAMETER_COMBINATION, "The parameter multiAttachEnabled is not supported for {type} volumes."
)


@dataclass(frozen=True, slots=True)
class Performance:
    """What a volume of some type and size can do."""

    iops: int | None
    throughput: int | None


def volume_type(name: str) -> VolumeType:
    """The row of a type.

    Raises:
        AwsError: `UnknownVolumeType`.
    """
    if name not in VOLUME_TYPES:
        raise UNKNOWN_TYPE.error(type=name)
    return VOLUME_TYPES[name]


def check(
    kind: VolumeType, size_gib: int, iops: int | None, throughput: int | None, multi_attach: bool
) -> Performance:
    """Hold a request against the limits of its type, and say what the volume will do.

    Raises:
        AwsError: with the first limit that is broken.
    """
    _check_size(kind, size_gib)
    if multi_attach and not kind.multi_attach:
        raise MULTI_ATTACH_UNSUPPORTED.error(type=kind.name)
    granted_iops = _iops(kind, size_gib, iops)
    return Performance(granted_iops, _throughput(kind, granted_iops, throughput))


def _check_size(kind: VolumeType, size_gib: int) -> None:
    if size_gib < kind.size_gib.least:
        raise SIZE_TOO_SMALL.error(size=size_gib, type=kind.name, limit=kind.size_gib.least)
    if size_gib > kind.size_gib.most:
        raise SIZE_TOO_LARGE.error(size=size_gib, type=kind.name, limit=kind.size_gib.most)


def _iops(kind: VolumeType, size_gib: int, iops: int | None) -> int | None:
    if kind.iops is None:
        if iops is not None:
            raise IOPS_UNSUPPORTED.error(type=kind.name)
        return _baseline(kind, size_gib)
    if iops is None:
        if kind.iops_required:
            raise IOPS_REQUIRED.error()
        return kind.default_iops
    if iops < kind.iops.least:
        raise IOPS_TOO_LOW.error(iops=iops, limit=kind.iops.least)
    if iops > kind.iops.most:
        raise IOPS_TOO_HIGH.error(iops=iops, limit=kind.iops.most)
    _check_iops_ratio(kind, size_gib, iops)
    return iops


def _check_iops_ratio(kind: VolumeType, size_gib: int, iops: int) -> None:
    comes_with_every_size = kind.default_iops or 0
    if kind.iops_per_gib is None or iops <= comes_with_every_size:
        return
    if iops > size_gib * kind.iops_per_gib:
        raise IOPS_RATIO.error(ratio=iops / size_gib, limit=kind.iops_per_gib)


def _baseline(kind: VolumeType, size_gib: int) -> int | None:
    if kind.iops_per_gib is None:
        return None
    return min(max(size_gib * kind.iops_per_gib, _GP2_BASELINE.least), _GP2_BASELINE.most)


def _throughput(kind: VolumeType, iops: int | None, throughput: int | None) -> int | None:
    if throughput is None:
        return kind.default_throughput
    if kind.throughput is None:
        raise THROUGHPUT_UNSUPPORTED.error(type=kind.name)
    if throughput < kind.throughput.least:
        raise THROUGHPUT_TOO_LOW.error(throughput=throughput, limit=kind.throughput.least)
    if throughput > kind.throughput.most:
        raise THROUGHPUT_TOO_HIGH.error(throughput=throughput, limit=kind.throughput.most)
    if iops is not None and throughput * _IOPS_PER_THROUGHPUT > iops:
        raise THROUGHPUT_RATIO.error(ratio=throughput / iops)
    return throughput
