"""How one gets from page to page on every page."""

from functools import partial

from kmstui.tui.dialogs.go_to import TOP, GoTo
from kmstui.tui.everywhere import Everywhere
from kmstui.tui.messages import Go, Move, Press, Step
from kmstui.tui.navigation import HOME, by_go_key
from kmstui.tui.screen import Page
from kmstui.tui.widgets.side_nav import SideNav


class Back(Everywhere):
    """Dismiss the newest message, or else go back to the page you came from."""

    id = "back"
    title = "Back"
    key = "escape,q"

    def run(self, page: Page) -> None:
        """Dismiss, or go back."""
        if page.session.flashes.dismiss_last():
            page.refresh_frame()
        else:
            page.post_message(Move(Step.BACK))


class GoSomewhere(Everywhere):
    """Press `g` and then the letter of a page."""

    id = "go"
    title = "Go to a page"
    key = "g"

    def run(self, page: Page) -> None:
        """Wait for the letter."""
        page.app.push_screen(GoTo(), partial(_go_by_letter, page))


class GoHome(Everywhere):
    """Go to the home page."""

    id = "home"
    title = "Home"

    def run(self, page: Page) -> None:
        """Show it."""
        page.post_message(Go(HOME))


class LastPage(Everywhere):
    """Go to the page you were on before this one."""

    id = "last"
    title = "Last page"
    key = "minus"

    def run(self, page: Page) -> None:
        """Show it."""
        page.post_message(Move(Step.LAST))


class Earlier(Everywhere):
    """Go one page back in the history."""

    id = "earlier"
    title = "Back in history"
    key = "left_square_bracket"

    def run(self, page: Page) -> None:
        """Show it."""
        page.post_message(Move(Step.BACK))


class Later(Everywhere):
    """Go one page forward in the history."""

    id = "later"
    title = "Forward in history"
    key = "right_square_bracket"

    def run(self, page: Page) -> None:
        """Show it."""
        page.post_message(Move(Step.FORWARD))


class ToggleNavigation(Everywhere):
    """Show or hide the navigation on the left."""

    id = "navigation"
    title = "Navigation"
    key = "b"

    def run(self, page: Page) -> None:
        """Turn it over."""
        page.session.nav_shown = not page.query_one(SideNav).display
        page.refresh_frame()


def _go_by_letter(page: Page, letter: str | None) -> None:
    """Go to the page of a letter after `g`; `gg` is the first row of the focused list."""
    entry = by_go_key(letter or "")
    if entry is not None:
        page.post_message(Go(entry.id))
    elif letter == TOP:
        page.post_message(Press("home"))
