"""STS GetSessionToken and GetAccessKeyInfo: a session for oneself, and whose an access key is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.iam.ids import account_of
from kmstui.emulator.iam.repository import ACCESS_KEYS, USERS, named
from kmstui.emulator.iam.sessions import claims_for, credentials_view, lasting, start
from kmstui.emulator.registry import Access, Context, Handler, PrincipalKind, no_subject

_USUAL_SECONDS = 43_200
_ROOT_SECONDS = 3_600
"""How long a session of the root user lasts at most."""


def handlers(secrets: AccessSecrets) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def get(context: Context, params: Params, _subject: None) -> Result:
        return _get_session_token(context, params, secrets)

    return (
        Handler("sts", "GetSessionToken", get, no_subject, _needs_nothing),
        Handler("sts", "GetAccessKeyInfo", _get_access_key_info, no_subject, _needs_for_info),
    )


def check_no_mfa(params: Params) -> None:
    """Refuse a code of an MFA device: nobody in this account has one.

    Raises:
        AwsError: AccessDenied, as AWS answers to a device that is not the caller's.
    """
    if "SerialNumber" in params or "TokenCode" in params:
        message = (
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial"
            " number is valid and associated with this user."
        )
        raise AwsError("AccessDenied", message)


def _needs_nothing(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
    """No permission is needed, and no policy can deny it (IAM User Guide, on GetSessionToken)."""
    return ()


def _get_session_token(context: Context, params: Params, secrets: AccessSecrets) -> Result:
    caller = context.caller
    if caller.session is not None or caller.kind not in (PrincipalKind.USER, PrincipalKind.ROOT):
        raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials")
    check_no_mfa(params)
    seconds = params.get("DurationSeconds", _USUAL_SECONDS)
    if caller.kind is PrincipalKind.ROOT:
        seconds = min(seconds, _ROOT_SECONDS)
    user = None if caller.kind is PrincipalKind.ROOT else _user(context)
    session = replace(lasting(context.now, timedelta(seconds=seconds)), restricted=True)
    padding = params.get("MinimumSessionTokenSize", 0)
    credential = start(secrets, context.entropy, context.account, claims_for(user, session), padding)
    return {"Credentials": credentials_view(credential)}


def _user(context: Context) -> Any:
    user = named(context.uow, USERS, context.account, context.caller.name)
    assert user is not None, "a user that calls exists"
    return user


def _needs_for_info(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
    return (Access("sts:GetAccessKeyInfo"),)


def _get_access_key_info(context: Context, params: Params, _subject: None) -> Result:
    """The state of the key is not told, nor whether it was ever given out."""
    key_id = params["AccessKeyId"]
    key = context.uow.get(ACCESS_KEYS, key_id)
    account = key.account if key else account_of(key_id)
    if not account:
        # AWS documents that such ids are refused, not how.
        raise AwsError("ValidationError", f"Invalid access key id: {key_id}")
    return {"Account": account}
