"""What the lock files promise: everything by its hash, and nothing of where somebody's registry is."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
ADDRESS = re.compile(r"https?:|--(?:extra-)?index-url|--find-links", re.IGNORECASE)


def test_there_is_a_lock_for_each_purpose() -> None:
    purposes = {"requirements", "requirements-dev", "requirements-clients", "requirements-collection"}
    assert {lock.stem for lock in LOCKS} == purposes


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_is_pinned_with_a_hash(lock: Path) -> None:
    text = lock.read_text()
    assert not ADDRESS.search(text)
    packages = text.replace("\\\n", "").splitlines()
    assert [
        package for package in packages if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", package)
    ] == []


def test_the_javascript_packages_are_pinned_by_integrity_alone() -> None:
    text = (ROOT / "tests" / "clients" / "javascript" / "package-lock.json").read_text()
    assert not ADDRESS.search(text)
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}
    assert [name for name, facts in packages.items() if not facts["integrity"].startswith("sha512-")] == []
