"""The rules of the Create key wizard, field by field, in the words that stand beside the field.

Limits are those of the KMS API (API reference: CreateKey, CreateAlias, Tag; KMS Developer Guide, "Quotas").
The words are shown while somebody types, so they say what is allowed. Which widget holds which field is not
known here.
"""

import re
from collections.abc import Mapping
from typing import Protocol

from kmstui.console.policy_check import check_policy

MAX_ALIAS = 256
"""Characters of an alias name with its `alias/` prefix (API reference, CreateAlias)."""
ALIAS_PREFIX = "alias/"
MAX_TYPED_ALIAS = MAX_ALIAS - len(ALIAS_PREFIX)
"""Characters of an alias as one types it."""
MAX_DESCRIPTION = 8192
MAX_TAGS = 50
MAX_TAG_KEY = 128
MAX_TAG_VALUE = 256
_ALIAS = re.compile(r"[a-zA-Z0-9/_-]+")
_ACCOUNT = re.compile(r"[0-9]{12}")


class Entered(Protocol):
    """What of a form is held against the rules."""

    @property
    def alias(self) -> str:
        """Without its prefix."""
        ...

    @property
    def description(self) -> str:
        """The key's description."""
        ...

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """Keys and values."""
        ...

    @property
    def other_accounts(self) -> tuple[str, ...]:
        """Account ids as typed, row by row."""
        ...

    def policy(self, account: str) -> str:
        """The policy the key would get."""
        ...


def is_account_id(text: str) -> bool:
    """Whether a text is an AWS account ID: twelve digits."""
    return _ACCOUNT.fullmatch(text) is not None


def alias_problem(alias: str, taken: frozenset[str] = frozenset()) -> str:
    """What is wrong with an alias typed without its prefix; empty when nothing is."""
    if not alias:
        return "Enter an alias."
    if alias.startswith("aws/"):
        return "aws/ is reserved for AWS managed keys."
    if not _ALIAS.fullmatch(alias):
        return "Use letters, digits, / _ and - only."
    if len(alias) > MAX_TYPED_ALIAS:
        return f"At most {MAX_TYPED_ALIAS} characters; this has {len(alias)}."
    if alias in taken:
        return "This alias is taken in this Region."
    return ""


def alias_hint(alias: str, free_in: str) -> str:
    """What stands beside an alias in which nothing is wrong: its full name, and what may surprise.

    `free_in` names the Region in which it is known to be free; empty while that is not known.
    """
    if not alias:
        return f"The console adds the prefix {ALIAS_PREFIX}"
    if alias.startswith(ALIAS_PREFIX):
        return f"{ALIAS_PREFIX} is added for you: {ALIAS_PREFIX}{alias}"
    return f"{ALIAS_PREFIX}{alias}" + (f" is free in {free_in}" if free_in else "")


def description_problem(description: str) -> str:
    """What is wrong with a description; empty when nothing is."""
    if len(description) > MAX_DESCRIPTION:
        return f"At most {MAX_DESCRIPTION:,} characters; this has {len(description):,}."
    return ""


def tag_problem(index: int, tags: tuple[tuple[str, str], ...]) -> str:
    """What is wrong with one tag, given all of them; empty when nothing is."""
    key, value = tags[index]
    if not key:
        return "Enter a tag key." if value else ""
    if key.lower().startswith("aws:"):
        return "aws: is reserved."
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


def account_problem(account: str, own: str, before: tuple[str, ...] = ()) -> str:
    """What is wrong with another account's id, given those in the rows before; empty when nothing is.

    A row in which nothing is typed yet is not wrong: it is left out.
    """
    if not account:
        return ""
    if not is_account_id(account):
        return "An AWS account ID has 12 digits."
    if account == own:
        return "This is your own account."
    if account in before:
        return "This account is listed already."
    return ""


def policy_problem(text: str, account: str) -> str:
    """The first thing wrong with a policy that can be seen before it is sent; empty when nothing can."""
    wrong = next((problem for problem in check_policy(text, account) if not problem.warning), None)
    return f"line {wrong.line}, column {wrong.column}: {wrong.message}" if wrong else ""


def problems(form: Entered, account: str, taken: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every problem of the form, by field name: what to write beside each field."""
    found = {"alias": alias_problem(form.alias, taken), "description": description_problem(form.description)}
    found |= tag_problems(form.tags)
    for index, other in enumerate(form.other_accounts):
        found[f"other_accounts.{index}"] = account_problem(other, account, form.other_accounts[:index])
    found["policy"] = policy_problem(form.policy(account), account)
    return {name: problem for name, problem in found.items() if problem}


_STEP_OF = {"alias": 0, "description": 0, "tags": 1, "other_accounts": 3, "policy": 4}


def step_of(field: str) -> int:
    """The step, counted from 0, on which a field of `problems` stands."""
    return _STEP_OF[field.partition(".")[0]]


def on_step(found: Mapping[str, str], step: int) -> dict[str, str]:
    """The problems of one step."""
    return {field: problem for field, problem in found.items() if step_of(field) == step}
