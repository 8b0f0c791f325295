"""ListVolumeEvents: what EBS would have told EventBridge, newest first."""

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import repository
from kmstui.emulator.ec2.model import VolumeEvent
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.registry import Context, Handler, no_subject


def list_volume_events() -> Handler[None]:
    """`ListVolumeEvents`: of one volume, which may be gone, or of all in the Region."""

    def run(context: Context, params: Params, _subject: None) -> Result:
        volume_id = params.get("VolumeId")
        if volume_id:
            found = context.uow.find(repository.EVENTS, volume_id=volume_id)
        else:
            found = context.uow.find(repository.EVENTS, account=context.account, region=context.region)
        return {"Events": [_view(event) for event in reversed(found)]}

    return private_operation("ListVolumeEvents", run, no_subject)


def _view(event: VolumeEvent) -> Result:
    return {
        "Time": event.time,
        "VolumeId": event.volume_id,
        "Event": event.event,
        "Result": event.result,
        "Cause": event.cause,
    }
