"""Text with its styles for the terminal; only what shows it there needs the library that does."""

from rich.style import Style
from rich.text import Text

from bot.rendering.prose import Look, render_runs


def render_terminal(text: str) -> Text:
    """Return the text as it is plain, with its styles; nothing in it is read as markup again."""
    return Text.assemble(*((run, _style(look)) for run, look in render_runs(text)))


def _style(look: Look) -> Style:
    return Style(
        bold=look.bold,
        italic=look.italic,
        strike=look.struck or None,
        color="cyan" if look.code else None,
        link=look.link,
    )
