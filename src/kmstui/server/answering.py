"""A request becomes an answer: who may ask, what is asked, who asks, and what the account says to it.

    Host and Origin -> own paths -> signature -> route -> parameters -> account -> reply

There are no connections here and no event loop. Work is handed out in parts, so that whoever serves
connections can have what may wait done elsewhere. Every answer has a request id, which the account's
records carry too; an error has the form of the protocol it answers; a bug is AWS's InternalFailure to the
client and one log line here, without anything that was sent.
"""

import logging

from kmstui.aws.clock import Clock
from kmstui.aws.credentials import Origin
from kmstui.aws.entropy import Entropy, uuid
from kmstui.server.account import Account, House
from kmstui.server.admission import refused
from kmstui.server.answered import Answered, Watch, nobody_watches
from kmstui.server.calling import INTERNAL_FAILURE, Calling, Errand, Work
from kmstui.server.doorkeepers import Doorkeeper
from kmstui.server.own_paths import OWN_PREFIX, own_answer
from kmstui.server.plain import escaped, refusal, whereabouts
from kmstui.wire.codec import Route, Unroutable
from kmstui.wire.message import Reply, Request
from kmstui.wire.routing import route
from kmstui.wire.sigv4 import SignatureRefused, Signed, claimed, refusal_error

_LOG = logging.getLogger("kmstui.server")
_UNKNOWN_OPERATION = frozenset({"UnknownOperationException", "InvalidAction"})


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
        return begun if isinstance(begun, Reply) else begun.start() or begun.finish()

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
            return refusal(500, INTERNAL_FAILURE[1], request_id)

    def _own(self, request: Request, request_id: str) -> Reply | Work:
        answer = own_answer(request, self._house, request_id)
        return answer if isinstance(answer, Reply) else Errand(answer)

    def _routed(self, request: Request, peer: str, request_id: str) -> Reply | Work:
        signed, unsigned = self._identified(request)
        try:
            found = route(request, signed.service if signed else "")
        except Unroutable as error:
            _log_unknown(_asked(error.route, request), request.header("user-agent"), peer)
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
        answered = Answered.begin(found, origin, self._clock.now())
        return Calling(self._account, found, answered, self._ended).read(request)

    def _identified(self, request: Request) -> tuple[Signed | None, SignatureRefused | None]:
        """Who sent it; or what it says of that, and why it is not believed."""
        try:
            return self._doorkeeper.identify(request, self._clock.now()), None
        except SignatureRefused as reason:
            try:
                return claimed(request), reason
            except SignatureRefused:
                return None, reason

    def _ended(self, answered: Answered) -> None:
        if answered.error in _UNKNOWN_OPERATION:
            origin = answered.origin
            asked = f"{answered.service}:{answered.operation}"
            _log_unknown(asked, origin.user_agent, origin.source_ip)
        self._watch(answered.ended())


def _log_unknown(asked: str, agent: str, peer: str) -> None:
    """Say what somebody would have liked to do here, so that it can be asked for."""
    words = "not emulated: %s, asked for by %s (%s)"
    _LOG.warning(words, escaped(asked), escaped(agent), escaped(peer))


def _asked(found: Route, request: Request) -> str:
    """What a request asks for, as far as it says."""
    named = f"{found.service}:{found.operation}" if found.service and found.operation else ""
    return request.header("x-amz-target") or named or f"{request.method} {request.path}"
