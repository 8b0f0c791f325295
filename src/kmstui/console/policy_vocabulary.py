"""The words a key policy is made of: elements, operators, forms of principals, actions of KMS.

Sources: IAM User Guide, "IAM JSON policy elements reference"; Service Authorization Reference, "Actions,
resources, and condition keys for AWS Key Management Service". Tables only.
"""

import re

VERSIONS = ("2008-10-17", "2012-10-17")
TOP_ELEMENTS = frozenset({"Version", "Id", "Statement"})
ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
QUANTIFIERS = frozenset({"ForAllValues", "ForAnyValue"})
OPERATORS = frozenset(
    {
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnEquals",
        "ArnNotEquals",
        "ArnLike",
        "ArnNotLike",
        "Null",
    }
)
"""Condition operators, without their prefixes and without `IfExists`."""

_NAME = r"[^\s*?]+"
PRINCIPALS: dict[str, re.Pattern[str]] = {
    "AWS": re.compile(
        r"\*|[0-9]{12}|[A-Z0-9]{16,128}"
        rf"|arn:aws[a-z-]*:iam::[0-9]{{12}}:(root|user/{_NAME}|role/{_NAME})"
        rf"|arn:aws[a-z-]*:sts::[0-9]{{12}}:(assumed-role/{_NAME}/{_NAME}|federated-user/{_NAME})"
    ),
    "Service": re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?"),
    "Federated": re.compile(_NAME),
    "CanonicalUser": re.compile(r"[0-9a-f]{64}"),
}
"""Kinds of principals, and what one looks like."""

_OPERATIONS = """
    CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey Decapsulate
    Decrypt DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial DeriveSharedSecret
    DescribeCustomKeyStores DescribeKey DisableKey DisableKeyRotation DisconnectCustomKeyStore EnableKey
    EnableKeyRotation Encapsulate Encrypt GenerateDataKey GenerateDataKeyPair
    GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom
    GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial
    ListAliases ListGrants ListKeyPolicies ListKeyRotations ListKeys ListResourceTags ListRetirableGrants
    PutKeyPolicy ReEncryptFrom ReEncryptTo ReplicateKey RetireGrant RevokeGrant RotateKeyOnDemand
    ScheduleKeyDeletion Sign SynchronizeMultiRegionKey TagResource UntagResource UpdateAlias
    UpdateCustomKeyStore UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac
"""
KMS_ACTIONS = frozenset(f"kms:{name}" for name in _OPERATIONS.split())
"""Every action of KMS; `ReEncrypt` is two of them, and synchronising replicas is one without an operation."""
