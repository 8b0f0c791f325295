"""EBS volume types and their limits: one row each, for the account that enforces them and the console that
shows them beside the fields.

Source: Amazon EBS User Guide, "Amazon EBS volume types" (2026). Sizes are GiB, throughput is MiB/s.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VolumeType:
    """One volume type."""

    name: str
    """The API's name, such as `gp3`."""
    label: str
    """The console's name."""
    min_size: int
    max_size: int
    min_iops: int = 0
    max_iops: int = 0
    """0 where IOPS cannot be set."""
    default_iops: int = 0
    """What the volume gets when none is asked for; 0 where it must be given or follows from the size."""
    iops_per_gib: int = 0
    """Most IOPS per GiB of size that may be asked for."""
    iops_required: bool = False
    min_throughput: int = 0
    max_throughput: int = 0
    """0 where throughput cannot be set."""
    default_throughput: int = 0
    throughput_per_iops: float = 0.0
    """Most MiB/s per provisioned IOPS."""
    multi_attach: bool = False
    bootable: bool = True
    note: str = ""
    """What the volume delivers where nothing can be set."""

    @property
    def has_iops(self) -> bool:
        """Whether the Iops parameter is accepted."""
        return self.max_iops > 0

    @property
    def has_throughput(self) -> bool:
        """Whether the Throughput parameter is accepted."""
        return self.max_throughput > 0


VOLUME_TYPES: dict[str, VolumeType] = {
    kind.name: kind
    for kind in (
        VolumeType(
            "gp3", "General Purpose SSD (gp3)", 1, 65_536, 3_000, 80_000, 3_000, 500,
            min_throughput=125, max_throughput=2_000, default_throughput=125, throughput_per_iops=0.25,
        ),
        VolumeType("gp2", "General Purpose SSD (gp2)", 1, 16_384, note="3 IOPS per GiB, 100 to 16,000"),
        VolumeType(
            "io2", "Provisioned IOPS SSD (io2)", 4, 65_536, 100, 256_000, 0, 1_000, True, multi_attach=True
        ),
        VolumeType(
            "io1", "Provisioned IOPS SSD (io1)", 4, 16_384, 100, 64_000, 0, 50, True, multi_attach=True
        ),
        VolumeType(
            "st1", "Throughput Optimized HDD (st1)", 125, 16_384, bootable=False,
            note="40 MiB/s per TiB, to 500",
        ),
        VolumeType("sc1", "Cold HDD (sc1)", 125, 16_384, bootable=False, note="12 MiB/s per TiB, to 250"),
        VolumeType("standard", "Magnetic (standard)", 1, 1_024, note="40 to 200 IOPS"),
    )
}  # fmt: skip
"""Every volume type by its API name, in the order the console lists them."""
API_DEFAULT_TYPE = "gp2"
"""What CreateVolume makes when no type is given (API reference)."""
CONSOLE_DEFAULT_TYPE = "gp3"
"""What the console's form starts with."""


def baseline_iops(kind: str, size: int) -> int | None:
    """IOPS that a volume of this type and size has when none were asked for; None where AWS reports none.

    gp2 has 3 per GiB, at least 100 and at most 16,000; gp3 has 3,000.
    """
    if kind == "gp2":
        return min(max(3 * size, 100), 16_000)
    return VOLUME_TYPES[kind].default_iops or None
