"""The KMS keys that can be chosen for a volume, and what is shown of the chosen one.

EBS takes symmetric encryption keys only; the console offers those that are enabled (EBS User Guide, "Amazon
EBS encryption"). A key of another account is named by its ARN, which nobody can list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kmstui.aws.arn import Arn
from kmstui.aws.errors import AwsError
from kmstui.aws.failures import DENIED
from kmstui.aws.gateway import Gateway
from kmstui.console.keys import KeyRow, alias_names, key_row
from kmstui.console.sidebar import list_kms

DEFAULT_ALIAS = "aws/ebs"
"""The AWS managed key that EBS uses when none is named."""
DEFAULT_KEY = ""
"""What the form holds while the default is chosen."""
TYPED_KEY = "typed"
"""What the form's list holds for "a key that is not in this list"."""


@dataclass(frozen=True, slots=True)
class VolumeKey:
    """A key that can be chosen."""

    value: str
    """What the form holds for it, and what goes into `KmsKeyId`: alias or ARN, or `DEFAULT_KEY`."""
    label: str
    """Its first alias, else its id; `(default) aws/ebs` for the default."""
    manager: str
    """`AWS managed` or `customer managed`."""
    key: KeyRow | None
    """What KMS says of it; None for a default key of which it says nothing."""
    unmade: bool = False
    """Whether it is a default key that KMS makes when it is first asked for."""

    @property
    def untold(self) -> str:
        """Why KMS says nothing of it; empty where it does."""
        if self.key is not None:
            return ""
        return "AWS makes it when the first volume asks for it" if self.unmade else "You may not describe it"


UNSEEN_DEFAULT = VolumeKey(DEFAULT_KEY, f"(default) {DEFAULT_ALIAS}", "AWS managed", None)
"""The default key as it is offered where nothing is known of it."""


def offered(gateway: Gateway) -> tuple[VolumeKey, ...]:
    """Every enabled symmetric encryption key of this account and Region, the default first.

    A key that may be listed but not described is left out, as the AWS console does.
    """
    aliases = alias_names(gateway)
    rows = [row for row in _described(gateway, aliases) if fits(row)]
    default = next((row for row in rows if DEFAULT_ALIAS in row.aliases), None)
    unmade = not any(DEFAULT_ALIAS in names for names in aliases.values())
    customers = sorted((row for row in rows if row.manager == "CUSTOMER"), key=lambda row: row.name)
    return (
        replace(UNSEEN_DEFAULT, key=default, unmade=unmade),
        *(VolumeKey(_shortest_name(row), row.name, "customer managed", row) for row in customers),
    )


def _shortest_name(key: KeyRow) -> str:
    """What `KmsKeyId` says of a key: its alias, which is what people read, or its ARN."""
    return f"alias/{key.aliases[0]}" if key.aliases else key.arn


def fits(key: KeyRow) -> bool:
    """Whether EBS can use a key now."""
    return key.spec == "SYMMETRIC_DEFAULT" and key.usage == "ENCRYPT_DECRYPT" and key.state == "Enabled"


def _described(gateway: Gateway, aliases: Mapping[str, tuple[str, ...]]) -> list[KeyRow]:
    rows = []
    for listed in list_kms(gateway, "ListKeys", "Keys"):
        try:
            metadata = gateway.call("kms", "DescribeKey", {"KeyId": listed["KeyId"]})["KeyMetadata"]
        except AwsError as error:
            if error.code in DENIED | {"NotFoundException"}:
                continue
            raise
        rows.append(key_row(metadata, aliases.get(listed["KeyId"], ())))
    return rows


def describe(gateway: Gateway, key_id: str) -> KeyRow:
    """What KMS says of a key that was typed in.

    Raises:
        AwsError: when there is no such key, or the identity may not describe it.
    """
    metadata = gateway.call("kms", "DescribeKey", {"KeyId": key_id})["KeyMetadata"]
    return key_row(metadata, alias_names(gateway).get(metadata["KeyId"], ()))


def typed_key_problem(text: str, region: str) -> str:
    """What is wrong with the ARN of a key typed in; empty when nothing can be seen to be.

    Whether there is such a key, and whether it can be used, EBS finds out after it has answered.
    """
    if not text:
        return "Enter the ARN of a KMS key."
    try:
        arn = Arn.parse(text)
    except ValueError:
        return "Not an ARN: arn:aws:kms:<Region>:<account>:key/<key ID>"
    if arn.service != "kms" or not arn.resource.startswith(("key/", "alias/")):
        return "Not the ARN of a KMS key."
    if arn.region != region:
        return f"The key is in {arn.region}; a volume's key must be in {region}."
    return ""


def find(keys: Sequence[VolumeKey], value: str) -> VolumeKey | None:
    """The key that stands for what the form holds."""
    return next((key for key in keys if key.value == value), None)
