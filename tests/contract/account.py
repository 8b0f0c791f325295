"""An account as a contract test sees it: calls that are checked on their way in and out.

Everything here goes through `Gateway.call`; what stands behind it may be in this process or far away.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.contract.shapes import misfits_of_input, misfits_of_output
from tests.contract.vocabulary import vocabulary

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Endpoint, Result

REGION = "us-east-1"
ELSEWHERE = "eu-west-1"
ACCOUNT = "111122223333"
ROOT_ARN = f"arn:aws:iam::{ACCOUNT}:root"
ALICE_ARN = f"arn:aws:iam::{ACCOUNT}:user/alice"
UNKNOWN_KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
UNKNOWN_KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{UNKNOWN_KEY}"
NO_SUCH_KEY = f"Key '{UNKNOWN_KEY_ARN}' does not exist"
UNKNOWN_VOLUME = "vol-0123456789abcdef0"
UNKNOWN_INSTANCE = "i-0123456789abcdef0"
IMAGE = "ami-0123456789abcdef0"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}]}'
)
"""A trust policy that lets instances act as a role."""


def covers(service: str, *operations: str) -> pytest.MarkDecorator:
    """Says that a test holds these operations to their contract; each must have been answered in it."""
    return pytest.mark.covers(service, *operations)


def refuses(service: str, *operations: str) -> pytest.MarkDecorator:
    """Says that a test holds these operations to their errors; each must have been refused in it."""
    return pytest.mark.refuses(service, *operations)


class Account:
    """A fresh default account: alice, bob, carol and dave, and two instances."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.answered: set[tuple[str, str]] = set()
        """The operations that gave an answer."""
        self.refused: set[tuple[str, str]] = set()
        """The operations that gave an error."""

    def __call__(
        self, service: str, operation: str, *, identity: str = "alice", region: str = REGION, **params: Any
    ) -> Result:
        """Make one call; request and answer must fit AWS's shapes.

        Raises:
            AwsError: the account's own refusal.
        """
        misfits = misfits_of_input(service, operation, params)
        assert not misfits, misfits
        answer = self.raw(service, operation, params, identity=identity, region=region)
        misfits = misfits_of_output(service, operation, answer)
        assert not misfits, misfits
        return answer

    def raw(
        self,
        service: str,
        operation: str,
        params: Mapping[str, Any],
        *,
        identity: str = "alice",
        region: str = REGION,
    ) -> Result:
        """Make one call as it is, whatever its parameters look like; a refusal must be one of AWS's."""
        try:
            answer = self.endpoint.gateway(identity, region).call(service, operation, params)
        except AwsError as error:
            self._note_refusal(service, operation, error)
            raise
        self.answered.add((service, operation))
        return answer

    def _note_refusal(self, service: str, operation: str, error: AwsError) -> None:
        assert error.code in vocabulary(service, operation), str(error)
        assert error.request_id, "a refusal can be asked about by its request's id"
        self.refused.add((service, operation))

    def error(
        self,
        service: str,
        operation: str,
        params: Mapping[str, Any] | None = None,
        /,
        *,
        identity: str = "alice",
        region: str = REGION,
        **members: Any,
    ) -> tuple[str, str]:
        """Code and message of the error that a call is answered with; it need not fit the shape."""
        given = {**(params or {}), **members}
        with pytest.raises(AwsError) as refusal:
            self.raw(service, operation, given, identity=identity, region=region)
        return refusal.value.code, refusal.value.message

    def code(self, service: str, operation: str, **members: Any) -> str:
        """The code alone, where AWS does not document the message."""
        return self.error(service, operation, **members)[0]

    def later(self, **by: float) -> None:
        """Let time pass: `days`, `hours`, `minutes`, `seconds`."""
        units = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
        seconds = sum(units[unit] * number for unit, number in by.items())
        self("kmstui", "AdvanceClock", Seconds=float(seconds))

    def key(self, **params: Any) -> str:
        """The id of a new key."""
        key_id: str = self("kms", "CreateKey", **params)["KeyMetadata"]["KeyId"]
        return key_id

    def key_state(self, key_id: str) -> str:
        """The state of a key."""
        state: str = self("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"]
        return state

    def instance(self, name: str = "orders-db-1") -> str:
        """The id of one of the account's first instances: `orders-db-1` in zone a, `web-1` in zone b."""
        named = [{"Name": "tag:Name", "Values": [name]}]
        found: str = self("ec2", "DescribeInstances", Filters=named)["Reservations"][0]["Instances"][0][
            "InstanceId"
        ]
        return found

    def volume(self, **params: Any) -> str:
        """The id of a new volume of 8 GiB in zone a, available."""
        members: dict[str, Any] = {"AvailabilityZone": f"{REGION}a", "Size": 8, "VolumeType": "gp3"}
        volume_id: str = self("ec2", "CreateVolume", **members | params)["VolumeId"]
        return volume_id

    def encrypted_volume(self, key_id: str = "alias/aws/ebs", **params: Any) -> str:
        """The id of a new volume of 8 GiB in zone a under a key."""
        return self.volume(Encrypted=True, KmsKeyId=key_id, **params)

    def attached_volume(self, key_id: str = "alias/aws/ebs", device: str = "/dev/sdf") -> str:
        """The id of a new encrypted volume on `orders-db-1`."""
        volume_id = self.encrypted_volume(key_id)
        self("ec2", "AttachVolume", VolumeId=volume_id, InstanceId=self.instance(), Device=device)
        return volume_id

    def describe_volume(self, volume_id: str) -> Result:
        """A volume as DescribeVolumes shows it."""
        described: Result = self("ec2", "DescribeVolumes", VolumeIds=[volume_id])["Volumes"][0]
        return described

    def describe_instance(self, instance_id: str) -> Result:
        """An instance as DescribeInstances shows it."""
        answer = self("ec2", "DescribeInstances", InstanceIds=[instance_id])
        described: Result = answer["Reservations"][0]["Instances"][0]
        return described


def key_arn(key_id: str, region: str = REGION) -> str:
    """The ARN of a key of the account."""
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/{key_id}"
