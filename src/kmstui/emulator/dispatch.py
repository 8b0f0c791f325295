"""The way of every call through the account, and the only door into it.

    prepare | settle(now) -> validate -> throttle -> resolve -> authorize -> operation -> audit -> commit

All but preparing is one unit of work: everything lands, or nothing but the record that a call was refused.
Calls that a service makes on a principal's behalf go the same way inside the same unit (see `unit`). This
module opens units and knows no service.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from kmstui.aws.clock import Clock
from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.entropy import Entropy, uuid
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Identity, Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.issuing import at_hand, key_of, user_named
from kmstui.emulator.iam.keyring import Keyring, check_reach
from kmstui.emulator.iam.principals import ROOT, caller_for, identities
from kmstui.emulator.iam.repository import ROLES, USERS
from kmstui.emulator.registry import Caller, Context, Service, Settings
from kmstui.emulator.remembered import Remembered
from kmstui.emulator.store.account_store import AccountStore, OpenUnit
from kmstui.emulator.store.errors import StoreFailed
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.unit import Services, Unit

_NO_SUCH_CALLER = ("UnrecognizedClientException", "The security token included in the request is invalid.")
"""AWS's answer to credentials it does not know (AWS General Reference, "Common errors")."""
HOME_REGION = "us-east-1"
"""The Region of services without Regions."""


class Started:
    """A call that has been made, and that the disk may not have yet."""

    __slots__ = ("_block", "_outcome")

    def __init__(self, outcome: Result | AwsError, block: OpenUnit) -> None:
        self._outcome = outcome
        self._block = block

    @property
    def confirmed(self) -> bool:
        """Whether `result` would not have to wait."""
        return self._block.confirmed

    def result(self) -> Result:
        """What came of the call, when the disk has it; several may wait in any threads, and together.

        Raises:
            AwsError: when it was refused, or could not be kept.
        """
        try:
            self._block.wait()
        except StoreFailed as error:
            raise _failure(error) from error
        if isinstance(self._outcome, AwsError):
            raise self._outcome
        return self._outcome


