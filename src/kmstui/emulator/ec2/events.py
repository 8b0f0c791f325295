"""The events EBS would send to EventBridge, kept so that a console can show why a volume vanished.

Names, results and causes are those of the EBS User Guide ("EventBridge events for Amazon EBS").
"""

from kmstui.aws.entropy import uuid
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import VolumeEvent
from kmstui.emulator.registry import Context

MOST_EVENTS = 1_000
"""How many events a Region remembers; EventBridge keeps none at all."""
_PRUNED_AT_ONCE = 100


def record(
    context: Context, volume_id: str, event: str, result: str, *, cause: str = "", request_id: str = ""
) -> None:
    """Keep one event.

    Args:
        context: the running operation.
        volume_id: the volume it is about.
        event: such as `createVolume`.
        result: such as `available` or `failed`.
        cause: why it failed.
        request_id: the call that began it; the running one's when empty.
    """
    context.uow.put(
        repository.EVENTS,
        VolumeEvent(
            account=context.account,
            region=context.region,
            event_id=uuid(context.entropy),
            time=context.now,
            volume_id=volume_id,
            event=event,
            result=result,
            cause=cause,
            request_id=request_id or context.request_id,
        ),
    )
    _prune(context)


def _prune(context: Context) -> None:
    here = {"account": context.account, "region": context.region}
    if context.uow.count(repository.EVENTS, **here) > MOST_EVENTS:
        for event in context.uow.find(repository.EVENTS, **here)[:_PRUNED_AT_ONCE]:
            context.uow.delete(repository.EVENTS, repository.EVENTS.key(event))
