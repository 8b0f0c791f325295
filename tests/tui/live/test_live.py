"""The live page on a real volume: load, charts, sector, key, detach; what cannot be done says why."""

from tests.tui.live.demo_console import Console, console

from kmstui.console.live import attached_volumes, sector
from kmstui.tui.messages import Go
from kmstui.tui.screens.live import Live


def _page(running: Console) -> Live:
    assert isinstance(running.page, Live)
    return running.page


async def _loaded(running: Console, seconds: int = 12) -> Live:
    await running.press("s")
    await running.pass_time(1, seconds)
    return _page(running)


async def test_nothing_moves_until_a_load_is_started() -> None:
    async with console("live") as running:
        await running.pass_time(1, 3)
        page = _page(running)
        assert not page.rates.running
        assert page.rates.operations == 0
        assert "never written" in running.text


async def test_a_load_moves_charts_and_counts_no_call_to_kms() -> None:
    async with console("live") as running:
        page = await _loaded(running)
        assert page.rates.running
        assert page.rates.operations > 10_000
        assert "0 per I/O" in running.text
        assert "0 since attach" in running.text
        assert page.rates.p50[-1] is not None


async def test_the_sector_shown_is_the_one_in_the_account() -> None:
    async with console("live") as running:
        page = await _loaded(running)
        shown = page.body.hex.sector
        assert page.live is not None
        assert shown == sector(running.gateway(), page.live.volume_id, page.place)
        assert shown is not None
        assert shown.verified
        assert shown.plaintext != shown.stored
        assert "ciphertext re-read and decrypted: matches" in running.text
        assert f"at {shown.file_offset}" in running.text


async def test_an_unencrypted_volume_shows_the_same_bytes_twice() -> None:
    async with console("live") as running:
        await running.press("v", "v", "v", "v")
        page = await _loaded(running)
        assert page.live is not None
        assert not page.live.encrypted
        assert "unencrypted: anyone with the file can read this" in running.text
        shown = page.body.hex.sector
        assert shown is not None
        assert shown.plaintext == shown.stored


async def test_a_disabled_key_does_not_stop_the_load() -> None:
    async with console("live") as running:
        page = await _loaded(running, 4)
        await running.press("K", "tab", "enter")
        state = running.gateway().call("kms", "DescribeKey", {"KeyId": page.key.key_id})["KeyMetadata"]
        assert state["KeyState"] == "Disabled"
        before = page.rates.operations
        await running.pass_time(1, 3)
        assert page.rates.operations > before + 5000
        assert "Enable key" in running.text
        await running.press("K")
        state = running.gateway().call("kms", "DescribeKey", {"KeyId": page.key.key_id})["KeyMetadata"]
        assert state["KeyState"] == "Enabled"


async def test_cancelling_leaves_the_key_enabled() -> None:
    async with console("live") as running:
        await running.press("K", "escape")
        key_id = _page(running).key.key_id
        answer = running.gateway().call("kms", "DescribeKey", {"KeyId": key_id})
        assert answer["KeyMetadata"]["KeyState"] == "Enabled"


async def test_detaching_goes_on_to_the_next_volume() -> None:
    async with console("live") as running:
        first = _page(running).live
        assert first is not None
        await running.press("D", "y")
        left = attached_volumes(running.gateway())
        assert first.volume_id not in {live.volume_id for live in left}
        assert _page(running).live in left


async def test_with_nothing_attached_the_page_says_how_to_get_something() -> None:
    async with console("live") as running:
        for _ in attached_volumes(running.gateway()):
            await running.press("D", "y")
        assert "No volume is attached in this Region." in running.text
        assert _page(running).live is None


async def test_a_volume_that_is_still_attaching_is_waited_for_and_then_shown() -> None:
    async with console("live") as running:
        volume = _page(running).live
        assert volume is not None
        await running.press("D", "y")
        account = running.gateway()
        account.call("kmstui", "PutAccountSettings", {"Pace": "realistic"})
        attachment = {"InstanceId": volume.instance_id, "Device": volume.device}
        account.call("ec2", "AttachVolume", {"VolumeId": volume.volume_id, **attachment})
        running.page.post_message(Go("live", volume_id=volume.volume_id))
        await running.settle()
        assert f"{volume.volume_id} is being attached." in running.text
        await running.pass_time(30)
        await running.press("r")
        assert _page(running).live == volume


