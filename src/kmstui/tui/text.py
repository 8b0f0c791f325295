"""The one way data reaches a widget as text.

Textual parses a plain `str` as markup almost everywhere: `[/]` in a tag would end the program and
`[@click=…]` would become a live link. `T()` gives a `Content`, which is never parsed, of text that `safe()`
has been through. What a colour means is the palette's business.
"""

from textual.content import Content

from kmstui.console.text import safe

Part = str | tuple[str, str]
"""Text, or text and a Textual style such as `bold $k-link`. Only the text may come from an account."""


def T(*parts: Part) -> Content:  # noqa: N802 - a noun: the type of what every widget is given
    """One line of text from several parts, each harmless whatever it holds.

    >>> T("Key ", ("alias/[red]x[/]", "bold")).plain
    'Key alias/[red]x[/]'
    """
    return Content.assemble(*(_harmless(part) for part in parts))


def _harmless(part: Part) -> Content:
    text, style = (part, "") if isinstance(part, str) else part
    return Content.styled(safe(text), style) if style else Content(safe(text))
