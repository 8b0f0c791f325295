"""What is wrong with a policy document, in AWS's words and in ours.

AWS answers many malformed policies with one general sentence, and KMS often with none at all; a person who is
editing a policy is better served by the place and the reason. Which error code goes with it is the caller's
business: IAM says `MalformedPolicyDocument`, KMS `MalformedPolicyDocumentException`.
"""

from enum import Enum

from kmstui.emulator.iam.document import Grammar

_OVERLY_PERMISSIVE = (
    "OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key"
    " matches requests without the specified [encryption context or tag] or with an unspecified [encryption"
    " context or tag]. To fix, remove ForAllValues."
)


class Problem(Enum):
    """A way in which a policy can be malformed: IAM's sentence and KMS's, empty where AWS says nothing."""

    SYNTAX = ("Syntax errors in policy.", "")
    OLD_VERSION = ("Policy document must be version 2012-10-17 or greater.", "")
    PRINCIPAL_FORBIDDEN = ("Policy document should not specify a principal.", "")
    NO_PRINCIPAL = ("Missing required field Principal", "Policy contains a statement with no principal.")
    INVALID_PRINCIPAL = (
        "Invalid principal in policy: {subject}",
        "Policy contains a statement with one or more invalid principals.",
    )
    NO_ACTION = ("Policy statement must contain actions.", "")
    NO_VENDOR = ("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", "")
    TWO_COLONS = ("Actions/Condition can contain only one colon.", "")
    NOT_STS = ("AssumeRole policy may only specify STS AssumeRole actions.", "")
    NO_RESOURCE = ("Policy statement must contain resources.", "")
    NOT_AN_ARN = ('Resource {subject} must be in ARN format or "*".', "")
    RESOURCE_FORBIDDEN = ("Has prohibited field Resource", "")
    SID_TWICE = ("Statement IDs (SID) in a single policy must be unique.", "")
    SID_FORM = (
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
        " [0-9A-Za-z]*",
        "",
    )
    FOR_ALL_SINGLE_VALUED = ("", _OVERLY_PERMISSIVE)


class PolicyError(ValueError):
    """A policy document is malformed."""

    def __init__(
        self, problem: Problem, grammar: Grammar, where: str, why: str, *, subject: str = ""
    ) -> None:
        super().__init__(where, why)
        self.problem = problem
        self.where = where
        """The element, such as `Statement[1].Effect`, or line and column; empty for the whole."""
        self.why = why
        """The reason, for the person who wrote it."""
        iam, kms = problem.value
        self.aws_message = (kms if grammar is Grammar.RESOURCE else iam).replace("{subject}", subject)
        """AWS's sentence; empty where AWS gives none."""

    @property
    def message(self) -> str:
        """What a caller is answered: AWS's sentence, or ours where AWS would leave the person alone."""
        return self.aws_message or str(self)

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.where else self.why
