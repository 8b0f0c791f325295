"""Amazon Resource Names: taken apart and put together in one place.

Knows the form `arn:partition:service:region:account:resource` and no service's rules about what stands in it.
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Arn:
    """One Amazon Resource Name."""

    service: str
    """`kms`, `iam`, `ec2`, `sts` …"""
    region: str
    """Empty for services without Regions, such as IAM."""
    account: str
    """Twelve digits."""
    resource: str
    """Everything after the fifth colon, such as `key/1234…` or `user/alice`."""
    partition: str = "aws"
    """`aws`, `aws-cn` or `aws-us-gov`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take an ARN apart.

        Raises:
            ValueError: when the text does not have the six parts of an ARN.
        """
        prefix, partition, service, region, account, resource = text.split(":", 5)
        if prefix != "arn" or not partition or not service or not resource:
            raise ValueError(f"not an ARN: {text!r}")
        return cls(service, region, account, resource, partition)

    @property
    def kind(self) -> str:
        """The resource's type, such as `key` in `key/1234`; empty when there is none."""
        return self.resource.partition("/")[0] if "/" in self.resource else ""

    @property
    def name(self) -> str:
        """The resource's own name: what follows the last slash."""
        return self.resource.rpartition("/")[2]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"
