"""What the head of a key's page and its first tabs say, and the calls behind them.

Plain functions of a gateway; how a page is laid out, and which tab is in front, is not known here.
"""

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.create_key_rules import description_problem
from kmstui.console.keys import KeyRow, key_row, rotation
from kmstui.console.sidebar import list_kms

MANAGERS = {"AWS": "AWS managed", "CUSTOMER": "Customer managed"}
"""Key managers as the KMS console words them."""
ORIGINS = {
    "AWS_KMS": "AWS KMS",
    "EXTERNAL": "External",
    "AWS_CLOUDHSM": "AWS CloudHSM",
    "EXTERNAL_KEY_STORE": "External key store",
}
"""Key material origins as the KMS console words them."""
USAGES = {
    "ENCRYPT_DECRYPT": "Encrypt and decrypt",
    "SIGN_VERIFY": "Sign and verify",
    "GENERATE_VERIFY_MAC": "Generate and verify MAC",
    "KEY_AGREEMENT": "Key agreement",
}
"""Key usages as the KMS console words them."""
CONTEXT_LINES = 2
"""Unchanged lines shown around a change."""
READING = ("Describe", "Get", "List")
"""How operations begin that only look; a console makes dozens of them, so events leave them out at first."""
EVENT_PAGES = 6
"""Pages of events asked for at most: CloudTrail answers two requests a second (LookupEvents)."""


@dataclass(frozen=True, slots=True)
class KeyHead:
    """Everything the head of the page shows."""

    key: KeyRow
    unnamed: AwsError | None = None
    """Why the aliases are not known; None where they are."""


def head(gateway: Gateway, key_id: str) -> KeyHead:
    """DescribeKey, ListAliases and GetKeyRotationStatus of one key.

    Raises:
        AwsError: when the key cannot be described.
    """
    metadata = gateway.call("kms", "DescribeKey", {"KeyId": key_id})["KeyMetadata"]
    names: tuple[str, ...] = ()
    unnamed = None
    try:
        names = key_aliases(gateway, metadata["KeyId"])
    except AwsError as error:
        unnamed = error
    key = key_row(metadata, names)
    return KeyHead(replace(key, rotation=rotation(gateway, key.key_id)), unnamed)


def key_aliases(gateway: Gateway, key_id: str) -> tuple[str, ...]:
    """The aliases of one key, without their prefix, sorted."""
    listed = list_kms(gateway, "ListAliases", "Aliases", KeyId=key_id)
    return tuple(sorted(alias["AliasName"].removeprefix("alias/") for alias in listed))


def status_note(key: KeyRow, now: datetime) -> str:
    """What stands behind the state: when the key will be gone, or when it rotates next; may be empty."""
    days = key.days_left(now)
    if days is not None and key.deletion is not None:
        return f"deleted in {days} day{'' if days == 1 else 's'}, {key.deletion:%Y-%m-%d %H:%M} UTC"
    if key.rotation.enabled and key.rotation.next is not None:
        left = max(0, (key.rotation.next - now).days)
        return f"rotates in {left} d"
    return ""


def why_read_only(key: KeyRow) -> str:
    """Why nothing about a key can be changed; empty for customer managed keys."""
    return "an AWS managed key is read-only" if key.manager == "AWS" else ""


def why_not_edit(key: KeyRow) -> str:
    """Why description and tags cannot be edited now: AWS refuses that while deletion is pending."""
    if key.state in {"PendingDeletion", "PendingReplicaDeletion"}:
        return f"the key is {key.state_label.lower()}"
    return why_read_only(key)


def describe(gateway: Gateway, key_id: str, description: str) -> None:
    """UpdateKeyDescription.

    Raises:
        AwsError: as KMS answers.
    """
    gateway.call("kms", "UpdateKeyDescription", {"KeyId": key_id, "Description": description})


def wrong_description(description: str) -> str:
    """What is wrong with a description; empty when nothing is."""
    return description_problem(description)


