"""Every answer has the members and types that EC2's own model gives its output."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from tests.unit.emulator.ec2.harness import IMAGE, KEY_ARN, ZONE, Account

from kmstui.aws.shapes import Kind, ServiceModel, Shape, service_model

TYPES: Mapping[Kind, type] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.LONG: int,
    Kind.BOOLEAN: bool,
    Kind.TIMESTAMP: datetime,
}


def misfits(model: ServiceModel, shape: Shape, value: object, path: str) -> Iterator[str]:
    """Where a value is not what its shape says."""
    if shape.kind is Kind.STRUCTURE:
        assert isinstance(value, dict)
        for name, member in value.items():
            if name not in shape.members:
                yield f"{path}.{name} is unknown"
            else:
                yield from misfits(model, model.of(shape.members[name]), member, f"{path}.{name}")
    elif shape.kind is Kind.LIST:
        assert isinstance(value, list)
        assert shape.element is not None
        for item in value:
            yield from misfits(model, model.of(shape.element), item, f"{path}[]")
    elif not isinstance(value, TYPES[shape.kind]):
        yield f"{path} is {type(value).__name__}"
    elif shape.enum and value not in shape.enum:
        yield f"{path} is {value!r}"


@pytest.fixture
def lived_in(account: Account) -> Account:
    """An account with one of everything that an answer can show."""
    account.instance_profile("orders-app")
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "x"}]}]
    mapping = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}
    instance_id = account.instance(
        IamInstanceProfile={"Name": "orders-app"}, TagSpecifications=tags, BlockDeviceMappings=[mapping]
    )
    account.attached_volume(instance_id)
    stopped = account.instance()
    account("StopInstances", InstanceIds=[stopped])
    for _ in range(6):
        account.volume()
    return account


VOLUME: dict[str, Any] = {"AvailabilityZone": ZONE, "Size": 8, "Encrypted": True, "KmsKeyId": KEY_ARN}
LAUNCH: dict[str, Any] = {"ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "InstanceType": "m5.large"}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("CreateVolume", VOLUME),
    ("DescribeVolumes", {"MaxResults": 5}),
    ("RunInstances", LAUNCH),
    ("DescribeInstances", {}),
    ("DescribeTags", {}),
    ("DescribeAvailabilityZones", {}),
    ("DescribeRegions", {}),
]


@pytest.mark.parametrize(("operation", "params"), CALLS)
def test_answers_are_as_ec2_documents_them(lived_in: Account, operation: str, params: dict[str, Any]) -> None:
    model = service_model("ec2")
    shape = model.output(operation)
    assert shape is not None
    assert list(misfits(model, shape, lived_in(operation, **params), operation)) == []


def test_changes_are_as_ec2_documents_them(lived_in: Account) -> None:
    model = service_model("ec2")
    instance_id, volume_id = lived_in.instance(), lived_in.volume()
    calls: list[tuple[str, dict[str, Any]]] = [
        ("AttachVolume", {"VolumeId": volume_id, "InstanceId": instance_id, "Device": "/dev/sdf"}),
        ("DetachVolume", {"VolumeId": volume_id}),
        ("StopInstances", {"InstanceIds": [instance_id]}),
        ("StartInstances", {"InstanceIds": [instance_id]}),
        ("TerminateInstances", {"InstanceIds": [instance_id]}),
    ]
    for operation, params in calls:
        shape = model.output(operation)
        assert shape is not None
        assert list(misfits(model, shape, lived_in(operation, **params), operation)) == []
