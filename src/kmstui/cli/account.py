"""Puts an emulated account together: store, root key, data plane, services, gateway.

The account itself is opened when it is first called, so that a console can paint before; only whether
somebody else holds it is found out at once.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from kmstui.aws.clock import Clock, ManualClock, SystemClock
from kmstui.aws.errors import AwsError
from kmstui.backends.local import LocalEndpoint
from kmstui.config import ACCOUNT_ID, DEFAULT_IDENTITY, REGIONS, Config

if TYPE_CHECKING:
    from kmstui.emulator.crypto.root_key import RootKey
    from kmstui.emulator.dispatch import Emulator
    from kmstui.emulator.store.account_store import AccountStore
    from kmstui.hypervisor.host import Host

ADVICE = "Close it there, or give this one another directory with --data-dir."


class AccountUnavailable(AwsError):  # noqa: N818 - it says what is the matter with the account
    """The account cannot be opened; the text is one sentence for the person who tried.

    To whoever calls through a gateway it is an internal failure like any other.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("InternalFailure", sentence)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """An emulated account in this process, and what must be closed with it."""

    endpoint: LocalEndpoint
    clock: Clock
    close: Callable[[], None]
    """Ends what is open; an account that was never called has nothing to end.

    Raises AccountUnavailable when the disk fails to confirm what was written last."""


def open_local(config: Config, identity: str, *, pace: str, data_plane_at_once: bool) -> LocalAccount:
    """The account in the user's directories.

    Args:
        config: where it lies.
        identity: who will make the first call.
        pace: `instant` or `realistic`, until the account has its own.
        data_plane_at_once: whether attached volumes are served from the start, or when one is attached.

    Raises:
        AccountUnavailable: when another process holds it. Other reasons show when it is first called.
    """
    from kmstui.hypervisor.host import Host

    _check_free(config.data_directory)
    clock = SystemClock()
    host = Host(config.data_directory / "volumes", start=data_plane_at_once)
    stack = ExitStack()
    stack.callback(host.close)

    def opener() -> "Emulator":
        regions = REGIONS if data_plane_at_once else ()
        return _open(config, clock, host, pace, regions, stack)

    endpoint = LocalEndpoint(opener, ACCOUNT_ID, "emulator", REGIONS, identity)
    return LocalAccount(endpoint, clock, lambda: _close(stack))


def _close(stack: ExitStack) -> None:
    from kmstui.emulator.store.errors import StoreError

    try:
        stack.close()
    except (StoreError, OSError) as error:
        raise AccountUnavailable(f"the account could not be closed in good order: {error}") from error


def needs_data_plane(service: str, operation: str) -> bool:
    """Whether an operation does something to attached volumes, so that they must be served first."""
    from kmstui.emulator.ec2.service import NEEDS_DATA_PLANE as EC2_OPERATIONS
    from kmstui.emulator.lab.service import NEEDS_DATA_PLANE as PRIVATE_OPERATIONS

    return operation in {"ec2": EC2_OPERATIONS, "kmstui": PRIVATE_OPERATIONS}.get(service, ())


def open_demo(identity: str = DEFAULT_IDENTITY) -> LocalAccount:
    """The demonstration: an account in memory, seeded, on a clock that stands still."""
    from kmstui.emulator.demo import NOW

    clock = ManualClock(NOW)
    directory = Path(mkdtemp(prefix="kmstui-demo-"))
    stack = ExitStack()
    stack.callback(rmtree, directory, ignore_errors=True)
    endpoint = LocalEndpoint(lambda: _demo(clock, directory, stack), ACCOUNT_ID, "demo", REGIONS, identity)
    return LocalAccount(endpoint, clock, stack.close)


def _demo(clock: ManualClock, directory: Path, stack: ExitStack) -> "Emulator":
    """Live through the history on a clock of its own, and go on with the clock that is shown."""
    from kmstui.aws.entropy import SeededEntropy
    from kmstui.emulator.assembly import Parts, found
    from kmstui.emulator.crypto.root_key import RootKey
    from kmstui.emulator.demo import FOUNDED, SEED, populate
    from kmstui.emulator.lab.status import Housing
    from kmstui.emulator.registry import Settings
    from kmstui.emulator.store.account_store import AccountStore
    from kmstui.hypervisor.stepped import SteppedPlane

    entropy = SeededEntropy(SEED)
    plane = SteppedPlane(directory, clock, shown_directory="~/.local/share/kmstui/volumes")
    stack.callback(plane.close)
    root_key = RootKey.ephemeral(entropy)
    stack.callback(root_key.close)
    past = ManualClock(FOUNDED)
    parts = Parts(AccountStore.in_memory(entropy), root_key, plane, past, entropy, ACCOUNT_ID, Housing())
    instances = found(parts, REGIONS[0])
    populate(parts.emulator(Settings(pace="instant")), past, instances)
    return replace(parts, clock=clock).emulator(Settings(pace="instant"))


def _open(
    config: Config, clock: Clock, host: "Host", pace: str, regions: tuple[str, ...], stack: ExitStack
) -> "Emulator":
    from kmstui.aws.entropy import SystemEntropy
    from kmstui.emulator.assembly import Parts, found, reopen
    from kmstui.emulator.crypto.root_key import RootKeyError
    from kmstui.emulator.lab.status import Housing
    from kmstui.emulator.registry import Settings
    from kmstui.emulator.store.account_store import AccountStore
    from kmstui.emulator.store.errors import StoreError, StoreLocked

    entropy = SystemEntropy()
    if regions:
        host.warm()
    try:
        store = AccountStore.open(config.data_directory)
        stack.callback(store.close)
        root_key = _root_key(store, config.key_directory / f"{store.store_id}.key")
        stack.callback(root_key.close)
    except StoreLocked as error:
        raise AccountUnavailable(f"{error}. {ADVICE}") from error
    except (StoreError, RootKeyError, OSError) as error:
        raise AccountUnavailable(str(error)) from error
    housing = Housing(str(config.data_directory))
    parts = Parts(store, root_key, host, clock, entropy, ACCOUNT_ID, housing)
    found(parts, REGIONS[0])
    account = parts.emulator(Settings(pace=pace))
    reopen(account, host, regions)
    return account


def _check_free(directory: Path) -> None:
    """Find out whether another process has the account open, without loading what reads it."""
    from kmstui.emulator.store.disk import Disk
    from kmstui.emulator.store.errors import StoreLocked
    from kmstui.emulator.store.lock import LOCK_FILE, take_lock

    disk = Disk()
    try:
        disk.make_directory(directory)
        disk.close(take_lock(disk, directory / LOCK_FILE))
    except StoreLocked as error:
        raise AccountUnavailable(f"{error}. {ADVICE}") from error
    except OSError as error:
        raise AccountUnavailable(f"{directory} cannot be used: {error.strerror}") from error


def _root_key(store: "AccountStore", path: Path) -> "RootKey":
    """The account's root key; one is made for an account that is new, never for one that had another."""
    from kmstui.aws.entropy import SystemEntropy
    from kmstui.emulator.crypto.root_key import RootKey
    from kmstui.emulator.iam.repository import USERS

    with store.unit_of_work() as uow:
        new = uow.count(USERS) == 0
    if new and not path.exists():
        return RootKey.create(path, SystemEntropy())
    return RootKey.from_file(path)
