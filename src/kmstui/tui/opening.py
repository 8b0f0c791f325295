"""What is painted first: the frame, before the first page has been loaded.

A page's module, its widgets and their styles cost 90 ms that nobody should look at an empty terminal for. At
an endpoint that does not know yet whose account it is, this is where one waits for it: what a page shows and
proposes depends on that.
"""

from collections.abc import Callable

from kmstui.aws.gateway import Gateway
from kmstui.tui.frame import Framed
from kmstui.tui.navigation import HOME


class Opening(Framed):
    """An empty frame. Where the account is known it asks nothing; the page that follows does."""

    PAGE = HOME

    def arrive(self, then: Callable[[], object]) -> None:
        """Do something as soon as it is known whose account this is, or that it is not to be known."""
        if self.session.endpoint.account_id:
            then()
            return

        def arrived(_answer: object) -> None:
            self.session.arrive()
            then()

        self.ask(_who_am_i, arrived, refused=arrived)


def _who_am_i(gateway: Gateway) -> object:
    return gateway.call("sts", "GetCallerIdentity", {})
