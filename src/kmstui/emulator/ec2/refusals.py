"""EC2's errors as data: a code and the words that go with it.

A state table's cell and a rule's broken limit are the same thing to a caller, so both are a `Refusal`.
Texts are AWS's own where the public record has them; `{name}` marks what is filled in.
"""

from dataclasses import dataclass

from kmstui.aws.errors import AwsError


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which EC2 says no."""

    code: str
    message: str
    """A `str.format` template."""

    def error(self, **facts: object) -> AwsError:
        """The error, with its template filled in."""
        return AwsError(self.code, self.message.format(**facts))


INVALID_PARAMETER_VALUE = "InvalidParameterValue"
INVALID_PARAMETER_COMBINATION = "InvalidParameterCombination"
MISSING_PARAMETER = "MissingParameter"

DRY_RUN = Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
INTERNAL_ERROR = Refusal("InternalError", "An internal error has occurred")
TOKEN_MISMATCH = Refusal(
    "IdempotentParameterMismatch",
    "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
)
INSTANCE_TERMINATED = Refusal(
    "IdempotentInstanceTerminated",
    "The client token '{token}' was used to launch an instance that has since been terminated.",
)
KEY_REVOKED = Refusal(
    "CustomerKeyHasBeenRevoked",
    "Volume {volume} cannot be attached. The encrypted volume was unable to access the KMS key.",
)
"""Whatever KMS's own reason was: EC2 tells its caller no more (CloudTrail and EventBridge do)."""
