"""EC2 and EBS, put together: every operation the account answers under the service name `ec2`."""

from kmstui.emulator.ec2 import permissions, zones
from kmstui.emulator.ec2.attachments import attach_volume, detach_volume
from kmstui.emulator.ec2.instance_listing import describe_instances
from kmstui.emulator.ec2.instances import start_instances, stop_instances, terminate_instances
from kmstui.emulator.ec2.launching import run_instances
from kmstui.emulator.ec2.operation import SERVICE, operation
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.ec2.settling import settlers
from kmstui.emulator.ec2.tags import create_tags, delete_tags, describe_tags
from kmstui.emulator.ec2.volume_listing import describe_volumes
from kmstui.emulator.ec2.volumes import create_volume, delete_volume
from kmstui.emulator.registry import Service, no_subject

NEEDS_DATA_PLANE: frozenset[str] = frozenset()
"""The operations on volumes that must be served before they are asked for: EC2 serves what it attaches."""


def service(data_plane: DataPlane) -> Service:
    """EC2 over a data plane."""
    return Service(
        name=SERVICE,
        handlers=(
            create_volume(data_plane),
            delete_volume(data_plane),
            describe_volumes(),
            attach_volume(data_plane),
            detach_volume(data_plane),
            run_instances(data_plane),
            describe_instances(),
            start_instances(data_plane),
            stop_instances(data_plane),
            terminate_instances(data_plane),
            create_tags(),
            delete_tags(),
            describe_tags(),
            operation(
                "DescribeAvailabilityZones",
                no_subject,
                permissions.anywhere("DescribeAvailabilityZones"),
                zones.describe_availability_zones,
            ),
            operation(
                "DescribeRegions",
                no_subject,
                permissions.anywhere("DescribeRegions"),
                zones.describe_regions,
            ),
        ),
        settlers=settlers(data_plane),
        error_source="Client.",
    )
