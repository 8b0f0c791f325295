"""The Create key wizard as a value: what has been entered, what is wrong with it, what it will do.

Rules are those of the KMS console and API (KMS Developer Guide, "Create a symmetric encryption KMS key";
limits from the API reference). It knows neither widgets nor keys pressed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.key_policy import MAX_POLICY_BYTES, PolicyChoices, build, to_text

STEPS: tuple[str, ...] = (
    "Add alias and description",
    "Add tags",
    "Define key administrative permissions",
    "Define key usage permissions",
    "Review and edit key policy",
)
SHORT_STEPS: tuple[str, ...] = ("Configure", "Tags", "Admins", "Usage", "Review")
OPTIONAL_STEPS = frozenset({1, 2, 3})
"""Steps, counted from 0, that may be left as they are."""
STEP_HELP: tuple[str, ...] = (
    "An alias is a display name. It can be changed at any time.",
    "Tags help you identify, organize and control access to your KMS keys.",
    "Choose the IAM users and roles who can administer this key through the KMS API.",
    "Select the IAM users and roles that can use the KMS key to encrypt and decrypt data with the KMS API.",
    "Check the policy. What you change here is what the key gets.",
)

MAX_ALIAS = 256
"""Characters of an alias name with its `alias/` prefix (API reference, CreateAlias)."""
MAX_DESCRIPTION = 8192
MAX_TAGS = 50
MAX_TAG_KEY = 128
MAX_TAG_VALUE = 256
_ALIAS = re.compile(r"[a-zA-Z0-9/_-]+")
_ACCOUNT = re.compile(r"[0-9]{12}")
_POLICY_CHARACTER = re.compile(r"[\t\n\r\x20-\xff]*")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a radio group or a drop-down."""

    value: str
    label: str
    note: str = ""
    unavailable: str = ""
    """Why it cannot be chosen here; empty when it can."""


_LATER = "not emulated here yet"
KEY_TYPES = (
    Option("symmetric", "Symmetric", "One key encrypts and decrypts; what EBS needs"),
    Option("asymmetric", "Asymmetric", "A key pair", _LATER),
)
KEY_USAGES = (
    Option("ENCRYPT_DECRYPT", "Encrypt and decrypt", "The key never leaves KMS"),
    Option("GENERATE_VERIFY_MAC", "Generate and verify MAC", "HMAC keys", _LATER),
)
ORIGINS = (
    Option("AWS_KMS", "KMS - recommended", "KMS makes and keeps the key material"),
    Option("EXTERNAL", "External (Import key material)", "You bring the key material", _LATER),
    Option("AWS_CLOUDHSM", "AWS CloudHSM key store", "The material stays in your cluster", _LATER),
    Option("EXTERNAL_KEY_STORE", "External key store", "The material stays outside AWS", _LATER),
)
REGIONALITIES = (
    Option("single", "Single-Region key", "Never leaves this Region"),
    Option("multi", "Multi-Region key", "Can be replicated into other Regions", _LATER),
)


@dataclass(frozen=True, slots=True)
class KeyForm:
    """Everything entered in the wizard so far."""

    alias: str = ""
    """Without the `alias/` prefix, which the console adds."""
    description: str = ""
    key_type: str = "symmetric"
    usage: str = "ENCRYPT_DECRYPT"
    origin: str = "AWS_KMS"
    regionality: str = "single"
    tags: tuple[tuple[str, str], ...] = ()
    administrators: tuple[str, ...] = ()
    admins_may_delete: bool = True
    users: tuple[str, ...] = ()
    other_accounts: tuple[str, ...] = ()
    edited_policy: str | None = None
    """The policy as edited by hand in the last step; None while it follows the choices."""

    def policy(self, account: str) -> str:
        """The policy the key would get now."""
        return self.edited_policy if self.edited_policy is not None else self.generated_policy(account)

    def generated_policy(self, account: str) -> str:
        """The policy that follows from the choices."""
        choices = PolicyChoices(
            account, self.administrators, self.admins_may_delete, self.users, self.valid_accounts()
        )
        return to_text(build(choices))

    def valid_accounts(self) -> tuple[str, ...]:
        """The other accounts that are account ids already; one being typed is not in the policy yet."""
        return tuple(account for account in self.other_accounts if _ACCOUNT.fullmatch(account))


@dataclass(frozen=True, slots=True)
class PrincipalRow:
    """An IAM user or role that can be chosen."""

    name: str
    path: str
    kind: str
    """`User` or `Role`."""
    arn: str


def principals(gateway: Gateway) -> tuple[PrincipalRow, ...]:
    """Every user and role of the account, by name."""
    rows: list[PrincipalRow] = []
    for operation, member, kind in (("ListUsers", "User", "User"), ("ListRoles", "Role", "Role")):
        params: dict[str, Any] = {}
        while True:
            page = gateway.call("iam", operation, params)
            rows += [PrincipalRow(p[f"{member}Name"], p["Path"], kind, p["Arn"]) for p in page[f"{member}s"]]
            if not page.get("IsTruncated"):
                break
            params = {"Marker": page["Marker"]}
    return tuple(sorted(rows, key=lambda row: (row.name.lower(), row.kind)))


