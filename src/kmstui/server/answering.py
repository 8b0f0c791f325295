"""A request becomes an answer: who may ask, what is asked, who asks, and what the account says to it.

    Host and Origin -> own paths -> signature -> route -> parameters -> account -> reply

There are no connections here and no event loop. Work is handed out in two parts, so that whoever serves
connections can have the part that may wait done elsewhere. Every answer has a request id, which the account's
records carry too; an error has the form of the protocol it answers; a bug is AWS's InternalFailure to the
client and one log line here, without anything that was sent.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kmstui.aws.clock import Clock
from kmstui.aws.credentials import Origin
from kmstui.aws.entropy import Entropy, uuid
from kmstui.aws.errors import AwsError
from kmstui.server.account import Account, House
from kmstui.server.admission import refused
from kmstui.server.answered import Answered, Watch, nobody_watches
from kmstui.server.doorkeepers import Doorkeeper
from kmstui.server.own_paths import OWN_PREFIX, own_answer
from kmstui.server.plain import escaped, refusal, whereabouts
from kmstui.server.slow import may_wait
from kmstui.wire.codec import Route, Unroutable
from kmstui.wire.message import Reply, Request
from kmstui.wire.routing import route
from kmstui.wire.sigv4 import SignatureRefused, Signed, claimed, refusal_error

_LOG = logging.getLogger("kmstui.server")
_UNKNOWN_OPERATION = frozenset({"UnknownOperationException", "InvalidAction"})
_INTERNAL = ("InternalFailure", "The request processing has failed because of an unknown error.")
"""AWS General Reference, "Common errors"."""


@dataclass(frozen=True, slots=True)
class Work:
    """A call whose caller is known, ready to be made."""

    may_wait: bool
    """Whether it may wait for a disk or for other processes."""
    run: Callable[[], Reply]
    """Makes the call; raises nothing."""


class Answering:
    """Answers requests for one account."""

    def __init__(
        self,
        account: Account,
        house: House,
        doorkeeper: Doorkeeper,
        hosts: frozenset[str],
        *,
        clock: Clock,
        entropy: Entropy,
        watch: Watch = nobody_watches,
    ) -> None:
        """`hosts` are the Host headers it answers to; `watch` is told of every call, in the thread of it."""
        self._account = account
        self._house = house
        self._doorkeeper = doorkeeper
        self._hosts = hosts
        self._clock = clock
        self._entropy = entropy
        self._watch = watch

    def handle(self, request: Request, peer: str) -> Reply:
        """Answer one request from the address `peer`, however long it takes. Raises nothing."""
        begun = self.begin(request, peer)
        return begun if isinstance(begun, Reply) else begun.run()

    def begin(self, request: Request, peer: str) -> Reply | Work:
        """Do what never waits: the answer, or the work that remains to be done for it. Raises nothing."""
        request_id = uuid(self._entropy)
        if unwelcome := refused(request, self._hosts):
            return refusal(*unwelcome, request_id)
        try:
            if request.target.startswith(OWN_PREFIX):
                return self._own(request, request_id)
            return self._routed(request, peer, request_id)
        except Exception as error:  # noqa: BLE001 - a bug in one request must not end the server
            _LOG.error("a bug while reading a request: %s", whereabouts(error))
            return refusal(500, _INTERNAL[1], request_id)

    def _own(self, request: Request, request_id: str) -> Reply | Work:
        reply = own_answer(request, self._house, request_id)
        if isinstance(reply, Reply):
            return reply
        reset = reply

        def run() -> Reply:
            try:
                return reset()
            except Exception as error:  # noqa: BLE001 - as above
                _LOG.error("a bug while resetting: %s", whereabouts(error))
                return refusal(500, _INTERNAL[1], request_id)

        return Work(True, run)

    def _routed(self, request: Request, peer: str, request_id: str) -> Reply | Work:
        signed, unsigned = self._identified(request)
        try:
            found = route(request, signed.service if signed else "")
        except Unroutable as error:
            self._log_unknown(error.route, request, peer)
            return error.reply(request_id)
        try:
            if unsigned is not None or signed is None:
                raise unsigned or AssertionError("either is there")
            self._doorkeeper.admit(signed, found.service)
        except SignatureRefused as reason:
            unproven = refusal_error(reason, found.codec.protocol, found.service)
            return found.codec.refusal(found, unproven, request_id)
        agent = request.header("user-agent")
        origin = Origin(signed.access_key_id, signed.region, signed.session_token, peer, agent, request_id)
        return Work(may_wait(found.service, found.operation), lambda: self._answer(found, request, origin))

    def _identified(self, request: Request) -> tuple[Signed | None, SignatureRefused | None]:
        """Who sent it; or what it says of that, and why it is not believed."""
        try:
            return self._doorkeeper.identify(request, self._clock.now()), None
        except SignatureRefused as reason:
            try:
                return claimed(request), reason
            except SignatureRefused:
                return None, reason

    def _answer(self, found: Route, request: Request, origin: Origin) -> Reply:
        """Make the call and say what came of it."""
        answered = Answered.begin(found, origin, self._clock.now())
        try:
            params = answered.params = found.codec.params(found, request)
            result = self._account.call_from(origin, found.service, found.operation, params)
            return found.codec.reply(found, result, origin.request_id)
        except AwsError as error:
            answered.error = error.code
            if error.code in _UNKNOWN_OPERATION:
                self._log_unknown(found, request, origin.source_ip)
            return found.codec.refusal(found, error, error.request_id or origin.request_id)
        except Exception as error:  # noqa: BLE001 - a bug in one call must not end the server
            answered.error = _INTERNAL[0]
            _LOG.error("a bug in %s: %s", escaped(f"{found.service}:{found.operation}"), whereabouts(error))
            return found.codec.refusal(found, AwsError(*_INTERNAL), origin.request_id)
        finally:
            self._watch(answered.ended())

    def _log_unknown(self, found: Route, request: Request, peer: str) -> None:
        """Say what somebody would have liked to do here, so that it can be asked for."""
        asked = f"{found.service}:{found.operation}"
        if not (found.service and found.operation):
            asked = request.header("x-amz-target") or f"{request.method} {request.path}"
        _LOG.warning(
            "not emulated: %s, asked for by %s (%s)",
            escaped(asked),
            escaped(request.header("user-agent")),
            escaped(peer),
        )
