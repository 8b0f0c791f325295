"""Key material at work: the one place of KMS that opens it, and only for as long as it is used.

Turns what can go wrong with keeping it into KMS's errors. Knows no state, policy or alias, and of the
algorithms only the one of symmetric encryption keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

from kmstui.aws.entropy import token_hex
from kmstui.aws.errors import AwsError
from kmstui.emulator.crypto.ciphertext import Blob, Header, InvalidCiphertextError, seal, unseal
from kmstui.emulator.crypto.key_pairs import KeyPair
from kmstui.emulator.crypto.macs import KEY_BYTES
from kmstui.emulator.crypto.root_key import Binding, RootKey, RootKeyError
from kmstui.emulator.crypto.secret import SecretBuffer
from kmstui.emulator.kms.model import BackingKey, KmsKey
from kmstui.emulator.kms.repository import find_material
from kmstui.emulator.registry import Context

_BACKING_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keyring:
    """Makes and uses the material of all keys of the account."""

    root_key: RootKey

    def new_material(self, context: Context, key_id: str, number: int = 0, mac: str = "") -> BackingKey:
        """Fresh key material, wrapped, not yet stored: of a symmetric encryption key, or of an HMAC key whose
        spec is `mac`.

        Raises:
            AwsError: KMSInternalException, when there is no randomness.
        """
        with failing_closed():
            material_id = token_hex(context.entropy, 64)
            size = KEY_BYTES[mac] if mac else _BACKING_KEY_BYTES
            with SecretBuffer.random(size, context.entropy) as secret:
                return self._wrapped(context, secret, Binding(key_id, material_id, number, mac))

    def private_material(self, context: Context, key_id: str, pair: KeyPair) -> BackingKey:
        """The private half of a key pair as key material, wrapped, not yet stored.

        Raises:
            AwsError: KMSInternalException, when there is no randomness.
        """
        with failing_closed():
            binding = Binding(key_id, token_hex(context.entropy, 64), 0, pair.spec)
            return self._wrapped(context, pair.private, binding)

    def opened(self, context: Context, key: KmsKey) -> SecretBuffer:
        """The material of an HMAC or asymmetric key; whoever takes it uses it in a `with` block.

        Raises:
            AwsError: KMSInternalException, when it does not open.
        """
        backing = _current(context, key)
        with failing_closed():
            binding = Binding(key.key_id, backing.material_id, backing.number, key.spec)
            return self.root_key.unwrapped(backing.wrapped, binding)

    def encrypt(
        self,
        context: Context,
        key: KmsKey,
        plaintext: bytes | bytearray,
        encryption_context: Mapping[str, str],
    ) -> bytes:
        """Encrypt under the key's current material; the whole ciphertext blob.

        Raises:
            AwsError: KMSInternalException, when there is no randomness or the material does not open.
        """
        backing = _current(context, key)
        with failing_closed():
            header = Header.fresh(key.key_id, key.material_id, context.entropy)
            with self.root_key.unwrapped(backing.wrapped, _binding(backing)) as secret:
                return seal(secret, header, plaintext, encryption_context)

    def decrypt(
        self, context: Context, key: KmsKey, blob: Blob, encryption_context: Mapping[str, str]
    ) -> SecretBuffer:
        """Decrypt with whichever generation of material the blob names; the caller wipes the plaintext.

        Raises:
            AwsError: InvalidCiphertextException, or KMSInternalException when the material does not open.
        """
        backing = find_material(context.uow, key, blob.header.material_id)
        if backing is None:
            raise invalid_ciphertext()
        with failing_closed():
            try:
                with self.root_key.unwrapped(backing.wrapped, _binding(backing)) as secret:
                    return unseal(secret, blob, encryption_context)
            except InvalidCiphertextError as error:
                raise invalid_ciphertext() from error

    def _wrapped(self, context: Context, secret: SecretBuffer, binding: Binding) -> BackingKey:
        wrapped = self.root_key.wrap(secret, binding, context.entropy)
        return BackingKey(
            context.account, context.region, binding.key_id, binding.material_id, binding.number, wrapped
        )


def invalid_ciphertext() -> AwsError:
    """The one answer to every blob that does not open; AWS gives it no message."""
    return AwsError("InvalidCiphertextException")


class FailingClosed:
    """Turns a random generator or a root key that fails within the block into KMS's internal error.

    Raises:
        AwsError: KMSInternalException.
    """

    def __enter__(self) -> None:
        """Nothing has failed yet."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError | RootKeyError):
            raise _internal(str(error)) from error


def failing_closed() -> FailingClosed:
    """A block in which randomness and root keys may fail; see `FailingClosed`."""
    return _FAILING_CLOSED


_FAILING_CLOSED = FailingClosed()


def _current(context: Context, key: KmsKey) -> BackingKey:
    backing = find_material(context.uow, key, key.material_id)
    if backing is None:
        raise _internal(f"{key.arn} has lost its key material {key.material_id}")
    return backing


def _binding(backing: BackingKey) -> Binding:
    return Binding(backing.key_id, backing.material_id, backing.number)


def _internal(reason: str) -> AwsError:
    return AwsError("KMSInternalException", reason)
