"""Permission check: what creating and attaching a volume needs, and whether the current identity may.

The account decides (`kmstui:CheckAccess`), with the same conditions that the real calls will carry: through
EC2, with the volume's encryption context, for an AWS resource. Nothing here decides anything.
"""

from dataclasses import dataclass

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import MISSING
from kmstui.aws.gateway import Gateway
from kmstui.console.create_volume import VolumeForm
from kmstui.console.decisions import Decision, decision_from
from kmstui.console.volume_keys import DEFAULT_ALIAS

PLACEHOLDER = "vol-00000000000000000"
"""Stands for the volume in the encryption context: there is none yet."""


UNCHECKED = "not checked · only trying it tells here"
"""Said where the account has no way to ask: AWS decides when the call is made."""


@dataclass(frozen=True, slots=True)
class Need:
    """One permission that is needed."""

    action: str
    """The IAM action."""
    on_key: bool = False
    """Whether it is about the KMS key; EC2 then asks on the caller's behalf."""
    grant: bool = False
    """Whether it makes a grant for an AWS resource."""
    given: str = ""
    """Who gives it when the time comes; it is not checked then."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A permission and whether it is there."""

    need: Need
    allowed: bool | None
    """None where only trying it tells."""
    why: str
    """Which statement or grant decides, or why nothing does."""
    decision: Decision | None = None
    """Everything considered; None where nothing was decided."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides which permissions are needed; while it stays the same, so do the verdicts."""

    encrypted: bool
    key_id: str
    tagged: bool
    attaches: bool


def asked(form: VolumeForm) -> Asked:
    """What of a form the permissions depend on."""
    return Asked(form.encrypted, form.key_id, bool(form.tags), form.attaches)


def needs(what: Asked) -> tuple[Need, ...]:
    """Every permission that is needed, in the order in which the calls are made."""
    found = [Need("ec2:CreateVolume")]
    if what.tagged:
        found.append(Need("ec2:CreateTags"))
    if what.encrypted:
        found.append(Need("kms:GenerateDataKeyWithoutPlaintext", on_key=True))
    if what.attaches:
        found.append(Need("ec2:AttachVolume"))
    if what.encrypted:
        found.append(Need("kms:CreateGrant", on_key=True, grant=True))
        found.append(Need("kms:Decrypt", on_key=True, given="grant · the instance's host holds it"))
    return tuple(found)


def check(gateway: Gateway, what: Asked, region: str) -> tuple[Verdict, ...]:
    """Whether the identity behind the gateway has each permission."""
    return tuple(_check(gateway, need, what, region) for need in needs(what))


def _check(gateway: Gateway, need: Need, what: Asked, region: str) -> Verdict:
    if need.given:
        return Verdict(need, allowed=True, why=need.given)
    params: dict[str, object] = {"Action": need.action}
    if need.on_key:
        params["KeyId"] = what.key_id or f"alias/{DEFAULT_ALIAS}"
        params["ViaService"] = f"ec2.{region}.amazonaws.com"
        params["EncryptionContext"] = {"aws:ebs:id": PLACEHOLDER}
    if need.grant:
        params["GrantIsForAwsResource"] = True
    try:
        decision = decision_from(gateway.call("kmstui", "CheckAccess", params)["Decision"])
    except AwsError as error:
        if error.code in MISSING:
            return Verdict(need, allowed=None, why=UNCHECKED)
        return Verdict(need, allowed=False, why=str(error))
    return Verdict(need, decision.allowed, _why(decision), decision)


def _why(decision: Decision) -> str:
    """The statement that decides, the way the console abbreviates it."""
    deciding = next((one for one in decision.statements if one.place == decision.decided_by), None)
    if deciding is None:
        return decision.reason
    kind = "key policy" if deciding.kind == "resource-based policy" else deciding.policy
    sid = deciding.sid if deciding.sid.startswith("statement ") else f'Sid "{deciding.sid}"'
    return f"{kind} · {sid}" if deciding.sid else kind


def tally(verdicts: tuple[Verdict, ...]) -> str:
    """How many of them are missing, in a few words; empty when none is."""
    missing = sum(verdict.allowed is False for verdict in verdicts)
    return f"{missing} missing" if missing else ""
