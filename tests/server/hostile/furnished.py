"""An account with something of everything in it, and what belongs together there: what requests are made of.

Much is refused that is put together by chance: a signature fits one key, one message and one algorithm, and
a role that anything hangs on is not deleted. So what is known, besides the words for single members, is which
members of an operation succeed together. No value has a length that depends on what cryptography draws for
itself, so that one seed makes the same requests but for the bytes of keys and of what keys make.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.contract.account import ACCOUNT, ALICE_ARN, IMAGE, REGION, ROOT_ARN, TRUST, Account, key_arn
from tests.contract.whole import furnish
from tests.server.hostile.served import Trusted

from kmstui.backends.local import LocalEndpoint
from kmstui.config import ACCOUNT_ID, REGIONS

POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'
KEY_POLICY = POLICY.replace('"Action"', f'"Principal":{{"AWS":"{ROOT_ARN}"}},"Action"')
ROOT_TRUST = TRUST.replace('"Service":"ec2.amazonaws.com"', f'"AWS":"{ROOT_ARN}"')
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN_POLICY = f"arn:aws:iam::{ACCOUNT}:policy/KeyAdministration"
VERSIONED = f"arn:aws:iam::{ACCOUNT}:policy/versioned"
MESSAGE = b"invoice 10442"
KINDS = {
    "agreeing": ("ECC_NIST_P256", "KEY_AGREEMENT"),
    "curve": ("ECC_NIST_P256", "SIGN_VERIFY"),
    "edwards": ("ECC_NIST_EDWARDS25519", "SIGN_VERIFY"),
    "lattice": ("ML_DSA_44", "SIGN_VERIFY"),
    "enclosing": ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE"),
    "mac": ("HMAC_256", "GENERATE_VERIFY_MAC"),
    "rsa": ("RSA_2048", "ENCRYPT_DECRYPT"),
}
"""The keys of other kinds than the usual: key spec and usage."""

Members = Mapping[str, Any]
Together = Mapping[str, Sequence[Members]]


@dataclass(frozen=True)
class Known:
    """What somebody may know of an account."""

    words: Mapping[str, Sequence[str]]
    """Texts, by the members they belong in."""
    blobs: Sequence[bytes]
    """Ciphertexts, signatures, public keys and the like."""
    together: Together
    """By operation: members with which it succeeds, as long as nobody has changed what they name."""
    access_keys: Sequence[str]
    """Who signs; of those that nobody has, the administrator is taken to."""


def furnished(trusted: Trusted) -> Known:
    """Put things into an account, and tell of them."""
    aws = Account(LocalEndpoint(lambda: trusted.emulator, ACCOUNT_ID, "emulator", REGIONS, "alice"))
    furnish(aws)
    key_id: str = aws("kms", "ListKeys")["Keys"][0]["KeyId"]
    keys = {name: aws.key(KeySpec=spec, KeyUsage=usage) for name, (spec, usage) in KINDS.items()}
    access_key = trusted.emulator.issue("carol").access_key_id
    cryptography = {**_ciphertexts(aws, key_id, keys["rsa"]), **_proofs(aws, keys), **_secrets(aws, keys)}
    together: Together = {
        **cryptography,
        **_key_care(aws, key_id),
        **_storage(aws),
        **_inline_policies(aws),
        **_managed_policies(aws),
        **_leavers(aws),
        **_roles(aws),
        "UpdateAccessKey": [{"UserName": "carol", "AccessKeyId": access_key, "Status": "Inactive"}],
    }
    sound = [members for choices in cryptography.values() for members in choices]
    blobs = {value: None for members in sound for value in members.values() if isinstance(value, bytes)}
    words = _words(aws, key_id, list(keys.values()), access_key)
    issued = [trusted.emulator.issue(name).access_key_id for name in ("alice", "bob")]
    return Known(words, [*blobs, bytes(512)], together, [*issued, "AKIAUNKNOWN", "test"])


def _words(aws: Account, key_id: str, others: Sequence[str], access_key: str) -> dict[str, Sequence[str]]:
    volumes = [volume["VolumeId"] for volume in aws("ec2", "DescribeVolumes")["Volumes"]]
    instances = [aws.instance(name) for name in ("orders-db-1", "web-1")]
    zones = [f"{REGION}a", f"{REGION}b"]
    usual = [key_id, key_arn(key_id), "alias/orders", "alias/aws/ebs"]
    return {
        "KeyId": [*usual, *usual, *usual, *others],
        "AliasName": ["alias/orders", "alias/new", "alias/aws/ebs"],
        "GrantId": [aws("kms", "ListGrants", KeyId=key_id)["Grants"][0]["GrantId"]],
        "Principal": [ALICE_ARN, ROOT_ARN],
        "VolumeId": volumes,
        "InstanceId": instances,
        "Resource": [*volumes, *instances],
        "UserName": ["bob", "carol", "new"],
        "RoleName": ["orders-app", "furnished", "new"],
        "RoleArn": [f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("orders-app", "trusting")],
        "GroupName": ["developers", "new"],
        "ProfileName": ["orders-app", "new"],
        "PolicyName": ["look", "describe-storage", "default", "KeyAdministration"],
        "PolicyArn": [READ_ONLY, OWN_POLICY, VERSIONED],
        "PermissionsBoundary": [READ_ONLY, OWN_POLICY],
        "VersionId": ["v1", "v2", "v3"],
        "PolicySourceArn": [ALICE_ARN, f"arn:aws:iam::{ACCOUNT}:role/orders-app", READ_ONLY],
        "PolicyDocument": [POLICY, TRUST],
        "PolicyInputList": [POLICY, KEY_POLICY],
        "Policy": [KEY_POLICY, POLICY],
        "AvailabilityZone": zones,
        "Device": ["/dev/sdf", "/dev/sdg"],
        "DeviceName": ["/dev/sdf", "/dev/sdg"],
        "ImageId": [IMAGE],
        "InstanceType": ["m5.large"],
        "AccessKeyId": [access_key, "AKIAUNKNOWNUNKNOWN00"],
        "Action": ["kms:Decrypt", "ec2:AttachVolume"],
        "ActionName": ["kms:Decrypt", "ec2:AttachVolume"],
        "RequestId": [_request_id(aws)],
        "SessionName": ["hostile"],
        "Name": ["tag:Name", "status", "volume-id"],
        "ResourceType": ["volume", "instance"],
    }


def _request_id(aws: Account) -> str:
    event = aws("cloudtrail", "LookupEvents", MaxResults=1)["Events"][0]
    request_id: str = json.loads(event["CloudTrailEvent"])["requestID"]
    return request_id


def _ciphertexts(aws: Account, key_id: str, rsa: str) -> Together:
    asked = {"KeyId": rsa, "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}
    sealed = aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
    closed = aws("kms", "Encrypt", Plaintext=b"x", **asked)["CiphertextBlob"]
    source = {"SourceKeyId": rsa, "SourceEncryptionAlgorithm": asked["EncryptionAlgorithm"]}
    return {
        "Encrypt": [{"KeyId": key_id, "Plaintext": b"x"}, {**asked, "Plaintext": b"x"}],
        "Decrypt": [{"CiphertextBlob": sealed}, {**asked, "CiphertextBlob": closed}],
        "ReEncrypt": [
            {"CiphertextBlob": sealed, "DestinationKeyId": key_id},
            {"CiphertextBlob": closed, "DestinationKeyId": key_id, **source},
        ],
    }


def _proofs(aws: Account, keys: Mapping[str, str]) -> Together:
    """What is signed, and what has a message's code; a signature of ECDSA is shorter at times, so none is."""
    signing: list[dict[str, Any]] = [
        {"KeyId": keys[name], "Message": MESSAGE, "SigningAlgorithm": algorithm}
        for name, algorithm in (("edwards", "ED25519_SHA_512"), ("lattice", "ML_DSA_SHAKE_256"))
    ]
    curve = {"KeyId": keys["curve"], "Message": MESSAGE, "SigningAlgorithm": "ECDSA_SHA_256"}
    coding: dict[str, Any] = {"KeyId": keys["mac"], "Message": MESSAGE, "MacAlgorithm": "HMAC_SHA_256"}
    return {
        "Sign": [*signing, curve],
        "Verify": [{**asked, "Signature": aws("kms", "Sign", **asked)["Signature"]} for asked in signing],
        "GenerateMac": [coding],
        "VerifyMac": [{**coding, "Mac": aws("kms", "GenerateMac", **coding)["Mac"]}],
    }


