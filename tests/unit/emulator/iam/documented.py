"""Rows for tables of decisions that AWS's documentation tells: page, policy and what is asked of it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from .building import decide


class Row(NamedTuple):
    """One request to a documented policy, and whether AWS lets it through."""

    page: str
    label: str
    allowed: bool
    how: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.page}: {self.label}"


Asked = tuple[str, bool, dict[str, Any]]
"""What the request is in words, whether it is allowed, and what it has beside the policy."""


def rows(page: str, policies: dict[str, Any], *asked: Asked) -> Iterator[Row]:
    """The rows of one documented policy; `policies` is what `decide` takes as `key`, `iam` and so on."""
    for label, allowed, request in asked:
        yield Row(page, label, allowed, policies | request)


def values(**keys: Any) -> dict[str, Any]:
    """Condition keys of a request: `kms__ViaService` stands for `kms:ViaService`, `_s_` for a slash."""
    given = {
        name.replace("__", ":").replace("_s_", "/"): tuple(value) if isinstance(value, list) else (value,)
        for name, value in keys.items()
    }
    return {"conditions": given}


def outcome(row: Row) -> bool:
    """What the engine makes of it."""
    return decide(**row.how).allowed
