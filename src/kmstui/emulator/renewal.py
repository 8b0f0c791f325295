"""An open account is emptied and founded again, for those who test against it.

What the administrator's access keys are stays as it was: whoever asked for this has them, and could not go on
without. The root key stays too, and with it what it signed. Nothing else does, the trail least of all.
"""

from kmstui.emulator.assembly import Parts, found
from kmstui.emulator.ec2.repository import VOLUMES
from kmstui.emulator.iam.repository import ACCESS_KEYS, access_keys


def begin_anew(parts: Parts, region: str, administrator: str) -> None:
    """Empty the account and found it, in one Region; no call may be made meanwhile.

    `administrator` names the user whose access keys stay. Whoever called the account through an `Emulator`
    needs a new one, for it remembers what was.

    Raises:
        StoreFailed: when the disk does not take it; the account is as it was, but for its attachments.
    """
    with parts.store.unit_of_work() as uow:
        volumes = [volume.volume_id for volume in uow.scan(VOLUMES)]
        kept = access_keys(uow, parts.account_id, administrator)
    for volume_id in parts.data_plane.attached():
        parts.data_plane.detach(volume_id)
    parts.store.clear()
    for volume_id in volumes:
        parts.data_plane.delete(volume_id)
    found(parts, region)
    with parts.store.unit_of_work() as uow:
        for key in kept:
            uow.put(ACCESS_KEYS, key)
