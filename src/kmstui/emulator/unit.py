"""One unit of work of the account: the calls made in it, and what they leave on the trail.

A call that a service makes on a principal's behalf is an attempt of its own: authorized, undone when refused,
and recorded after the call that caused it. This module knows stages, no service.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from kmstui.aws.entropy import Entropy, uuid
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import OPERATIONS, Operation
from kmstui.emulator.audit import Attempt, service_event, trail_event
from kmstui.emulator.authorize import authorize
from kmstui.emulator.constraints import validate
from kmstui.emulator.iam.principals import ROOT, caller_for
from kmstui.emulator.lab.settings import SETTINGS, effective
from kmstui.emulator.registry import Caller, Context, Handler, Service, ServiceEvent, Settings
from kmstui.emulator.store.tables import TIMERS
from kmstui.emulator.store.unit_of_work import UnitOfWork
from kmstui.emulator.throttle import Throttle
from kmstui.emulator.trail import repository as trail
from kmstui.emulator.trail.model import TrailEvent

PRIVATE = "kmstui"
"""The service that is not AWS's: neither authorized nor on the trail."""
_NOTHING = nullcontext()
_SETTLE_ROUNDS = 64
"""A due change may set the next one due (creating -> available); more rounds than this is a loop."""


class Services:
    """What the account is made of, by operation and by kind of timer."""

    def __init__(
        self, services: Sequence[Service], account: str, entropy: Entropy, defaults: Settings
    ) -> None:
        self.account = account
        self.entropy = entropy
        self.defaults = defaults
        """The settings that hold until the account has its own."""
        self.throttle = Throttle()
        self.timers = Timers()
        self._settings: tuple[tuple[object, ...], Settings] = ((), defaults)
        self._handlers = {(h.service, h.operation): h for service in services for h in service.handlers}
        self._settlers = {kind: settler for service in services for kind, settler in service.settlers.items()}
        self._error_sources = {service.name: service.error_source for service in services}

    def operation(self, service: str, name: str) -> tuple[Operation, Handler[Any]]:
        """The row and the handler of an operation.

        Raises:
            AwsError: UnknownOperationException or InvalidAction, as the service's protocol has it.
        """
        handler = self._handlers.get((service, name))
        if handler is None:
            if service in {"ec2", "iam", "sts"}:
                raise AwsError("InvalidAction", f"The action {name} is not valid for this web service.")
            raise AwsError("UnknownOperationException", f"{service} has no operation {name}.")
        return OPERATIONS[service, name], handler

    def prepared(self, service: str, name: str, params: Params) -> AbstractContextManager[object]:
        """The slow work of an operation that needs no unit of work; nothing, for most of them."""
        handler = self._handlers.get((service, name))
        if handler is None or handler.prepare is None or not isinstance(params, Mapping):
            return _NOTHING
        return handler.prepare(params)

    def settle(self, context: Context, kind: str, subject: str) -> None:
        """Carry out one change that has fallen due."""
        self._settlers[kind](context, subject)

    def settings(self, uow: UnitOfWork) -> Settings:
        """The settings that hold now."""
        stamps = uow.stamps((SETTINGS,))
        if stamps != self._settings[0]:
            self._settings = (stamps, effective(uow, self.account, self.defaults))
        return self._settings[1]

    def error_source(self, service: str) -> str:
        """What CloudTrail puts before this service's error codes."""
        return self._error_sources.get(service, "")


class Timers:
    """When the next change falls due, remembered for as long as no timer changes."""

    def __init__(self) -> None:
        self._stamps: tuple[object, ...] = ()
        self._next: datetime | None = None

    def none_due(self, uow: UnitOfWork, now: datetime) -> bool:
        """Whether nothing is due yet."""
        stamps = uow.stamps((TIMERS,))
        if stamps != self._stamps:
            self._stamps, self._next = stamps, uow.next_due()
        return self._next is None or now < self._next