def alias_problem(alias: str, taken: frozenset[str] = frozenset()) -> str:
    """What is wrong with an alias typed without its prefix; empty when nothing is."""
    if not alias:
        return "Enter an alias."
    if alias.startswith("aws/"):
        return "Aliases that begin with aws/ are reserved for AWS managed keys."
    if not _ALIAS.fullmatch(alias):
        return "Use letters, digits, / _ and - only."
    if len(alias) > MAX_ALIAS - len("alias/"):
        return f"At most {MAX_ALIAS - len('alias/')} characters; this has {len(alias)}."
    if alias in taken:
        return "This alias already exists in this account and Region."
    return ""


def tag_problem(index: int, tags: tuple[tuple[str, str], ...]) -> str:
    """What is wrong with one tag, given all of them; empty when nothing is."""
    key, value = tags[index]
    if not key:
        return "Enter a tag key." if value else ""
    if key.lower().startswith("aws:"):
        return "Tags beginning with aws: are reserved."
    if len(key) > MAX_TAG_KEY:
        return f"A tag key has at most {MAX_TAG_KEY} characters."
    if len(value) > MAX_TAG_VALUE:
        return f"A tag value has at most {MAX_TAG_VALUE} characters."
    if key in [other for other, _ in tags[:index]]:
        return "Duplicate tag key."
    return ""


def tag_problems(tags: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Problems of a list of tags, by `tags.N`; `tags` stands for the list itself."""
    found = {f"tags.{index}": tag_problem(index, tags) for index in range(len(tags))}
    if len(tags) > MAX_TAGS:
        found["tags"] = f"At most {MAX_TAGS} tags."
    return {name: problem for name, problem in found.items() if problem}


def account_problem(account: str, own: str) -> str:
    """What is wrong with another account's id; empty when nothing is."""
    if not _ACCOUNT.fullmatch(account):
        return "An AWS account ID has 12 digits."
    if account == own:
        return "This is your own account."
    return ""


def policy_problem(text: str) -> str:
    """What can be seen to be wrong with a policy before it is sent; empty when nothing can."""
    size = len(text.encode())
    if size > MAX_POLICY_BYTES:
        return f"The policy has {size:,} bytes; the limit is {MAX_POLICY_BYTES:,}."
    if not _POLICY_CHARACTER.fullmatch(text):
        return "Use printable Latin-1 characters, tabs and line ends only."
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    if not isinstance(document, dict) or not document.get("Statement"):
        return "A key policy needs at least one statement."
    return ""


def problems(form: KeyForm, account: str, taken: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every problem of the form, by field name: what to write beside each field."""
    found = {"alias": alias_problem(form.alias, taken)}
    if len(form.description) > MAX_DESCRIPTION:
        found["description"] = f"At most {MAX_DESCRIPTION:,} characters; this has {len(form.description):,}."
    found |= tag_problems(form.tags)
    for index, other in enumerate(form.other_accounts):
        found[f"other_accounts.{index}"] = account_problem(other, account)
    found["policy"] = policy_problem(form.policy(account))
    return {name: problem for name, problem in found.items() if problem}


_STEP_OF = {"alias": 0, "description": 0, "tags": 1, "other_accounts": 3, "policy": 4}


def step_of(field: str) -> int:
    """The step, counted from 0, on which a field of `problems` stands."""
    return _STEP_OF[field.partition(".")[0]]


def create_params(form: KeyForm, account: str) -> dict[str, Any]:
    """The CreateKey call this form makes."""
    params: dict[str, Any] = {"Policy": form.policy(account), "Description": form.description}
    tags = [{"TagKey": key, "TagValue": value} for key, value in form.tags if key]
    return params | ({"Tags": tags} if tags else {})


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """What the wizard made."""

    key_id: str
    arn: str
    alias: str
    """Without the prefix; empty when the alias could not be made."""
    alias_error: str = ""
    """Why there is a key but no alias: these are two calls, as in AWS's console."""


def create(gateway: Gateway, form: KeyForm, account: str) -> CreatedKey:
    """CreateKey, then CreateAlias, as the AWS console does.

    Raises:
        AwsError: when the key itself was refused; nothing was made then.
    """
    made: Mapping[str, Any] = gateway.call("kms", "CreateKey", create_params(form, account))["KeyMetadata"]
    try:
        gateway.call("kms", "CreateAlias", {"AliasName": f"alias/{form.alias}", "TargetKeyId": made["KeyId"]})
    except AwsError as error:
        return CreatedKey(made["KeyId"], made["Arn"], "", str(error))
    return CreatedKey(made["KeyId"], made["Arn"], form.alias)
