"""The instance profile of a launch: looked up in IAM, and the permission to pass its role on.

Handing a role to an instance lets whoever is on the instance act as it, so the launcher needs `iam:PassRole`
for it (IAM User Guide, "Granting a user permissions to pass a role to an AWS service").
"""

from collections.abc import Mapping

from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_COMBINATION, INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.iam.model import InstanceProfile
from kmstui.emulator.iam.repository import PROFILES, ROLES, named
from kmstui.emulator.registry import Access, Context

TWICE = Refusal(
    INVALID_PARAMETER_COMBINATION,
    "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
)
NO_SUCH_NAME = Refusal(
    INVALID_PARAMETER_VALUE,
    "Value ({value}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
)
NO_SUCH_ARN = Refusal(
    INVALID_PARAMETER_VALUE,
    "Value ({value}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN",
)


def find(context: Context, specification: Mapping[str, str]) -> InstanceProfile | None:
    """The profile that an `IamInstanceProfile` member names; None when it names none.

    Raises:
        AwsError: when there is no such profile.
    """
    arn, name = specification.get("Arn", ""), specification.get("Name", "")
    if arn and name:
        raise TWICE.error()
    if not arn and not name:
        return None
    profile = named(context.uow, PROFILES, context.account, name or arn.rpartition("/")[2])
    if profile is None or (arn and profile.arn != arn):
        raise (NO_SUCH_ARN if arn else NO_SUCH_NAME).error(value=arn or name)
    return profile


def pass_role(context: Context, profile: InstanceProfile) -> list[Access]:
    """The permission to hand the profile's role to an instance; none when it holds no role."""
    role = named(context.uow, ROLES, context.account, profile.role) if profile.role else None
    if role is None:
        return []
    return [Access("iam:PassRole", role.arn, conditions={"iam:PassedToService": ("ec2.amazonaws.com",)})]
