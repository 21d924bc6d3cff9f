"""Words from feeds: cut to size, as Markdown."""

from urllib.parse import quote, urlsplit

from bot import rendering
from bot.jobs.feeds.html_cleaning import is_html, resolve, tidy, words
from bot.rendering.from_html import convert_html
from handlers.core.messages import escape
from handlers.core.sanitising import to_one_line

MOST_CHARACTERS = 1_200
_LONGEST_TITLE = 200
_LONGEST_ADDRESS = 2_000


class NotUnderstood(Exception):
    """The content is neither a feed nor a calendar, or is broken."""


def title(text: str) -> str:
    """Return it in one line, as words without tags and entities."""
    line = to_one_line(words(text))
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def shortened(markdown: str) -> str:
    """Whole paragraphs as far as there is room; of a first one that is too long its beginning, without form."""
    kept: list[str] = []
    for paragraph in filter(str.strip, markdown.split("\n\n")):
        if sum(map(len, kept)) + len(paragraph) > MOST_CHARACTERS:
            return "\n\n".join(kept) or _beginning(paragraph)
        kept.append(paragraph.strip("\n"))
    return "\n\n".join(kept)


def formed(text: str, base: str, *, may_be_html: bool = False) -> str:
    """Return the beginning of a description as Markdown, read as HTML if it is."""
    return shortened(described(text, base, may_be_html=may_be_html))


def described(text: str, base: str = "", *, may_be_html: bool = False) -> str:
    """Return the whole of a description as Markdown, read as HTML if it is."""
    if may_be_html or is_html(text):
        return convert_html(tidy(text, base)).replace("\xa0", " ")
    return escape(text.strip())


def address(link: str, base: str = "") -> str:
    """Return the link to a page on the web, so that it can stand in Markdown, resolved against `base`; else nothing."""
    try:
        parts = urlsplit(resolve(link, base))
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and bool(parts.netloc) and len(link) <= _LONGEST_ADDRESS
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@*[]") if is_page else ""


def _beginning(paragraph: str) -> str:
    words = rendering.render_plain(paragraph)[:MOST_CHARACTERS].rpartition(" ")[0]
    return escape(words) + "…"
