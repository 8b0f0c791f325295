"""`kmstui credentials`: what AWS SDKs and tools need to call the account, for a shell or as a profile.

The account need not be free: while a server or a console has it open, it is looked at and not written to,
and secrets follow from the root key. Who can read that file is the account's owner and may act as anybody.
"""

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kmstui.aws.clock import SystemClock
from kmstui.aws.credentials import Credential
from kmstui.aws.entropy import SystemEntropy
from kmstui.aws.errors import AwsError
from kmstui.cli.account import AccountUnavailable, open_demo, open_local
from kmstui.cli.aws_files import (
    PROFILE_NAME,
    config_path,
    config_section,
    credentials_path,
    is_foreign,
    read,
    replace_file,
    with_section,
)
from kmstui.cli.served_at import url_of
from kmstui.config import Config
from kmstui.console.text import safe
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.crypto.root_key import RootKey, RootKeyError
from kmstui.emulator.iam.issuing import at_hand
from kmstui.emulator.iam.repository import USERS
from kmstui.emulator.store.errors import StoreError, StoreLocked
from kmstui.emulator.store.looking import look

DEFAULT_URL = "http://127.0.0.1:4566"
EXIT_UNAVAILABLE = 2


class NotDone(Exception):  # noqa: N818 - it says what became of the request
    """There are no credentials, or no profile was written; the text is for the person who asked."""


@dataclass(frozen=True, slots=True)
class CredentialsOptions:
    """What the command line said."""

    data_dir: Path | None
    demo: bool
    region: str
    identity: str
    profile: str
    """Empty to print lines for a shell."""
    endpoint_url: str
    """Empty for where the account is being served, or the usual address."""
    yes: bool


def run_credentials(options: CredentialsOptions) -> int:
    """Print or write the credentials; returns the exit code."""
    try:
        if options.profile and not PROFILE_NAME.fullmatch(options.profile):
            raise NotDone("a profile name here has letters, digits and _.@+- alone")
        config = Config.for_user(options.data_dir)
        credential, url = _issued(options, config)
        url = options.endpoint_url or url or DEFAULT_URL
        if options.profile:
            _write_profile(options, credential, url)
        else:
            sys.stdout.write(shell_lines(credential, options.region, url))
        sys.stdout.flush()
    except AwsError as error:
        return _complain(error.message)
    except (NotDone, StoreError, RootKeyError) as error:
        return _complain(str(error))
    except BrokenPipeError:
        raise  # whoever read the lines has had enough of them
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror}")
    _tell_end(credential)
    return 0


def shell_lines(credential: Credential, region: str, url: str) -> str:
    """Lines that a POSIX shell evaluates."""
    values = {
        "AWS_ACCESS_KEY_ID": credential.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credential.secret_access_key,
        "AWS_SESSION_TOKEN": credential.session_token,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_ENDPOINT_URL": url,
    }
    lines = [
        f"export {name}={shlex.quote(value)}" if value else f"unset {name}" for name, value in values.items()
    ]
    return "\n".join(lines) + "\n"


def _issued(options: CredentialsOptions, config: Config) -> tuple[Credential, str]:
    """The credentials, and where the account is served if it is.

    Raises:
        AwsError: when the account has nobody of that name, or cannot be opened.
        NotDone: when it is not there yet.
        StoreError: when it cannot be looked at either, like RootKeyError and OSError.
    """
    if options.demo:
        demo = open_demo()
        try:
            return demo.emulator().issue(options.identity), ""
        finally:
            demo.close()
    try:
        account = open_local(config, options.identity, pace="instant", data_plane_at_once=False)
        try:
            return account.emulator().issue(options.identity), ""
        finally:
            account.close()
    except AccountUnavailable as error:
        if not isinstance(error.__cause__, StoreLocked):
            raise
        url = url_of(config.data_directory, error.__cause__.pid)
    return _looked_up(config, options.identity), url


def _looked_up(config: Config, identity: str) -> Credential:
    """Credentials of an account that another process has open."""
    store = look(config.data_directory)
    with store.unit_of_work() as uow:
        first = next(uow.scan(USERS), None)
        if first is None:
            raise NotDone("another kmstui is just making the account; try again")
        root_key = RootKey.from_file(config.key_directory / f"{store.store_id}.key")
        try:
            secrets, now = AccessSecrets(root_key), SystemClock().now()
            return at_hand(uow, secrets, SystemEntropy(), first.account, identity, now)
        finally:
            root_key.close()


def _write_profile(options: CredentialsOptions, credential: Credential, url: str) -> None:
    """Put the profile into the AWS CLI's files, having asked.

    Raises:
        NotDone: when it is not to be written.
        OSError: when it cannot be.
    """
    name, section = options.profile, config_section(options.profile)
    files = {
        credentials_path(os.environ): (
            name,
            {
                "aws_access_key_id": credential.access_key_id,
                "aws_secret_access_key": credential.secret_access_key,
                "aws_session_token": credential.session_token,
            },
        ),
        config_path(os.environ): (section, {"region": options.region, "endpoint_url": url}),
    }
    foreign = [path for path, (title, _) in files.items() if is_foreign(read(path), title)]
    if not _agreed(name, list(files), foreign, yes=options.yes):
        raise NotDone("nothing was written")
    for path, (title, settings) in files.items():
        replace_file(path, with_section(read(path), title, settings))
    sys.stdout.write(f"The profile {name} is written. Try: aws --profile {name} sts get-caller-identity\n")


def _agreed(name: str, paths: list[Path], foreign: list[Path], *, yes: bool) -> bool:
    """Ask whether the profile may be written.

    Raises:
        NotDone: when there is nobody to ask, or a script would replace somebody else's profile.
    """
    where = " and ".join(map(str, paths))
    if yes:
        if foreign:
            raise NotDone(f"the profile {name} in {foreign[0]} is not kmstui's; take another name")
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotDone("there is no terminal to ask on; --yes writes the profile without asking")
    lost = " It was written by somebody else: its access key would be lost." if foreign else ""
    return _confirmed(f"Write the profile {name} to {where}?{lost} [y/N] ", sys.stderr, sys.stdin)


def _confirmed(question: str, out: TextIO, answers: TextIO) -> bool:
    out.write(safe(question))
    out.flush()
    return answers.readline().strip().lower() in ("y", "yes")


def _tell_end(credential: Credential) -> None:
    if credential.expires:
        sys.stderr.write(f"kmstui: these credentials end at {credential.expires:%Y-%m-%d %H:%M} UTC\n")


def _complain(message: str) -> int:
    sys.stderr.write(f"kmstui: {safe(message)}\n")
    return EXIT_UNAVAILABLE
