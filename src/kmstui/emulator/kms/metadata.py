"""A key as the API shows it: the `KeyMetadata` structure."""

from kmstui.aws.gateway import Result
from kmstui.emulator.kms.key_specs import SYMMETRIC_DEFAULT, listed_algorithms
from kmstui.emulator.kms.model import KeyState, KmsKey


def key_metadata(key: KmsKey) -> Result:
    """`KeyMetadata` of a key; members that do not apply are absent."""
    metadata: Result = {
        "AWSAccountId": key.account,
        "KeyId": key.key_id,
        "Arn": key.arn,
        "CreationDate": key.created,
        "Enabled": key.state is KeyState.ENABLED,
        "Description": key.description,
        "KeyUsage": key.usage,
        "KeyState": key.state.value,
        "Origin": key.origin,
        "KeyManager": key.manager.value,
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        **listed_algorithms(key),
        "MultiRegion": key.multi_region,
    }
    if key.spec == SYMMETRIC_DEFAULT:
        metadata["CurrentKeyMaterialId"] = key.material_id
    if key.deletion_date is not None:
        metadata["DeletionDate"] = key.deletion_date
    return metadata
