"""A look at an account that somebody has open: all that was promised, and not a byte written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.emulator.store.samples import KEYS, Key

from kmstui.emulator.store.account_store import AccountStore
from kmstui.emulator.store.errors import StoreDamaged
from kmstui.emulator.store.looking import LookingDisk, look


@pytest.fixture
def held(tmp_path: Path) -> Iterator[AccountStore]:
    """An account that is open, with one record in its journal."""
    store = AccountStore.open(tmp_path / "account")
    put(store, "first")
    yield store
    store.close()


def put(store: AccountStore, name: str) -> None:
    """Keep one record."""
    with store.unit_of_work() as unit:
        unit.put(KEYS, Key(name))


def names(store: AccountStore) -> list[str]:
    """What is kept."""
    with store.unit_of_work() as unit:
        return [key.name for key in unit.scan(KEYS)]


def files(directory: Path) -> dict[str, tuple[bytes, int, int]]:
    """Everything about the files of a directory that writing would change."""
    found = {}
    for file in sorted(directory.iterdir()):
        status = file.stat()
        found[file.name] = (file.read_bytes(), status.st_mtime_ns, status.st_mode)
    return found


def test_what_was_kept_is_seen_at_once_and_nothing_is_written(held: AccountStore, tmp_path: Path) -> None:
    before = files(tmp_path / "account")
    seen = look(tmp_path / "account")
    assert names(seen) == ["first"]
    assert seen.store_id == held.store_id
    put(seen, "mine alone")
    assert files(tmp_path / "account") == before
    assert names(held) == ["first"]
    put(held, "second")
    held.compact()
    put(held, "third")
    assert names(look(tmp_path / "account")) == ["first", "second", "third"]


def test_a_look_between_two_checkpoints_is_taken_again(held: AccountStore, tmp_path: Path) -> None:
    class Meanwhile(LookingDisk):
        """Compacts the account when its checkpoint has just been read."""

        looks = 0

        def open(self, path: Path) -> int:
            descriptor = super().open(path)
            if path.name == "account.json":
                self.looks += 1
                if self.looks == 1:
                    put(held, "meanwhile")
                    held.compact()
            return descriptor

    disk = Meanwhile()
    assert names(look(tmp_path / "account", disk=disk)) == ["first", "meanwhile"]
    assert disk.looks == 2


def test_a_record_that_is_being_written_is_not_seen(held: AccountStore, tmp_path: Path) -> None:
    put(held, "second")
    journal = next((tmp_path / "account").glob("journal-*"))
    written = journal.read_bytes().rstrip(b"\0")
    journal.write_bytes(written[:-20] + bytes(20))
    assert names(look(tmp_path / "account")) == ["first"]
    journal.write_bytes(written)


def test_damage_is_told_and_so_is_that_there_is_nothing(held: AccountStore, tmp_path: Path) -> None:
    checkpoint = tmp_path / "account" / "account.json"
    sound = checkpoint.read_bytes()
    checkpoint.write_bytes(sound[:-3])
    with pytest.raises(StoreDamaged):
        look(tmp_path / "account")
    checkpoint.write_bytes(sound)
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
