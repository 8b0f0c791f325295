"""The same call as an AWS CLI command: what a form is about to do, to be read or pasted into a shell.

A pure function from a call to lines of tokens, each with a role that a theme can colour and the member it
stands for, so that a form can mark the one that is wrong. Blobs are shown as files to be read: what is about
to be encrypted has no place in a preview. Control characters never come out raw.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from kmstui.aws.gateway import Params

PRIVATE_SERVICE = "kmstui"
"""What AWS has no API for is called by our own command."""
INDENT = "  "
BLOB = "<base64>"
"""What stands for a blob inside JSON."""


class Role(Enum):
    """What a token is, for its colour."""

    COMMAND = "command"
    OPTION = "option"
    TEXT = "text"
    NUMBER = "number"
    KEYWORD = "keyword"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A stretch of a line."""

    text: str
    role: Role
    member: str = ""
    """The top-level member of the request that it shows; empty for what belongs to none."""


Line = tuple[Token, ...]


def command(
    service: str, operation: str, params: Params, *, region: str = "", width: int = 72
) -> tuple[Line, ...]:
    """The call as a command of the AWS CLI, version 2 (or of ours, for the private service).

    Args:
        service: AWS's name, such as `ec2`.
        operation: AWS's name, such as `CreateVolume`.
        params: members as they would go to a gateway.
        region: added as `--region`; empty to leave it out.
        width: options share a line as long as it stays within this many characters.
    """
    if service == PRIVATE_SERVICE:
        return _private(operation, params, region)
    options = list(_json_input(params) if _reads_files(params) else _options(service, operation, params))
    if region:
        options.append((Token("--region", Role.OPTION), Token(f" {_quoted(region)}", Role.TEXT)))
    head = (Token(f"aws {service} {kebab(operation)}", Role.COMMAND),)
    return _continued([head, *_packed(options, width)])


def plain(lines: Sequence[Line]) -> str:
    """The lines as text, for a clipboard."""
    return "\n".join("".join(token.text for token in line) for line in lines)


def kebab(name: str) -> str:
    """A name as the AWS CLI writes it: `GenerateDataKey` becomes `generate-data-key`."""
    plural = re.sub(r"([A-Z]{2,})s$", lambda found: f"-{found[1].lower()}s", name)
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", plural)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", words).lower().lstrip("-")


