"""From aiohttp's view of a request to the codecs' own. Refuses what no AWS client sends."""

from aiohttp.http import HttpVersion11, RawRequestMessage

from kmstui.wire.message import Request


class Unreadable(Exception):  # noqa: N818 - it says what is the matter with the request
    """A request that HTTP allows and that means nothing here; the text is a sentence for the client."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def translated(message: RawRequestMessage, body: bytes) -> Request:
    """The request as the codecs take it.

    Raises:
        Unreadable: when its target is no path, or its head is not UTF-8.
    """
    if message.version > HttpVersion11:
        raise Unreadable(505, "This server speaks HTTP/1.1.")
    if message.method == "CONNECT":
        raise Unreadable(405, "This server is no proxy.")
    target = message.path
    if not target.startswith("/") or not target.isascii():
        raise Unreadable(400, "The request's target must be a path in ASCII.")
    headers = tuple([(name.lower(), value) for name, value in message.headers.items()])
    if not all(value.isascii() or _is_text(value) for _, value in headers):
        raise Unreadable(400, "The headers are not UTF-8.")
    return Request(message.method, target, headers, body)


def _is_text(value: str) -> bool:
    """Whether there is no byte in it that had to be smuggled past the decoder."""
    return not any("\udc80" <= character <= "\udcff" for character in value)
