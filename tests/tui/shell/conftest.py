"""Puts the sample pages in the place of the real ones, so that the frame is tested alone."""

from dataclasses import replace

import pytest

from kmstui.tui import navigation

SAMPLES = {
    "home": "Plain",
    "kms.keys": "Listing",
    "kms.aws-keys": "Hasty",
    "kms.key": "OneKey",
    "kms.create-key": "Form",
}


@pytest.fixture(autouse=True)
def sample_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the table of pages name the sample pages."""
    for page, name in SAMPLES.items():
        entry = replace(navigation.PAGES[page], factory=f"tests.tui.shell.sample_pages:{name}")
        monkeypatch.setitem(navigation.PAGES, page, entry)
