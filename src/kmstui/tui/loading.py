"""Finds the class of a page when it is first visited; pages nobody opens are never imported."""

from importlib import import_module

from kmstui.tui.history import Place
from kmstui.tui.navigation import PAGES
from kmstui.tui.screen import Page
from kmstui.tui.screens.placeholder import Placeholder
from kmstui.tui.session import Session


def page_class(page: str) -> type[Page]:
    """The class of a page of the table.

    Raises:
        TypeError: when the table names something that is no page, or one that calls itself otherwise.
    """
    module, _, name = PAGES[page].factory.partition(":")
    try:
        found = getattr(import_module(module), name)
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith("kmstui.tui.screens"):
            raise
        return type("Placeholder", (Placeholder,), {"PAGE": page})
    if not (isinstance(found, type) and issubclass(found, Page) and page == found.PAGE):
        raise TypeError(f"{PAGES[page].factory} is not the page {page!r}")
    return found


def open_page(session: Session, place: Place) -> Page:
    """A new page for a place."""
    return page_class(place.page)(session, **place.arguments)
