"""What a call was about: the resources a record names and the event history is filtered by.

They come from the permissions the call needed, and from the members that name a resource where those cannot:
what a call has just made is only in its answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kmstui.aws.arn import Arn
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import Operation
from kmstui.emulator.registry import Access


@dataclass(frozen=True, slots=True)
class Mention:
    """One resource of a call."""

    type: str
    """Such as `AWS::KMS::Key`."""
    name: str
    """As the event history shows it."""
    arn: str
    """Empty where only the name is known."""
    account: str
    """The account that owns it."""


TYPES = {
    ("kms", "key"): "AWS::KMS::Key",
    ("kms", "alias"): "AWS::KMS::Alias",
    ("ec2", "volume"): "AWS::EC2::Volume",
    ("ec2", "instance"): "AWS::EC2::Instance",
    ("ec2", "image"): "AWS::EC2::Ami",
    ("iam", "user"): "AWS::IAM::User",
    ("iam", "role"): "AWS::IAM::Role",
    ("iam", "group"): "AWS::IAM::Group",
    ("iam", "policy"): "AWS::IAM::Policy",
    ("iam", "instance-profile"): "AWS::IAM::InstanceProfile",
}
"""CloudFormation's type of a resource, by the service and kind in its ARN."""
MEMBERS = {
    "VolumeId": "AWS::EC2::Volume",
    "InstanceId": "AWS::EC2::Instance",
    "VolumeIds": "AWS::EC2::Volume",
    "InstanceIds": "AWS::EC2::Instance",
    "KmsKeyId": "AWS::KMS::Key",
    "UserName": "AWS::IAM::User",
    "RoleName": "AWS::IAM::Role",
    "GroupName": "AWS::IAM::Group",
    "PolicyArn": "AWS::IAM::Policy",
    "InstanceProfileName": "AWS::IAM::InstanceProfile",
}
"""Members of EC2's and IAM's requests and answers that name a resource, and what type it has."""
LIMIT = 50
"""Resources remembered of one call; a request may name thousands."""
_MAKERS = {"CreateKey": "KeyMetadata"}
"""KMS operations that make a key: the member of the answer that has its ARN."""


def mentions(
    accesses: Sequence[Access], operation: Operation, params: Params, outcome: Result | AwsError, account: str
) -> tuple[Mention, ...]:
    """The resources of a call, each once, in the order in which they were asked for."""
    found: dict[str, Mention] = {}
    for access in accesses:
        if access.resource != "*" and not access.resource.endswith("/*"):
            mention = _of_arn(access.resource, access.resource_type, access.resource_account or account)
            found.setdefault(mention.name, mention)
    for mention in _of_members(operation, params, outcome, account):
        found.setdefault(mention.name, mention)
    return tuple(islice(found.values(), LIMIT))


@lru_cache(4_000)
def _of_arn(text: str, kind: str, account: str) -> Mention:
    arn = Arn.parse(text)
    kind = kind or TYPES.get((arn.service, arn.kind), "")
    return Mention(kind, text if arn.service == "kms" else arn.name, text, account)


def _of_members(
    operation: Operation, params: Params, outcome: Result | AwsError, account: str
) -> Iterator[Mention]:
    answer: Mapping[str, object] = {} if isinstance(outcome, AwsError) else outcome
    if operation.service == "kms":
        made = answer.get(_MAKERS.get(operation.name, ""))
        if isinstance(made, Mapping):
            yield _of_arn(made["Arn"], "", account)
        return
    for source in (params, answer, *_launched(answer)):
        for member, kind in MEMBERS.items():
            if member not in source:
                continue
            value = source[member]
            for name in value if isinstance(value, list | tuple) else (value,):
                if isinstance(name, str) and (member != "KmsKeyId" or name.startswith("arn:")):
                    yield Mention(kind, name, "", account)


def _launched(answer: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The instances that RunInstances answers with."""
    instances = answer.get("Instances")
    if isinstance(instances, list | tuple):
        yield from (instance for instance in instances if isinstance(instance, Mapping))
