"""Which calls may keep their caller waiting, and so must not be made where every connection is served.

A call that changes something waits for the disk, and several that wait together share one commit. The private
service and attachments wait for the processes that serve volumes. Everything else is answered faster than a
thread could be woken for it.
"""

from kmstui.aws.operations import OPERATIONS

_SLOW_READS = frozenset(
    {
        # An RSA key takes up to seconds to find, a signature with RSA-4096 1.5 ms (performance.md, 5).
        ("kms", "GenerateDataKeyPair"),
        ("kms", "GenerateDataKeyPairWithoutPlaintext"),
        ("kms", "Sign"),
        # Half a mebibyte is read from disk.
        ("ebs", "GetSnapshotBlock"),
    }
)
_SERVED_BY_OTHERS = frozenset({"kmstui"})


def may_wait(service: str, operation: str) -> bool:
    """Whether a call may wait for a disk, another process or a long computation."""
    row = OPERATIONS.get((service, operation))
    if row is None:
        return False  # it is only going to be refused
    return not row.read_only or service in _SERVED_BY_OTHERS or (service, operation) in _SLOW_READS
