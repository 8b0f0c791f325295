"""EC2's pagination: `MaxResults`, `NextToken`, and the ids that exclude them.

Walks one Region's stretch of a sorted table, so a page costs what it shows (and what its filters skip),
however many records there are. Tokens name the last record shown and mean nothing to a caller.
"""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.refusals import (
    INVALID_PARAMETER_COMBINATION,
    INVALID_PARAMETER_VALUE,
    Refusal,
)
from kmstui.emulator.registry import Context
from kmstui.emulator.store.tables import TableSpec

T = TypeVar("T")

LEAST_RESULTS = 5
MOST_RESULTS = 1_000
"""A larger `MaxResults` gives this many (DescribeVolumes reference)."""
_CHUNK = 500

IDS_AND_PAGES = Refusal(
    INVALID_PARAMETER_COMBINATION, "The parameter {ids} cannot be used with the parameter maxResults"
)
TOO_FEW = Refusal(
    INVALID_PARAMETER_VALUE,
    "Value ( {value} ) for parameter maxResults is invalid. Expecting a value greater than {least}.",
)
BAD_TOKEN = Refusal("InvalidNextToken", "The specified NextToken is not valid.")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some records, and where to go on."""

    records: list[T]
    next_token: str | None
    """None on the last page."""


def limit_of(params: Params, ids_member: str, ids_name: str) -> int | None:
    """The request's `MaxResults`; None when it asks for everything.

    Args:
        params: the request.
        ids_member: the member that lists ids, such as `VolumeIds`.
        ids_name: what EC2's message calls it, such as `volumeSet`.

    Raises:
        AwsError: when ids and pages are both asked for, or the page is too small.
    """
    limit = params.get("MaxResults")
    if limit is None:
        return None
    if params.get(ids_member):
        raise IDS_AND_PAGES.error(ids=ids_name)
    if limit < LEAST_RESULTS:
        raise TOO_FEW.error(value=limit, least=LEAST_RESULTS)
    return min(int(limit), MOST_RESULTS)


def page(
    context: Context,
    spec: TableSpec[T],
    params: Params,
    limit: int | None,
    wanted: Callable[[T], bool] | None,
) -> Page[T]:
    """The next records of the context's account and Region that are `wanted`, in order of their keys.

    All are where `wanted` is None.

    Raises:
        AwsError: `InvalidNextToken`.
    """
    prefix = repository.prefix(context)
    after = _after(params.get("NextToken"), prefix)
    first = _CHUNK if limit is None else min(_CHUNK, limit + 1)
    matching = filter(wanted, _walk(context, spec, prefix, after, first))
    if limit is None:
        return Page(list(matching), None)
    records = list(islice(matching, limit + 1))
    more = len(records) > limit
    records = records[:limit]
    return Page(records, _token(spec.key(records[-1]).removeprefix(prefix)) if more else None)


def slice_of(records: Sequence[T], params: Params, limit: int | None, name: Callable[[T], str]) -> Page[T]:
    """The next of records that no table holds in this form; `name` tells them apart.

    Raises:
        AwsError: `InvalidNextToken`.
    """
    after = _after(params.get("NextToken"), "")
    names = [name(record) for record in records]
    start = names.index(after) + 1 if after in names else 0
    shown = list(records[start:] if limit is None else records[start : start + limit])
    more = start + len(shown) < len(records)
    return Page(shown, _token(name(shown[-1])) if more and shown else None)


def _walk(context: Context, spec: TableSpec[T], prefix: str, after: str, first: int) -> Iterator[T]:
    """All records after `after`; so many `first` as a page without filters needs."""
    limit = first
    while chunk := context.uow.page(spec, prefix=prefix, after=after, limit=limit):
        yield from chunk
        if len(chunk) < limit:
            return
        after, limit = spec.key(chunk[-1]), _CHUNK


def _token(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode()


def _after(token: str | None, prefix: str) -> str:
    if not token:
        return ""
    try:
        return prefix + b64decode(token, altchars=b"-_", validate=True).decode()
    except (Base64Error, ValueError):
        raise BAD_TOKEN.error() from None
