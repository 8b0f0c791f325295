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
from typing import TYPE_CHECKING, cast

from kmstui.aws.clock import Clock, ManualClock, SystemClock
from kmstui.aws.errors import AwsError
from kmstui.backends.local import LocalEndpoint
from kmstui.cli.served_at import url_of
from kmstui.config import ACCOUNT_ID, DEFAULT_IDENTITY, REGIONS, Config

if TYPE_CHECKING:
    from kmstui.emulator.assembly import Parts
    from kmstui.emulator.crypto.root_key import RootKey
    from kmstui.emulator.dispatch import Emulator
    from kmstui.emulator.store.account_store import AccountStore
    from kmstui.emulator.store.errors import StoreLocked
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

    renewed: Callable[[], "Emulator"] | None = None
    """Empties the open account and founds it again; what was got of it before is no longer good."""

    def emulator(self) -> "Emulator":
        """The open account itself, for what is more than a gateway to it.

        Raises:
            AccountUnavailable: when it does not open.
        """
        return cast("Emulator", self.endpoint.account())


def open_local(
    config: Config, identity: str, *, pace: str, data_plane_at_once: bool, account_id: str = ""
) -> LocalAccount:
    """The account in the user's directories.

    Args:
        config: where it lies.
        identity: who will make the first call.
        pace: `instant` or `realistic`, until the account has its own.
        data_plane_at_once: whether attached volumes are served from the start, or when one is attached.
        account_id: what it must be called, and is when it is new; empty takes what is there.

    Raises:
        AccountUnavailable: when another process holds it. Other reasons show when it is first called.
    """
    from kmstui.hypervisor.host import Host

    _check_free(config.data_directory)
    clock = SystemClock()
    host = Host(config.data_directory / "volumes", start=data_plane_at_once)
    stack = ExitStack()
    stack.callback(host.close)

    made = _Made(pace)

    def opener() -> "Emulator":
        if data_plane_at_once:
            host.warm()
        made.parts = _open(config, account_id, clock, host, stack)
        endpoint.account_id = made.parts.account_id
        account = made.emulator()
        if data_plane_at_once:
            _reopen(account, host)
        return account

    endpoint = LocalEndpoint(opener, account_id or ACCOUNT_ID, "emulator", REGIONS, identity)
    return LocalAccount(endpoint, clock, lambda: _close(stack), made.renewed)


class _Made:
    """What an account was put together from, once that has been done."""

    parts: "Parts"

    def __init__(self, pace: str) -> None:
        self._pace = pace

    def emulator(self) -> "Emulator":
        """The account, remembering nothing of what it was asked before."""
        from kmstui.emulator.registry import Settings

        return self.parts.emulator(Settings(pace=self._pace))

    def renewed(self) -> "Emulator":
        """The account, emptied and founded again."""
        from kmstui.emulator.renewal import begin_anew

        begin_anew(self.parts, REGIONS[0], DEFAULT_IDENTITY)
        return self.emulator()


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


def open_memory(*, pace: str, account_id: str = ACCOUNT_ID) -> LocalAccount:
    """A new account in memory on the machine's clock, whose volumes are served as those of any other are."""
    from kmstui.hypervisor.host import Host

    directory = Path(mkdtemp(prefix="kmstui-"))
    stack = ExitStack()
    stack.callback(rmtree, directory, ignore_errors=True)
    host = Host(directory / "volumes", start=True)
    stack.callback(host.close)
    clock = SystemClock()
    made = _Made(pace)

    def opener() -> "Emulator":
        made.parts = _memory(clock, host, account_id, stack)
        return made.emulator()

    endpoint = LocalEndpoint(opener, account_id, "memory", REGIONS, DEFAULT_IDENTITY)
    return LocalAccount(endpoint, clock, lambda: _close(stack), made.renewed)


def _memory(clock: Clock, host: "Host", account_id: str, stack: ExitStack) -> "Parts":
    from kmstui.aws.entropy import SystemEntropy
    from kmstui.emulator.assembly import Parts, found
    from kmstui.emulator.crypto.root_key import RootKey
    from kmstui.emulator.lab.status import Housing
    from kmstui.emulator.store.account_store import AccountStore

    entropy = SystemEntropy()
    root_key = RootKey.ephemeral(entropy)
    stack.callback(root_key.close)
    parts = Parts(AccountStore.in_memory(entropy), root_key, host, clock, entropy, account_id, Housing())
    found(parts, REGIONS[0])
    host.warm()
    return parts


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


def _open(config: Config, account_id: str, clock: Clock, host: "Host", stack: ExitStack) -> "Parts":
    from kmstui.aws.entropy import SystemEntropy
    from kmstui.emulator.assembly import Parts, found
    from kmstui.emulator.crypto.root_key import RootKeyError
    from kmstui.emulator.lab.status import Housing
    from kmstui.emulator.store.account_store import AccountStore
    from kmstui.emulator.store.errors import StoreError, StoreLocked

    try:
        store = AccountStore.open(config.data_directory)
        stack.callback(store.close)
        account_id = _account_id(store, config.data_directory, account_id)
        root_key = _root_key(store, config.key_directory / f"{store.store_id}.key")
        stack.callback(root_key.close)
    except StoreLocked as error:
        raise _in_use(error) from error
    except (StoreError, RootKeyError, OSError) as error:
        raise AccountUnavailable(str(error)) from error
    housing = Housing(str(config.data_directory))
    parts = Parts(store, root_key, host, clock, SystemEntropy(), account_id, housing)
    found(parts, REGIONS[0])
    return parts


def _reopen(account: "Emulator", host: "Host") -> None:
    from kmstui.emulator.assembly import reopen

    reopen(account, host, REGIONS)


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
        raise _in_use(error) from error
    except OSError as error:
        raise AccountUnavailable(f"{directory} cannot be used: {error.strerror}") from error


def _in_use(error: "StoreLocked") -> AccountUnavailable:
    """What to do about another process that holds the account: a server can be talked to, others end."""
    url = url_of(error.directory, error.pid)
    advice = f"It serves the account: use --endpoint-url {url} instead." if url else ADVICE
    return AccountUnavailable(f"{error}. {advice}")


def _account_id(store: "AccountStore", directory: Path, wanted: str) -> str:
    """The id of the account that lies there, which every record of it carries; the one wanted if it is new.

    Raises:
        AccountUnavailable: when another account lies there.
    """
    from kmstui.emulator.iam.repository import USERS

    with store.unit_of_work() as uow:
        first = next(uow.scan(USERS), None)
    if first is None:
        return wanted or ACCOUNT_ID
    if wanted not in ("", first.account):
        raise AccountUnavailable(f"{directory} holds the account {first.account}, not {wanted}")
    return first.account


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
