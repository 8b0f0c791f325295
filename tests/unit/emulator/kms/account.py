"""KMS alone, over a store in memory: calls are validated, resolved and run, without IAM's verdict.

What permission a call asked for is kept, so that tests can look at it; deciding it is not KMS's work.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kmstui.aws.clock import ManualClock
from kmstui.aws.entropy import Entropy, SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.authorize import authorize
from kmstui.emulator.constraints import validate
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.kms.model import KeyState, KmsKey
from kmstui.emulator.kms.repository import KEYS
from kmstui.emulator.kms.service import service
from kmstui.emulator.registry import Access, Caller, Context, PrincipalKind, ServiceEvent, Settings
from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.unit_of_work import UnitOfWork

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
REGION = "us-east-1"
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROOT = Caller(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, PrincipalKind.ROOT, ACCOUNT, "root")
INSTANCE = "i-0123456789abcdef0"
INFRASTRUCTURE = Caller(
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/aws:ec2-infrastructure/{INSTANCE}",
    account=ACCOUNT,
    kind=PrincipalKind.ASSUMED_ROLE,
    principal_id=f"{ACCOUNT}:aws:ec2-infrastructure:{INSTANCE}",
    name="aws:ec2-infrastructure",
    issuer_arn=f"arn:aws:iam::{ACCOUNT}:role/aws:ec2-infrastructure",
    via_service="ec2",
)


def user(name: str, account: str = ACCOUNT) -> Caller:
    """A user of an account."""
    return Caller(f"arn:aws:iam::{account}:user/{name}", account, PrincipalKind.USER, f"AIDA{name}", name)


class FailingEntropy:
    """A random generator that has failed."""

    def token_bytes(self, count: int) -> bytes:
        """Raise, always."""
        raise OSError("the random generator failed")

    def fill(self, buffer: bytearray) -> None:
        """Raise, always."""
        raise OSError("the random generator failed")


def no_calls(service: str, operation: str, params: Params, caller: Caller) -> Result:
    """KMS calls no other service."""
    raise AssertionError(f"KMS called {service}:{operation}")


@dataclass
class Account:
    """An account with nothing but KMS in it."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    entropy: Entropy = field(default_factory=lambda: SeededEntropy("kms tests"))
    caller: Caller = ROOT
    region: str = REGION
    asked: Sequence[Access] = ()
    """The permissions that the last call needed."""
    events: list[ServiceEvent] = field(default_factory=list)
    """What AWS did by itself."""

    def __post_init__(self) -> None:
        self.store = AccountStore.in_memory()
        self.service = service(RootKey.ephemeral(SeededEntropy("root key")))
        self._handlers = {handler.operation: handler for handler in self.service.handlers}

    def call(self, operation: str, params: Mapping[str, Any] | None = None, /, **members: Any) -> Result:
        """Make one call; members can be given by name or as a mapping."""
        given = {**(params or {}), **members}
        handler = self._handlers[operation]
        self.asked = ()
        with self.store.unit_of_work() as uow:
            self._settle(uow)
        with self.store.unit_of_work() as uow:
            validate("kms", operation, given)
            context = self.context(uow)
            subject = handler.resolve(context, given)
            asked = handler.access(context, given, subject)
            # Condition keys are for the call they were made for: whoever looks later needs a copy.
            self.asked = tuple(replace(access, conditions=dict(access.conditions)) for access in asked)
            return handler.run(context, given, subject)

    def allowed(self, caller: Caller, operation: str, /, **members: Any) -> bool:
        """Whether the account's policies and grants let somebody make a call; nothing is done."""
        handler = self._handlers[operation]
        with self.store.unit_of_work() as uow:
            validate("kms", operation, members)
            context = replace(self.context(uow), caller=caller)
            asked = handler.access(context, members, handler.resolve(context, members))
            return authorize(context, asked).error is None

    def refusal(self, operation: str, params: Mapping[str, Any] | None = None, /, **members: Any) -> AwsError:
        """The error that a call is answered with."""
        try:
            answer = self.call(operation, params, **members)
        except AwsError as error:
            return error
        raise AssertionError(f"{operation} was answered with {answer}")

    def said(
        self, operation: str, params: Mapping[str, Any] | None = None, /, **members: Any
    ) -> tuple[str, str]:
        """Code and message of the error that a call is answered with."""
        error = self.refusal(operation, params, **members)
        return error.code, error.message

    def context(self, uow: UnitOfWork) -> Context:
        """What a running operation is given."""
        return Context(
            uow=uow,
            now=self.clock.now(),
            entropy=self.entropy,
            caller=self.caller,
            region=self.region,
            request_id="00000000-0000-4000-8000-000000000000",
            settings=Settings(),
            call=no_calls,
            emit=self.events.append,
        )

    def create_key(self, **members: Any) -> str:
        """Make a key and return its id."""
        return str(self.call("CreateKey", **members)["KeyMetadata"]["KeyId"])

    def metadata(self, key_id: str) -> Result:
        """A key's metadata."""
        found: Result = self.call("DescribeKey", KeyId=key_id)["KeyMetadata"]
        return found

    def arn(self, key_id: str) -> str:
        """The ARN of a key of this account and Region."""
        return f"arn:aws:kms:{self.region}:{self.caller.account}:key/{key_id}"

    def record_path(self, key_id: str) -> str:
        """Where the record of a key of this account and Region lies."""
        return f"{self.caller.account}/{self.region}/{key_id}"

    def record(self, key_id: str) -> KmsKey:
        """A key's record."""
        with self.store.unit_of_work() as uow:
            key = uow.get(KEYS, self.record_path(key_id))
        assert key is not None
        return key

    def change(self, key_id: str, change: Callable[[KmsKey], KmsKey]) -> None:
        """Change a key's record behind KMS's back."""
        changed = change(self.record(key_id))
        with self.store.unit_of_work() as uow:
            uow.put(KEYS, changed)

    def force(self, key_id: str, state: KeyState) -> None:
        """Put a key into a state, also one that no operation leads to."""
        self.change(key_id, lambda key: replace(key, state=state))

    def later(self, **by: float) -> None:
        """Let time pass and what falls due happen."""
        self.clock.advance(timedelta(**by))
        with self.store.unit_of_work() as uow:
            self._settle(uow)

    def _settle(self, uow: UnitOfWork) -> None:
        for timer in uow.due(self.clock.now()):
            uow.cancel(timer.kind, timer.subject)
            self.service.settlers[timer.kind](self.context(uow), timer.subject)
