"""The way of every call through the account, and the only door into it.

    settle(now) -> validate -> throttle -> resolve -> authorize -> operation -> audit -> commit

All of it is one unit of work: everything lands, or nothing does but the record that the call was refused.
Calls that a service makes on a principal's behalf go the same way inside the same unit (see `unit`). This
module opens units and knows no service.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from kmstui.aws.clock import Clock
from kmstui.aws.entropy import Entropy, uuid
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Identity, Params, Result
from kmstui.emulator.iam.principals import ROOT, caller_for, identities
from kmstui.emulator.registry import Context, Service, Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.unit import Services, Unit

_NO_SUCH_CALLER = ("UnrecognizedClientException", "The security token included in the request is invalid.")
"""AWS's answer to credentials it does not know (AWS General Reference, "Common errors")."""


class Emulator:
    """An open account."""

    def __init__(
        self,
        store: AccountStore,
        services: Sequence[Service],
        *,
        clock: Clock,
        entropy: Entropy,
        account_id: str,
        defaults: Settings,
    ) -> None:
        """`defaults` are the settings that hold until the account has its own."""
        self._store = store
        self._services = Services(services, account_id, entropy, defaults)
        self._clock = clock
        self._account_id = account_id

    def call(self, identity: str, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call as the named user or role, or as `root`.

        Raises:
            AwsError: with AWS's code and message; nothing of the call remains then but its audit record.
        """
        with self._unit() as unit:
            try:
                caller = caller_for(unit.uow, self._account_id, identity)
            except AwsError:
                raise AwsError(*_NO_SUCH_CALLER, request_id=uuid(self._services.entropy)) from None
            outcome = unit.attempt(caller, region, service, operation, params)
        if isinstance(outcome, AwsError):
            raise outcome
        return outcome

    def identities(self) -> Sequence[Identity]:
        """Who may act in this account, the administrator first."""
        with self._unit() as unit:
            return identities(unit.uow, self._account_id)

    def run(self, region: str, work: Callable[[Context], None]) -> None:
        """Do the account's own work, such as making its first users, as its root user."""
        with self._unit() as unit:
            work(unit.context(caller_for(unit.uow, self._account_id, ROOT), region))

    @contextmanager
    def _unit(self) -> Iterator[Unit]:
        """A unit of work in which everything that has fallen due is done already."""
        try:
            with self._store.unit_of_work() as uow:
                unit = Unit(self._services, uow, self._clock.now())
                unit.settle()
                yield unit
                unit.close()
        except StoreFailed as error:
            raise AwsError("InternalFailure", str(error)) from error
