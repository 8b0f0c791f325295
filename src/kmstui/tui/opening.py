"""What is painted first: the frame, before the first page has been loaded.

A page's module, its widgets and their styles cost 90 ms that nobody should look at an empty terminal for.
"""

from kmstui.tui.frame import Framed
from kmstui.tui.navigation import HOME


class Opening(Framed):
    """The frame with nothing in it. It asks nothing: the account is opened by the page that follows."""

    PAGE = HOME
