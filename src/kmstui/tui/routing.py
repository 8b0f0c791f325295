"""Which page is in front. Pages one has been to stay alive, so that going back finds filter, cursor and
scroll as they were.
"""

from textual.app import App
from textual.screen import ModalScreen

from kmstui.tui.history import History, Place
from kmstui.tui.loading import open_page
from kmstui.tui.messages import Step
from kmstui.tui.navigation import HOME
from kmstui.tui.screen import Page
from kmstui.tui.session import Session


class Router:
    """The pages of one running application."""

    def __init__(self, app: App[None], session: Session) -> None:
        self._app = app
        self._session = session
        self._history = History()
        self._pages: dict[int, Page] = {}

    def first(self, place: Place) -> Page:
        """The page the application begins with."""
        number, _ = self._history.visit()
        return self._open(number, place)

    async def go(self, place: Place, *, replace: bool = False) -> None:
        """Show a new page; with `replace` instead of the one in front, which is forgotten."""
        number, forgotten = self._history.visit(replace=replace)
        self._open(number, place)
        await self._show(forgotten)

    async def move(self, step: Step) -> bool:
        """Show a page one has been to; whether there was one that way."""
        moves = {
            Step.BACK: self._history.back,
            Step.FORWARD: self._history.forward,
            Step.LAST: self._history.last,
        }
        moved = moves[step]()
        if moved:
            await self._show(())
        return moved

    async def leave(self) -> None:
        """Go back and forget the page in front; where there is no way back, go to the page that leads to
        it."""
        parent = self._pages[self._history.current].entry.parent or HOME
        number, forgotten = self._history.leave()
        if number == -1:
            number, _ = self._history.visit()
            self._open(number, Place(parent))
        await self._show(forgotten)

    def _open(self, number: int, place: Place) -> Page:
        page = open_page(self._session, place)
        self._pages[number] = page
        self._app.install_screen(page, f"visit-{number}")
        return page

    async def _show(self, forgotten: tuple[int, ...]) -> None:
        while isinstance(self._app.screen, ModalScreen):
            await self._app.pop_screen()
        await self._app.switch_screen(self._pages[self._history.current])
        for number in forgotten:
            page = self._pages.pop(number)
            self._app.uninstall_screen(page)
            await page.remove()
