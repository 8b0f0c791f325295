"""What botocore raises, as the one error that crosses a gateway.

A service's refusal keeps its own code and words. Everything else gets a code of `aws.failures` and one
sentence; no header, no stack and no credential is in either.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from kmstui.aws import failures
from kmstui.aws.errors import AwsError

SAID = 300
"""Characters of somebody else's message that are shown."""
_NO_SUCH_OPERATION = frozenset(
    {
        "InvalidAction",
        "NotImplemented",
        "NotImplementedException",
        "NotImplementedError",
        "UnknownOperation",
        "UnknownOperationException",
    }
)
"""How services and emulators say that they do not have an operation."""
_OF_A_PROXY = ("HTTP 502", "HTTP 503", "HTTP 504")
FOREIGN: tuple[type[Exception], ...] = (
    boto.BotoCoreError,
    boto.ClientError,
    ResponseParserError,
    OSError,
    TypeError,
    ValueError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
)
"""Everything that a call through botocore raises: its own errors, the system's, and, as parameters are not
checked before they are sent, whatever its serialisers trip over."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried, for the sentence."""

    service: str
    operation: str
    place: str
    """The host that was asked, or `AWS`."""
    profile: str = ""
    """The profile whose credentials were used; empty for the environment's."""
    opening: bool = False
    """Whether the configuration is still being read: then what is wrong is wrong with that."""

    @property
    def what(self) -> str:
        """The call in words."""
        return f"{self.service} {self.operation}"

    @property
    def sign_in(self) -> str:
        """How one gets new credentials."""
        if self.profile:
            return f"Sign in again (`aws sso login --profile {self.profile}`), then reload."
        return (
            "Sign in again (`aws sso login`), then reload; credentials in the environment need a new start."
        )


def aws_error(error: Exception, attempt: Attempt) -> AwsError:
    """The error for whatever botocore raised."""
    if isinstance(error, boto.ClientError):
        return _refusal(error, attempt)
    if isinstance(error, ResponseParserError):
        return _no_answer("an answer that cannot be read", attempt)
    if isinstance(error, _UNSENDABLE):
        return _unsendable(error, attempt)
    for kinds, code, sentence in _TABLE:
        if isinstance(error, kinds):
            return AwsError(code, sentence(error, attempt))
    return _unsendable(error, attempt)


def _unsendable(error: Exception, attempt: Attempt) -> AwsError:
    if attempt.opening:
        said = f"The AWS configuration cannot be used: {_said(error)}"
        return AwsError(failures.CONFIGURATION_WRONG, said)
    return AwsError(failures.UNSENDABLE, f"The parameters of {attempt.what} cannot be sent: {_said(error)}")


def _refusal(error: boto.ClientError, attempt: Attempt) -> AwsError:
    response: Mapping[str, Any] = error.response
    about, found = response.get("ResponseMetadata") or {}, response.get("Error") or {}
    code, message = str(found.get("Code") or ""), str(found.get("Message") or "")
    request_id = str(about.get("RequestId") or "")
    status = about.get("HTTPStatusCode")
    if code in _NO_SUCH_OPERATION or status == 501:
        return AwsError(failures.NOT_IMPLEMENTED, f"{attempt.place} does not implement {attempt.what}.")
    if code.isdecimal() or not code:  # botocore puts the HTTP status where no AWS error was
        return _no_answer(f"HTTP {code or status or '?'} and no AWS error", attempt)
    if code in failures.EXPIRED:
        message = f"{message} {attempt.sign_in}".strip()
    return AwsError(code, message, request_id=request_id)


def _no_answer(found: str, attempt: Attempt) -> AwsError:
    """moto's server answers with a page in HTML where it fails, also where it lacks an operation."""
    said = f"{attempt.place} answered {attempt.what} with {found}"
    if attempt.place == "AWS" or found.startswith(_OF_A_PROXY):
        return AwsError(failures.UNREADABLE, f"{said}.")
    return AwsError(failures.NOT_IMPLEMENTED, f"{said}; it may not implement it.")