def _failure(error: StoreFailed) -> AwsError:
    return AwsError("InternalFailure", str(error))


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
        secrets: AccessSecrets,
        defaults: Settings,
    ) -> None:
        """`defaults` are the settings that hold until the account has its own."""
        self._store = store
        self._services = Services(services, account_id, entropy, defaults)
        self._clock = clock
        self._account_id = account_id
        self._secrets = secrets
        self._keyring = Keyring(account_id, secrets)
        self._callers: Remembered[tuple[str, tuple[object, ...]], Caller] = Remembered(1_000)

    def call(self, identity: str, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call as the named user or role, or as `root`.

        Raises:
            AwsError: with AWS's code and message; nothing of the call remains then but its audit record.
        """
        return self._started(
            lambda unit: self._named(unit, identity), region, service, operation, params
        ).result()

    def call_from(
        self, origin: Origin, service: str, operation: str, params: Params, *, stand_in: str = ""
    ) -> Result:
        """Make one call that came over a wire, as whom its access key stands for; see `start_from`.

        Raises:
            AwsError: with AWS's code, message and a request id.
        """
        return self.start_from(origin, service, operation, params, stand_in=stand_in).result()

    def start_from(
        self, origin: Origin, service: str, operation: str, params: Params, *, stand_in: str = ""
    ) -> Started:
        """Make one call that came over a wire, and leave it to whoever made it to wait for the disk.

        Args:
            origin: who signed it; that it was signed rightly has been found out before.
            service: as for `call`, like the operation and its parameters.
            operation: see there.
            params: see there.
            stand_in: a user, a role or `root` that makes the calls of access keys which the account never
                gave out; empty refuses them. For endpoints that verify no signature.
        """

        def signed(unit: Unit) -> Caller:
            try:
                caller = self._caller_from(unit, origin, stand_in)
                check_reach(caller, service, operation)
            except AwsError as error:
                error.request_id = origin.request_id or uuid(self._services.entropy)
                raise
            return caller

        return self._started(signed, origin.region, service, operation, params, origin)

    def principal(self, origin: Origin, *, stand_in: str = "") -> str:
        """The ARN of whom an origin's access key stands for, as `call_from` has it; empty for nobody."""
        with self._unit() as unit:
            try:
                return self._caller_from(unit, origin, stand_in).arn
            except AwsError:
                return ""

    def credential(self, access_key_id: str, session_token: str) -> Credential:
        """An access key with its secret, to hold a signature against.

        Raises:
            AwsError: InvalidClientTokenId, when it is unknown or inactive, or whose it was is gone;
                ExpiredToken.
        """
        now = self._clock.now()
        known = self._keyring.remembered(access_key_id, session_token, now)
        if known is not None:
            return known
        with self._unit() as unit:
            return self._keyring.credential(unit.uow, access_key_id, session_token, now)

    def issue(self, identity: str, *, create: bool = True) -> Credential:
        """Credentials for a user or role of the account, or for `root`, whatever its policies say.

        A user's are its oldest active access key. Where it has none a new one is made, by the root user and
        with its record in the trail; or, unless `create`, a session, which leaves nothing behind. A role's
        and root's are sessions.

        Raises:
            AwsError: NoSuchEntity for nobody; LimitExceeded, when a user's two access keys are inactive.
        """
        with self._unit() as unit:
            user = user_named(unit.uow, self._account_id, identity) if create else None
            if user is None or key_of(unit.uow, self._secrets, user) is not None:
                entropy = self._services.entropy
                return at_hand(unit.uow, self._secrets, entropy, self._account_id, identity, unit.now)
            root = caller_for(unit.uow, self._account_id, ROOT)
            outcome = unit.attempt(root, HOME_REGION, "iam", "CreateAccessKey", {"UserName": identity})
        if isinstance(outcome, AwsError):
            raise outcome
        return Credential(outcome["AccessKey"]["AccessKeyId"], outcome["AccessKey"]["SecretAccessKey"])

    @property
    def account_id(self) -> str:
        """Twelve digits."""
        return self._account_id

    def identities(self) -> Sequence[Identity]:
        """Who may act in this account, the administrator first."""
        with self._unit() as unit:
            return identities(unit.uow, self._account_id)

    def run(self, region: str, work: Callable[[Context], None]) -> None:
        """Do the account's own work, such as making its first users, as its root user."""
        with self._unit() as unit:
            work(unit.context(caller_for(unit.uow, self._account_id, ROOT), region))

    def _started(
        self,
        who: Callable[[Unit], Caller],
        region: str,
        service: str,
        operation: str,
        params: Params,
        origin: Origin | None = None,
    ) -> Started:
        """Make one call as whoever `who` says, in a unit of work of its own."""
        block = self._store.unit_of_work(wait=False)
        outcome: Result | AwsError
        try:
            with self._services.prepared(service, operation, params) as ready, block as uow:
                unit = self._begun(uow)
                request_id = origin.request_id if origin else ""
                outcome = unit.attempt(who(unit), region, service, operation, params, request_id, ready)
                unit.close()
                if uow.durable:
                    self._keyring.renew(uow)
                if origin is not None:
                    # Written after the unit was closed, it does not make the caller wait for the disk.
                    self._keyring.note_use(uow, origin, service, unit.now)
        except AwsError as error:
            outcome = error
        except StoreFailed as error:
            outcome = _failure(error)
        return Started(outcome, block)

    def _named(self, unit: Unit, identity: str) -> Caller:
        """The named user or role, the very object again as long as there is no change of any."""
        key = (identity, unit.uow.stamps((USERS, ROLES)))
        caller = self._callers.get(key)
        if caller is None:
            try:
                caller = caller_for(unit.uow, self._account_id, identity)
            except AwsError:
                raise AwsError(*_NO_SUCH_CALLER, request_id=uuid(self._services.entropy)) from None
            self._callers.keep(key, caller)
        return caller

    def _begun(self, uow: UnitOfWork) -> Unit:
        """A unit in which everything that has fallen due is done already."""
        unit = Unit(self._services, uow, self._clock.now())
        unit.settle()
        return unit

    def _caller_from(self, unit: Unit, origin: Origin, stand_in: str) -> Caller:
        caller = self._keyring.caller(unit.uow, origin, unit.now)
        return caller if caller is not None else self._keyring.stand_in(unit.uow, origin, stand_in)

    @contextmanager
    def _unit(self) -> Iterator[Unit]:
        """A unit of work for what is no call, or more than one."""
        try:
            with self._store.unit_of_work() as uow:
                unit = self._begun(uow)
                yield unit
                unit.close()
                self._keyring.renew(uow)
        except StoreFailed as error:
            raise _failure(error) from error
