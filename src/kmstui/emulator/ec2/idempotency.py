"""`ClientToken`: a request repeated under its token makes nothing twice.

A token is remembered for a day. Knows tokens and what they made by id; the operation that repeats itself
looks those up and answers with what they are now (EC2 API reference, "Ensuring idempotency").
"""

import hashlib
from collections.abc import Sequence

from kmstui.aws.gateway import Params
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import ClientToken
from kmstui.emulator.ec2.pace import TOKEN_LIFE, Change, schedule_in
from kmstui.emulator.ec2.refusals import TOKEN_MISMATCH
from kmstui.emulator.registry import Context

_IGNORED = frozenset({"ClientToken", "DryRun"})


def made_before(context: Context, operation: str, params: Params) -> tuple[str, ...] | None:
    """What an earlier request with this token made; None when there was none.

    Raises:
        AwsError: `IdempotentParameterMismatch` when the earlier request asked for something else.
    """
    token = params.get("ClientToken")
    if not token:
        return None
    earlier = context.uow.get(repository.TOKENS, repository.key(context, operation, token))
    if earlier is None:
        return None
    if earlier.fingerprint != _fingerprint(params):
        raise TOKEN_MISMATCH.error()
    return earlier.resources


def remember(context: Context, operation: str, params: Params, resources: Sequence[str]) -> None:
    """Keep what this request made under its token, if it has one."""
    token = params.get("ClientToken")
    if token:
        context.uow.put(
            repository.TOKENS,
            ClientToken(
                account=context.account,
                region=context.region,
                operation=operation,
                token=token,
                fingerprint=_fingerprint(params),
                resources=tuple(resources),
            ),
        )
        schedule_in(context, TOKEN_LIFE, Change.FORGET_TOKEN, operation, token)


def _fingerprint(params: Params) -> str:
    return hashlib.sha256(
        _canonical({k: v for k, v in params.items() if k not in _IGNORED}).encode()
    ).hexdigest()


def _canonical(value: object) -> str:
    """The same text for the same parameters, whatever order a mapping's members come in."""
    match value:
        case dict():
            return "{" + ",".join(f"{k!r}:{_canonical(value[k])}" for k in sorted(value)) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_canonical, value)) + "]"
        case _:
            return repr(value)