def _secrets(aws: Account, keys: Mapping[str, str]) -> Together:
    public = aws("kms", "GetPublicKey", KeyId=keys["agreeing"])["PublicKey"]
    enclosing = {"KeyId": keys["enclosing"], "EncapsulationAlgorithm": "ML_KEM"}
    enclosed = aws("kms", "Encapsulate", **enclosing)["SharedSecretCiphertextBlob"]
    agreeing = {"KeyId": keys["agreeing"], "KeyAgreementAlgorithm": "ECDH"}
    return {
        "GetPublicKey": [{"KeyId": keys[name]} for name in KINDS if name != "mac"],
        "DeriveSharedSecret": [{**agreeing, "PublicKey": public}],
        "Encapsulate": [enclosing],
        "Decapsulate": [{**enclosing, "SharedSecretCiphertextBlob": enclosed}],
    }


def _key_care(aws: Account, key_id: str) -> Together:
    leaving = aws.key()
    aws("kms", "ScheduleKeyDeletion", KeyId=leaving)
    aws("kms", "CreateAlias", AliasName="alias/kept", TargetKeyId=key_id)
    pair = {"KeyId": key_id, "KeyPairSpec": "ECC_NIST_P256"}
    data_key = {"KeyId": key_id, "KeySpec": "AES_256"}
    return {
        "CancelKeyDeletion": [{"KeyId": leaving}],
        "UpdateAlias": [{"AliasName": "alias/kept", "TargetKeyId": key_id}],
        "PutKeyPolicy": [{"KeyId": key_id, "Policy": KEY_POLICY}],
        "CreateGrant": [{"KeyId": key_id, "GranteePrincipal": ALICE_ARN, "Operations": ["Decrypt"]}],
        "ListRetirableGrants": [{"RetiringPrincipal": ALICE_ARN}],
        "GenerateDataKey": [data_key],
        "GenerateDataKeyWithoutPlaintext": [data_key],
        "GenerateDataKeyPair": [pair],
        "GenerateDataKeyPairWithoutPlaintext": [pair],
    }


