"""Who one can be here, and what the choices are called.

Names and notes come from the endpoint; nothing here decides what an identity may do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kmstui.aws.arn import Arn
from kmstui.aws.gateway import Endpoint, Identity

REGION_NAMES = {
    "af-south-1": "Africa (Cape Town)",
    "ap-east-1": "Asia Pacific (Hong Kong)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-northeast-2": "Asia Pacific (Seoul)",
    "ap-northeast-3": "Asia Pacific (Osaka)",
    "ap-south-1": "Asia Pacific (Mumbai)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
    "ca-central-1": "Canada (Central)",
    "eu-central-1": "Europe (Frankfurt)",
    "eu-central-2": "Europe (Zurich)",
    "eu-north-1": "Europe (Stockholm)",
    "eu-south-1": "Europe (Milan)",
    "eu-west-1": "Europe (Ireland)",
    "eu-west-2": "Europe (London)",
    "eu-west-3": "Europe (Paris)",
    "me-south-1": "Middle East (Bahrain)",
    "sa-east-1": "South America (São Paulo)",
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
}
"""What AWS calls its Regions (AWS General Reference, "Regional endpoints")."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One identity or Region that can be chosen."""

    name: str
    """What the endpoint knows it by."""
    note: str
    """What it is, in a few words; may be empty."""
    chosen: bool
    """Whether it is the one in force."""


def identity_choices(endpoint: Endpoint, chosen: str) -> tuple[Choice, ...]:
    """Everybody one may act as, in the endpoint's order."""
    return tuple(
        Choice(identity.name, identity.note or kind_of(identity), identity.name == chosen)
        for identity in endpoint.identities()
    )


def region_choices(endpoint: Endpoint, chosen: str) -> tuple[Choice, ...]:
    """Every Region that answers, with AWS's name for it."""
    return tuple(
        Choice(region, REGION_NAMES.get(region, ""), region == chosen) for region in endpoint.regions()
    )


def kind_of(identity: Identity) -> str:
    """`user`, `role` … as the ARN says; empty where there is none."""
    try:
        return Arn.parse(identity.arn).kind
    except ValueError:
        return ""


def find_identity(identities: Sequence[Identity], name: str) -> Identity:
    """The identity of that name, or the first where the name is empty.

    Raises:
        LookupError: when there is nobody of that name; the message lists who there is.
    """
    if not name and identities:
        return identities[0]
    for identity in identities:
        if identity.name == name:
            return identity
    known = ", ".join(identity.name for identity in identities) or "nobody"
    raise LookupError(f"There is no identity named {name!r} here. Known: {known}.")
