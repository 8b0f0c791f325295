"""The Regions and zones of the account."""

from typing import Any

import pytest
from tests.unit.emulator.ec2.harness import Account

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2 import zones


def test_a_region_shows_its_own_zones(account: Account) -> None:
    answer = account("DescribeAvailabilityZones", region="eu-west-1")
    assert [
        (z["ZoneName"], z["ZoneId"], z["RegionName"], z["State"]) for z in answer["AvailabilityZones"]
    ] == [
        ("eu-west-1a", "euw1-az1", "eu-west-1", "available"),
        ("eu-west-1b", "euw1-az2", "eu-west-1", "available"),
        ("eu-west-1c", "euw1-az3", "eu-west-1", "available"),
    ]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"ZoneNames": ["us-east-1c"]}, ["us-east-1c"]),
        ({"ZoneIds": ["use1-az2"]}, ["us-east-1b"]),
        ({"Filters": [{"Name": "zone-name", "Values": ["*a"]}]}, ["us-east-1a"]),
        ({"Filters": [{"Name": "zone-id", "Values": ["use1-az4"]}]}, ["us-east-1d"]),
        ({"Filters": [{"Name": "state", "Values": ["impaired"]}]}, []),
    ],
)
def test_zones_are_found_by_name_id_and_filter(
    account: Account, params: dict[str, Any], found: list[str]
) -> None:
    answer = account("DescribeAvailabilityZones", **params)
    assert [zone["ZoneName"] for zone in answer["AvailabilityZones"]] == found


@pytest.mark.parametrize("params", [{"ZoneNames": ["us-west-2a"]}, {"ZoneIds": ["usw2-az1"]}])
def test_a_zone_of_another_region_is_unknown(account: Account, params: dict[str, Any]) -> None:
    with pytest.raises(AwsError, match=r"InvalidZone\.NotFound"):
        account("DescribeAvailabilityZones", **params)


def test_regions_are_described_with_their_endpoints(account: Account) -> None:
    answer = account("DescribeRegions")
    named = {region["RegionName"]: region["Endpoint"] for region in answer["Regions"]}
    assert {"us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"} <= set(named)
    assert named["eu-central-1"] == "ec2.eu-central-1.amazonaws.com"
    filters = [{"Name": "region-name", "Values": ["eu-*"]}]
    assert all(
        r["RegionName"].startswith("eu-") for r in account("DescribeRegions", Filters=filters)["Regions"]
    )
    assert len(account("DescribeRegions", RegionNames=["sa-east-1"])["Regions"]) == 1


def test_an_unknown_region_is_refused(account: Account) -> None:
    with pytest.raises(AwsError) as error:
        account("DescribeRegions", RegionNames=["mars-1"])
    assert str(error.value) == "InvalidParameterValue: Invalid region name: mars-1"


def test_every_zone_has_an_id_of_its_own() -> None:
    ids = [identifier for region in zones.REGIONS for identifier in zones.zones_of(region).values()]
    assert len(ids) == len(set(ids))
    assert zones.zone_id("nowhere-1a") == ""
