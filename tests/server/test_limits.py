"""How much a body may measure."""

import pytest

from kmstui.server.limits import MEBIBYTE, Limits


@pytest.mark.parametrize(
    ("method", "path", "target", "most"),
    [
        ("POST", "/", "TrentService.Encrypt", MEBIBYTE),
        ("POST", "/", "", MEBIBYTE),
        ("PUT", "/snapshots/snap-1/blocks/0", "", 8 * MEBIBYTE),
        ("POST", "/snapshots", "", MEBIBYTE),
        ("PUT", "/", "", MEBIBYTE),
        ("POST", "/", "Kmstui.WriteSector", 2 * MEBIBYTE),
    ],
)
def test_only_what_carries_data_may_be_large(method: str, path: str, target: str, most: int) -> None:
    assert Limits().of_body(method, path, target) == most
