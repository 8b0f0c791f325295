"""The account's CloudTrail: its event history, which is there without a trail being set up."""

from collections.abc import Sequence

from kmstui.aws.gateway import Params
from kmstui.emulator.registry import Access, Context, Handler, Service, no_subject
from kmstui.emulator.trail.lookup import lookup_events


def service() -> Service:
    """Everything CloudTrail contributes to the account."""
    return Service(
        name="cloudtrail",
        handlers=(
            Handler("cloudtrail", "LookupEvents", run=lookup_events, resolve=no_subject, access=_access),
        ),
    )


def _access(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
    return (Access("cloudtrail:LookupEvents"),)
