"""The ciphertext blob."""

import zlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.entropy import SeededEntropy, SystemEntropy
from kmstui.emulator.crypto.ciphertext import Blob, Header, InvalidCiphertextError, seal, unseal
from kmstui.emulator.crypto.context import canonical
from kmstui.emulator.crypto.secret import SecretBuffer

KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
MATERIAL = "0123456789abcdef" * 4
CONTEXT = {"aws:ebs:id": "vol-1"}
HEADER = Header(KEY_ID, MATERIAL, nonce=bytes(range(16)), iv=bytes(range(12)))


def backing_key(fill: int = 7) -> SecretBuffer:
    """A backing key of one repeated byte."""
    secret = SecretBuffer(32)
    secret.raw[:] = bytes([fill]) * 32
    return secret


def opened(blob: bytes, context: dict[str, str], key: SecretBuffer | None = None) -> bytes:
    """What a blob holds."""
    return bytes(unseal(key or backing_key(), Blob.parse(blob), context).raw)


@given(st.binary(max_size=4096), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_what_was_sealed_opens_with_the_same_context(plaintext: bytes, context: dict[str, str]) -> None:
    assert opened(seal(backing_key(), HEADER, plaintext, context), context) == plaintext


def test_the_largest_plaintext_makes_a_blob_that_decrypt_takes() -> None:
    assert len(seal(backing_key(), HEADER, bytes(4096), {})) <= 6144


def test_the_message_key_is_that_of_sp_800_108_in_counter_mode() -> None:
    """Written anew from the standard: K(1) = HMAC(KI, [1] || label || 00 || N || [256])."""
    mac = HMAC(bytes(backing_key().raw), SHA256())
    mac.update((1).to_bytes(4, "big") + b"kmstui message key\x00" + HEADER.nonce + (256).to_bytes(4, "big"))
    head = HEADER.encode()
    expected = AESGCM(mac.finalize()).encrypt(HEADER.iv, b"secret", head + canonical(CONTEXT))
    assert seal(backing_key(), HEADER, b"secret", CONTEXT) == head + expected


def test_blobs_of_the_first_format_stay_as_they_are() -> None:
    digest = Hash(SHA256())
    digest.update(seal(backing_key(), HEADER, b"secret", CONTEXT))
    assert digest.finalize().hex() == "5b898d5e47d4ccb89e762227075d39da7ac132979d562fc2c26d4dab56e48fc6"


def test_a_blob_names_its_key_and_material_in_the_clear() -> None:
    blob = seal(backing_key(), HEADER, b"secret", CONTEXT)
    assert Blob.parse(blob).header == HEADER


def changes(blob: bytes) -> Iterator[bytes]:
    """Every single-bit flip, every truncation and some extensions of a blob."""
    for place in range(len(blob)):
        for bit in range(8):
            yield blob[:place] + bytes([blob[place] ^ (1 << bit)]) + blob[place + 1 :]
    for end in range(len(blob)):
        yield blob[:end]
    for extra in (b"\x00", b"\xff", blob[-16:], blob):
        yield blob + extra
        yield extra + blob


def test_no_changed_blob_opens() -> None:
    blob = seal(backing_key(), HEADER, b"secret", CONTEXT)
    tried = 0
    for changed in changes(blob):
        tried += 1
        with pytest.raises(InvalidCiphertextError):
            opened(changed, CONTEXT)
    assert tried == len(blob) * 9 + 8


def test_a_header_of_another_message_does_not_fit() -> None:
    other = Header(KEY_ID, MATERIAL, nonce=bytes(16), iv=HEADER.iv)
    blob = seal(backing_key(), HEADER, b"secret", CONTEXT)
    swapped = other.encode() + blob[len(HEADER.encode()) :]
    with pytest.raises(InvalidCiphertextError):
        opened(swapped, CONTEXT)


def test_a_forged_key_name_is_authenticated_and_not_only_summed() -> None:
    """The check sum can be made to fit; the tag cannot."""
    forged = Header("1234abcd-12ab-34cd-56ef-1234567890ac", MATERIAL, HEADER.nonce, HEADER.iv)
    blob = seal(backing_key(), HEADER, b"secret", CONTEXT)
    changed = forged.encode() + blob[len(HEADER.encode()) :]
    assert Blob.parse(changed).header == forged
    with pytest.raises(InvalidCiphertextError):
        opened(changed, CONTEXT)


@pytest.mark.parametrize(
    "context", [{}, {"aws:ebs:id": "vol-2"}, {"aws:ebs:id": "vol-1", "x": ""}, {"AWS:EBS:ID": "vol-1"}]
)
def test_another_context_does_not_open(context: dict[str, str]) -> None:
    with pytest.raises(InvalidCiphertextError):
        opened(seal(backing_key(), HEADER, b"secret", CONTEXT), context)


def test_another_backing_key_does_not_open() -> None:
    with pytest.raises(InvalidCiphertextError):
        opened(seal(backing_key(), HEADER, b"secret", CONTEXT), CONTEXT, backing_key(8))


def test_a_key_name_that_no_key_can_have_is_no_blob() -> None:
    head = bytearray(Header("x", MATERIAL, HEADER.nonce, HEADER.iv).encode()[:-4])
    head[6] = 0xE9
    with pytest.raises(InvalidCiphertextError):
        Blob.parse(bytes(head) + zlib.crc32(head).to_bytes(4, "big") + bytes(16))


@given(st.binary(max_size=300))
def test_bytes_that_are_no_blob_are_refused_and_nothing_else_happens(noise: bytes) -> None:
    with pytest.raises(InvalidCiphertextError):
        Blob.parse(noise)
    with pytest.raises(InvalidCiphertextError):
        Blob.parse(b"kmst\x01" + noise)


def test_fresh_headers_never_repeat() -> None:
    """C9 asks for a million; the generator is the system's, so a sample shows that it is asked each time."""
    entropy = SystemEntropy()
    drawn = {(h.nonce, h.iv) for h in (Header.fresh(KEY_ID, MATERIAL, entropy) for _ in range(100_000))}
    assert len(drawn) == 100_000
    assert len({nonce for nonce, _ in drawn}) == 100_000


def test_the_same_seed_gives_the_same_header() -> None:
    first, second = (Header.fresh(KEY_ID, MATERIAL, SeededEntropy("s")) for _ in range(2))
    assert first == second
