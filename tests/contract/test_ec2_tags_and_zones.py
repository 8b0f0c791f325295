"""Tags of volumes and instances, and the zones and Regions they live in."""

from typing import Any

import pytest
from tests.contract.account import ELSEWHERE, REGION, UNKNOWN_VOLUME, Account, covers, refuses

Tags = list[dict[str, str]]


def _tags(**pairs: str) -> Tags:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def _of(aws: Account, resource_id: str) -> dict[str, str]:
    only = [{"Name": "resource-id", "Values": [resource_id]}]
    found = aws("ec2", "DescribeTags", Filters=only)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in found}


@covers("ec2", "CreateTags", "DescribeTags", "DeleteTags")
def test_tags_are_added_replaced_and_taken_away(aws: Account) -> None:
    volume_id, instance_id = aws.volume(), aws.instance()
    both = [volume_id, instance_id]
    assert aws("ec2", "CreateTags", Resources=both, Tags=_tags(env="dev", team="orders")) == {}
    aws("ec2", "CreateTags", Resources=[volume_id], Tags=_tags(env="prod"))
    assert _of(aws, volume_id) == {"env": "prod", "team": "orders"}
    assert _of(aws, instance_id) == {"Name": "orders-db-1", "env": "dev", "team": "orders"}
    named = [{"Key": "env", "Value": "prod"}, {"Key": "team"}]
    assert aws("ec2", "DeleteTags", Resources=both, Tags=named) == {}
    assert _of(aws, volume_id) == {}
    assert _of(aws, instance_id) == {"Name": "orders-db-1", "env": "dev"}


@covers("ec2", "DeleteTags")
def test_all_tags_go_when_none_is_named(aws: Account) -> None:
    volume_id = aws.volume(TagSpecifications=[{"ResourceType": "volume", "Tags": _tags(a="1", b="2")}])
    aws("ec2", "DeleteTags", Resources=[volume_id])
    assert aws.describe_volume(volume_id)["Tags"] == []


BAD: dict[str, tuple[Tags, str, str]] = {
    "reserved": (
        _tags(**{"aws:mine": ""}),
        "InvalidTagKey.Malformed",
        "Tag keys starting with 'aws:' are reserved for internal use",
    ),
    "twice": (_tags(a="1") + _tags(a="2"), "InvalidParameterValue", "Duplicate tag key 'a' specified."),
    "too long": (
        _tags(a="v" * 257),
        "InvalidParameterValue",
        "Tag value exceeds the maximum length of 256 characters",
    ),
    "too many": (
        _tags(**{f"k{number}": "" for number in range(51)}),
        "TagLimitExceeded",
        "More than 50 tags specified",
    ),
}


@refuses("ec2", "CreateTags")
@pytest.mark.parametrize("bad", BAD)
def test_bad_tags_are_refused_and_none_of_them_is_kept(aws: Account, bad: str) -> None:
    tags, code, message = BAD[bad]
    volume_id = aws.volume()
    params = {"Resources": [volume_id], "Tags": tags}
    assert aws.error("ec2", "CreateTags", params) == (code, message)
    assert _of(aws, volume_id) == {}


@refuses("ec2", "CreateTags", "DeleteTags")
def test_one_unknown_resource_spoils_the_whole_call(aws: Account) -> None:
    volume_id = aws.volume()
    refusal = ("InvalidVolume.NotFound", f"The volume '{UNKNOWN_VOLUME}' does not exist.")
    both: dict[str, Any] = {"Resources": [volume_id, UNKNOWN_VOLUME], "Tags": _tags(a="1")}
    assert aws.error("ec2", "CreateTags", both) == refusal
    assert _of(aws, volume_id) == {}
    assert aws.error("ec2", "DeleteTags", both) == refusal
    assert aws.code("ec2", "CreateTags", **both | {"Resources": ["key-1"]}) == "InvalidID"


@refuses("ec2", "DescribeTags")
def test_a_filter_there_is_not_is_refused(aws: Account) -> None:
    unknown = {"Filters": [{"Name": "colour", "Values": ["red"]}]}
    assert aws.error("ec2", "DescribeTags", unknown) == (
        "InvalidParameterValue",
        "The filter 'colour' is invalid",
    )


@covers("ec2", "DescribeAvailabilityZones")
def test_a_region_has_its_zones(aws: Account) -> None:
    zones = aws("ec2", "DescribeAvailabilityZones")["AvailabilityZones"]
    assert {zone["ZoneName"] for zone in zones} >= {f"{REGION}a", f"{REGION}b"}
    assert {zone["State"] for zone in zones} == {"available"}
    assert len({zone["ZoneId"] for zone in zones}) == len(zones)
    there = aws("ec2", "DescribeAvailabilityZones", region=ELSEWHERE)["AvailabilityZones"]
    assert all(zone["ZoneName"].startswith(ELSEWHERE) for zone in there)


@covers("ec2", "DescribeRegions")
def test_every_region_of_the_endpoint_is_described(aws: Account) -> None:
    names = {region["RegionName"] for region in aws("ec2", "DescribeRegions")["Regions"]}
    assert names >= set(aws.endpoint.regions())
    (one,) = aws("ec2", "DescribeRegions", RegionNames=[ELSEWHERE])["Regions"]
    assert one["Endpoint"] == f"ec2.{ELSEWHERE}.amazonaws.com"


@refuses("ec2", "DescribeAvailabilityZones", "DescribeRegions")
def test_a_zone_or_region_there_is_not_is_refused(aws: Account) -> None:
    assert aws.error("ec2", "DescribeAvailabilityZones", ZoneNames=["mars-1a"]) == (
        "InvalidZone.NotFound",
        "The zone 'mars-1a' does not exist.",
    )
    assert aws.code("ec2", "DescribeRegions", RegionNames=["mars-1"]) == "InvalidParameterValue"