_SAFE_WORD = re.compile(r"[\w./:*+-]+", re.ASCII)
"""Values that the CLI's shorthand syntax takes as they are."""
_SAFE_KEY = re.compile(r"[\w./:#-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Characters that a terminal may obey; a line feed only ends a line."""
_FILE_PREFIXES = ("file://", "fileb://", "http://", "https://")
"""Values that begin so are read from there by the CLI instead of being sent."""

Option = tuple[Token, ...]


def _private(operation: str, params: Params, region: str) -> tuple[Line, ...]:
    head = Token(f"kmstui call {PRIVATE_SERVICE} {operation}", Role.COMMAND)
    body = Token(f" {_quoted(_json(params))}", Role.TEXT)
    where = (Token(" --region", Role.OPTION), Token(f" {_quoted(region)}", Role.TEXT)) if region else ()
    return ((head, *((body,) if params else ()), *where),)


def _options(service: str, operation: str, params: Params) -> Iterator[Option]:
    rest = dict(params)
    if (service, operation) == ("ec2", "RunInstances"):
        least, most = rest.pop("MinCount", 1), rest.pop("MaxCount", 1)
        count = f"{least}" if least == most else f"{least}:{most}"
        yield (Token("--count", Role.OPTION, "MaxCount"), Token(f" {count}", Role.NUMBER, "MaxCount"))
    for name, value in rest.items():
        yield _option(name, value)


def _option(name: str, value: object) -> Option:
    flag = f"--{kebab(name)}"
    if isinstance(value, bool):
        return (Token(flag if value else f"--no-{kebab(name)}", Role.OPTION, name),)
    words = _words(name, value)
    if len(words) == 1 and words[0].startswith("-"):
        return (Token(f"{flag}=", Role.OPTION, name), Token(_quoted(words[0]), role_of(value), name))
    shown = "".join(f" {_quoted(word)}" for word in words)
    return (Token(flag, Role.OPTION, name), Token(shown, role_of(value), name))


def _words(name: str, value: object) -> list[str]:
    """A value as the arguments of its option, before quoting."""
    match value:
        case bytes() | bytearray():
            return [f"fileb://{kebab(name)}.bin"]
        case list() | tuple():
            words = [_shorthand(item) for item in value]
            if words and all(word and not word.startswith("-") for word in words):
                return [word for word in words if word]
            return [_json(value)]
        case Mapping():
            return [_shorthand(value) or _json(value)]
    return [_scalar(value)]


def _shorthand(value: object) -> str | None:
    """A value in the CLI's shorthand, such as `TagKey=a,TagValue=b`; None where that cannot say it."""
    if isinstance(value, Mapping):
        parts = [_pair(key, item) for key, item in value.items()]
        return None if None in parts or not parts else ",".join(part for part in parts if part)
    text = _scalar(value)
    simple = not isinstance(value, bytes | list | tuple) and _SAFE_WORD.fullmatch(text)
    return text if simple and not text.startswith(_FILE_PREFIXES) else None


def _pair(key: object, value: object) -> str | None:
    if not isinstance(key, str) or not _SAFE_KEY.fullmatch(key):
        return None
    if isinstance(value, list | tuple):
        items = [_shorthand(item) for item in value]
        if not items or None in items:
            return None
        nested = any(isinstance(item, Mapping) for item in value)
        texts = [f"{{{item}}}" if nested else f"{item}" for item in items]
        return f"{key}=[{','.join(texts)}]" if nested else f"{key}={','.join(texts)}"
    shown = _shorthand(value)
    if shown is None:
        return None
    return f"{key}={{{shown}}}" if isinstance(value, Mapping) else f"{key}={shown}"


def _reads_files(params: Params) -> bool:
    """Whether a value would make the CLI read a file that nobody meant."""
    return any(isinstance(value, str) and value.startswith(_FILE_PREFIXES) for value in params.values())


def _json_input(params: Params) -> Iterator[Option]:
    flag = Token("--cli-input-json", Role.OPTION)
    yield (flag, Token(f" {_quoted(_json(params))}", Role.TEXT))


def _json(value: object) -> str:
    return json.dumps(value, default=_json_leaf, ensure_ascii=False)


def _json_leaf(value: object) -> object:
    match value:
        case bytes() | bytearray():
            return BLOB
        case Mapping():
            return dict(value)
    return _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def role_of(value: object) -> Role:
    """The role of a value's token."""
    if isinstance(value, bool):
        return Role.KEYWORD
    return Role.NUMBER if isinstance(value, int | float) else Role.TEXT


def _quoted(word: str) -> str:
    """A word for a POSIX shell; with control characters, for bash and zsh."""
    if not _CONTROL.search(word):
        return shlex.quote(word)
    escaped = word.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"$'{visible(escaped)}'"


def visible(text: str) -> str:
    """Text with its control characters, line feeds apart, as escapes that shells and Python read back."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _packed(options: Sequence[Option], width: int) -> Iterator[Option]:
    """Options side by side as far as a line holds them, each line indented."""
    line: Option = ()
    for option in options:
        room = width - len(" \\")
        if line and _length(line) + 1 + _length(option) > room:
            yield line
            line = ()
        line = (*line, Token(" " if line else INDENT, Role.PUNCTUATION), *option)
    if line:
        yield line


def _length(tokens: Option) -> int:
    return sum(len(token.text) for token in tokens)


def _continued(lines: Sequence[Option]) -> tuple[Line, ...]:
    """The lines of one command: every one but the last ends in a backslash."""
    *first, last = lines
    joined = [*((*line, Token(" \\", Role.PUNCTUATION)) for line in first), last]
    return tuple(piece for line in joined for piece in _broken(line))


def _broken(line: Option) -> Iterator[Line]:
    """A line cut where its values break it, as a pretty-printed policy does."""
    current: list[Token] = []
    for token in line:
        head, *rest = token.text.split("\n")
        current.append(token._replace(text=head))
        for text in rest:
            yield tuple(current)
            current = [token._replace(text=text)]
    yield tuple(current)
