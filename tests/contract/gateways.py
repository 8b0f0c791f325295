"""Every way there is to an account, each as something that opens a fresh one.

A contract test sees an `Endpoint` and never learns which of these it came from; a new kind of gateway is one
more entry of GATEWAYS.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.contract.over_http import HttpEndpoint, serving, signing_at

from kmstui.aws.clock import ManualClock
from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.gateway import Endpoint
from kmstui.backends.local import LocalEndpoint
from kmstui.config import ACCOUNT_ID, REGIONS
from kmstui.emulator.assembly import Parts, found
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.lab.status import Housing
from kmstui.emulator.registry import Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.hypervisor.stepped import SteppedPlane

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
"""The moment at which every fresh account begins."""


def fresh_parts(directory: Path) -> Parts:
    """What a new account in memory is made of: volumes under `directory`, the clock at noon, ids seeded."""
    clock, entropy = ManualClock(NOON), SeededEntropy("contract")
    return Parts(
        store=AccountStore.in_memory(entropy),
        root_key=RootKey.ephemeral(entropy),
        data_plane=SteppedPlane(directory, clock),
        clock=clock,
        entropy=entropy,
        account_id=ACCOUNT_ID,
        housing=Housing(),
    )


@contextmanager
def _http(directory: Path) -> Iterator[Endpoint]:
    parts = fresh_parts(directory)
    found(parts, REGIONS[0])
    account = parts.emulator(Settings(pace="instant"))
    with serving(account, parts.clock) as port, signing_at(parts.clock):
        endpoint = HttpEndpoint(account, port)
        yield endpoint
        endpoint.close()
    parts.data_plane.close()


@contextmanager
def _local(directory: Path) -> Iterator[Endpoint]:
    parts = fresh_parts(directory)
    found(parts, REGIONS[0])
    account = parts.emulator(Settings(pace="instant"))
    endpoint = LocalEndpoint(lambda: account, ACCOUNT_ID, "emulator", REGIONS, "alice")
    endpoint.account()
    yield endpoint
    parts.data_plane.close()


GATEWAYS: Mapping[str, Callable[[Path], AbstractContextManager[Endpoint]]] = {
    "local": _local,
    "http": _http,
}
"""By name: opens a new default account whose volumes lie under the directory."""
