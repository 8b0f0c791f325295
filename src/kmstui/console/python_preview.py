"""The same call as Python with boto3: what a form is about to do, to be read or pasted into a script.

A pure function like `cli_preview.command`, with the same tokens and the same care for blobs.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from kmstui.aws.gateway import Params
from kmstui.console.cli_preview import INDENT, PRIVATE_SERVICE, Line, Role, Token, kebab, role_of, visible


def python(service: str, operation: str, params: Params, *, region: str = "") -> tuple[Line, ...]:
    """The call as Python with boto3; empty for the private service, which boto3 does not know."""
    if service == PRIVATE_SERVICE:
        return ()
    imports: list[Line] = [(Token("import", Role.KEYWORD), Token(" boto3", Role.TEXT))]
    if any(isinstance(value, datetime) for value in _leaves(params)):
        words = (("from", Role.KEYWORD), (" datetime ", Role.TEXT), ("import", Role.KEYWORD))
        imports.append((*(Token(*word) for word in words), Token(" datetime, timezone", Role.TEXT)))
    where = f", region_name={json.dumps(region)}" if region else ""
    client = Token(f'{service} = boto3.client("{service}"{where})', Role.TEXT)
    call = Token(f"{service}.{kebab(operation).replace('-', '_')}", Role.COMMAND)
    if not params:
        return (*imports, (client,), (call, Token("()", Role.PUNCTUATION)))
    arguments = [
        (
            Token(f"{INDENT * 2}{name}", Role.OPTION, name),
            Token("=", Role.PUNCTUATION, name),
            Token(_literal(value, name), role_of(value), name),
            Token(",", Role.PUNCTUATION, name),
        )
        for name, value in params.items()
    ]
    opening, closing = Token("(", Role.PUNCTUATION), Token(")", Role.PUNCTUATION)
    return (*imports, (client,), (call, opening), *arguments, (closing,))


def _literal(value: object, name: str) -> str:
    """A value as Python writes it."""
    match value:
        case bool() | None:
            return str(value)
        case str():
            return visible(json.dumps(value, ensure_ascii=False))
        case bytes() | bytearray():
            return f'open("{kebab(name)}.bin", "rb").read()'
        case datetime():
            utc = value.astimezone(UTC)
            parts = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second)
            return f"datetime({', '.join(map(str, parts))}, tzinfo=timezone.utc)"
        case list() | tuple():
            return f"[{', '.join(_literal(item, name) for item in value)}]"
        case Mapping():
            pairs = (f"{_literal(key, name)}: {_literal(item, str(key))}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
    return str(value)


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
