"""The paths that are not AWS's: what a health check asks, and what a test suite asks between two tests.

Health answers anybody on this machine and tells no secret. A reset is for who started the server so; a page
in a browser never gets one, whatever it says of where it comes from.
"""

from collections.abc import Callable

from kmstui.server.account import House
from kmstui.server.admission import is_from_browser
from kmstui.server.plain import plain_reply, refusal
from kmstui.wire.message import Reply, Request

OWN_PREFIX = "/_kmstui/"
_HEALTH = f"{OWN_PREFIX}health"
_RESET = f"{OWN_PREFIX}reset"


def own_answer(request: Request, house: House, request_id: str) -> Reply | Callable[[], Reply]:
    """The answer, or what must be called for it: a reset takes its time."""
    if request.path == _HEALTH:
        if request.method not in {"GET", "HEAD"}:
            return refusal(405, "Health is asked for with GET.", request_id)
        return _health(house, request_id)
    if request.path != _RESET:
        return refusal(404, "There is no such path.", request_id)
    if request.method != "POST":
        return refusal(405, "A reset is asked for with POST.", request_id)
    if is_from_browser(request):
        return refusal(403, "A browser may not reset this account.", request_id)
    if house.reset is None:
        return refusal(403, "This server was not started with --allow-reset.", request_id)
    reset = house.reset

    def run() -> Reply:
        reset()
        return plain_reply(200, {"status": "reset"}, request_id)

    return run


def _health(house: House, request_id: str) -> Reply:
    content = {
        "service": "kmstui",
        "status": "available",
        "version": house.version,
        "accountId": house.account_id,
        "regions": list(house.regions),
    }
    return plain_reply(200, content, request_id)
