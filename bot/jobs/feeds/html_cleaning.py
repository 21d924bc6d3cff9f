"""HTML of sites, cleaned for `convert_html`: elements closed, links absolute, hidden ones removed."""

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

# The tags that implicitly close an open element, within the innermost of these scopes.
_CLOSED_BY = {
    "td": ("td", "th", "tr", "tbody", "thead", "tfoot"),
    "th": ("td", "th", "tr", "tbody", "thead", "tfoot"),
    "tr": ("tr", "tbody", "thead", "tfoot"),
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "p": ("p", "div", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"),
}
_SCOPES = ("table", "ul", "ol", "dl", "blockquote")
_VOID_ELEMENTS = frozenset({"br", "hr", "img", "input", "wbr", "col", "area", "source", "link", "meta", "embed"})
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript", "iframe", "svg", "object"})
_REPLACEMENTS = {"dl": "table", "caption": "p", "figcaption": "p", "section": "div", "article": "div", "figure": "div"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark"
    r"|ol|p|pre|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]\w{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
# Where such tags divide lines or enclose a text, line breaks of the source mean nothing.
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_BLOCKS = frozenset(
    {"p", "div", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MAX_LENGTH = 100_000
_MAX_DEPTH = 40


def is_html(text: str) -> bool:
    """Return whether a text contains tags or entities, whatever its declared type."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def strip_tags(text: str) -> str:
    """Return a text in one line, without tags and entities, even if it was escaped twice."""
    for _ in range(2):
        if not is_html(text[:_MAX_LENGTH]):
            break
        text = unescape(_TAG.sub(_replace_tag, text[:_MAX_LENGTH]))
    return " ".join(text.split())


def clean_html(html: str, base: str) -> str:
    """Return HTML with all elements closed, definition lists as tables, and links resolved against `base`.

    Line breaks without meaning are removed.
    """
    cleaner = _HtmlCleaner(base, has_breaks=bool(_BREAK.search(html)))
    cleaner.feed(html[:_MAX_LENGTH])
    cleaner.close()
    return cleaner.result()


def resolve_link(link: str, base: str) -> str:
    """Return a link resolved against `base`, or unchanged if it is malformed."""
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return link


def _replace_tag(tag: re.Match[str]) -> str:
    """Return a space for a tag that separates lines or cells, else an empty string."""
    name = re.sub(r"\W", " ", tag[0]).split()[0].lower()
    return " " if name in ("br", "p", "div", "td", "th", "tr", "li", "hr", "h1", "h2", "h3") else ""


class _HtmlCleaner(HTMLParser):
    def __init__(self, base: str, *, has_breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self._has_breaks = has_breaks
        self._parts: list[str] = []
        self._opened: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_hidden = tag in _SKIPPED or "hidden" in values or _HIDDEN.search(values.get("style") or "")
        if self._hidden or is_hidden:
            if tag not in _VOID_ELEMENTS and tag in (self._hidden or [tag]):
                self._hidden.append(tag)
            return
        self._close_before(tag)
        if tag in ("td", "th", "tr") and not self._is_within("table"):
            self._open("table", "<table>")
        if tag in ("dt", "td", "th") and not self._is_within("tr"):
            self._open("tr", "<tr>")
        if tag in _VOID_ELEMENTS:
            self._parts.append("<p></p>" if tag == "hr" else f"<{tag}>" if tag == "br" else "")
        elif len(self._opened) < _MAX_DEPTH:
            href = resolve_link(values.get("href") or "", self._base)
            self._open(tag, f'<{_output_name(tag)} href="{escape(href)}">' if href else f"<{_output_name(tag)}>")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                self._hidden.pop()
        elif tag in self._opened:
            while self._opened:
                if self._close() == tag:
                    return

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if "pre" not in self._opened and (self._has_breaks or not _BLOCKS.isdisjoint(self._opened)):
            data = _SPACES.sub(" ", data)
            data = data.lstrip(" ") if self._parts[-1:] == ["<br>"] else data
        self._parts.append(escape(data, quote=False))

    def result(self) -> str:
        while self._opened:
            self._close()
        return "".join(self._parts)

    def _close_before(self, tag: str) -> None:
        """Close the elements that this tag closes implicitly, within the same table or list."""
        while True:
            scope = next((at for at in reversed(range(len(self._opened))) if self._opened[at] in _SCOPES), -1)
            ended = [at for at in range(scope + 1, len(self._opened)) if tag in _CLOSED_BY.get(self._opened[at], ())]
            if not ended:
                break
            while len(self._opened) > ended[0]:
                self._close()
        if tag == "dt" and self._opened[-1:] == ["tr"]:
            self._close()

    def _is_within(self, tag: str) -> bool:
        for opened in reversed(self._opened):
            if opened in (tag, *_SCOPES):
                return opened == tag
        return False

    def _open(self, tag: str, text: str) -> None:
        self._opened.append(tag)
        self._parts.append(text)

    def _close(self) -> str:
        tag = self._opened.pop()
        self._parts.append(f"</{_output_name(tag)}>")
        return tag


def _output_name(tag: str) -> str:
    return "td" if tag in ("dt", "dd") else _REPLACEMENTS.get(tag, tag)
