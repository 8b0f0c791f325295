"""How much of what one connection may take: sizes in bytes, times in seconds (reliability.md, 5.2).

Only figures stand here; who keeps them is `connection`.
"""

from dataclasses import dataclass

from kmstui.aws.shapes.private import DOCUMENT

MEBIBYTE = 1024 * 1024
_PRIVATE_TARGET = f"{DOCUMENT['metadata']['targetPrefix']}."


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one listener."""

    line: int = 8 * 1024
    """The request line, and each header."""
    headers: int = 64
    body: int = MEBIBYTE
    """Any body but a block's. KMS and EC2 take far less; a key policy is 32 KiB."""
    block_body: int = 8 * MEBIBYTE
    """The body of an EBS direct PutSnapshotBlock, whose block is 512 KiB."""
    private_body: int = 2 * MEBIBYTE
    """A call of the private service: WriteSector takes a mebibyte, in base64."""
    connections: int = 64
    head_seconds: float = 10.0
    """From the first byte of a request to the end of its headers."""
    body_seconds: float = 30.0
    """From the end of the headers to the end of the body."""
    idle_seconds: float = 75.0
    """Between two requests of a connection, and before the first."""
    write_seconds: float = 30.0
    """How long a client may leave its answer lying."""
    linger_seconds: float = 2.0
    """How long one that sent too much is still listened to, so that it gets to read why."""
    stop_seconds: float = 10.0
    """How long requests in flight may take to finish once the server is told to stop."""

    def of_body(self, method: str, path: str, target: str) -> int:
        """The most that the body of such a request may measure; `target` is its X-Amz-Target."""
        if target.startswith(_PRIVATE_TARGET):
            return self.private_body
        is_block = method == "PUT" and path.startswith("/snapshots/")
        return self.block_body if is_block else self.body
