"""The common shape of the private service's operations: no permissions, no trail.

They stand for what a person does at the machine, not for calls to AWS; dispatch neither authorizes nor
records them.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Access, Context, Handler

S = TypeVar("S")
SERVICE = "kmstui"


def private_operation(
    name: str,
    run: Callable[[Context, Params, S], Result],
    resolve: Callable[[Context, Params], S],
) -> Handler[S]:
    """A private operation from its stages."""
    return Handler(SERVICE, name, run=run, resolve=resolve, access=_nothing)


def _nothing(_context: Context, _params: Params, _subject: object) -> Sequence[Access]:
    return ()
