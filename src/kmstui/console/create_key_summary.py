"""What the Create key wizard says of itself: the choices so far, the whole of them, and what Finish will do.

Plain text from a form; nothing is asked and nothing drawn.
"""

from dataclasses import dataclass
from typing import Any

from kmstui.aws.arn import Arn
from kmstui.console import cli_preview
from kmstui.console.create_key import KEY_TYPES, KEY_USAGES, ORIGINS, REGIONALITIES, KeyForm, Option
from kmstui.console.create_key import create_params as params_of

ALIAS_TO_COME = "NAME"
"""Stands for the alias until it is typed."""
_CONTINUED = " \\\n"
POLICY_FILE = "file://key-policy.json"
"""How the commands refer to the policy, which has a card of its own."""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the review."""

    label: str
    value: str
    step: int
    """Where it was chosen, from 0."""


def so_far(form: KeyForm) -> tuple[tuple[str, str], ...]:
    """What was chosen, in words short enough for the rail."""
    rows = [
        ("Type", "Symmetric"),
        ("Usage", "Encrypt, decrypt"),
        ("Origin", "AWS KMS"),
        ("Region", "Single-Region"),
        ("Alias", form.alias or "-"),
    ]
    users = len(form.users) + len(form.valid_accounts())
    counts = (("Tags", len(form.tags)), ("Admins", len(form.administrators)), ("Users", users))
    return (*rows, *((label, f"{count}") for label, count in counts if count))


def label_of(options: tuple[Option, ...], value: str) -> str:
    """What an option's value is called."""
    return next((option.label for option in options if option.value == value), value)


def advanced(form: KeyForm) -> str:
    """The advanced options in one line."""
    chosen = (
        label_of(KEY_TYPES, form.key_type),
        label_of(KEY_USAGES, form.usage),
        label_of(ORIGINS, form.origin).removesuffix(" - recommended"),
        label_of(REGIONALITIES, form.regionality).removesuffix(" key"),
    )
    return " · ".join(chosen)


def summary(form: KeyForm) -> tuple[SummaryLine, ...]:
    """Everything that was chosen, with the step where it can be changed."""
    tags = ", ".join(f"{key}={value}" if value else key for key, value in form.tags)
    deletion = "administrators may" if form.admins_may_delete else "administrators may not"
    return (
        SummaryLine("Alias", form.alias or "-", 0),
        SummaryLine("Description", form.description or "-", 0),
        SummaryLine("Key type", label_of(KEY_TYPES, form.key_type), 0),
        SummaryLine("Key usage", label_of(KEY_USAGES, form.usage), 0),
        SummaryLine("Origin", label_of(ORIGINS, form.origin), 0),
        SummaryLine("Regionality", label_of(REGIONALITIES, form.regionality), 0),
        SummaryLine("Tags", tags or "-", 1),
        SummaryLine("Administrators", _names(form.administrators), 2),
        SummaryLine("Key deletion", deletion if form.administrators else "-", 2),
        SummaryLine("Users", _names(form.users), 3),
        SummaryLine("Other accounts", ", ".join(form.valid_accounts()) or "-", 3),
    )


def _names(arns: tuple[str, ...]) -> str:
    return ", ".join(principal_name(arn) for arn in arns) or "-"


def principal_name(arn: str) -> str:
    """The name of the user or role an ARN is of."""
    try:
        return Arn.parse(arn).resource.rpartition("/")[2]
    except ValueError:
        return arn


def commands(form: KeyForm, account: str) -> str:
    """The calls of Finish as AWS CLI commands, an option to a line; `KEY_ID` is what the first answers."""
    params = params_of(form, account)
    tags = params.pop("Tags", [])
    del params["Policy"]
    create = [_command("CreateKey", params), *_tag_lines(tags), f"  --policy {POLICY_FILE}"]
    alias = {"AliasName": f"alias/{form.alias or ALIAS_TO_COME}", "TargetKeyId": "KEY_ID"}
    return f"{_CONTINUED.join(create)}\n{_command('CreateAlias', alias)}"


def _command(operation: str, params: dict[str, Any]) -> str:
    return cli_preview.plain(cli_preview.command("kms", operation, params, width=1))


def _tag_lines(tags: list[dict[str, str]]) -> list[str]:
    """The option of the tags, a tag to a line where the CLI's shorthand can say them."""
    option = "  --tags "
    each = [_command("CreateKey", {"Tags": [tag]}).rpartition(option)[2] for tag in tags]
    if len(each) < 2 or any(words.startswith("'[") for words in each):
        together = _command("CreateKey", {"Tags": tags}).rpartition(option)[2]
        return [f"{option}{together}"] if tags else []
    return [option.rstrip(), *(f"    {words}" for words in each)]


def effects(form: KeyForm) -> tuple[tuple[str, str, str], ...]:
    """What Finish does, in order: the operation, who does it, to what end."""
    tagged = f", with {len(form.tags)} tag{'s' if len(form.tags) > 1 else ''}" if form.tags else ""
    return (
        ("CreateKey", "KMS", f"new key material{tagged}"),
        ("CreateAlias", "KMS", f"alias/{form.alias or ALIAS_TO_COME} names the key"),
        ("used by volumes", "later", "nothing is encrypted yet"),
    )


BILLED = ("billed monthly", "AWS", "US$1 a key, until it is deleted")
"""What making a key at AWS itself sets off as well (AWS KMS pricing)."""


def needed_actions(form: KeyForm) -> tuple[str, ...]:
    """The IAM actions that Finish needs."""
    tagging = ("kms:TagResource",) if form.tags else ()
    return ("kms:CreateKey", *tagging, "kms:CreateAlias")
