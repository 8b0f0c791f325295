"""An HTTP request and its answer, as the codecs see them: values, no connection.

Nothing is decoded here. A signature is made over what was sent, so the target stays as it came.
"""

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
"""Names in lower case with their values, in the order in which they came; a name may come more than once."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    target: str
    """The request target as it was sent: path and query, percent-encoded."""
    headers: Headers
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target up to the question mark, still encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The target after the question mark, still encoded; empty when there is none."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """The first value of a header, by its name in lower case; empty when it was not sent."""
        for known, value in self.headers:  # a generator would take three times as long
            if known == name:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer. Length, date and connection headers are the server's to add."""

    status: int
    headers: Headers
    body: bytes = b""
