"""DescribeDataKey and ListVolumesUnderKey: which key protects which volume, and where that key is now.

The wrapped key is shown because everybody may see it; the plaintext cannot be shown because the account
does not have it: of the data plane it only asks whether the volume is being served.
"""

import json

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.ec2 import data_keys, repository
from kmstui.emulator.ec2.model import Attachment, Volume
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.kms.model import alias_arn
from kmstui.emulator.kms.repository import find_alias
from kmstui.emulator.lab.private import private_operation
from kmstui.emulator.lab.served import named_volume
from kmstui.emulator.registry import Context, Handler
from kmstui.emulator.trail import repository as trail

CIPHER = "AES-256-XTS"
DATA_UNIT_BYTES = 512 << 10
"""One XTS data unit is one block of EBS's own block size (EBS direct APIs, "Block size")."""
UNENCRYPTED = "unencrypted"
IN_MEMORY = "in memory"
NOT_IN_MEMORY = "not in memory"
"""Where the plaintext data key of a volume is."""


def describe_data_key(data_plane: DataPlane) -> Handler[Volume]:
    """`DescribeDataKey`."""

    def run(context: Context, _params: Params, volume: Volume) -> Result:
        result: Result = {"VolumeId": volume.volume_id, "State": UNENCRYPTED, "KmsCallsSinceAttach": 0}
        attachments = repository.attachments_of(context, volume.volume_id)
        attachment = attachments[0] if attachments else None
        if attachment is not None:
            result |= {
                "InstanceId": attachment.instance_id,
                "Device": attachment.device,
                "AttachTime": attachment.attach_time,
            }
        if volume.encrypted:
            in_memory = volume.volume_id in data_plane.attached()
            result |= {
                "State": IN_MEMORY if in_memory else NOT_IN_MEMORY,
                "KmsKeyId": volume.key_arn,
                "CiphertextBlob": volume.wrapped_key,
                "Cipher": CIPHER,
                "DataUnitBytes": DATA_UNIT_BYTES,
                "GrantId": attachment.grant_id if attachment is not None else "",
                "KmsCallsSinceAttach": _calls_since(context, volume, attachment),
            }
        return result

    return private_operation("DescribeDataKey", run, named_volume)


def _calls_since(context: Context, volume: Volume, attachment: Attachment | None) -> int:
    """How many calls the trail has with this volume's encryption context, after those of its attachment."""
    if attachment is None:
        return 0
    wanted = data_keys.encryption_context(volume.volume_id)
    calls = 0
    for event in trail.newest_about(context.uow, volume.key_arn, trail.newest_before(context.uow, None)):
        if event.time <= attachment.attach_time:
            break
        request = json.loads(event.record).get("requestParameters") or {}
        calls += request.get("encryptionContext") == wanted
    return calls


def list_volumes_under_key() -> Handler[str]:
    """`ListVolumesUnderKey`: the volumes that cannot be attached any more once the key is gone."""

    def run(context: Context, _params: Params, key_arn: str) -> Result:
        found = context.uow.find(repository.VOLUMES, key_arn=key_arn)
        return {"Volumes": [_use(context, volume) for volume in found]}

    return private_operation("ListVolumesUnderKey", run, _key_arn)


def _use(context: Context, volume: Volume) -> Result:
    use = {"VolumeId": volume.volume_id, "State": volume.state.value}
    attachments = repository.attachments_of(context, volume.volume_id)
    return use | {"InstanceId": attachments[0].instance_id} if attachments else use


def _key_arn(context: Context, params: Params) -> str:
    """The ARN that volumes know a key by; it need not exist any more."""
    named = str(params["KeyId"])
    alias = named.rpartition(":")[2] if named.startswith("arn:") else named
    if alias.startswith("alias/"):
        found = find_alias(context.uow, context.account, context.region, alias)
        named = found.target_key_id if found else alias_arn(context.account, context.region, alias)
    if named.startswith("arn:"):
        return named
    return f"arn:aws:kms:{context.region}:{context.account}:key/{named}"
