"""The AWS CLI's two files: one profile put into them, and everything else left as it is, byte for byte.

Format as in the AWS CLI User Guide, "Configuration and credential file settings". A profile that was put
here says so in a comment; whoever asks can tell it from one that somebody else wrote.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = b"# written by kmstui"
_SETTING = re.compile(rb"([A-Za-z0-9_]+)[ \t]*[=:]")
_HEADER = re.compile(rb"\[(.+)\]")
PROFILE_NAME = re.compile(r"[A-Za-z0-9_.@+-]{1,128}")
"""Names that need no quoting in either file."""


@dataclass(frozen=True, slots=True)
class Section:
    """Where a profile stands in a file, as line numbers; the header is the first one."""

    start: int
    end: int


def credentials_path(environment: Mapping[str, str]) -> Path:
    """The shared credentials file."""
    return Path(environment.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials").expanduser()


def config_path(environment: Mapping[str, str]) -> Path:
    """The shared config file."""
    return Path(environment.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser()


def config_section(profile: str) -> str:
    """What a profile is called in the config file."""
    return profile if profile == "default" else f"profile {profile}"


def read(path: Path) -> bytes:
    """What a file holds; nothing when it is not there.

    Raises:
        OSError: when it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def is_foreign(text: bytes, section: str) -> bool:
    """Whether somebody else wrote a section of this name."""
    lines = text.splitlines(keepends=True)
    found = _find(lines, section)
    return found is not None and not any(
        line.strip().startswith(MARK) for line in lines[found.start : found.end]
    )


def with_section(text: bytes, section: str, settings: Mapping[str, str]) -> bytes:
    """The file with these settings in a section, which is appended when it is not there.

    A setting without a value is removed. Others of the section stay, and so does all else.
    """
    lines = text.splitlines(keepends=True)
    found = _find(lines, section)
    if found is None and text.endswith(b"\r"):
        # That ends a line to the AWS CLI, though not to every reader. With a line feed of ours after it, it
        # would be half of a line end, and say of the whole file that its lines end so: it is made one here.
        return with_section(text + b"\n", section, settings)
    newline = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    written = [f"{name} = {value}".encode() + newline for name, value in settings.items() if value]
    if found is None:
        if lines and not lines[-1].endswith(b"\n"):
            lines[-1] += newline
        gap = [newline] if lines and lines[-1].strip() else []
        return b"".join([*lines, *gap, f"[{section}]".encode() + newline, MARK + newline, *written])
    header = lines[found.start]
    if not header.endswith((b"\n", b"\r")):
        header += newline
    kept = [line for line in lines[found.start + 1 : found.end] if not _replaced(line, settings)]
    own = [header, MARK + newline, *written, *kept]
    return b"".join([*lines[: found.start], *own, *lines[found.end :]])


def replace_file(path: Path, text: bytes) -> None:
    """Put a file in the place of the one there, at one stroke, for its owner alone.

    A link stays a link, and what it leads to is replaced.

    Raises:
        OSError: when that cannot be done; the file is then as it was.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _find(lines: list[bytes], section: str) -> Section | None:
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        header = _HEADER.match(lines[start])
        if header and header[1].decode("utf-8", "replace").replace('"', "").split() == section.split():
            return Section(start, end)
    return None


def _replaced(line: bytes, settings: Mapping[str, str]) -> bool:
    setting = _SETTING.match(line)
    return line.strip().startswith(MARK) or (setting is not None and setting[1].decode().lower() in settings)
