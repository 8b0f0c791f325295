"""Credentials for somebody of the account, as the machine's owner gets them: no policy is asked.

Whoever holds the root key holds the account, and may act in it as anybody, as a console does with `--as`.
"""

from datetime import datetime, timedelta

from kmstui.aws.credentials import Credential
from kmstui.aws.entropy import Entropy
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.model import User
from kmstui.emulator.iam.principals import CONSOLE_SESSION, ROOT, caller_for
from kmstui.emulator.iam.repository import ROLES, USERS, access_keys, named
from kmstui.emulator.iam.sessions import LOCAL_SESSION, claims_for, lasting, start
from kmstui.emulator.registry import Session
from kmstui.emulator.store.unit_of_work import UnitOfWork


def user_named(uow: UnitOfWork, account: str, name: str) -> User | None:
    """The user that an identity names; None for a role and for root.

    Raises:
        AwsError: NoSuchEntity, when it names nobody.
    """
    caller_for(uow, account, name)
    return None if name == ROOT else named(uow, USERS, account, name)


def key_of(uow: UnitOfWork, secrets: AccessSecrets, user: User) -> Credential | None:
    """The oldest active access key of a user, with its secret; None when it has none."""
    active = [key for key in access_keys(uow, user.account, user.name) if key.active]
    if not active:
        return None
    key_id = min(active, key=lambda key: key.created).access_key_id
    return Credential(key_id, secrets.secret(key_id))


def at_hand(
    uow: UnitOfWork, secrets: AccessSecrets, entropy: Entropy, account: str, name: str, now: datetime
) -> Credential:
    """Credentials that are there without anything being written: a user's access key, or else a session.

    Raises:
        AwsError: NoSuchEntity, when the account has nobody of this name.
    """
    user = user_named(uow, account, name)
    found = key_of(uow, secrets, user) if user else None
    return found or session_of(uow, secrets, entropy, account, name, now)


def session_of(
    uow: UnitOfWork, secrets: AccessSecrets, entropy: Entropy, account: str, name: str, now: datetime
) -> Credential:
    """Temporary credentials of a user, of a role or of root; nothing is written down for them.

    A role's last as long as its `MaxSessionDuration` says, others twelve hours.

    Raises:
        AwsError: NoSuchEntity, when the account has nobody of this name.
    """
    user = user_named(uow, account, name)
    role = named(uow, ROLES, account, name) if user is None and name != ROOT else None
    duration = timedelta(seconds=role.max_session_seconds) if role else LOCAL_SESSION
    plain = lasting(now, duration)
    session = Session(plain.created, plain.expires, CONSOLE_SESSION) if role else plain
    return start(secrets, entropy, account, claims_for(user or role, session))
