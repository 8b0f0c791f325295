"""Which page is in front. Pages one has been to stay alive, so that going back finds filter, cursor and
scroll as they were.
"""

from functools import partial

from textual.app import App
from textual.screen import ModalScreen

from kmstui.aws.gateway import Realm
from kmstui.tui.history import History, Place
from kmstui.tui.loading import open_page
from kmstui.tui.messages import Become, Finish, Go, Move, Step
from kmstui.tui.navigation import HOME
from kmstui.tui.opening import Opening
from kmstui.tui.screen import Page
from kmstui.tui.session import Session


class Router:
    """The pages of one running application."""

    def __init__(self, app: App[None], session: Session) -> None:
        self._app = app
        self._session = session
        self._history = History()
        self._pages: dict[int, Page] = {}
        self._places: dict[int, Place] = {}

    async def begin(self, place: Place) -> None:
        """Paint the frame at once, and the page the application begins with as soon as that is done."""
        opening = Opening(self._session)
        await self._app.push_screen(opening)
        self._app.call_after_refresh(opening.arrive, partial(self._first, place))

    def _first(self, place: Place) -> None:
        number, _ = self._history.visit()
        self._app.switch_screen(self._open(number, place))

    async def go(self, place: Place, *, replace: bool = False) -> None:
        """Show a new page, or load the one in front again where it is that very page.

        With `replace` the one in front is forgotten.
        """
        if place == self._places[self._history.current] and not replace:
            self._pages[self._history.current].reload()
            return
        number, forgotten = self._history.visit(replace=replace)
        self._open(number, place)
        await self._show(forgotten)

    async def follow(self, event: Go | Move | Finish | Become) -> None:
        """Do what a page asked for."""
        match event:
            case Go():
                await self.go(event.place, replace=event.replace)
            case Move():
                await self.move(event.step)
            case Finish():
                await self.leave()
            case Become():
                await self.become(event)

    async def move(self, step: Step) -> None:
        """Show a page one has been to; back from the first page is the page that leads to it."""
        moves = {
            Step.BACK: self._history.back,
            Step.FORWARD: self._history.forward,
            Step.LAST: self._history.last,
        }
        entry = self._pages[self._history.current].entry
        if moves[step]():
            await self._show(())
        elif step is Step.BACK and entry.id != HOME:
            await self.leave()

    async def become(self, event: Become) -> None:
        """Be somebody else, or in another Region; another profile may lead to another account."""
        session = self._session
        another = event.identity.name != session.identity.name
        session.act_as(event.identity, event.region)
        if another and session.endpoint.realm is not Realm.EMULATOR:
            await self._begin_again()
        elif isinstance(self._app.screen, Page):
            self._app.screen.reload()

    async def _begin_again(self) -> None:
        """Forget every page, and begin at home: the account may be another one."""
        forgotten, self._pages, self._places = self._pages, {}, {}
        self._history = History()
        await self._app.switch_screen(opening := Opening(self._session))
        for page in forgotten.values():
            self._app.uninstall_screen(page)
            await page.remove()
        self._app.call_after_refresh(opening.arrive, partial(self._first, Place(HOME)))

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
        self._places[number] = place
        self._app.install_screen(page, f"visit-{number}")
        return page

    async def _show(self, forgotten: tuple[int, ...]) -> None:
        while isinstance(self._app.screen, ModalScreen):
            await self._app.pop_screen()
        await self._app.switch_screen(self._pages[self._history.current])
        for number in forgotten:
            page = self._pages.pop(number)
            del self._places[number]
            self._app.uninstall_screen(page)
            await page.remove()
