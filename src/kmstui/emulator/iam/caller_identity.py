"""STS GetCallerIdentity: who am I? It needs no permission, and nothing can deny it."""

from collections.abc import Sequence
from typing import Any

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Access, Context, Handler, no_subject


def handlers() -> tuple[Handler[Any], ...]:
    """The operations of this module."""
    return (Handler("sts", "GetCallerIdentity", _get, no_subject, _needs_nothing),)


def _get(context: Context, _params: Params, _subject: None) -> Result:
    caller = context.caller
    return {"UserId": caller.principal_id, "Account": caller.account, "Arn": caller.arn}


def _needs_nothing(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
    return ()
