"""Which condition keys a policy asks for: those of its conditions and those of its policy variables."""

import re
from collections.abc import Iterable, Iterator

from kmstui.emulator.iam.document import Policy, Statement

_VARIABLE = re.compile(r"\$\{([^{}*?$,]+)[^{}]*\}")


def context_keys(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The keys as the policies write them, each once whatever its case, in the order of their names."""
    found: dict[str, str] = {}
    for policy in policies:
        for statement in policy.statements:
            for key in _keys(statement, variables=policy.has_variables):
                found.setdefault(key.lower(), key)
    return tuple(found[key] for key in sorted(found))


def _keys(statement: Statement, *, variables: bool) -> Iterator[str]:
    texts = list(statement.resources)
    for condition in statement.conditions:
        yield condition.key
        texts += condition.values
    for text in texts if variables else ():
        yield from (found.strip() for found in _VARIABLE.findall(text))
