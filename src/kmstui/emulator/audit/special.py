"""What CloudTrail records of particular operations beyond their members.

Samples in the KMS Developer Guide ("Logging AWS KMS API calls with CloudTrail") show KMS writing defaults
that the caller left out, and, since December 2022, the ARN of the key in answers that are otherwise empty.
"""

from collections.abc import Callable, Mapping, Sequence

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import Operation
from kmstui.emulator.audit.resources import Mention

_ALGORITHM = {"encryptionAlgorithm": "SYMMETRIC_DEFAULT"}
_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "PutKeyPolicy": {"policyName": "default", "bypassPolicyLockoutSafetyCheck": False},
    "GetKeyPolicy": {"policyName": "default"},
    # The samples of Sign and Verify have it; that it stands there also when it was left out is our reading.
    "Sign": {"messageType": "RAW"},
    "Verify": {"messageType": "RAW"},
    "Encrypt": _ALGORITHM,
    "Decrypt": _ALGORITHM,
    "ReEncrypt": {
        "sourceEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "destinationEncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    },
}
"""What KMS records in place of members that a request left out."""

RECORDED_ANSWERS = frozenset({("sts", "AssumeRole"), ("sts", "GetSessionToken")})
"""Operations that change nothing and whose answers are recorded all the same."""


def request_defaults(operation: Operation, params: Params) -> Mapping[str, object]:
    """Elements of a request that are recorded though the caller did not give them."""
    computed = _COMPUTED.get((operation.service, operation.name))
    if computed:
        return computed(params)
    return _DEFAULTS.get(operation.name, {}) if operation.service == "kms" else {}


def response_additions(
    operation: Operation, request_id: str, about: Sequence[Mention], shown: Mapping[str, object]
) -> Mapping[str, object]:
    """Elements of an answer that are recorded though the operation does not return them."""
    if operation.service == "ec2":
        return {"requestId": request_id} if shown else {"requestId": request_id, "_return": True}
    if operation.service == "kms" and "keyMetadata" not in shown:
        keys = [mention.arn for mention in about if mention.type == "AWS::KMS::Key"]
        return {"keyId": keys[0]} if keys else {}
    return {}


def additional_data(operation: Operation, outcome: Result | AwsError) -> Mapping[str, object]:
    """`additionalEventData`: which key material a cryptographic operation used."""
    if operation.service != "kms" or isinstance(outcome, AwsError) or "KeyMaterialId" not in outcome:
        return {}
    return {"additionalEventData": {"keyMaterialId": outcome["KeyMaterialId"]}}


def _create_key(params: Params) -> Mapping[str, object]:
    spec = params.get("KeySpec") or params.get("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT"
    return {
        "description": "",
        "origin": "AWS_KMS",
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": spec,
        "keySpec": spec,
        "keyUsage": "ENCRYPT_DECRYPT",
        "multiRegion": False,
    }


def _run_instances(params: Params) -> Mapping[str, object]:
    launch = {"imageId": "ImageId", "minCount": "MinCount", "maxCount": "MaxCount"}
    item = {name: params[member] for name, member in launch.items() if member in params}
    return {"instancesSet": {"items": [item]}}


_COMPUTED: Mapping[tuple[str, str], Callable[[Params], Mapping[str, object]]] = {
    ("kms", "CreateKey"): _create_key,
    ("ec2", "RunInstances"): _run_instances,
}
"""Operations whose recorded defaults depend on the request."""
