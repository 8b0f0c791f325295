"""What lies in the data directory: files for their owner alone, and no key in any of them."""

import base64
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.story.home import Home, Opened

from kmstui.emulator.crypto.root_key import Binding, RootKey
from kmstui.emulator.crypto.secret import SecretBuffer

CANARY = b"what the instance wrote, which nobody else may read "
ROOT_KEY_BYTES = 32


def _forms(secret: bytes) -> Iterator[bytes]:
    """The ways in which secret bytes might be written down."""
    halves = (secret[: len(secret) // 2], secret[len(secret) // 2 :])
    for part in (secret, *halves, secret[::-1]):
        yield part
        yield part.hex().encode()
        yield part.hex().upper().encode()
        for shift in range(3):
            # Base64 of the same bytes looks different at each position in a longer run.
            inside = part[shift:][: (len(part) - shift) // 3 * 3]
            yield base64.b64encode(inside)
            yield base64.urlsafe_b64encode(inside)


def _files(directory: Path) -> list[Path]:
    found = [path for path in directory.rglob("*") if path.is_file()]
    assert len(found) > 3
    return found


def _holding(directory: Path, secret: bytes) -> list[str]:
    """The files that hold a secret in any form."""
    forms = set(_forms(secret))
    return [file.name for file in _files(directory) if _holds(file.read_bytes(), forms)]


def _holds(content: bytes, forms: set[bytes]) -> bool:
    return any(form in content for form in forms)


@pytest.fixture
def opened_keys(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """Every backing key that is opened while the test runs."""
    seen: set[bytes] = set()
    unwrapped = RootKey.unwrapped

    @contextmanager
    def watched(self: RootKey, wrapped: bytes, binding: Binding) -> Iterator[SecretBuffer]:
        with unwrapped(self, wrapped, binding) as secret:
            seen.add(bytes(secret.raw))
            yield secret

    monkeypatch.setattr(RootKey, "unwrapped", watched)
    return seen


def _live_a_little(aws: Opened) -> tuple[str, list[bytes]]:
    """Make and use keys and volumes; gives the volume and every secret that was answered."""
    key = aws.create_key()
    volume_id = aws.attached_volume(key)
    aws.write(volume_id, 0, CANARY.ljust(4096, b"."))
    secrets = [aws.data_key(volume_id)]
    answer = aws("kms", "GenerateDataKey", KeyId=key.key_id, KeySpec="AES_256")
    secrets.append(answer["Plaintext"])
    aws("kms", "RotateKeyOnDemand", identity="bob", KeyId=key.key_id)
    blob = aws("kms", "Encrypt", KeyId=key.key_id, Plaintext=CANARY)["CiphertextBlob"]
    aws("kms", "Decrypt", CiphertextBlob=blob)
    secrets.append(aws("kms", "GenerateRandom", identity="alice", NumberOfBytes=32)["Plaintext"])
    return volume_id, secrets


def test_no_secret_lies_in_the_data_directory(home: Home, opened_keys: set[bytes]) -> None:
    data = home.config.data_directory
    with home.opened() as aws:
        volume_id, secrets = _live_a_little(aws)
        wrapped = aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["CiphertextBlob"]
        (root_key,) = home.config.key_directory.iterdir()
        secrets += [*opened_keys, root_key.read_bytes()[-ROOT_KEY_BYTES:], CANARY]
        assert len(opened_keys) == 2
        while_open = {secret: _holding(data, secret) for secret in secrets}
        assert [file for files in while_open.values() for file in files] == []
        assert _holding(data, wrapped) != [], "the scan would not have found anything"
    with home.opened():
        pass
    assert [file for secret in secrets for file in _holding(data, secret)] == []


def test_the_root_key_lies_apart_from_the_data(home: Home) -> None:
    with home.opened() as aws:
        aws("sts", "GetCallerIdentity")
    (root_key,) = home.config.key_directory.iterdir()
    assert home.config.data_directory not in root_key.parents
    assert stat.S_IMODE(root_key.stat().st_mode) == 0o600


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_everything_is_its_owners_alone_whatever_the_umask(
    home: Home, umask: int, request: pytest.FixtureRequest
) -> None:
    before = os.umask(umask)
    request.addfinalizer(lambda: os.umask(before))
    with home.opened() as aws:
        _live_a_little(aws)
        _check_modes(home)
    _check_modes(home)


def _check_modes(home: Home) -> None:
    for directory in (home.config.data_directory, home.config.key_directory):
        paths = [directory, *directory.rglob("*")]
        modes = {path: (path.is_dir(), stat.S_IMODE(path.lstat().st_mode)) for path in paths}
        wrong = {
            str(path): oct(mode)
            for path, (is_dir, mode) in modes.items()
            if mode != (0o700 if is_dir else 0o600)
        }
        assert wrong == {}
