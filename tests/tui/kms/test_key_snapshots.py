"""What lists and page of keys look like; each docstring says what a person must see."""

from collections.abc import Callable

import pytest
from tests.tui.conftest import TRUECOLOR
from tests.tui.kms.key_console import SMALL, WIDE, after, picture

from kmstui.tui.theme import Look

Snapshot = Callable[..., bool]
LIGHT = Look(dark=False, colors="truecolor")
PLACES = [
    pytest.param("kms.keys", "", (), id="list"),
    pytest.param("kms.keys", "", ("space", "space", "A"), id="list-actions"),
    pytest.param("kms.aws-keys", "", (), id="aws-list"),
    pytest.param("kms.key", "payments-prod", (), id="policy"),
    pytest.param("kms.key", "payments-prod", ("w",), id="policy-json"),
    pytest.param("kms.key", "payments-prod", ("m",), id="policy-editor"),
    pytest.param("kms.key", "payments-prod", ("i",), id="cryptography"),
    pytest.param("kms.key", "legacy-2019", ("t",), id="tags-hostile"),
    pytest.param("kms.key", "payments-prod", ("t", "m"), id="tags-editor"),
    pytest.param("kms.key", "ebs-data", ("o",), id="rotation"),
    pytest.param("kms.key", "ebs-data", ("o", "m"), id="rotation-dialog"),
    pytest.param("kms.key", "ebs-data", ("l",), id="aliases"),
    pytest.param("kms.key", "ebs-data", ("n",), id="grants"),
    pytest.param("kms.key", "ebs-data", ("n", "a"), id="grant-dialog"),
    pytest.param("kms.key", "ebs-data", ("v",), id="events"),
    pytest.param("kms.key", "aws/ebs", (), id="aws-key"),
]


def _compare(
    snap_compare: Snapshot, page: str, alias: str, keys: tuple[str, ...], size: tuple[int, int], look: Look
) -> None:
    account, app = picture(page, alias, look)
    try:
        assert snap_compare(app, terminal_size=size, run_before=after(*keys))
    finally:
        account.close()


@pytest.mark.parametrize("size", [pytest.param(WIDE, id="120x40"), pytest.param(SMALL, id="80x24")])
@pytest.mark.parametrize(("page", "alias", "keys"), PLACES)
def test_what_it_looks_like(
    snap_compare: Snapshot, page: str, alias: str, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    """Head above, tabs in one row, the tab in front with everything it says, the keys that work now below."""
    _compare(snap_compare, page, alias, keys, size, TRUECOLOR)


def test_in_light_colours(snap_compare: Snapshot) -> None:
    """The page of a key is as readable on white."""
    _compare(snap_compare, "kms.key", "ebs-data", ("o",), WIDE, LIGHT)