def _storage(aws: Account) -> Together:
    loose, busy, instance = aws.volume(), aws.attached_volume(device="/dev/sdi"), aws.instance()
    return {
        "AttachVolume": [{"VolumeId": loose, "InstanceId": instance, "Device": "/dev/sdh"}],
        "CreateTags": [{"Resources": [loose], "Tags": [{"Key": "team", "Value": "orders"}]}],
        "GetSector": [{"VolumeId": busy, "Offset": 0, "Length": 512}],
        "WriteSector": [{"VolumeId": busy, "Offset": 0, "Data": bytes(512)}],
        "StartLoad": [{"VolumeId": busy, "Workload": {}}],
        "DeleteTags": [{"Resources": [loose], "Tags": [{"Key": "team"}]}],
    }


def _inline_policies(aws: Account) -> Together:
    """One policy that stays and one to delete, of a user, a role and a group."""
    together: dict[str, Sequence[Members]] = {}
    for kind, name in (("User", "carol"), ("Role", "furnished"), ("Group", "developers")):
        who = {f"{kind}Name": name}
        for policy in ("look", "leaving"):
            aws("iam", f"Put{kind}Policy", **who, PolicyName=policy, PolicyDocument=POLICY)
        together[f"Get{kind}Policy"] = [{**who, "PolicyName": "look"}]
        together[f"Delete{kind}Policy"] = [{**who, "PolicyName": "leaving"}]
    return together


def _managed_policies(aws: Account) -> Together:
    leaving = f"arn:aws:iam::{ACCOUNT}:policy/leaving"
    for name in ("versioned", "leaving"):
        aws("iam", "CreatePolicy", PolicyName=name, PolicyDocument=POLICY)
    for _ in range(2):
        aws("iam", "CreatePolicyVersion", PolicyArn=VERSIONED, PolicyDocument=POLICY)
    together: dict[str, Sequence[Members]] = {
        "DeletePolicy": [{"PolicyArn": leaving}],
        "CreatePolicyVersion": [{"PolicyArn": VERSIONED, "PolicyDocument": POLICY}],
        "DeletePolicyVersion": [{"PolicyArn": VERSIONED, "VersionId": "v3"}],
        "SetDefaultPolicyVersion": [{"PolicyArn": VERSIONED, "VersionId": "v2"}],
    }
    for kind, name in (("User", "carol"), ("Role", "furnished"), ("Group", "developers")):
        who = {f"{kind}Name": name}
        aws("iam", f"Attach{kind}Policy", **who, PolicyArn=VERSIONED)
        together[f"Detach{kind}Policy"] = [{**who, "PolicyArn": VERSIONED}]
    return together


def _leavers(aws: Account) -> Together:
    """One of each kind that nothing hangs on, so that it can be deleted."""
    trust = {"AssumeRolePolicyDocument": TRUST}
    kinds = {"User": {}, "Role": trust, "Group": {}, "InstanceProfile": {}}
    for kind, more in kinds.items():
        aws("iam", f"Create{kind}", **{f"{kind}Name": "leaving"}, **more)
    return {f"Delete{kind}": [{f"{kind}Name": "leaving"}] for kind in kinds}


def _roles(aws: Account) -> Together:
    aws("iam", "CreateRole", RoleName="trusting", AssumeRolePolicyDocument=ROOT_TRUST)
    aws("iam", "CreateInstanceProfile", InstanceProfileName="emptied")
    aws("iam", "AddRoleToInstanceProfile", InstanceProfileName="emptied", RoleName="trusting")
    aws("iam", "CreateInstanceProfile", InstanceProfileName="filled")
    role = f"arn:aws:iam::{ACCOUNT}:role/trusting"
    simulated = {"ActionNames": ["kms:Decrypt"]}
    return {
        "AssumeRole": [{"RoleArn": role, "RoleSessionName": "hostile"}],
        "AddRoleToInstanceProfile": [{"InstanceProfileName": "filled", "RoleName": "trusting"}],
        "RemoveRoleFromInstanceProfile": [{"InstanceProfileName": "emptied", "RoleName": "trusting"}],
        "PutUserPermissionsBoundary": [{"UserName": "carol", "PermissionsBoundary": READ_ONLY}],
        "PutRolePermissionsBoundary": [{"RoleName": "furnished", "PermissionsBoundary": READ_ONLY}],
        "SimulateCustomPolicy": [{"PolicyInputList": [POLICY], **simulated}],
        "SimulatePrincipalPolicy": [{"PolicySourceArn": ALICE_ARN, **simulated}],
        "GetContextKeysForCustomPolicy": [{"PolicyInputList": [POLICY]}],
        "GetContextKeysForPrincipalPolicy": [{"PolicySourceArn": ALICE_ARN}],
    }
