"""From the HTML of chats to the Markdown subset, so that what people wrote keeps its form and nothing else comes along.

Links stand with their address in sight, and those to people or rooms lose it; pictures, spoilers and what is unknown
leave only their text.
"""

from html.parser import HTMLParser

from bot.rendering.parsing import SCHEMES
from handlers.messages import escape

_SET = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_BEFORE = {
    "p": "\n\n",
    "div": "\n\n",
    "ul": "\n\n",
    "ol": "\n\n",
    "li": "\n- ",
    "br": "\n",
    "blockquote": "\n\n",
    "table": "\n\n",
    "tr": "\n",
}
_CELLS = ("td", "th")
_BETWEEN_CELLS = escape(" | ")
_LEFT_OUT = frozenset({"mx-reply", "script", "style", "head", "title"})
_NOBODY = ("https://matrix.to/", "http://matrix.to/")
_WITHOUT_TEXT = ("br", "hr", "img")
_LONGEST = 100_000
_DEEPEST = 20


def markdown(html: str) -> str:
    """The text in its form; of HTML that is too long only the beginning."""
    reader = _Reader()
    reader.feed(html[:_LONGEST])
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._opened: list[tuple[str, int, str]] = []  # the tag, where its text begins, the address of a link

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BEFORE and not self._is_in("pre") and (tag in ("li", "br") or not self._is_in("li", *_CELLS)):
            self._parts.append(_BEFORE[tag])
        if tag in _CELLS and self._follows_a_cell():
            self._parts.append(_BETWEEN_CELLS)
        if tag not in _WITHOUT_TEXT and not self._is_in(tag) and len(self._opened) < _DEEPEST:
            self._opened.append((tag, len(self._parts), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        while tag in (opened for opened, _, _ in self._opened):
            last, start, href = self._opened.pop()
            inside = "".join(self._parts[start:])
            del self._parts[start:]
            self._parts.append(_written(last, inside, href))
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._is_in(*_LEFT_OUT):
            return
        if not data.strip() and self._is_in("table") and not self._is_in(*_CELLS):
            return
        is_code = self._is_in("code", "pre")
        self._parts.append(data.replace("`", "'") if is_code else escape(data))

    def text(self) -> str:
        for tag, _, _ in reversed(self._opened[:]):
            self.handle_endtag(tag)
        lines = "".join(self._parts).strip().split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def _follows_a_cell(self) -> bool:
        row = next((start for tag, start, _ in reversed(self._opened) if tag == "tr"), None)
        return row is not None and len(self._parts) > row

    def _is_in(self, *tags: str) -> bool:
        return any(opened in tags for opened, _, _ in self._opened)


def _written(tag: str, inside: str, href: str) -> str:
    bare = inside.strip()
    if not bare:
        return inside
    match tag:
        case "b" | "strong" | "i" | "em" | "code":
            inside = inside.replace(bare, f"{_SET[tag]}{bare}{_SET[tag]}", 1)
        case "a":
            inside = _link(inside, href)
        case "pre":
            inside = f"\n\n```\n{bare.strip('`')}\n```\n\n"
        case "blockquote":
            inside = "\n".join(f"\\> {line}" if line else line for line in bare.split("\n")) + "\n\n"
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            inside = f"\n\n**{bare}**\n\n"
        case "td" | "th":
            inside = " ".join(bare.split())
        case "p" | "div" | "ul" | "ol" | "table":
            inside = f"{inside}\n\n"
    return inside


def _link(label: str, href: str) -> str:
    """The address in sight, as it is where it leads."""
    address = href.strip()
    if not address.lower().startswith(SCHEMES) or address.startswith(_NOBODY):
        return label
    shown = escape(address.removeprefix("mailto:").removeprefix("tel:"))
    return label if label.strip() == shown else f"{label} ({shown})"
