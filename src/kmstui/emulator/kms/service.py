"""KMS, put together: every operation and every timer it contributes to the account."""

from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.kms import (
    aliases,
    data_key_pairs,
    data_keys,
    encrypting,
    grant_listing,
    grants,
    keys,
    lifecycle,
    message_codes,
    policies,
    public_keys,
    rotation,
    shared_secrets,
    signing,
    tags,
)
from kmstui.emulator.kms.alias_listing import list_aliases
from kmstui.emulator.kms.creation import create_key
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.timers import DELETE, ROTATE
from kmstui.emulator.registry import Service

_TOPICS = (
    keys,
    lifecycle,
    aliases,
    tags,
    policies,
    grants,
    grant_listing,
    rotation,
    encrypting,
    data_keys,
    data_key_pairs,
    public_keys,
    signing,
    message_codes,
    shared_secrets,
)


def service(root_key: RootKey) -> Service:
    """The service; `root_key` protects all key material of the account."""
    keyring = Keyring(root_key)
    topics = [handler for topic in _TOPICS for handler in topic.handlers(keyring)]
    return Service(
        name="kms",
        handlers=(create_key(keyring), list_aliases(keyring), *topics),
        settlers={DELETE: lifecycle.delete_key, ROTATE: rotation.rotation_due(keyring)},
    )
