"""Titles, descriptions and links of feeds, limited in length, as Markdown."""

from urllib.parse import quote, urlsplit

from bot import rendering
from bot.jobs.feeds.html_cleaning import clean_html, is_html, resolve_link, strip_tags
from bot.rendering.from_html import convert_html
from handlers.core.messages import escape
from handlers.core.sanitising import to_one_line

MAX_CHARACTERS = 1_200
_MAX_TITLE_LENGTH = 200
_MAX_ADDRESS_LENGTH = 2_000


def clean_title(text: str) -> str:
    """Return a title in one line, without tags and entities."""
    line = to_one_line(strip_tags(text))
    return line if len(line) <= _MAX_TITLE_LENGTH else f"{line[: _MAX_TITLE_LENGTH - 1]}…"


def shorten(markdown: str) -> str:
    """Return as many whole paragraphs as fit, or else the beginning of the first one without formatting."""
    kept: list[str] = []
    for paragraph in filter(str.strip, markdown.split("\n\n")):
        if sum(map(len, kept)) + len(paragraph) > MAX_CHARACTERS:
            return "\n\n".join(kept) or _cut(paragraph)
        kept.append(paragraph.strip("\n"))
    return "\n\n".join(kept)


def render_excerpt(text: str, base: str, *, may_be_html: bool = False) -> str:
    """Return the beginning of a description, HTML or plain text, as Markdown."""
    return shorten(render_description(text, base, may_be_html=may_be_html))


def render_description(text: str, base: str = "", *, may_be_html: bool = False) -> str:
    """Return a whole description, HTML or plain text, as Markdown."""
    if may_be_html or is_html(text):
        return convert_html(clean_html(text, base)).replace("\xa0", " ")
    return escape(text.strip())


def clean_link(link: str, base: str = "") -> str:
    """Return a link resolved against `base` and quoted for Markdown; empty if it leads to no web page."""
    try:
        parts = urlsplit(resolve_link(link, base))
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and bool(parts.netloc) and len(link) <= _MAX_ADDRESS_LENGTH
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@*[]") if is_page else ""


def _cut(paragraph: str) -> str:
    words = rendering.render_plain(paragraph)[:MAX_CHARACTERS].rpartition(" ")[0]
    return escape(words) + "…"
