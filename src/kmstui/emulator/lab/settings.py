"""The account's own settings, where they are kept and how they are changed.

AWS has no API for them. A setting that was never put keeps following what the account was opened with, so
that a console and a command line may have their own defaults for the same account.
"""

from dataclasses import dataclass, replace

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.registry import Context, Settings
from kmstui.emulator.store.tables import TableSpec
from kmstui.emulator.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What was put; None for what was not."""

    account: str
    pace: str | None = None
    """`instant` or `realistic`."""
    throttling: bool | None = None


SETTINGS = TableSpec(
    name="account_settings", model=AccountSettings, key=lambda settings: f"{settings.account}/settings"
)


def effective(uow: UnitOfWork, account: str, defaults: Settings) -> Settings:
    """The settings that hold in an account: what was put, over the defaults it was opened with."""
    put = _put(uow, account)
    return Settings(
        pace=defaults.pace if put.pace is None else put.pace,
        throttling=defaults.throttling if put.throttling is None else put.throttling,
    )


def _put(uow: UnitOfWork, account: str) -> AccountSettings:
    return uow.get(SETTINGS, f"{account}/settings") or AccountSettings(account)


def get_account_settings(context: Context, _params: Params, _subject: None) -> Result:
    """`GetAccountSettings`."""
    return _view(context.settings)


def put_account_settings(context: Context, params: Params, _subject: None) -> Result:
    """`PutAccountSettings`: what is left out stays as it is; the answer is what holds from now on."""
    put = _put(context.uow, context.account)
    pace, throttling = params.get("Pace"), params.get("Throttling")
    put = replace(
        put,
        pace=put.pace if pace is None else pace,
        throttling=put.throttling if throttling is None else throttling,
    )
    context.uow.put(SETTINGS, put)
    return _view(effective(context.uow, context.account, context.settings))


def _view(settings: Settings) -> Result:
    return {"Pace": settings.pace, "Throttling": settings.throttling}
