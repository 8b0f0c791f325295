"""The Regions and Availability Zones this account knows, and the operations that describe them.

A handful of real Regions with their real zone ids as one account may see them: in every account the letters
are shuffled over the ids, here they are not.
"""

from collections.abc import Mapping
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import filters
from kmstui.emulator.ec2.refusals import Refusal
from kmstui.emulator.registry import Context

REGIONS: Mapping[str, tuple[str, str]] = {
    "us-east-1": ("use1", "abcdef"),
    "us-east-2": ("use2", "abc"),
    "us-west-1": ("usw1", "ab"),
    "us-west-2": ("usw2", "abcd"),
    "ca-central-1": ("cac1", "abd"),
    "eu-central-1": ("euc1", "abc"),
    "eu-north-1": ("eun1", "abc"),
    "eu-west-1": ("euw1", "abc"),
    "eu-west-2": ("euw2", "abc"),
    "ap-northeast-1": ("apne1", "acd"),
    "ap-south-1": ("aps1", "abc"),
    "ap-southeast-1": ("apse1", "abc"),
    "ap-southeast-2": ("apse2", "abc"),
    "sa-east-1": ("sae1", "abc"),
}
"""By name: the prefix of the Region's zone ids, and the letters of its zones."""

ZONE_NOT_FOUND = Refusal("InvalidZone.NotFound", "The zone '{name}' does not exist.")
REGION_NOT_FOUND = Refusal("InvalidParameterValue", "Invalid region name: {name}")


def zones_of(region: str) -> dict[str, str]:
    """The zones of a Region: id by name. Empty for a Region that is not here."""
    prefix, letters = REGIONS.get(region, ("", ""))
    return {f"{region}{letter}": f"{prefix}-az{index}" for index, letter in enumerate(letters, 1)}


_IDS = {zone: identifier for region in REGIONS for zone, identifier in zones_of(region).items()}


def zone_id(zone: str) -> str:
    """The id of a zone, such as `use1-az1` for `us-east-1a`; empty for a zone that is not here."""
    return _IDS.get(zone, "")


def require_zone(region: str, zone: str) -> str:
    """The zone's name, if the Region has it.

    Raises:
        AwsError: `InvalidZone.NotFound`.
    """
    if zone not in zones_of(region):
        raise ZONE_NOT_FOUND.error(name=zone)
    return zone


def zone_by_id(region: str, identifier: str) -> str:
    """The name of the zone with that id.

    Raises:
        AwsError: `InvalidZone.NotFound`.
    """
    for name, zone_identifier in zones_of(region).items():
        if zone_identifier == identifier:
            return name
    raise ZONE_NOT_FOUND.error(name=identifier)


def _zone_view(region: str, name: str, identifier: str) -> dict[str, Any]:
    return {
        "State": "available",
        "OptInStatus": "opt-in-not-required",
        "Messages": [],
        "RegionName": region,
        "ZoneName": name,
        "ZoneId": identifier,
        "GroupName": f"{region}-zg-1",
        "NetworkBorderGroup": region,
        "ZoneType": "availability-zone",
    }


_ZONE_FILTERS: filters.Table[dict[str, Any]] = {
    "group-name": lambda view: [view["GroupName"]],
    "opt-in-status": lambda view: [view["OptInStatus"]],
    "region-name": lambda view: [view["RegionName"]],
    "state": lambda view: [view["State"]],
    "zone-id": lambda view: [view["ZoneId"]],
    "zone-name": lambda view: [view["ZoneName"]],
    "zone-type": lambda view: [view["ZoneType"]],
}


def describe_availability_zones(context: Context, params: Params, _subject: None) -> Result:
    """`DescribeAvailabilityZones`: those of the Region the call is made in."""
    zones = zones_of(context.region)
    names = [require_zone(context.region, name) for name in params.get("ZoneNames", ())]
    names += [zone_by_id(context.region, identifier) for identifier in params.get("ZoneIds", ())]
    views = [_zone_view(context.region, name, zones[name]) for name in names or zones]
    matches = filters.matcher(params, _ZONE_FILTERS)
    return {"AvailabilityZones": [view for view in views if matches(view)]}


_REGION_FILTERS: filters.Table[dict[str, Any]] = {
    "endpoint": lambda view: [view["Endpoint"]],
    "opt-in-status": lambda view: [view["OptInStatus"]],
    "region-name": lambda view: [view["RegionName"]],
}


def describe_regions(_context: Context, params: Params, _subject: None) -> Result:
    """`DescribeRegions`: the Regions that answer here."""
    names = params.get("RegionNames") or list(REGIONS)
    for name in names:
        if name not in REGIONS:
            raise REGION_NOT_FOUND.error(name=name)
    views = [
        {
            "RegionName": name,
            "Endpoint": f"ec2.{name}.amazonaws.com",
            "OptInStatus": "opt-in-not-required",
        }
        for name in names
    ]
    matches = filters.matcher(params, _REGION_FILTERS)
    return {"Regions": [view for view in views if matches(view)]}
