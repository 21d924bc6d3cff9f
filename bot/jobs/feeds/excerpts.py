"""Words from feeds: cut to size, as Markdown."""

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
    """Return it in one line, as words without tags and entities."""
    line = to_one_line(strip_tags(text))
    return line if len(line) <= _MAX_TITLE_LENGTH else f"{line[: _MAX_TITLE_LENGTH - 1]}…"


def shorten(markdown: str) -> str:
    """Whole paragraphs as far as there is room; of a first one that is too long its beginning, without form."""
    kept: list[str] = []
    for paragraph in filter(str.strip, markdown.split("\n\n")):
        if sum(map(len, kept)) + len(paragraph) > MAX_CHARACTERS:
            return "\n\n".join(kept) or _cut(paragraph)
        kept.append(paragraph.strip("\n"))
    return "\n\n".join(kept)


def render_excerpt(text: str, base: str, *, may_be_html: bool = False) -> str:
    """Return the beginning of a description as Markdown, read as HTML if it is."""
    return shorten(render_description(text, base, may_be_html=may_be_html))


def render_description(text: str, base: str = "", *, may_be_html: bool = False) -> str:
    """Return the whole of a description as Markdown, read as HTML if it is."""
    if may_be_html or is_html(text):
        return convert_html(clean_html(text, base)).replace("\xa0", " ")
    return escape(text.strip())


def clean_link(link: str, base: str = "") -> str:
    """Return the link to a page on the web, so that it can stand in Markdown, resolved against `base`; else nothing."""
    try:
        parts = urlsplit(resolve_link(link, base))
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and bool(parts.netloc) and len(link) <= _MAX_ADDRESS_LENGTH
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@*[]") if is_page else ""


def _cut(paragraph: str) -> str:
    words = rendering.render_plain(paragraph)[:MAX_CHARACTERS].rpartition(" ")[0]
    return escape(words) + "…"
