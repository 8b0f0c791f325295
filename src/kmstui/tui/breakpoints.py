"""The sizes at which pages change their layout, as classes that Textual puts on every screen.

In CSS: `Page.-narrow ResourcePanel { … }`. The console is designed for 80x24 and 120x40; below
80x24 it only says so.
"""

WIDTHS = [(0, "-tiny"), (80, "-narrow"), (100, "-medium"), (160, "-wide")]
"""The least columns of each class: too small, 80x24, 120x40, and with room for a second column."""
HEIGHTS = [(0, "-flat"), (24, "-short"), (36, "-tall")]
"""The least rows of each class: too small, 80x24, 120x40."""
