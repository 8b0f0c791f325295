"""From the access key of a request to who is calling, and to the secret that the request was signed with.

Every request that comes over a wire passes here, so what was found is remembered until a user, role or access
key changes. Whether a signature is right is the wire's to find out; here one learns only whose it would be.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.errors import AwsError
from kmstui.aws.shapes import PRIVATE_SERVICE
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.model import KeyUse
from kmstui.emulator.iam.principals import caller_for, root_caller, session_caller, user_caller
from kmstui.emulator.iam.repository import ACCESS_KEYS, KEY_USES, ROLES, USERS, named
from kmstui.emulator.iam.sessions import Claims, opened
from kmstui.emulator.registry import Caller, PrincipalKind
from kmstui.emulator.store.unit_of_work import UnitOfWork

K = TypeVar("K")
V = TypeVar("V")
INVALID_TOKEN = ("InvalidClientTokenId", "The security token included in the request is invalid.")
EXPIRED_TOKEN = ("ExpiredToken", "The security token included in the request is expired")
"""AWS's answers to credentials (AWS General Reference, "Common errors"); wires have other codes for them."""
USE_GRANULARITY = timedelta(minutes=15)
"""How far behind `GetAccessKeyLastUsed` may be: a busy key costs one small record in this time."""
_MOST_REMEMBERED = 4096
_DECIDED_BY = (USERS, ROLES, ACCESS_KEYS)
"""The tables that decide who an access key stands for."""
_Key = tuple[str, str]
"""An access key id and its session token, empty for a long-term key."""


class Keyring:
    """The access keys and sessions of one account. Methods with a `uow` are for inside a unit of work."""

    def __init__(self, account: str, secrets: AccessSecrets) -> None:
        self._account = account
        self._secrets = secrets
        self._stamps: tuple[object, ...] = ()
        self._credentials: dict[_Key, Credential] = {}
        self._callers: dict[tuple[str, str, str, str], Caller] = {}
        self._stand_ins: dict[tuple[str, str, str, str], Caller] = {}
        self._noted: dict[str, datetime] = {}

    def renew(self, uow: UnitOfWork) -> None:
        """Forget what was remembered, if a user, role or access key has changed since."""
        stamps = uow.stamps(_DECIDED_BY)
        if stamps != self._stamps:
            self._stamps = stamps
            self._credentials.clear()
            self._callers.clear()
            self._stand_ins.clear()

    def remembered(self, access_key_id: str, session_token: str, now: datetime) -> Credential | None:
        """A credential that was looked up before and holds still; safe to ask from any thread."""
        found = self._credentials.get((access_key_id, session_token))
        return None if found is None or _over(found.expires, now) else found

    def credential(
        self, uow: UnitOfWork, access_key_id: str, session_token: str, now: datetime
    ) -> Credential:
        """An access key with its secret.

        Raises:
            AwsError: InvalidClientTokenId, when it is not an active one of this account; ExpiredToken.
        """
        caller = self.caller(uow, Origin(access_key_id, "", session_token), now)
        if caller is None:
            raise AwsError(*INVALID_TOKEN)
        expires = caller.session.expires if caller.session else None
        secret = self._secrets.secret(access_key_id, session_token)
        found = Credential(access_key_id, secret, session_token, expires)
        _remember(self._credentials, (access_key_id, session_token), found)
        return found

    def caller(self, uow: UnitOfWork, origin: Origin, now: datetime) -> Caller | None:
        """Who is calling; None when the account never gave out such an access key or session token.

        Raises:
            AwsError: InvalidClientTokenId, for one that is inactive or whose principal is gone; ExpiredToken.
        """
        self.renew(uow)
        key = (origin.access_key_id, origin.session_token, origin.source_ip, origin.user_agent)
        caller = self._callers.get(key)
        if caller is None:
            caller = self._principal(uow, origin.access_key_id, origin.session_token)
            if caller is None:
                return None
            caller = _coming_from(origin, caller)
            _remember(self._callers, key, caller)
        if caller.session is not None and _over(caller.session.expires, now):
            raise AwsError(*EXPIRED_TOKEN)
        return caller

    def stand_in(self, uow: UnitOfWork, origin: Origin, name: str) -> Caller:
        """A user, a role's session or root that calls with somebody's unknown access key.

        Raises:
            AwsError: InvalidClientTokenId, when the account has nobody of this name.
        """
        self.renew(uow)
        key = (name, origin.access_key_id, origin.source_ip, origin.user_agent)
        caller = self._stand_ins.get(key)
        if caller is None:
            try:
                caller = _coming_from(origin, caller_for(uow, self._account, name))
            except AwsError:
                raise AwsError(*INVALID_TOKEN) from None
            _remember(self._stand_ins, key, caller)
        return caller

    def note_use(self, uow: UnitOfWork, origin: Origin, service: str, now: datetime) -> None:
        """Write down that a long-term access key was used, unless that was done a moment ago."""
        key_id = origin.access_key_id
        noted = self._noted.get(key_id)
        if noted is not None and now - noted < USE_GRANULARITY:
            return
        if service == PRIVATE_SERVICE or origin.session_token or uow.get(ACCESS_KEYS, key_id) is None:
            return
        known = uow.get(KEY_USES, key_id)
        if known is None or now - known.at >= USE_GRANULARITY:
            known = KeyUse(key_id, now, service, origin.region)
            uow.put(KEY_USES, known)
        self._noted[key_id] = known.at

    def _principal(self, uow: UnitOfWork, access_key_id: str, session_token: str) -> Caller | None:
        if session_token:
            claims = opened(self._secrets, access_key_id, session_token)
            return None if claims is None else self._of_session(uow, claims)
        key = uow.get(ACCESS_KEYS, access_key_id)
        if key is None:
            return None
        user = named(uow, USERS, self._account, key.user)
        if user is None or not key.active:
            raise AwsError(*INVALID_TOKEN)
        return user_caller(user)

    def _of_session(self, uow: UnitOfWork, claims: Claims) -> Caller:
        session = claims.session
        if claims.kind is PrincipalKind.ROOT:
            return replace(root_caller(self._account), session=session)
        if claims.kind is PrincipalKind.USER:
            user = named(uow, USERS, self._account, claims.name)
            if user is not None and user.user_id == claims.unique_id:
                return replace(user_caller(user), session=session)
        role = named(uow, ROLES, self._account, claims.name)
        if role is not None and role.role_id == claims.unique_id:
            return replace(session_caller(role, session.name), session=session)
        raise AwsError(*INVALID_TOKEN)


def check_reach(caller: Caller, service: str, operation: str) -> None:
    """Refuse what a session that GetSessionToken made does not reach (STS API Reference, "GetSessionToken").

    Raises:
        AwsError: InvalidClientTokenId for IAM, AccessDenied for STS; AWS documents the rule, not the words.
    """
    if caller.session is None or not caller.session.restricted:
        return
    if service == "iam":
        raise AwsError(*INVALID_TOKEN)
    if service == "sts" and operation not in ("AssumeRole", "GetCallerIdentity"):
        raise AwsError("AccessDenied", f"Cannot call {operation} with session credentials")


def _coming_from(origin: Origin, caller: Caller) -> Caller:
    return replace(
        caller,
        access_key_id=origin.access_key_id,
        source_ip=origin.source_ip,
        user_agent=origin.user_agent,
    )


def _over(expires: datetime | None, now: datetime) -> bool:
    return expires is not None and now >= expires


def _remember(known: dict[K, V], key: K, value: V) -> None:
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = value
