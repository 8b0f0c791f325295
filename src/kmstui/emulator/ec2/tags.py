"""CreateTags, DeleteTags and DescribeTags over whatever can be tagged here: volumes and instances."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import filters, identifiers, paging, permissions, repository, tagging
from kmstui.emulator.ec2.model import Instance, Tag, Volume
from kmstui.emulator.ec2.operation import operation
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.registry import Access, Context, Handler

UNKNOWN_KIND = Refusal("InvalidID", "The ID '{id}' is not valid")
NOTHING_TO_TAG = Refusal(INVALID_PARAMETER_VALUE, "At least one tag must be specified")

Taggable = Volume | Instance


def _resource(context: Context, resource_id: str) -> Taggable:
    if resource_id.startswith("vol-"):
        return identifiers.volume(context, resource_id)
    if resource_id.startswith("i-"):
        return identifiers.instance(context, resource_id)
    raise UNKNOWN_KIND.error(id=resource_id)


def _resolve(context: Context, params: Params) -> list[Taggable]:
    return [_resource(context, resource_id) for resource_id in dict.fromkeys(params["Resources"])]


def _on(
    action: str, context: Context, resource: Taggable, tags: Sequence[Tag], keys: Sequence[str]
) -> Access:
    on = permissions.on_volume if isinstance(resource, Volume) else permissions.on_instance
    access = on(action, context, resource)  # type: ignore[arg-type]
    return replace(access, conditions={**access.conditions, **permissions.request_tags(tags, keys)})


def _retag(context: Context, resource: Taggable, tags: tuple[Tag, ...]) -> None:
    if isinstance(resource, Volume):
        context.uow.put(repository.VOLUMES, replace(resource, tags=tags))
    else:
        context.uow.put(repository.INSTANCES, replace(resource, tags=tags))


def create_tags() -> Handler[list[Taggable]]:
    """`CreateTags`: adds tags, or gives those that are there a new value."""

    def access(context: Context, params: Params, resources: list[Taggable]) -> Sequence[Access]:
        tags = tagging.parse(params["Tags"])
        return [_on("CreateTags", context, resource, tags, ()) for resource in resources]

    def run(context: Context, params: Params, resources: list[Taggable]) -> Result:
        tags = tagging.parse(params["Tags"])
        if not tags:
            raise NOTHING_TO_TAG.error()
        for resource in resources:
            _retag(context, resource, tagging.merge(resource.tags, tags))
        return {}

    return operation("CreateTags", _resolve, access, run)


def delete_tags() -> Handler[list[Taggable]]:
    """`DeleteTags`: by key, or by key and value; all tags when none are named."""

    def access(context: Context, params: Params, resources: list[Taggable]) -> Sequence[Access]:
        keys = [str(entry.get("Key", "")) for entry in params.get("Tags", ())]
        return [_on("DeleteTags", context, resource, (), keys) for resource in resources]

    def run(context: Context, params: Params, resources: list[Taggable]) -> Result:
        doomed = params.get("Tags")
        for resource in resources:
            kept = tuple(tag for tag in resource.tags if not _named(tag, doomed))
            _retag(context, resource, kept)
        return {}

    return operation("DeleteTags", _resolve, access, run)


def _named(tag: Tag, doomed: Sequence[dict[str, str]] | None) -> bool:
    """An entry without a value means the key whatever its value; an empty value means the empty value."""
    if not doomed:
        return True
    return any(entry.get("Key") == tag.key and entry.get("Value", tag.value) == tag.value for entry in doomed)


@dataclass(frozen=True, slots=True)
class _Described:
    """One tag of one resource."""

    resource_id: str
    resource_type: str
    tag: Tag

    def view(self) -> Result:
        return {
            "ResourceId": self.resource_id,
            "ResourceType": self.resource_type,
            "Key": self.tag.key,
            "Value": self.tag.value,
        }


FILTERS: filters.Table[_Described] = {
    "key": lambda one: [one.tag.key],
    "resource-id": lambda one: [one.resource_id],
    "resource-type": lambda one: [one.resource_type],
    "value": lambda one: [one.tag.value],
}
"""The filters of the DescribeTags reference."""


def _all_tags(context: Context) -> list[_Described]:
    prefix = repository.prefix(context)
    instances = (
        _Described(instance.instance_id, "instance", tag)
        for instance in context.uow.scan(repository.INSTANCES, prefix)
        for tag in instance.tags
    )
    volumes = (
        _Described(volume.volume_id, "volume", tag)
        for volume in context.uow.scan(repository.VOLUMES, prefix)
        for tag in volume.tags
    )
    return [*instances, *volumes]


def _describe(context: Context, params: Params, _subject: object) -> Result:
    limit = paging.limit_of(params, "ResourceIds", "resourceSet")
    matches = filters.matcher(params, FILTERS, lambda one: [one.tag])
    described = [one for one in _all_tags(context) if matches(one)]
    page = paging.slice_of(described, params, limit, lambda one: f"{one.resource_id}/{one.tag.key}")
    result: Result = {"Tags": [one.view() for one in page.records]}
    if page.next_token:
        result["NextToken"] = page.next_token
    return result


def describe_tags() -> Handler[None]:
    """`DescribeTags`."""

    def resolve(_context: Context, _params: Params) -> None:
        return None

    return operation("DescribeTags", resolve, permissions.anywhere("DescribeTags"), _describe)
