"""The root key: its file, and what it wraps."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kmstui.aws.entropy import SeededEntropy
from kmstui.emulator.crypto.root_key import Binding, RootKey, RootKeyError
from kmstui.emulator.crypto.secret import SecretBuffer

PLACE = Binding("1234abcd-12ab-34cd-56ef-1234567890ab", "ab" * 32, 0)
ENTROPY = SeededEntropy("tests")


@pytest.fixture
def backing() -> SecretBuffer:
    """A backing key."""
    return SecretBuffer.random(32, ENTROPY)


def test_what_was_wrapped_opens_in_its_place_and_is_wiped_afterwards(backing: SecretBuffer) -> None:
    root = RootKey.ephemeral(ENTROPY)
    wrapped = root.wrap(backing, PLACE, ENTROPY)
    with root.unwrapped(wrapped, PLACE) as secret:
        assert secret.raw == backing.raw
    assert secret.raw == bytes(32)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, key_id="1234abcd-12ab-34cd-56ef-1234567890ac"),
        replace(PLACE, material_id="ac" + "ab" * 31),
        replace(PLACE, number=1),
        replace(PLACE, spec="RSA_2048"),
    ],
    ids=["another key", "another material", "another generation", "another kind"],
)
def test_a_wrapped_key_put_elsewhere_does_not_open(backing: SecretBuffer, elsewhere: Binding) -> None:
    root = RootKey.ephemeral(ENTROPY)
    wrapped = root.wrap(backing, PLACE, ENTROPY)
    with pytest.raises(RootKeyError, match="does not open"), root.unwrapped(wrapped, elsewhere):
        pytest.fail("it opened")


def test_another_root_key_opens_nothing(backing: SecretBuffer) -> None:
    wrapped = RootKey.ephemeral(ENTROPY).wrap(backing, PLACE, ENTROPY)
    other = RootKey.ephemeral(ENTROPY)
    with pytest.raises(RootKeyError), other.unwrapped(wrapped, PLACE):
        pytest.fail("it opened")


def test_no_wrapped_key_opens_after_any_change_to_it(backing: SecretBuffer) -> None:
    root = RootKey.ephemeral(ENTROPY)
    wrapped = root.wrap(backing, PLACE, ENTROPY)
    flipped = [
        bytes(b ^ (1 << bit) if at == place else b for at, b in enumerate(wrapped))
        for place in range(len(wrapped))
        for bit in range(8)
    ]
    cut = [wrapped[:end] for end in range(len(wrapped))]
    for changed in [*flipped, *cut, wrapped + b"\x00"]:
        with pytest.raises(RootKeyError), root.unwrapped(changed, PLACE):
            pytest.fail("it opened")


def test_the_file_is_the_owners_alone_and_gives_the_same_key_back(
    tmp_path: Path, backing: SecretBuffer
) -> None:
    path = tmp_path / "config" / "root.key"
    old_mask = os.umask(0)
    try:
        made = RootKey.create(path, ENTROPY)
    finally:
        os.umask(old_mask)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    wrapped = made.wrap(backing, PLACE, ENTROPY)
    with RootKey.from_file(path).unwrapped(wrapped, PLACE) as secret:
        assert secret.raw == backing.raw


def test_a_root_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path, ENTROPY)
    before = path.read_bytes()
    with pytest.raises(RootKeyError, match="already"):
        RootKey.create(path, ENTROPY)
    assert path.read_bytes() == before


def test_a_key_that_could_not_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(os, "writev", lambda _descriptor, _buffers: 7)
        with pytest.raises(OSError, match="No space left"):
            RootKey.create(tmp_path / "root.key", ENTROPY)
    assert list(tmp_path.iterdir()) == []
    RootKey.create(tmp_path / "root.key", ENTROPY)
    assert [path.name for path in tmp_path.iterdir()] == ["root.key"]


def test_a_missing_file_is_said_with_what_it_means(tmp_path: Path) -> None:
    with pytest.raises(RootKeyError, match=r"No such file.*without it no key opens"):
        RootKey.from_file(tmp_path / "root.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path, ENTROPY)
    path.chmod(mode)
    with pytest.raises(RootKeyError, match=f"chmod 600 {path}"):
        RootKey.from_file(path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    RootKey.create(tmp_path / "real", ENTROPY)
    (tmp_path / "root.key").symlink_to(tmp_path / "real")
    with pytest.raises(RootKeyError, match="cannot be read"):
        RootKey.from_file(tmp_path / "root.key")


def test_a_directory_or_a_pipe_is_no_root_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(RootKeyError, match="not a regular file"):
            RootKey.from_file(path)


def test_the_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RootKey.create(tmp_path / "root.key", ENTROPY)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(RootKeyError, match="another user"):
        RootKey.from_file(tmp_path / "root.key")


@pytest.mark.parametrize("damage", ["cut", "extended", "magic", "empty"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "root.key"
    RootKey.create(path, ENTROPY)
    whole = path.read_bytes()
    path.write_bytes(
        {"cut": whole[:-1], "extended": whole + b"x", "magic": b"X" + whole[1:], "empty": b""}[damage]
    )
    with pytest.raises(RootKeyError, match="damaged"):
        RootKey.from_file(path)


def test_a_closed_root_key_has_forgotten_itself(backing: SecretBuffer) -> None:
    root = RootKey.ephemeral(ENTROPY)
    wrapped = root.wrap(backing, PLACE, ENTROPY)
    root.close()
    with pytest.raises(RootKeyError), root.unwrapped(wrapped, PLACE):
        pytest.fail("it opened")


def test_a_root_key_of_another_size_is_refused() -> None:
    with pytest.raises(RootKeyError, match="16"):
        RootKey(SecretBuffer(16))
