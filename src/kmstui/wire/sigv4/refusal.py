"""Why a request's signature does not count, and how AWS says so in each of its protocols.

Knows AWS's error codes for requests that are not (properly) signed; how an error becomes a body is the
codecs' business, and no text here holds a secret: an Authorization header is quoted as its hash, as AWS does.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from kmstui.aws.errors import AwsError


class Reason(Enum):
    """What is wrong with a request's authentication."""

    MISSING = "missing"
    """It says nothing of who sends it."""
    INCOMPLETE = "incomplete"
    """What it says does not have the form of a signature."""
    SCOPE = "scope"
    """The credential's scope is not that of this request: date, Region, service, terminator; or a header is
    not covered."""
    EXPIRED = "expired"
    """It was signed too long ago."""
    EARLY = "early"
    """It was signed in the future."""
    UNKNOWN_KEY = "unknown key"
    """There is no such access key, or its session token is another."""
    EXPIRED_TOKEN = "credential ended"  # noqa: S105 - a reason, no password
    """The temporary credential has ended."""
    MISMATCH = "mismatch"
    """The signature is not the one that the secret makes over this request."""


_DOES_NOT_MATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."
)
_NO_SUCH_KEY = "The security token included in the request is invalid."
_ENDED = "The security token included in the request is expired"

_MESSAGES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MISSING: "Missing Authentication Token",
        Reason.UNKNOWN_KEY: _NO_SUCH_KEY,
        Reason.EXPIRED_TOKEN: _ENDED,
        Reason.MISMATCH: _DOES_NOT_MATCH,
    }
)


class SignatureRefused(Exception):  # noqa: N818 - what happened, not a fault of ours
    """A request that does not prove who sent it."""

    def __init__(self, reason: Reason, message: str = "") -> None:
        self.reason = reason
        self.message = message or _MESSAGES.get(reason, "")
        """AWS's words, as its JSON services have them."""
        super().__init__(reason, self.message)


_JSON: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MISSING: "MissingAuthenticationTokenException",
        Reason.INCOMPLETE: "IncompleteSignatureException",
        Reason.SCOPE: "InvalidSignatureException",
        Reason.EXPIRED: "InvalidSignatureException",
        Reason.EARLY: "InvalidSignatureException",
        Reason.UNKNOWN_KEY: "UnrecognizedClientException",
        Reason.EXPIRED_TOKEN: "ExpiredTokenException",
        Reason.MISMATCH: "InvalidSignatureException",
    }
)
"""KMS, CloudTrail, Config; EBS direct (rest-json) in the same words."""

_QUERY: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MISSING: "MissingAuthenticationToken",
        Reason.INCOMPLETE: "IncompleteSignature",
        Reason.SCOPE: "SignatureDoesNotMatch",
        Reason.EXPIRED: "SignatureDoesNotMatch",
        Reason.EARLY: "SignatureDoesNotMatch",
        Reason.UNKNOWN_KEY: "InvalidClientTokenId",
        Reason.EXPIRED_TOKEN: "ExpiredToken",
        Reason.MISMATCH: "SignatureDoesNotMatch",
    }
)
"""IAM and STS."""

_EC2: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MISSING: "MissingAuthenticationToken",
        Reason.INCOMPLETE: "IncompleteSignature",
        Reason.SCOPE: "AuthFailure",
        Reason.EXPIRED: "RequestExpired",
        Reason.EARLY: "RequestExpired",
        Reason.UNKNOWN_KEY: "AuthFailure",
        Reason.EXPIRED_TOKEN: "RequestExpired",
        Reason.MISMATCH: "AuthFailure",
    }
)

_NOT_VALIDATED = "AWS was not able to validate the provided access credentials"
_EC2_MESSAGES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.MISSING: "Request is missing Authentication Token",  # EC2's own words are unconfirmed
        Reason.EXPIRED: "Request has expired.",
        Reason.EARLY: "Request has expired.",  # unconfirmed; the code is in EC2's table of errors
        Reason.EXPIRED_TOKEN: "Request has expired.",
        Reason.UNKNOWN_KEY: _NOT_VALIDATED,
        Reason.MISMATCH: _NOT_VALIDATED,
    }
)


def refusal_error(refused: SignatureRefused, protocol: str, service: str) -> AwsError:
    """The error AWS answers with.

    `protocol` is the codec's family: `ec2`, `query`, or any of the JSON and CBOR ones. `service` decides only
    where a protocol is shared by services that differ; EC2 is known by either name.
    """
    reason, message = refused.reason, refused.message
    if protocol == "ec2" or service == "ec2":
        return AwsError(_EC2[reason], _EC2_MESSAGES.get(reason, message))
    if protocol == "query":
        words = "Request is missing Authentication Token" if reason is Reason.MISSING else message
        return AwsError(_QUERY[reason], words)
    return AwsError(_JSON[reason], message)
