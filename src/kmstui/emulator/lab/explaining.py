"""ExplainRequest and CheckAccess: why a call was allowed or refused, and whether one would be.

The reasons of past calls are read from the trail. A check makes the same `Access` the operation itself would
make and has the account's own engine decide it; nothing here decides anything.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import identifiers, permissions
from kmstui.emulator.ec2.refusals import INVALID_PARAMETER_VALUE, Refusal
from kmstui.emulator.iam.decision import Decision
from kmstui.emulator.kms.access import account_access, key_access
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.kms.repository import find_alias, find_key
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.registry import Access, Context, Handler, no_subject
from kmstui.emulator.trail import repository as trail
from kmstui.emulator.trail.model import TrailEvent

Check = Callable[[Context, Access], Decision]
"""Decides one permission of a context's caller."""

NO_SUCH_REQUEST = Refusal(
    INVALID_PARAMETER_VALUE, "No call with request ID '{id}' is on this account's trail."
)
NOT_AN_ACTION = Refusal(INVALID_PARAMETER_VALUE, "'{action}' is not an action, such as kms:Decrypt.")
_ALIAS = "alias/"


def explain_request() -> Handler[None]:
    """`ExplainRequest`: the decisions of a call, and of the calls it led to, in the order they were made."""

    def run(context: Context, params: Params, _subject: None) -> Result:
        request_id = params["RequestId"]
        events = trail.of_request(context.uow, request_id)
        if not events:
            raise NO_SUCH_REQUEST.error(id=request_id)
        events += _led_to(context, events[-1])
        return {"Decisions": [decision for event in events for decision in json.loads(event.decisions)]}

    return private_operation("ExplainRequest", run, no_subject)


def _led_to(context: Context, event: TrailEvent) -> Iterator[TrailEvent]:
    """The calls a service made to answer a call: they follow it on the trail, at the same moment."""
    number = event.sequence
    while True:
        number += 1
        following = context.uow.get(trail.EVENTS, trail.key_of(number))
        if following is None or following.time != event.time:
            return
        if "invokedBy" not in json.loads(following.record).get("userIdentity", {}):
            return
        yield following


def check_access(check: Check) -> Handler[None]:
    """`CheckAccess`: as the caller, or as a service on the caller's behalf when `ViaService` is given."""

    def run(context: Context, params: Params, _subject: None) -> Result:
        via = str(params.get("ViaService") or "").partition(".")[0]
        asking = replace(context, caller=context.caller.via(via)) if via else context
        return {"Decision": check(asking, _access(asking, params)).as_result()}

    return private_operation("CheckAccess", run, no_subject)


def _access(context: Context, params: Params) -> Access:
    service, colon, name = str(params["Action"]).partition(":")
    if not (service and colon and name):
        raise NOT_AN_ACTION.error(action=params["Action"])
    if service == "kms":
        return _kms_access(context, name, params)
    if service == "ec2" and (volume_id := params.get("VolumeId")):
        return permissions.on_volume(name, context, identifiers.volume(context, volume_id))
    return Access(action=f"{service}:{name}")


def _kms_access(context: Context, name: str, params: Params) -> Access:
    named = params.get("KeyId")
    if not named:
        return account_access(name)
    key, alias = _key(context, named)
    return key_access(
        context,
        key,
        name,
        alias=alias,
        encryption_context=params.get("EncryptionContext"),
        conditions=_for_resource(params),
    )


def _for_resource(params: Params) -> Mapping[str, tuple[str, ...]]:
    flag = params.get("GrantIsForAwsResource")
    return {} if flag is None else {"kms:GrantIsForAWSResource": ("true" if flag else "false",)}


def _key(context: Context, named: str) -> tuple[KmsKey, str]:
    """The key, and the alias it was named by.

    Raises:
        AwsError: KMS's own, for a name that is no key's.
    """
    resource = named.rpartition(":")[2] if named.startswith("arn:") else named
    key = _find(context, resource)
    if key is None:
        # KMS makes an AWS managed key when it is first described, and has the right error for all else.
        context.call("kms", "DescribeKey", {"KeyId": named}, context.caller)
        key = _find(context, resource)
    if key is None:
        raise AwsError("NotFoundException", f"Key '{named}' does not exist")
    return key, resource if resource.startswith(_ALIAS) else ""


def _find(context: Context, resource: str) -> KmsKey | None:
    if resource.startswith(_ALIAS):
        alias = find_alias(context.uow, context.account, context.region, resource)
        return find_key(context.uow, context.account, context.region, alias.target_key_id) if alias else None
    return find_key(context.uow, context.account, context.region, resource.removeprefix("key/"))
