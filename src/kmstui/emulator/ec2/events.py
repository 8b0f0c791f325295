"""The events EBS would send to EventBridge, kept so that a console can show why a volume vanished.

Names, results and causes are those of the EBS User Guide ("EventBridge events for Amazon EBS").
"""

from typing import Any

from kmstui.aws.entropy import uuid
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import VolumeEvent
from kmstui.emulator.registry import Context


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


def eventbridge(event: VolumeEvent) -> dict[str, Any]:
    """The event as EventBridge would deliver it."""
    return {
        "version": "0",
        "id": event.event_id,
        "detail-type": "EBS Volume Notification",
        "source": "aws.ec2",
        "account": event.account,
        "time": event.time,
        "region": event.region,
        "resources": [f"arn:aws:ec2:{event.region}:{event.account}:volume/{event.volume_id}"],
        "detail": {
            "event": event.event,
            "result": event.result,
            "cause": event.cause,
            "request-id": event.request_id,
        },
    }
