"""The home page on a real account: its figures, where they lead, and what it says to somebody new."""

from tests.tui.live.demo_console import Console, console

from kmstui.tui.screens.home import Home


async def _emptied(running: Console) -> None:
    gateway = running.gateway()
    for volume in gateway.call("ec2", "DescribeVolumes", {})["Volumes"]:
        if volume["State"] == "in-use":
            gateway.call("ec2", "DetachVolume", {"VolumeId": volume["VolumeId"]})
        gateway.call("ec2", "DeleteVolume", {"VolumeId": volume["VolumeId"]})
    await running.press("r")


async def test_the_tiles_say_what_the_account_holds() -> None:
    async with console("home") as running:
        text = running.text
        assert "12 customer keys" in text
        assert "● 9 ○ 2 ▲ 1" in text
        assert "7 / 9 78 %" in text
        assert "3 in an hour" in text


async def test_what_needs_attention_leads_to_its_page() -> None:
    async with console("home") as running:
        assert "legacy-2019 gone in 5 days" in running.text
        assert "scratch not encrypted, in use" in running.text
        running.page.query_one("#worries").focus()
        await running.press("down", "enter")
        assert running.page.PAGE == "ec2.volume"


async def test_the_newest_kms_events_open_their_records() -> None:
    async with console("home") as running:
        running.page.query_one("EventList").focus()
        await running.press("enter")
        assert '"errorCode": "AccessDenied"' in running.text


async def test_the_chart_follows_the_busiest_volume() -> None:
    async with console("home") as running:
        gateway = running.gateway()
        volume = next(
            volume
            for volume in gateway.call("ec2", "DescribeVolumes", {})["Volumes"]
            if {"Key": "Name", "Value": "search-shard-0"} in volume["Tags"]
        )
        gateway.call("kmstui", "StartLoad", {"VolumeId": volume["VolumeId"], "Workload": {}})
        await running.pass_time(1, 5)
        assert "search-shard-0" in running.text
        chart = running.page.body.chart
        assert chart.above.last > 1
        await running.press("i")
        assert running.page.PAGE == "live"
        assert running.page.live.volume_id == volume["VolumeId"]


async def test_somebody_new_is_shown_the_way() -> None:
    async with console("home") as running:
        await _emptied(running)
        text = running.text
        assert "Getting started" in text
        assert "✓ Create a KMS key" in text
        assert "2 Create an encrypted volume" in text
        running.page.query_one("#steps").focus()
        await running.press("down", "enter")
        assert running.page.PAGE == "ec2.create-volume"


async def test_who_may_not_see_events_still_sees_the_keys() -> None:
    async with console("home", identity="dave") as running:
        running.deny("dave", "cloudtrail:LookupEvents")
        await running.press("r")
        assert isinstance(running.page, Home)
        assert "not permitted" in running.text
        assert "You may not look events up." in running.text
        assert "12 customer keys" in running.text


async def test_keys_that_one_may_not_see_are_not_said_to_be_missing() -> None:
    async with console("home", identity="carol") as running:
        assert "You may not see the keys of this account." in running.text
        assert "not permitted" in running.text


async def test_where_there_is_room_for_one_panel_they_are_tabs() -> None:
    async with console("home", size=(80, 24)) as running:
        assert "analytics-dev" in running.text
        await running.press("p")
        assert "gone in 5 days" in running.text
        assert "analytics-dev" not in running.text
        await running.press("p", "p")
        assert "GenerateDataKey" in running.text


async def test_a_tile_leads_to_its_list() -> None:
    async with console("home") as running:
        await running.pilot.click("#tile-volumes")
        await running.settle()
        assert running.page.PAGE == "ec2.volumes"


async def test_watching_the_chart_leaves_nothing_on_the_trail() -> None:
    async with console("home") as running:
        gateway = running.gateway()
        before = gateway.call("cloudtrail", "LookupEvents", {"MaxResults": 1})["Events"]
        await running.pass_time(1, 4)
        since = {"StartTime": before[0]["EventTime"]}
        after = gateway.call("cloudtrail", "LookupEvents", since)["Events"]
        names = [event["EventName"] for event in after if event["EventTime"] > before[0]["EventTime"]]
        assert names == []
