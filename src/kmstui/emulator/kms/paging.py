"""Pages of a listing and the markers between them.

A marker is opaque to callers: the operation, what was listed, and where the page ended. One that was made by
another listing, or by nobody, is refused. Knows no table.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.limits import PAGE_SIZES
from kmstui.emulator.kms.refusals import too_great

T = TypeVar("T")


class Page:
    """One request for a page."""

    def __init__(self, operation: str, scope: str, params: Params) -> None:
        """Read `Limit` and `Marker`.

        Args:
            operation: such as `ListGrants`.
            scope: what is listed, so that a marker fits this listing alone.
            params: the request.

        Raises:
            AwsError: ValidationException for too large a limit, InvalidMarkerException for a bad marker.
        """
        sizes = PAGE_SIZES[operation]
        self.limit: int = params.get("Limit", sizes.default)
        """How many entries to give."""
        if self.limit > sizes.largest:
            raise too_great("Limit", self.limit, sizes.largest)
        self._listing = f"{operation} {scope}"
        self.after = self._read(params["Marker"]) if "Marker" in params else ""
        """The name after which the page begins; empty for the first."""

    def result(
        self, member: str, found: Sequence[T], name: Callable[[T], str], entry: Callable[[T], Result | str]
    ) -> Result:
        """The answer of a listing.

        Args:
            member: such as `Grants`.
            found: entries after `after`, in order, one more than `limit` if there are so many.
            name: what an entry is sorted by.
            entry: an entry as the API shows it.
        """
        shown = found[: self.limit]
        answer: Result = {member: [entry(item) for item in shown], "Truncated": len(found) > len(shown)}
        if answer["Truncated"]:
            answer["NextMarker"] = self._write(name(shown[-1]))
        return answer

    def cut(self, everything: Sequence[T], name: Callable[[T], str]) -> list[T]:
        """The entries of this page and one more, out of a whole sorted listing."""
        rest = [item for item in everything if name(item) > self.after]
        return rest[: self.limit + 1]

    def _write(self, last: str) -> str:
        return base64.urlsafe_b64encode(json.dumps([self._listing, last]).encode()).decode()

    def _read(self, marker: str) -> str:
        try:
            listing, last = json.loads(base64.b64decode(marker.encode(), b"-_", validate=True))
        except (binascii.Error, ValueError, TypeError, RecursionError):
            listing, last = "", ""
        if listing != self._listing or not isinstance(last, str) or not last:
            raise AwsError(
                "InvalidMarkerException",
                "The request was rejected because the marker that specifies where pagination should next "
                "begin is not valid.",
            )
        return last
