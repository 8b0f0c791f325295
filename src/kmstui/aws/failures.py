"""Codes for what goes wrong on the way to AWS, where no service has answered that it is so.

They stand where AWS's codes stand, so that a gateway raises one kind of error only; whoever shows them can
tell what would help. Sentences are the gateway's business.
"""

CREDENTIALS_MISSING = "CredentialsMissing"
"""There are none for this profile, or only half of them."""
CREDENTIALS_EXPIRED = "CredentialsExpired"
"""They were good once: one has to sign in again."""
PROFILE_UNKNOWN = "ProfileNotFound"
"""The AWS configuration has no profile of this name."""
CONFIGURATION_WRONG = "ConfigurationWrong"
"""The AWS configuration says something that cannot be meant."""
REGION_WRONG = "RegionWrong"
"""There is no Region, or none of this name."""
UNREACHABLE = "EndpointUnreachable"
"""Nobody answers at the endpoint."""
TIMED_OUT = "RequestTimedOut"
"""The endpoint took the request and did not answer in time; whether it was carried out is not known."""
CUT_OFF = "ConnectionClosed"
"""The connection ended before the answer did; whether the request was carried out is not known."""
UNREADABLE = "AnswerUnreadable"
"""What came back is no answer of this service's."""
UNSENDABLE = "SerializationException"
"""The parameters cannot be put on the wire."""
FAILED = "CallFailed"
"""Something else; the sentence says what."""
NOT_IMPLEMENTED = "NotImplemented"
"""The endpoint does not have this operation."""
UNAVAILABLE = "UnsupportedOperationException"
"""AWS has no such API: only kmstui's own accounts answer the private service."""

LOCAL = frozenset(
    {
        CREDENTIALS_MISSING,
        CREDENTIALS_EXPIRED,
        PROFILE_UNKNOWN,
        CONFIGURATION_WRONG,
        REGION_WRONG,
        UNREACHABLE,
        TIMED_OUT,
        CUT_OFF,
        UNREADABLE,
        FAILED,
        "InternalFailure",
    }
)
"""Codes that say nothing to somebody who called from a shell: the sentence alone does."""
EXPIRED = frozenset(
    {CREDENTIALS_EXPIRED, CREDENTIALS_MISSING, "ExpiredToken", "ExpiredTokenException", "RequestExpired"}
)
"""Everything that new credentials put right: ours, STS's and EC2's words, KMS's word."""
MISSING = frozenset({NOT_IMPLEMENTED, UNAVAILABLE})
"""Everything that will be refused whoever asks, and however often."""
DENIED = frozenset({"AccessDeniedException", "AccessDenied", "UnauthorizedOperation"})
"""The codes with which AWS says that a policy decided: KMS's and CloudTrail's, IAM's, EC2's."""
THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "EC2ThrottledException",
        "SlowDown",
        "BandwidthLimitExceeded",
    }
)
"""What AWS's services say to somebody who asks too much (botocore's standard retry mode; KMS's
`LimitExceededException` is not among them: there it means a quota of resources)."""
