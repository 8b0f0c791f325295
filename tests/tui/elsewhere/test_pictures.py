"""What the console looks like on an account of AWS's; each docstring says what a person must see."""

from collections.abc import Callable

import pytest
from tests.tui.elsewhere.pretending import EXPIRED, Pretending, looks_as_before, on_an_enabled_key
from tests.tui.live.demo_console import Console

from kmstui.aws.gateway import Realm

SnapCompare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def _expired(endpoint: Pretending) -> None:
    for service in ("kms", "ec2", "cloudtrail", "iam", "sts"):
        endpoint.refusals[service, "*"] = EXPIRED


async def _disabling(it: Console) -> None:
    on_an_enabled_key(it)
    await it.press("e", *"33")


async def _deleting(it: Console) -> None:
    on_an_enabled_key(it)
    await it.press("x")


def _at_an_endpoint(endpoint: Pretending) -> None:
    endpoint.realm, endpoint.label = Realm.ENDPOINT, "localhost:4566"


@SIZES
def test_home_at_aws(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """The account on red in the top bar, read-only beside it; no live I/O, which the panel says."""
    assert looks_as_before(snap_compare, "home", size=size, read_only=True)


@SIZES
def test_home_at_an_endpoint(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """The host before the account's id; nothing red."""
    assert looks_as_before(snap_compare, "home", size=size, prepare=_at_an_endpoint)


@SIZES
def test_disabling_a_key(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """The dialog wants the last four digits of the account before the button is live."""
    assert looks_as_before(snap_compare, "kms.keys", _disabling, size=size)


@SIZES
def test_scheduling_deletion(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """Waiting period, the alias to be typed, and the digits below."""
    assert looks_as_before(snap_compare, "kms.keys", _deleting, size=size)


@SIZES
def test_live_from_cloudwatch(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """An hour of minutes, how old the newest is, and two panels that say what is not available."""
    assert looks_as_before(snap_compare, "live", size=size)


@SIZES
def test_expired_credentials(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    """What to run, `Reload` on the flash, dashes for the counts."""
    assert looks_as_before(snap_compare, "kms.keys", size=size, prepare=_expired)
