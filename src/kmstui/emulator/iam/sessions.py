"""Sessions: temporary credentials that carry all that is known of them in their token.

The account keeps no record of a session. Its token says whose session it is, until when it lasts and what
limits it; the principal itself is looked up with every request, so that a session ends with it.
"""

import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kmstui.aws.credentials import Credential
from kmstui.aws.entropy import Entropy
from kmstui.aws.gateway import Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets, InvalidTokenError
from kmstui.emulator.iam.ids import SESSION_KEY, access_key_id
from kmstui.emulator.iam.model import Role, User
from kmstui.emulator.registry import PrincipalKind, Session

LOCAL_SESSION = timedelta(hours=12)
"""How long a session lasts that the machine's owner asks for; GetSessionToken's default."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a session token says."""

    kind: PrincipalKind
    """USER, ROLE's session, or ROOT."""
    name: str
    """Of the user or role; empty for root."""
    unique_id: str
    """`AIDA…` or `AROA…`: a later user or role of the same name is another one."""
    session: Session


def claims_for(record: User | Role | None, session: Session) -> Claims:
    """The claims of a session of a user or role; of root without a record."""
    if isinstance(record, User):
        return Claims(PrincipalKind.USER, record.name, record.user_id, session)
    if isinstance(record, Role):
        return Claims(PrincipalKind.ASSUMED_ROLE, record.name, record.role_id, session)
    return Claims(PrincipalKind.ROOT, "", "", session)


def lasting(now: datetime, duration: timedelta) -> Session:
    """A plain session that begins now; AWS tells its end to the second."""
    created = now.astimezone(UTC).replace(microsecond=0)
    return Session(created, created + duration)


def packed(claims: Claims) -> bytes:
    """The claims as a token holds them."""
    facts = claims.session
    fields = [
        claims.kind.value,
        claims.name,
        claims.unique_id,
        int(facts.created.timestamp()),
        int(facts.expires.timestamp()),
        facts.name,
        facts.policy,
        facts.policy_arns,
        facts.tags,
        facts.transitive,
        facts.source_identity,
        facts.restricted,
    ]
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode())


def unpacked(data: bytes) -> Claims:
    """The claims that `packed` wrote; what follows them is padding."""
    fields = json.loads(zlib.decompressobj().decompress(data))
    kind, name, unique_id, created, expires, session_name, policy, arns, tags, transitive, source, short = (
        fields
    )
    session = Session(
        datetime.fromtimestamp(created, UTC),
        datetime.fromtimestamp(expires, UTC),
        session_name,
        policy,
        tuple(arns),
        tuple((key, value) for key, value in tags),
        tuple(transitive),
        source,
        short,
    )
    return Claims(PrincipalKind(kind), name, unique_id, session)


def start(
    secrets: AccessSecrets, entropy: Entropy, account: str, claims: Claims, padding: int = 0
) -> Credential:
    """New temporary credentials; `padding` makes the token longer by at least that many characters."""
    key_id = access_key_id(entropy, SESSION_KEY, account)
    token = secrets.seal(key_id, packed(claims) + bytes(padding), entropy)
    return Credential(key_id, secrets.secret(key_id, token), token, claims.session.expires)


def opened(secrets: AccessSecrets, access_key_id: str, session_token: str) -> Claims | None:
    """What a token says; None when this account did not make it for this access key."""
    try:
        return unpacked(secrets.opened(access_key_id, session_token))
    except InvalidTokenError:
        return None


def continued(session: Session | None, following: Session) -> Session:
    """A role session that is started from another one, with what of that goes on in it.

    Transitive tags stay and cannot be changed, and the source identity stays (IAM User Guide, "Chaining roles
    with session tags").
    """
    if session is None:
        return following
    inherited = tuple((key, value) for key, value in session.tags if key in session.transitive)
    kept = {key.lower() for key, _ in inherited}
    own = tuple((key, value) for key, value in following.tags if key.lower() not in kept)
    return replace(
        following,
        tags=inherited + own,
        transitive=tuple(dict.fromkeys(session.transitive + following.transitive)),
        source_identity=session.source_identity or following.source_identity,
    )


def credentials_view(credential: Credential) -> Result:
    """The `Credentials` structure of STS."""
    return {
        "AccessKeyId": credential.access_key_id,
        "SecretAccessKey": credential.secret_access_key,
        "SessionToken": credential.session_token,
        "Expiration": credential.expires,
    }
