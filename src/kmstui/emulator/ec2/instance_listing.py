"""DescribeInstances: which instances a request asks to see, gathered by the launch they came from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import devices, filters, identifiers, paging, permissions, repository
from kmstui.emulator.ec2.filters import boolean
from kmstui.emulator.ec2.instance_states import STATE_CODES
from kmstui.emulator.ec2.model import Attachment, Instance
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.views import instance_view, reservation_view
from kmstui.emulator.ec2.zones import zone_id
from kmstui.emulator.registry import Context, Handler


@dataclass(frozen=True, slots=True)
class _Shown:
    """An instance with what hangs on it."""

    instance: Instance
    attachments: Sequence[Attachment]

    def view(self) -> Result:
        return instance_view(self.instance, self.attachments, devices.root_of(self.attachments))


def _each(read: Callable[[Attachment], str]) -> Callable[[_Shown], list[str]]:
    return lambda shown: [read(attachment) for attachment in shown.attachments]


def _reason_code(shown: _Shown) -> list[str]:
    return [shown.instance.state_reason.code] if shown.instance.state_reason else []


FILTERS: filters.Table[_Shown] = {
    "availability-zone": lambda shown: [shown.instance.zone],
    "availability-zone-id": lambda shown: [zone_id(shown.instance.zone)],
    "block-device-mapping.attach-time": _each(lambda a: a.attach_time.isoformat()),
    "block-device-mapping.delete-on-termination": _each(lambda a: boolean(a.delete_on_termination)),
    "block-device-mapping.device-name": _each(lambda a: a.device),
    "block-device-mapping.status": _each(lambda a: a.state.value),
    "block-device-mapping.volume-id": _each(lambda a: a.volume_id),
    "client-token": lambda shown: [shown.instance.client_token],
    "iam-instance-profile.arn": lambda shown: [shown.instance.profile_arn],
    "image-id": lambda shown: [shown.instance.image_id],
    "instance-id": lambda shown: [shown.instance.instance_id],
    "instance-state-code": lambda shown: [str(STATE_CODES[shown.instance.state])],
    "instance-state-name": lambda shown: [shown.instance.state.value],
    "instance-type": lambda shown: [shown.instance.instance_type],
    "launch-index": lambda shown: [str(shown.instance.launch_index)],
    "launch-time": lambda shown: [shown.instance.launch_time.isoformat()],
    "owner-id": lambda shown: [shown.instance.account],
    "private-ip-address": lambda shown: [shown.instance.private_ip],
    "reservation-id": lambda shown: [shown.instance.reservation_id],
    "state-reason-code": _reason_code,
}
"""Those filters of the DescribeInstances reference that ask for something an instance has here."""


def _shown(context: Context, instance: Instance) -> _Shown:
    return _Shown(instance, repository.attachments_on(context, instance.instance_id))


def views_of(context: Context, instances: Iterable[Instance]) -> list[Result]:
    """The instances as the API shows them."""
    return [_shown(context, instance).view() for instance in instances]


def _resolve(context: Context, params: Params) -> list[Instance] | None:
    """The instances the request names; None when it names none and means all."""
    instance_ids = params.get("InstanceIds")
    if not instance_ids:
        return None
    return identifiers.instances(context, list(dict.fromkeys(instance_ids)))


def _run(context: Context, params: Params, named: list[Instance] | None) -> Result:
    limit = paging.limit_of(params, "InstanceIds", "instancesSet")
    test = filters.matcher(params, FILTERS, lambda shown: shown.instance.tags)

    def matches(instance: Instance) -> bool:
        return test(_shown(context, instance))

    if named is not None:
        return {"Reservations": _reservations(context, filter(matches, named))}
    page = paging.page(context, repository.INSTANCES, params, limit, matches)
    result: Result = {"Reservations": _reservations(context, page.records)}
    if page.next_token:
        result["NextToken"] = page.next_token
    return result


def _reservations(context: Context, instances: Iterable[Instance]) -> list[Result]:
    by_launch: dict[str, list[Instance]] = {}
    for instance in instances:
        by_launch.setdefault(instance.reservation_id, []).append(instance)
    return [
        reservation_view(views_of(context, members), reservation_id, context.account)
        for reservation_id, members in by_launch.items()
    ]


def describe_instances() -> Handler[list[Instance] | None]:
    """`DescribeInstances`."""
    return operation("DescribeInstances", _resolve, permissions.anywhere("DescribeInstances"), _run)
