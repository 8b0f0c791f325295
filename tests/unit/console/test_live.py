"""What is asked of an attached volume, on a real account."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kmstui.aws.clock import ManualClock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.aws.volume_io import Sector
from kmstui.cli.account import LocalAccount, open_demo
from kmstui.console import live
from kmstui.console.live import parse_place


@pytest.fixture
def account() -> Iterator[LocalAccount]:
    """The demonstration account."""
    opened = open_demo()
    yield opened
    opened.close()


@pytest.fixture
def gateway(account: LocalAccount) -> Gateway:
    """Its API, as the administrator."""
    return account.endpoint.gateway("alice", "us-east-1")


def test_attached_volumes_come_encrypted_first(gateway: Gateway) -> None:
    volumes = live.attached_volumes(gateway)
    assert [volume.name for volume in volumes][-1] == "scratch"
    assert [volume.encrypted for volume in volumes] == [True] * 4 + [False]
    assert all(volume.key_arn for volume in volumes[:4])


def test_a_written_sector_is_found_where_a_load_has_been(account: LocalAccount, gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[0]
    assert not live.written_sector(gateway, volume.volume_id, 0, volume.size_bytes).stored
    live.start_load(gateway, volume.volume_id, {"WritePercent": 100})
    assert isinstance(account.clock, ManualClock)
    account.clock.advance(timedelta(seconds=5))
    found = live.glance(gateway, volume, 0, find=True, with_key=True)
    assert found.meters.write.operations > 1000
    assert found.sector is not None
    assert found.sector.verified
    assert found.key is not None
    assert found.key.kms_calls == 0
    live.stop_load(gateway, volume.volume_id)
    assert not live.meters(gateway, volume.volume_id).load_running


def test_the_card_names_the_key_that_wraps_the_data_key(gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[0]
    key = live.data_key(gateway, volume.volume_id)
    assert (key.state, key.key_name, key.key_state) == ("in memory", "payments-prod", "Enabled")
    assert key.wrapped
    assert key.grant_id


def test_an_unencrypted_volume_has_no_data_key(gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[-1]
    key = live.data_key(gateway, volume.volume_id)
    assert (key.state, key.key_id, key.wrapped) == ("unencrypted", "", "")


def test_a_detached_volume_cannot_be_looked_at(gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[0]
    live.detach(gateway, volume)
    with pytest.raises(AwsError) as refused:
        live.meters(gateway, volume.volume_id)
    assert refused.value.code == "IncorrectState"


def test_a_key_is_disabled_and_enabled_again(gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[0]
    key_id = live.data_key(gateway, volume.volume_id).key_id
    live.set_key(gateway, key_id, enabled=False)
    assert live.data_key(gateway, volume.volume_id).key_state == "Disabled"
    live.set_key(gateway, key_id, enabled=True)
    assert live.data_key(gateway, volume.volume_id).key_state == "Enabled"


def test_the_hexdump_command_names_file_and_place() -> None:
    found = Sector(0, b"a" * 512, b"b" * 512, "/data/vol-1.blocks", 4096, 7, True)
    assert live.hexdump_command(found) == "hexdump -C -s 4096 -n 512 /data/vol-1.blocks"
    assert live.hexdump_command(Sector(0, b"", b"")) == ""


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("0", 0),
        ("8", 4096),
        ("0x1F400", 0x1F400 * 512),
        ("4k", 4096),
        ("1G", 1 << 30),
        ("1_000", 512_000),
        ("", None),
        ("0x", None),
        ("0xZZ", None),
        ("-1", None),
        ("²", None),
    ],
)
def test_a_place_is_an_address_or_an_offset(text: str, offset: int | None) -> None:
    assert parse_place(text) == offset


def test_detaching_stops_the_load_first(gateway: Gateway) -> None:
    volume = live.attached_volumes(gateway)[0]
    live.start_load(gateway, volume.volume_id, {"DurationSeconds": 600})
    assert live.detach(gateway, volume)
    assert volume not in live.attached_volumes(gateway)
