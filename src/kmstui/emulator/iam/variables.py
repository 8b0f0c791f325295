"""Policy variables: `${aws:username}` and its kin in `Resource` and in string and ARN conditions.

Follows the IAM User Guide, "IAM policy elements: Variables and tags". What a variable brings in is plain
text: a `*` in a user's name is not a wildcard.
"""

import re

from kmstui.emulator.iam.context import RequestContext
from kmstui.emulator.iam.wildcards import Pattern, compile_pattern

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_LITERALS = frozenset("*?$")


def expand(text: str, context: RequestContext) -> Pattern | None:
    """The pattern that `text` stands for in this request.

    None when it uses a variable that the request has no single value for and that has no default: such a text
    matches nothing.
    """
    if "${" not in text:
        return compile_pattern(text)
    pattern: Pattern = ()
    end = 0
    for variable in _VARIABLE.finditer(text):
        value = _value(variable[1], context)
        if value is None:
            return None
        pattern += (*compile_pattern(text[end : variable.start()]), value)
        end = variable.end()
    return pattern + compile_pattern(text[end:])


def _value(name: str, context: RequestContext) -> str | None:
    if name in _LITERALS:
        return name
    key, _, rest = name.partition(",")
    values = context.get(key.strip())
    return values[0] if len(values) == 1 else _default(rest.strip())


def _default(text: str) -> str | None:
    quoted = len(text) >= 2 and text[0] == text[-1] == "'"
    return text[1:-1] if quoted else None
