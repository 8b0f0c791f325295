"""Why EC2 says an instance did not come up.

The codes are those of `StateReason` in the EC2 API reference; the text about the key is what EC2 really
shows, also when it was a permission that lacked.
"""

from kmstui.aws.errors import AwsError
from kmstui.emulator.ec2.model import StateReason
from kmstui.emulator.ec2.refusals import INTERNAL_ERROR

KEY_UNUSABLE = StateReason(
    "Client.InvalidKMSKey.InvalidState",
    "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
)
HOST_FAILED = StateReason("Server.InternalError", "Server.InternalError: Internal error on launch")
USER_SHUTDOWN = StateReason(
    "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"
)


def reason_for(refusal: AwsError) -> StateReason:
    """What an instance is told when one of its volumes could not be had."""
    return HOST_FAILED if refusal.code == INTERNAL_ERROR.code else KEY_UNUSABLE
