"""What will happen: the calls that creating or attaching a volume really makes, in their order.

The order and the principals are those CloudTrail shows of EBS (KMS Developer Guide, "How Amazon EBS uses AWS
KMS"). A test holds them against the trail of the account. How they are drawn is nobody's business here.
"""

from dataclasses import dataclass
from enum import Enum

from kmstui.console.create_volume import Surroundings, VolumeForm
from kmstui.console.instances import InstanceRow
from kmstui.console.volume_keys import TYPED_KEY


class When(Enum):
    """When something happens, as seen from the button."""

    ASKED = "asked"
    """It is the call one makes."""
    NOW = "now"
    """It follows at once."""
    KEPT = "kept"
    """It is no call: something is stored."""
    LATER = "later"
    """It happens when the volume is attached, or the instance is started."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that happens."""

    what: str
    """The operation, or what changes."""
    who: str
    """Which service calls which, or when."""
    note: str
    """To what end."""
    when: When


BILLED = Effect("billed by the GiB-month", "AWS", "until the volume is deleted", When.KEPT)
"""What making a volume at AWS itself sets off as well (EBS pricing)."""


def effects(form: VolumeForm, around: Surroundings) -> tuple[Effect, ...]:
    """Everything this form sets off."""
    size = f"{form.size or '?'} GiB"
    sealed = "encrypted" if form.encrypted else "not encrypted"
    first = Effect("CreateVolume", "EC2", f"{size} · {form.zone or '?'} · {sealed}", When.ASKED)
    return (first, *(_data_key(form, around) if form.encrypted else ()), *_attaching(form, around))


def _data_key(form: VolumeForm, around: Surroundings) -> tuple[Effect, ...]:
    key = key_name(form, around)
    found = around.key(form)
    made: tuple[Effect, ...] = ()
    if form.key != TYPED_KEY and found is not None and found.unmade:
        made = (Effect("AWS managed key aws/ebs made", "KMS", "on first use", When.KEPT),)
    return (
        *made,
        Effect("GenerateDataKeyWithoutPlaintext", "EBS → KMS", f"under {key}", When.NOW),
        Effect("encrypted data key stored", "EBS", "with the volume's metadata", When.KEPT),
    )


def _attaching(form: VolumeForm, around: Surroundings) -> tuple[Effect, ...]:
    instance = around.instance(form)
    if instance is not None:
        return attaching(instance, form.device, encrypted=form.encrypted)
    if not form.encrypted:
        return ()
    what = "AttachVolume → CreateGrant, Decrypt"
    return (Effect(what, "later", "plaintext key stays in memory", When.LATER),)


def attaching(instance: InstanceRow, device: str, *, encrypted: bool) -> tuple[Effect, ...]:
    """Everything that attaching a volume to an instance sets off."""
    attach = Effect("AttachVolume", "EC2", f"{instance.label} as {device or '?'}", When.ASKED)
    if not encrypted:
        return (attach,)
    grant = Effect("CreateGrant", "EC2 → KMS", f"{instance.label} may Decrypt", When.NOW)
    if instance.state == "stopped":
        return (attach, grant, Effect("StartInstances → Decrypt", "later", "when it is started", When.LATER))
    return (attach, grant, Effect("Decrypt", "host → KMS", "into the host's memory", When.NOW))


def key_name(form: VolumeForm, around: Surroundings) -> str:
    """What people call the chosen key."""
    if form.key == TYPED_KEY:
        return form.typed_key.rpartition(":")[2] or "?"
    found = around.key(form)
    return found.label.removeprefix("(default) ") if found is not None else "?"


def calls(happening: tuple[Effect, ...]) -> tuple[str, ...]:
    """The operations among them that are called now, in their order: what the trail will show."""
    return tuple(one.what for one in happening if one.when in {When.ASKED, When.NOW})
