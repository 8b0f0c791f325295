"""The menus that drop down from the top bar."""

from dataclasses import replace

from textual.geometry import Offset

from kmstui.console.identity import find_identity, identity_choices, region_choices
from kmstui.tui.dialogs.entries import Entry
from kmstui.tui.dialogs.menu import Menu
from kmstui.tui.messages import Become, Go, Run, Wear
from kmstui.tui.navigation import in_navigation
from kmstui.tui.screen import Page
from kmstui.tui.theme import Look
from kmstui.tui.widgets.top_bar import TopBar

_THEMES = (
    ("Dark", "light on dark", {"dark": True, "high_contrast": False}),
    ("Light", "dark on light", {"dark": False, "high_contrast": False}),
    ("High contrast", "7:1, blue and orange", {"dark": True, "high_contrast": True}),
)


def pick_identity(page: Page) -> None:
    """Choose whom to act as."""
    session = page.session
    choices = identity_choices(session.endpoint, session.identity.name)
    entries = [
        Entry(
            choice.name,
            Become(find_identity(session.endpoint.identities(), choice.name), session.region),
            note=choice.note,
            key=_mark(choice.chosen),
        )
        for choice in choices
    ]
    _drop(page, "identity", "Act as", entries)


def pick_region(page: Page) -> None:
    """Choose a Region."""
    session = page.session
    entries = [
        Entry(choice.name, Become(session.identity, choice.name), note=choice.note, key=_mark(choice.chosen))
        for choice in region_choices(session.endpoint, session.region)
    ]
    _drop(page, "region", "Region", entries)


def pick_theme(page: Page) -> None:
    """Choose colours."""
    look = page.session.look
    entries = [
        Entry(name, Wear(_wearing(look, **changes)), note=note, key=_mark(_wearing(look, **changes) == look))
        for name, note, changes in _THEMES
    ]
    _drop(page, "account", "Theme", entries)


def pick_service(page: Page) -> None:
    """Choose a page."""
    entries = [
        Entry(entry.title, Go(entry.id), note=entry.section, key=f"g{entry.go}") for entry in in_navigation()
    ]
    _drop(page, "services", "Services", entries)


def pick_account_item(page: Page) -> None:
    """Choose what to do with the account and the console."""
    entries = [
        Entry("Copy account ID", Run("copy-account"), note=page.session.endpoint.account_id),
        Entry("Notifications", Run("notifications"), key="^g"),
        Entry("API calls", Run("calls"), key="@"),
        Entry("Theme", Run("themes"), key="T"),
        Entry("Quit", Run("quit"), key="^q"),
    ]
    _drop(page, "account", "Account", entries)


def _wearing(look: Look, *, dark: bool, high_contrast: bool) -> Look:
    return replace(look, dark=dark, high_contrast=high_contrast)


def _mark(chosen: bool) -> str:
    return "✓" if chosen else ""


def _drop(page: Page, item: str, title: str, entries: list[Entry]) -> None:
    """Open a menu under an item of the top bar, and post what is chosen to the page."""
    under = page.query_one(TopBar).menu_x(item)
    chosen = next((index for index, entry in enumerate(entries) if entry.key == "✓"), 0)
    page.app.push_screen(Menu(title, entries, Offset(max(0, under - 2), 1), chosen=chosen), page.take)