def _said(error: Exception) -> str:
    """Somebody else's message in one line."""
    text = " ".join(str(error).split())
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"


def _expired(_error: Exception, attempt: Attempt) -> str:
    whose = f"profile {attempt.profile}" if attempt.profile else "this environment"
    return f"The credentials of {whose} have expired. {attempt.sign_in}"


def _missing(_error: Exception, attempt: Attempt) -> str:
    if attempt.profile:
        return f"There are no credentials for profile {attempt.profile}. Configure it with `aws configure`."
    return (
        "There are no AWS credentials. Configure a profile with `aws configure`, or set AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY."
    )


_UNSENDABLE = (boto.ParamValidationError, boto.MissingParametersError)
_Sentence = Callable[[Exception, Attempt], str]
_TABLE: tuple[tuple[tuple[type[Exception], ...], str, _Sentence], ...] = (
    ((boto.NoCredentialsError, boto.PartialCredentialsError), failures.CREDENTIALS_MISSING, _missing),
    (
        (boto.SSOError, boto.LoginError, boto.TokenRetrievalError, boto.NoAuthTokenError),
        failures.CREDENTIALS_EXPIRED,
        _expired,
    ),
    (
        (boto.RefreshWithMFAUnsupportedError,),
        failures.CREDENTIALS_EXPIRED,
        lambda _, attempt: (
            f"Profile {attempt.profile or 'default'} wants the code of an MFA device, which is not asked for"
            " here. Get a session with the AWS CLI, then reload."
        ),
    ),
    (
        (boto.CredentialRetrievalError, boto.MetadataRetrievalError),
        failures.CREDENTIALS_MISSING,
        lambda error, _: f"No credentials could be got: {_said(error)}",
    ),
    (
        (boto.ProfileNotFound,),
        failures.PROFILE_UNKNOWN,
        lambda _, attempt: f"The AWS configuration has no profile {attempt.profile!r}.",
    ),
    (
        (boto.NoRegionError,),
        failures.REGION_WRONG,
        lambda *_: "No Region is set: give one with --region, or configure it in the profile.",
    ),
    (
        (boto.InvalidRegionError, boto.UnknownRegionError, boto.ServiceNotInRegionError),
        failures.REGION_WRONG,
        lambda error, _: f"There is no such Region: {_said(error)}",
    ),
    (
        (
            boto.ConfigParseError,
            boto.ConfigNotFound,
            boto.InvalidConfigError,
            boto.UnknownCredentialError,
            boto.InvalidRetryConfigurationError,
            boto.InvalidProxiesConfigError,
            boto.InvalidDefaultsMode,
            boto.EndpointVariantError,
            boto.MissingDependencyException,
        ),
        failures.CONFIGURATION_WRONG,
        lambda error, _: f"The AWS configuration cannot be used: {_said(error)}",
    ),
    (
        (boto.UnknownServiceError, boto.UnknownClientMethodError),
        failures.NOT_IMPLEMENTED,
        lambda _, attempt: f"This version of botocore does not know {attempt.what}.",
    ),
    (
        (boto.SSLError,),
        failures.UNREACHABLE,
        lambda error, attempt: f"{attempt.place} did not prove who it is: {_said(error)}",
    ),
    (
        (boto.ReadTimeoutError,),
        failures.TIMED_OUT,
        lambda _, attempt: f"{attempt.place} did not answer {attempt.what} in time; it may have been done.",
    ),
    (
        (boto.ConnectionError,),
        failures.UNREACHABLE,
        lambda _, attempt: f"Nobody answers at {attempt.place} ({attempt.what}).",
    ),
    (
        (boto.ConnectionClosedError, boto.ResponseStreamingError, boto.IncompleteReadError),
        failures.CUT_OFF,
        lambda _, attempt: f"{attempt.place} ended the connection before it had answered {attempt.what}.",
    ),
    (
        (boto.BotoCoreError, OSError),
        failures.FAILED,
        lambda error, attempt: f"{attempt.what} failed: {_said(error)}",
    ),
)
"""Kinds of failure, the narrower ones first: code and sentence."""
