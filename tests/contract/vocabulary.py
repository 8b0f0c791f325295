"""The error codes that AWS has: what an operation may be refused with.

KMS, IAM, STS and CloudTrail list each operation's errors in their models; what every operation of a service
may answer besides is in the AWS General Reference ("Common errors"), and EC2 has one list for all of its
operations (EC2 API Reference, "Error codes").
"""

from functools import cache

from kmstui.aws.shapes import service_model

_JSON = {
    "AccessDeniedException",
    "InternalFailure",
    "NotAuthorizedException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
}
_QUERY = {
    "AccessDenied",
    "ExpiredToken",
    "InternalFailure",
    "InvalidAction",
    "InvalidClientTokenId",
    "MalformedInput",
    "Throttling",
    "UnrecognizedClientException",
    "ValidationError",
}
_EC2 = {
    "AttachmentLimitExceeded",
    "CustomerKeyHasBeenRevoked",
    "DryRunOperation",
    "EncryptedVolumesNotSupported",
    "IdempotentInstanceTerminated",
    "IdempotentParameterMismatch",
    "IncorrectInstanceState",
    "IncorrectState",
    "InstanceLimitExceeded",
    "InsufficientVolumeCapacity",
    "InternalError",
    "InvalidAMIID.Malformed",
    "InvalidAction",
    "InvalidAttachment.NotFound",
    "InvalidBlockDeviceMapping",
    "InvalidGroup.NotFound",
    "InvalidID",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceID.NotFound",
    "InvalidKeyPair.NotFound",
    "InvalidNextToken",
    "InvalidOutpost.NotFound",
    "InvalidParameterCombination",
    "InvalidParameterDependency",
    "InvalidParameterValue",
    "InvalidSnapshot.NotFound",
    "InvalidSnapshotID.Malformed",
    "InvalidSubnetID.NotFound",
    "InvalidTagKey.Malformed",
    "InvalidVolume.NotFound",
    "InvalidVolume.ZoneMismatch",
    "InvalidVolumeID.Malformed",
    "InvalidZone.NotFound",
    "MissingParameter",
    "OperationNotPermitted",
    "TagLimitExceeded",
    "UnauthorizedOperation",
    "UnknownParameter",
    "UnknownVolumeType",
    "UnsupportedOperation",
    "VolumeInUse",
}
_COMMON = {
    # KMS has these, though not in the list of every operation: what this account does without, and a bad
    # marker (ListKeyPolicies takes one and lists no error for it).
    "kms": _JSON | {"InvalidMarkerException", "UnsupportedOperationException"},
    "cloudtrail": _JSON,
    "iam": _QUERY,
    "sts": _QUERY,
    "ec2": _EC2,
    # Ours speaks of volumes in EC2's words and of keys in KMS's.
    "kmstui": _JSON | _EC2 | {"NotFoundException", "InvalidArnException", "UnsupportedOperationException"},
}
_UNLISTED = {
    # What AWS answers and the models do not list.
    ("iam", "GetAccessKeyLastUsed"): {"NoSuchEntity"},
    ("sts", "AssumeRole"): {"InvalidParameterValue"},
}


@cache
def vocabulary(service: str, operation: str) -> frozenset[str]:
    """Every code that an operation may be refused with."""
    model = service_model(service)
    errors = [model.shapes[name] for name in model.operations[operation].errors]
    listed = {error.error_code or error.name for error in errors}
    return frozenset(listed | _COMMON[service] | _UNLISTED.get((service, operation), set()))
