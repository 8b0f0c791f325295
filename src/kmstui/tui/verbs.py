"""What can be done on every page: find, go, look, be somebody else. The application binds their keys."""

from dataclasses import replace

from kmstui.tui.dialogs.help import Help
from kmstui.tui.dialogs.histories import Calls, Notifications
from kmstui.tui.dialogs.palette import Palette, page_entries
from kmstui.tui.everywhere import Everywhere
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.messages import Wear
from kmstui.tui.moving import Back, Earlier, GoHome, GoSomewhere, LastPage, Later, ToggleNavigation
from kmstui.tui.offers import command_entries, widget_entries
from kmstui.tui.screen import Page
from kmstui.tui.switchers import pick_account_item, pick_identity, pick_region, pick_service, pick_theme


class Jump(Everywhere):
    """Go to a page, a resource or a command by typing a few letters of its name."""

    id = "jump"
    title = "Jump"
    key = "colon,ctrl+p"

    def run(self, page: Page) -> None:
        """Open the palette."""
        entries = [*command_entries(page, page.verbs()), *page_entries(), *command_entries(page, EVERYWHERE)]
        page.app.push_screen(Palette(page.session, entries), page.take)


class Filter(Everywhere):
    """Show only what matches: text, `column:value`, `tag:name=value`, and `!` in front for the opposite."""

    id = "filter"
    title = "Filter"
    key = "slash"

    def run(self, page: Page) -> None:
        """Put the cursor into the page's filter."""
        page.focus_filter()


class ShowHelp(Everywhere):
    """See every key that does something here, and find one by typing."""

    id = "help"
    title = "Help"
    key = "question_mark,f1"

    def run(self, page: Page) -> None:
        """Open the help."""
        groups = {
            page.entry.title: command_entries(page, page.verbs()),
            "Focused part": widget_entries(page),
            "Everywhere": command_entries(page, EVERYWHERE),
        }
        page.app.push_screen(Help(page.session, page.HELP, groups), page.take)


class Refresh(Everywhere):
    """Ask the account again for everything this page shows."""

    id = "refresh"
    title = "Refresh"
    key = "r"

    def run(self, page: Page) -> None:
        """Load the page again."""
        page.reload()


class SwitchIdentity(Everywhere):
    """Act as another user or role of this account."""

    id = "identity"
    title = "Switch identity"
    key = "P"

    def run(self, page: Page) -> None:
        """Open the menu."""
        pick_identity(page)


class SwitchRegion(Everywhere):
    """Go to another Region; keys and volumes belong to one."""

    id = "region"
    title = "Switch Region"
    key = "R"

    def run(self, page: Page) -> None:
        """Open the menu."""
        pick_region(page)


class SwitchTheme(Everywhere):
    """Change between dark and light."""

    id = "theme"
    title = "Dark or light"
    key = "T"

    def run(self, page: Page) -> None:
        """Turn it over."""
        look = page.session.look
        page.post_message(Wear(replace(look, dark=not look.dark, high_contrast=False)))


class ChooseTheme(Everywhere):
    """Choose between dark, light and high contrast."""

    id = "themes"
    title = "Choose theme"

    def run(self, page: Page) -> None:
        """Open the menu."""
        pick_theme(page)


class ShowCalls(Everywhere):
    """See every call this console has made, with its parameters."""

    id = "calls"
    title = "API calls"
    key = "at"

    def run(self, page: Page) -> None:
        """Open the log."""
        page.app.push_screen(Calls(page.session))


class ShowNotifications(Everywhere):
    """See every message again, the newest first."""

    id = "notifications"
    title = "Notifications"
    key = "ctrl+g"

    def run(self, page: Page) -> None:
        """Open the history."""

        def act(flash: Flash | None) -> None:
            if flash is not None and flash.message is not None:
                page.post_message(flash.message)

        page.app.push_screen(Notifications(page.session), act)


class ShowServices(Everywhere):
    """Choose a page from a menu."""

    id = "services"
    title = "Services"

    def run(self, page: Page) -> None:
        """Open the menu."""
        pick_service(page)


class ShowAccount(Everywhere):
    """What can be done with the account and the console."""

    id = "account"
    title = "Account menu"

    def run(self, page: Page) -> None:
        """Open the menu."""
        pick_account_item(page)


class ToggleReadOnly(Everywhere):
    """Refuse, or allow again, everything that changes the account."""

    id = "read-only"
    title = "Read-only mode"

    def run(self, page: Page) -> None:
        """Turn it over, unless the console was started read-only."""
        session = page.session
        if session.locked:
            page.flash(Flash(Kind.INFO, "This console was started read-only and stays read-only."))
            return
        session.read_only = not session.read_only
        page.flash(
            Flash(Kind.INFO, "Read-only mode is on." if session.read_only else "Read-only mode is off.")
        )


class CopyAccount(Everywhere):
    """Copy the account's id to the terminal's clipboard."""

    id = "copy-account"
    title = "Copy account ID"

    def run(self, page: Page) -> None:
        """Copy it."""
        page.copy(page.session.endpoint.account_id, "Account ID")


class HowToQuit(Everywhere):
    """Copy the selected text; where there is none, say which key leaves kmstui."""

    id = "copy"
    title = "Copy selection"
    key = "ctrl+c"

    def run(self, page: Page) -> None:
        """Say it; copying is done before this is reached."""
        page.flash(Flash(Kind.INFO, f"To leave kmstui press {Quit.shown_key()}."))


class Quit(Everywhere):
    """Leave kmstui. Everything in the account is kept."""

    id = "quit"
    title = "Quit"
    key = "ctrl+q"
    over_dialogs = True

    def run(self, page: Page) -> None:
        """Leave."""
        page.app.exit()


EVERYWHERE: tuple[type[Everywhere], ...] = (
    Jump,
    Filter,
    ShowHelp,
    Back,
    GoSomewhere,
    Refresh,
    LastPage,
    Earlier,
    Later,
    ToggleNavigation,
    SwitchIdentity,
    SwitchRegion,
    SwitchTheme,
    ChooseTheme,
    ShowNotifications,
    ShowCalls,
    ShowServices,
    ShowAccount,
    ToggleReadOnly,
    CopyAccount,
    GoHome,
    HowToQuit,
    Quit,
)
"""All of them, in the order in which help lists them."""
