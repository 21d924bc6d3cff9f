"""Styled text for the terminal, in a module of its own as only the terminal needs this library."""

from rich.style import Style
from rich.text import Text

from bot.rendering.prose import Look, render_runs


def render_terminal(text: str) -> Text:
    """Return the plain text with its styles; nothing in it is read as markup of the library."""
    return Text.assemble(*((run, _style(look)) for run, look in render_runs(text)))


def _style(look: Look) -> Style:
    return Style(
        bold=look.bold,
        italic=look.italic,
        strike=look.struck or None,
        color="cyan" if look.code else None,
        link=look.link,
    )
