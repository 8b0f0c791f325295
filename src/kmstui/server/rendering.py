"""HTTP/1.1 answers as bytes. Knows the form of a head and nothing of who sends it."""

from http import HTTPStatus

from kmstui.wire.message import Reply

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_BODILESS = frozenset({204, 304})


def rendered(reply: Reply, date: str, *, last: bool, head_only: bool = False) -> bytes:
    """The whole answer, to be written at once: a head that travels alone costs a delayed acknowledgement.

    Args:
        reply: what to answer.
        date: the Date header's value.
        last: whether the connection ends with it.
        head_only: whether it answers HEAD.

    Raises:
        ValueError: when a header would end where it should not.
    """
    lines = [f"HTTP/1.1 {reply.status} {_PHRASES.get(reply.status, '')}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines.append(f"date: {date}")
    if reply.status not in _BODILESS:
        lines.append(f"content-length: {len(reply.body)}")
    if last:
        lines.append("connection: close")
    head = "\r\n".join(lines)
    if head.count("\n") >= len(lines) or head.count("\r") >= len(lines):
        raise ValueError("a header holds a line break")
    encoded = head.encode("latin-1", "replace") + b"\r\n\r\n"
    return encoded if head_only or reply.status in _BODILESS else encoded + reply.body
