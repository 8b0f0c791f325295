"""GetStatus and AdvanceClock: what this account is and what time it is in it."""

from dataclasses import dataclass
from datetime import timedelta

from kmstui.aws.clock import Clock, ManualClock
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.registry import Context, Handler, no_subject


@dataclass(frozen=True, slots=True)
class Housing:
    """Where the account lives; facts the composition root knows."""

    data_directory: str = ""
    """Empty for an account in memory."""
    protected: bool = False
    """Whether its root key is protected by more than file permissions."""


def get_status(clock: Clock, housing: Housing) -> Handler[None]:
    """`GetStatus`."""

    def run(context: Context, _params: Params, _subject: None) -> Result:
        return {
            "AccountId": context.account,
            "Frozen": clock.frozen,
            "Now": context.now,
            "Pace": context.settings.pace,
            "DataDirectory": housing.data_directory,
            "Protected": housing.protected,
        }

    return private_operation("GetStatus", run, no_subject)


def advance_clock(clock: Clock) -> Handler[None]:
    """`AdvanceClock`: what falls due by it is carried out by the next call."""

    def run(_context: Context, params: Params, _subject: None) -> Result:
        if not isinstance(clock, ManualClock):
            raise AwsError("UnsupportedOperationException", "This account lives by the system's clock.")
        return {"Now": clock.advance(timedelta(seconds=params["Seconds"]))}

    return private_operation("AdvanceClock", run, no_subject)