class Unit:
    """One unit of work, and the events of its calls in the order in which they began."""

    def __init__(self, services: Services, uow: UnitOfWork, now: datetime) -> None:
        self.uow = uow
        self.now = now
        self._services = services
        self._settings = services.settings(uow)
        self._events: list[TrailEvent | None] = []
        self._first = 0
        """The place of the first event in the history; 0 until there is one."""

    def settle(self) -> None:
        """Carry out every change that has fallen due, in the order in which they did."""
        if self._services.timers.none_due(self.uow, self.now):
            return
        for _ in range(_SETTLE_ROUNDS):
            due = self.uow.due(self.now)
            if not due:
                return
            for timer in due:
                self.uow.cancel(timer.kind, timer.subject)
                account, region, _ = timer.subject.split("/", 2)
                root = caller_for(self.uow, account, ROOT)
                self._services.settle(self.context(root, region), timer.kind, timer.subject)
        raise RuntimeError("changes keep falling due")

    def attempt(
        self,
        caller: Caller,
        region: str,
        service: str,
        operation: str,
        params: Params,
        request_id: str = "",
        prepared: object = None,
    ) -> Result | AwsError:
        """Take one call through its stages; what it changed is undone when it is refused.

        `request_id` is what whoever asked calls the request already; one is drawn where it is empty.
        `prepared` is what the operation made ready before there was a unit.
        """
        context = self.context(caller, region, request_id, prepared)
        try:
            row, handler = self._services.operation(service, operation)
        except AwsError as error:
            error.request_id = context.request_id
            return error
        place = len(self._events)
        self._events.append(None)
        attempt = self._begun(context, row, handler, params)
        try:
            self._make(context, attempt, handler)
        except AwsError as error:
            error.request_id = error.request_id or context.request_id
            attempt.outcome = error
        if service != PRIVATE:
            self._first = self._first or trail.newest(self.uow) + 1
            self._events[place] = trail_event(attempt, self._first + place)
        return attempt.outcome

    def context(self, caller: Caller, region: str, request_id: str = "", prepared: object = None) -> Context:
        """What an operation of this caller in this Region is given."""

        def call(service: str, operation: str, params: Params, caller: Caller) -> Result:
            outcome = self.attempt(caller, region, service, operation, params)
            if isinstance(outcome, AwsError):
                raise outcome
            return outcome

        def emit(event: ServiceEvent) -> None:
            event_id = uuid(self._services.entropy)
            record = service_event(
                event, account=caller.account, region=region, at=self.now, event_id=event_id
            )
            self._events.append(record)

        entropy = self._services.entropy
        request_id = request_id or uuid(entropy)
        return Context(
            self.uow, self.now, entropy, caller, region, request_id, self._settings, call, emit, prepared
        )

    def close(self) -> None:
        """Write the events of all calls; nobody is promised those of calls that changed nothing.

        What counts is what was changed, not what the operation is called: a first GenerateDataKey under
        `alias/aws/ebs` makes the key that its answer depends on.
        """
        self.uow.durable = self.uow.changed
        trail.append(self.uow, [event for event in self._events if event is not None])

    def _begun(self, context: Context, row: Operation, handler: Handler[Any], params: Params) -> Attempt:
        return Attempt(
            operation=row,
            caller=context.caller,
            region=context.region,
            at=self.now,
            request_id=context.request_id,
            event_id=uuid(context.entropy),
            params=params,
            outcome={},
            handler=handler,
            error_source=self._services.error_source(row.service),
        )

    def _make(self, context: Context, attempt: Attempt, handler: Handler[Any]) -> None:
        """Take an attempt through its stages; it grows by what each of them finds out.

        Raises:
            AwsError: when the call is refused.
        """
        row, params = attempt.operation, attempt.params
        try:
            validate(row.service, row.name, params)
        except AwsError as error:
            # What is not even a request is remembered neither in the record nor among its resources.
            attempt.params, attempt.malformed, error.request_id = {}, True, context.request_id
            raise
        if self._settings.throttling:
            caller = context.caller
            throttle = self._services.throttle
            throttle.admit(caller.account, context.region, row.service, row.name, self.now, params)
        with self.uow.savepoint():
            subject = handler.resolve(context, params)
            attempt.accesses = accesses = tuple(handler.access(context, params, subject))
            verdict = authorize(context, accesses, row.service)
            attempt.decisions = verdict.decisions
            if verdict.error is not None:
                raise verdict.error
            attempt.outcome = handler.run(context, params, subject)