async def test_pausing_stops_looking_and_going_on_catches_up() -> None:
    async with console("live") as running:
        page = await _loaded(running, 3)
        await running.press("p")
        before = page.rates
        await running.pass_time(1, 3)
        assert page.rates is before
        await running.press("p")
        assert page.rates.operations > before.operations


async def test_the_window_goes_round() -> None:
    async with console("live") as running:
        page = _page(running)
        seen = [page.seconds]
        for _ in range(3):
            await running.press("w")
            seen.append(page.seconds)
        assert seen == [60, 300, 15, 60]


async def test_a_sector_is_chosen_by_its_address() -> None:
    async with console("live") as running:
        await _loaded(running, 2)
        await running.press("i")
        await running.type("0x1F400")
        await running.press("enter")
        assert _page(running).place == 0x1F400 * 512
        await running.press("less_than_sign")
        assert _page(running).place == (0x1F400 - 1) * 512
        assert "LBA 0x1F3FF" in running.text


async def test_an_address_beyond_the_end_is_refused_in_place() -> None:
    async with console("live") as running:
        await running.press("i")
        await running.type("9999g")
        assert "Not a sector of this volume" in running.text
        await running.press("enter", "escape")
        assert _page(running).place == 0


async def test_the_workload_is_what_the_form_says() -> None:
    async with console("live") as running:
        await running.press("f", "tab", "tab", "tab", "tab")
        page = running.page
        page.query_one("#block_size").value = "64k"
        page.query_one("#rate").value = "100"
        await running.settle()
        await running.press("ctrl+s")
        live = _page(running)
        assert live.rates.load is not None
        assert (live.rates.load.block_size, live.rates.load.rate_iops) == (65536, 100)


async def test_a_wrong_field_of_the_workload_keeps_it_from_starting() -> None:
    async with console("live") as running:
        await running.press("f")
        running.page.query_one("#block_size").value = "1000"
        await running.settle()
        assert "Must be a multiple of 512" in running.text
        await running.press("ctrl+s", "escape")
        assert not _page(running).rates.running


async def test_a_read_only_console_watches_and_changes_nothing() -> None:
    async with console("live", read_only=True) as running:
        await running.press("s", "K", "D")
        assert isinstance(running.page, Live)
        assert "read-only" in running.text
        assert not _page(running).rates.running


async def test_an_auditor_may_not_disable_the_key() -> None:
    async with console("live", identity="dave") as running:
        key_id = _page(running).key.key_id
        await running.press("K", "tab", "enter")
        assert "AccessDeniedException" in running.text
        answer = running.gateway().call("kms", "DescribeKey", {"KeyId": key_id})
        assert answer["KeyMetadata"]["KeyState"] == "Enabled"


async def test_nobody_is_offered_to_disable_a_key_that_aws_manages() -> None:
    async with console("live") as running:
        gateway = running.gateway()
        (volume,) = (
            found["VolumeId"]
            for found in gateway.call("ec2", "DescribeVolumes", {})["Volumes"]
            if {"Key": "Name", "Value": "default-key"} in found["Tags"]
        )
        instance = attached_volumes(gateway)[0].instance_id
        attachment = {"VolumeId": volume, "InstanceId": instance, "Device": "/dev/sdk"}
        gateway.call("ec2", "AttachVolume", attachment)
        await running.press("r")
        _page(running).show_volume(volume)
        await running.settle()
        assert _page(running).key.key_name == "aws/ebs"
        assert "Disable key" not in running.text
        await running.press("K")
        assert "AWS manages this key" in running.text
        assert isinstance(running.page, Live)


async def test_where_one_panel_fits_the_data_key_takes_the_sectors_place() -> None:
    async with console("live", size=(80, 24)) as running:
        assert "Sector inspector" in running.text
        assert "Data unit" not in running.text
        await running.press("d")
        assert "Sector inspector" not in running.text
        assert "Data unit" in running.text


async def test_a_volume_is_chosen_by_its_chip() -> None:
    async with console("live") as running:
        first = _page(running).live
        await running.pilot.click("LiveBar", offset=(18, 0))
        await running.settle()
        second = _page(running).live
        assert second is not None
        assert second != first
