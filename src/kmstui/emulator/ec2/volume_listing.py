"""DescribeVolumes: which volumes a request asks to see."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import filters, identifiers, paging, permissions, repository
from kmstui.emulator.ec2.filters import boolean
from kmstui.emulator.ec2.model import Attachment, Volume
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.views import volume_view
from kmstui.emulator.ec2.zones import zone_id
from kmstui.emulator.registry import Context, Handler

_LookUp = Callable[[str], Sequence[Attachment]]
"""Finds the attachments of a volume by its id."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A volume as filters see it; what hangs on it is looked up where one asks for that."""

    volume: Volume
    look_up: _LookUp

    @property
    def attachments(self) -> Sequence[Attachment]:
        return self.look_up(self.volume.volume_id)


def _each(read: Callable[[Attachment], str]) -> Callable[[_Shown], list[str]]:
    return lambda shown: [read(attachment) for attachment in shown.attachments]


FILTERS: filters.Table[_Shown] = {
    "attachment.attach-time": _each(lambda a: a.attach_time.isoformat()),
    "attachment.delete-on-termination": _each(lambda a: boolean(a.delete_on_termination)),
    "attachment.device": _each(lambda a: a.device),
    "attachment.instance-id": _each(lambda a: a.instance_id),
    "attachment.status": _each(lambda a: a.state.value),
    "availability-zone": lambda shown: [shown.volume.zone],
    "availability-zone-id": lambda shown: [zone_id(shown.volume.zone)],
    "create-time": lambda shown: [shown.volume.create_time.isoformat()],
    "encrypted": lambda shown: [boolean(shown.volume.encrypted)],
    "fast-restored": lambda _shown: ["false"],
    "multi-attach-enabled": lambda shown: [boolean(shown.volume.multi_attach)],
    "size": lambda shown: [str(shown.volume.size_gib)],
    "snapshot-id": lambda _shown: [""],
    "status": lambda shown: [shown.volume.state.value],
    "volume-id": lambda shown: [shown.volume.volume_id],
    "volume-type": lambda shown: [shown.volume.volume_type],
}
"""The filters of the DescribeVolumes reference."""


def _resolve(context: Context, params: Params) -> list[Volume] | None:
    """The volumes the request names; None when it names none and means all."""
    volume_ids = params.get("VolumeIds")
    if not volume_ids:
        return None
    return [identifiers.volume(context, volume_id) for volume_id in dict.fromkeys(volume_ids)]


def _run(context: Context, params: Params, named: list[Volume] | None) -> Result:
    limit = paging.limit_of(params, "VolumeIds", "volumeSet")
    look_up = _look_up(context)
    wanted = _wanted(params, look_up)

    def views(volumes: Iterable[Volume]) -> list[Result]:
        return [volume_view(volume, look_up(volume.volume_id)) for volume in volumes]

    if named is not None:
        return {"Volumes": views(filter(wanted, named))}
    page = paging.page(context, repository.VOLUMES, params, limit, wanted)
    result: Result = {"Volumes": views(page.records)}
    if page.next_token:
        result["NextToken"] = page.next_token
    return result


def _look_up(context: Context) -> _LookUp:
    """Finds attachments; asks nothing of an account that has none."""
    if not context.uow.count(repository.ATTACHMENTS):
        return lambda _volume_id: ()
    return partial(repository.attachments_of, context)


def _wanted(params: Params, look_up: _LookUp) -> Callable[[Volume], bool] | None:
    """The test that the request's filters amount to; None without filters."""
    matches = filters.matcher(params, FILTERS, lambda shown: shown.volume.tags)
    return (lambda volume: matches(_Shown(volume, look_up))) if params.get("Filters") else None


def describe_volumes() -> Handler[list[Volume] | None]:
    """`DescribeVolumes`."""
    return operation("DescribeVolumes", _resolve, permissions.anywhere("DescribeVolumes"), _run)