def cryptography(key: KeyRow) -> tuple[tuple[str, str], ...]:
    """Label and value of the cryptographic configuration, in the console's order."""
    symmetric = key.spec == "SYMMETRIC_DEFAULT"
    rows = [
        ("Key type", "Symmetric" if symmetric else "Asymmetric"),
        ("Origin", ORIGINS.get(key.origin, key.origin)),
        ("Key spec", key.spec),
        ("Key usage", USAGES.get(key.usage, key.usage)),
        ("Encryption algorithms", "SYMMETRIC_DEFAULT (AES-256-GCM)" if symmetric else "-"),
        ("Regionality", "Multi-Region" if key.multi_region else "Single-Region"),
        ("Current key material ID", key.material_id or "-"),
        ("KMS key manager", MANAGERS.get(key.manager, key.manager)),
        ("Account", key.account),
    ]
    return tuple(rows)


def policy_of(gateway: Gateway, key_id: str) -> str:
    """The key policy as it is stored; one stored in a single line is laid out to be read.

    Raises:
        AwsError: as KMS answers.
    """
    answer = gateway.call("kms", "GetKeyPolicy", {"KeyId": key_id, "PolicyName": "default"})
    return readable(str(answer["Policy"]))


def readable(policy: str) -> str:
    """A document in lines; text that is no JSON, or has lines already, stays as it is."""
    if "\n" in policy:
        return policy
    try:
        return json.dumps(json.loads(policy), indent=2, ensure_ascii=False)
    except ValueError:
        return policy


def put_policy(gateway: Gateway, key_id: str, policy: str) -> None:
    """PutKeyPolicy.

    Raises:
        AwsError: as KMS answers, `MalformedPolicyDocumentException` where it would lock the caller out.
    """
    gateway.call("kms", "PutKeyPolicy", {"KeyId": key_id, "PolicyName": "default", "Policy": policy})


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference."""

    mark: str
    """`+`, `-`, a blank for context, or `…` where unchanged lines are left out."""
    text: str


def difference(before: str, after: str) -> tuple[DiffLine, ...]:
    """What saving would change, line by line, with a little context; empty where nothing would."""
    return tuple(_differing(before.splitlines(), after.splitlines()))


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    shown = 0
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        if group[0][1] > shown:
            yield DiffLine("…", f"{group[0][1] - shown} unchanged lines")
        for tag, start, end, first, last in group:
            if tag == "equal":
                yield from (DiffLine(" ", line) for line in before[start:end])
                continue
            yield from (DiffLine("-", line) for line in before[start:end])
            yield from (DiffLine("+", line) for line in after[first:last])
        shown = group[-1][2]
    if 0 < shown < len(before):
        yield DiffLine("…", f"{len(before) - shown} unchanged lines")


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One record of the trail that is about a key."""

    event_id: str
    time: datetime
    name: str
    """The operation, or the service event such as `RotateKey`."""
    who: str
    error: str
    """AWS's error code; empty where the call succeeded."""
    record: str
    """The whole record, as JSON text."""


def events(gateway: Gateway, arn: str, *, reading: bool) -> tuple[KeyEvent, ...]:
    """The newest events about a key, newest first; those that only look are left out unless asked for.

    Raises:
        AwsError: as CloudTrail answers.
    """
    found: list[KeyEvent] = []
    wanted = [{"AttributeKey": "ResourceName", "AttributeValue": arn}]
    params: dict[str, Any] = {"LookupAttributes": wanted, "MaxResults": 50}
    for _ in range(EVENT_PAGES):
        answer = gateway.call("cloudtrail", "LookupEvents", params)
        read = map(_event, answer.get("Events", ()))
        found += [event for event in read if reading or not event.name.startswith(READING)]
        if not answer.get("NextToken"):
            break
        params = {**params, "NextToken": answer["NextToken"]}
    return tuple(found)


def _event(item: dict[str, Any]) -> KeyEvent:
    record = json.loads(item["CloudTrailEvent"])
    identity = record.get("userIdentity", {})
    who = item.get("Username") or identity.get("invokedBy") or identity.get("type", "")
    return KeyEvent(
        item["EventId"],
        item["EventTime"],
        item["EventName"],
        str(who),
        record.get("errorCode", ""),
        json.dumps(record, indent=2, ensure_ascii=False),
    )
