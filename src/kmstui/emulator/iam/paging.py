"""IAM's pages: `MaxItems` and `Marker` in, `IsTruncated` and `Marker` out.

A marker is opaque: it holds the name of the listing and the key after which the next page begins.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result

T = TypeVar("T")
_DEFAULT = 100
"""Entries a page has when the request does not say (IAM API Reference, `MaxItems`)."""


def start_of(listing: str, params: Params) -> str:
    """The key after which the page begins; empty for the first page.

    Raises:
        AwsError: ValidationError, when the marker is not one that this listing gave.
    """
    marker = params.get("Marker", "")
    if not marker:
        return ""
    try:
        found, _, after = urlsafe_b64decode(marker.encode()).decode().partition("\n")
    except (binascii.Error, ValueError):
        found, after = "", ""
    if found != listing:
        raise AwsError("ValidationError", f"Invalid Marker: {marker}")
    return after


def page(
    listing: str, params: Params, member: str, following: Iterable[T], key: Callable[[T], str]
) -> tuple[Sequence[T], Result]:
    """The entries of a page and the answer it belongs in, whose `member` is still to be filled.

    `following` gives the entries after `start_of`, in the order of their keys; no more than needed are taken.
    """
    limit = params.get("MaxItems", _DEFAULT)
    taken = list(islice(following, limit + 1))
    shown = taken[:limit]
    result: Result = {member: [], "IsTruncated": len(taken) > limit}
    if result["IsTruncated"]:
        result["Marker"] = urlsafe_b64encode(f"{listing}\n{key(shown[-1])}".encode()).decode()
    return shown, result


def page_of_all(
    listing: str, params: Params, member: str, everything: Iterable[T], key: Callable[[T], str]
) -> tuple[Sequence[T], Result]:
    """A page of a listing that is short enough to be at hand as a whole."""
    after = start_of(listing, params)
    rest = sorted((item for item in everything if key(item) > after), key=key)
    return page(listing, params, member, rest, key)


def under(params: Params) -> Callable[[str], bool]:
    """Whether a path lies under the request's `PathPrefix`."""
    prefix: str = params.get("PathPrefix", "/")
    return lambda path: path.startswith(prefix)
