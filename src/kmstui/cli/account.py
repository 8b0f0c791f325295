"""Puts an emulated account together: store, root key, services, data plane, gateway.

The account is opened when it is first called, so that a console can paint before; its lock is taken at once,
so that a second kmstui says who holds it before it paints anything.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from kmstui.aws.clock import Clock, SystemClock
from kmstui.backends.local import LocalEndpoint
from kmstui.config import ACCOUNT_ID, REGIONS, Config

if TYPE_CHECKING:
    from kmstui.emulator.dispatch import Emulator


class AccountUnavailable(Exception):  # noqa: N818 - it says what is the matter with the account
    """The account cannot be opened; the text is one sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """An emulated account in this process, and what must be closed with it."""

    endpoint: LocalEndpoint
    clock: Clock
    close: Callable[[], None]
