"""Settings, status and clock of the account."""

from datetime import timedelta

import pytest
from tests.unit.emulator.ec2.harness import ACCOUNT
from tests.unit.emulator.lab.house import House

from kmstui.aws.clock import SystemClock
from kmstui.aws.errors import AwsError


def test_an_account_follows_what_it_was_opened_with_until_told_otherwise() -> None:
    house = House(pace="realistic")
    assert house.lab("GetAccountSettings") == {"Pace": "realistic", "Throttling": False}
    assert house.lab("PutAccountSettings", Throttling=True) == {"Pace": "realistic", "Throttling": True}
    assert house.lab("PutAccountSettings", Pace="instant") == {"Pace": "instant", "Throttling": True}
    assert house.lab("GetAccountSettings") == {"Pace": "instant", "Throttling": True}


def test_the_pace_holds_from_the_next_call(house: House) -> None:
    house.lab("PutAccountSettings", Pace="realistic")
    volume_id = house.volume()
    (volume,) = house("ec2", "DescribeVolumes", VolumeIds=[volume_id])["Volumes"]
    assert volume["State"] == "creating"
    assert house.lab("AdvanceClock", Seconds=60.0)["Now"] == house.clock.now()
    (volume,) = house("ec2", "DescribeVolumes", VolumeIds=[volume_id])["Volumes"]
    assert volume["State"] == "available"


def test_a_pace_that_does_not_exist_is_refused(house: House) -> None:
    with pytest.raises(AwsError):
        house.lab("PutAccountSettings", Pace="leisurely")
    assert house.lab("GetAccountSettings")["Pace"] == "instant"


def test_the_status_says_what_this_account_is(house: House) -> None:
    status = house.lab("GetStatus")
    assert status == {
        "AccountId": ACCOUNT,
        "Frozen": True,
        "Now": house.clock.now(),
        "Pace": "instant",
        "DataDirectory": "/home/alice/.local/share/kmstui",
        "Protected": True,
    }


def test_the_clock_is_advanced_by_as_much_as_asked(house: House) -> None:
    before = house.clock.now()
    answer = house.lab("AdvanceClock", Seconds=3600.0)
    assert answer["Now"] == before + timedelta(seconds=3601)


def test_the_systems_clock_is_nobodys_to_advance() -> None:
    house = House(clock=SystemClock())
    with pytest.raises(AwsError, match="UnsupportedOperationException"):
        house.lab("AdvanceClock", Seconds=1.0)
    assert house.lab("GetStatus")["Frozen"] is False


def test_private_calls_need_no_permission_and_leave_no_trail(house: House) -> None:
    before = len(house("cloudtrail", "LookupEvents")["Events"])
    house.lab("GetStatus", identity="dave")
    house.lab("PutAccountSettings", identity="dave", Throttling=False)
    assert len(house("cloudtrail", "LookupEvents")["Events"]) == before + 1
