"""The events kept of volumes."""

from tests.unit.emulator.ec2.harness import Account

from kmstui.emulator.ec2 import events, repository
from kmstui.emulator.registry import Context


def test_a_region_remembers_the_newest_events(account: Account) -> None:
    def many(context: Context) -> None:
        for number in range(events.MOST_EVENTS + 1):
            events.record(context, f"vol-{number}", "createVolume", "available")

    account.inside(many)
    with account.store.unit_of_work() as uow:
        kept = [event.volume_id for event in uow.find(repository.EVENTS)]
    assert len(kept) == events.MOST_EVENTS - 99
    assert kept[0] == "vol-100"
    assert kept[-1] == f"vol-{events.MOST_EVENTS}"


def test_an_event_names_the_call_that_began_it(account: Account) -> None:
    account.inside(lambda context: events.record(context, "vol-1", "createVolume", "available"))
    account.inside(
        lambda context: events.record(context, "vol-2", "createVolume", "available", request_id="earlier")
    )
    with account.store.unit_of_work() as uow:
        first, second = uow.find(repository.EVENTS)
    assert len(first.request_id) == 36
    assert second.request_id == "earlier"
