"""AWS Signature Version 4, from the side that checks it.

Requests are values and time is an argument; what a signature is refused for comes out as AWS would say it.
It keeps no access keys: a lookup is handed in.
"""

from kmstui.wire.sigv4.claims import Signed, claimed
from kmstui.wire.sigv4.refusal import Reason, SignatureRefused, refusal_error
from kmstui.wire.sigv4.verifier import Verifier, demand_service

__all__ = [
    "Reason",
    "SignatureRefused",
    "Signed",
    "Verifier",
    "claimed",
    "demand_service",
    "refusal_error",
]
