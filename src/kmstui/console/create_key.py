"""The Create key wizard as a value: what has been entered, and the calls it makes.

Steps and options are those of the KMS console (KMS Developer Guide, "Create a symmetric encryption KMS key").
Whether what was entered is right is `create_key_rules`'s business; widgets and keys are nobody's here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Gateway
from kmstui.console.create_key_rules import is_account_id
from kmstui.console.decisions import Decision, decision_from
from kmstui.console.key_policy import PolicyChoices, build, to_text
from kmstui.console.sidebar import list_kms

STEPS: tuple[str, ...] = (
    "Add alias and description",
    "Add tags",
    "Define key administrative permissions",
    "Define key usage permissions",
    "Review and edit key policy",
)
"""Titles of the steps."""
RAIL_STEPS: tuple[str, ...] = (
    "Configure key",
    "Add tags",
    "Key administrators",
    "Key users",
    "Review and edit",
)
"""The steps as a rail of 28 columns names them."""
SHORT_STEPS: tuple[str, ...] = ("Configure", "Tags", "Admins", "Usage", "Review")
"""The steps as one row of 80 columns names them."""
OPTIONAL_STEPS = frozenset({1, 2, 3})
"""Steps, counted from 0, that may be left as they are."""
STEP_HELP: tuple[str, ...] = (
    "An alias is a display name. It can be changed at any time; the key itself cannot.",
    "Tags help you identify, organize and control access to your KMS keys.",
    "Choose the IAM users and roles who can administer this key through the KMS API.",
    "Select the IAM users and roles that can use the KMS key in cryptographic operations.",
    "Check the policy. What you change here is what the key gets.",
)
"""One sentence under each title."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a group of which one is chosen."""

    value: str
    label: str
    note: str = ""
    unavailable: str = ""
    """Why it cannot be chosen here; empty when it can."""


_LATER = "not emulated yet"
KEY_TYPES = (
    Option("symmetric", "Symmetric", "encrypts and decrypts; for EBS"),
    Option("asymmetric", "Asymmetric", "a key pair", _LATER),
)
KEY_USAGES = (
    Option("ENCRYPT_DECRYPT", "Encrypt and decrypt", "data and data keys"),
    Option("GENERATE_VERIFY_MAC", "Generate and verify MAC", "HMAC keys", _LATER),
)
ORIGINS = (
    Option("AWS_KMS", "KMS - recommended", "KMS makes and keeps it"),
    Option("EXTERNAL", "External (Import key material)", "you bring the material", _LATER),
    Option("AWS_CLOUDHSM", "AWS CloudHSM key store", "in your cluster", _LATER),
    Option("EXTERNAL_KEY_STORE", "External key store", "outside AWS", _LATER),
)
REGIONALITIES = (
    Option("single", "Single-Region key", "stays in this Region"),
    Option("multi", "Multi-Region key", "with replicas elsewhere", _LATER),
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
    """Principal ARNs, in the order they were chosen."""
    admins_may_delete: bool = True
    users: tuple[str, ...] = ()
    """Principal ARNs, in the order they were chosen."""
    other_accounts: tuple[str, ...] = ()
    """As typed, row by row."""
    edited_policy: str | None = None
    """The policy as edited by hand in the last step; None while it follows the choices."""

    def policy(self, account: str) -> str:
        """The policy the key would get now."""
        return self.edited_policy if self.edited_policy is not None else self.generated_policy(account)

    def generated_policy(self, account: str) -> str:
        """The policy that follows from the choices."""
        return to_text(build(self.choices(account)))

    def choices(self, account: str) -> PolicyChoices:
        """What was chosen in the steps about permissions."""
        return PolicyChoices(
            account, self.administrators, self.admins_may_delete, self.users, self.valid_accounts()
        )

    def valid_accounts(self) -> tuple[str, ...]:
        """The other accounts that are account ids already; one being typed is not in the policy yet."""
        return tuple(dict.fromkeys(account for account in self.other_accounts if is_account_id(account)))


def with_option(form: KeyForm, group: str, value: str) -> KeyForm:
    """The form after one of the advanced options was chosen; `group` is the form's attribute."""
    match group:
        case "key_type":
            return replace(form, key_type=value)
        case "usage":
            return replace(form, usage=value)
        case "origin":
            return replace(form, origin=value)
        case _:
            return replace(form, regionality=value)


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


def taken_aliases(gateway: Gateway) -> frozenset[str]:
    """The aliases of this account and Region, without their prefix."""
    listed = list_kms(gateway, "ListAliases", "Aliases")
    return frozenset(alias["AliasName"].removeprefix("alias/") for alias in listed)


def create_params(form: KeyForm, account: str) -> dict[str, Any]:
    """The CreateKey call this form makes."""
    params: dict[str, Any] = {"Policy": form.policy(account)}
    if form.description:
        params["Description"] = form.description
    tags = [{"TagKey": key, "TagValue": value} for key, value in form.tags if key]
    return params | ({"Tags": tags} if tags else {})


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """What the wizard made."""

    key_id: str
    arn: str
    alias: str
    """Without the prefix; empty when the alias could not be made."""
    alias_error: AwsError | None = None
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
        return CreatedKey(made["KeyId"], made["Arn"], "", error)
    return CreatedKey(made["KeyId"], made["Arn"], form.alias)


_STEP_OF_CODE = {"TagException": 1, "UnsupportedOperationException": 0}
_STEP_OF_WORDS = (("kms:TagResource", 1), ("at 'tags", 1), ("at 'description'", 0))
_REVIEW = 4


def step_of_refusal(error: AwsError) -> int:
    """The step, counted from 0, on which a person can do something about a refused CreateKey."""
    named = (step for words, step in _STEP_OF_WORDS if words in error.message)
    return _STEP_OF_CODE.get(error.code, next(named, _REVIEW))


def permissions(gateway: Gateway, actions: tuple[str, ...]) -> tuple[Decision, ...]:
    """Whether whoever asks may do each of these, as the account decides it; only the emulator can say."""
    answers = (gateway.call("kmstui", "CheckAccess", {"Action": action}) for action in actions)
    return tuple(decision_from(answer["Decision"]) for answer in answers)
