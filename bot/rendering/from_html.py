"""Conversion of HTML from chats to the Markdown subset; any other markup is dropped.

Links stand with their address in sight, and those to people or rooms lose it; pictures leave nothing. What the subset
has no form for (tables, quotes, things to unfold, raised numbers) is written in signs that say the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.rendering.html_tree import Child, Element, parse_html
from bot.rendering.numbering import TypedNumbers, list_numbers
from bot.rendering.parsing import SCHEMES
from bot.rendering.runs import Run, Typed, lower_characters, raise_characters, render_paragraphs
from handlers.core.messages import escape
from handlers.core.sanitising import to_one_line

_STYLES = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~", "tg-spoiler": "||",
}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "dt"})
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "fieldset", "figcaption",
    "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_CELLS = ("td", "th")
_BETWEEN_CELLS = escape(" | ")
_LEFT_OUT = frozenset({"mx-reply", "script", "style", "head", "title", "template", "noscript", "rp"})
_NOBODY = ("https://matrix.to/", "http://matrix.to/")
_TYPED_MARK = re.compile(r"\d{1,9}[.)]")
_TICKS = re.compile(r"`{3,}")
_LINE_END = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")
_LANGUAGE = re.compile(r"(?:^|\s)language-([\w.+#-]{1,40})", re.ASCII)
_LONGEST = 100_000


def convert_html(html: str, typed: str = "") -> str:
    """Return the text in its form; of HTML that is too long only the beginning.

    `typed` is the source from which a client has made the HTML, if it is known: the numbers of lists, and stars inside
    words, are taken from there.
    """
    writer = _Writer(typed)
    lines = "\n\n".join(writer.blocks(parse_html(html[:_LONGEST]).children)).strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


class _Writer:
    def __init__(self, typed: str) -> None:
        self._typed = Typed(typed)
        self._numbers = TypedNumbers(typed)
        self._quoted = 0

    def blocks(self, children: Sequence[Child]) -> list[str]:
        """Return the Markdown of paragraphs, lists and all else that stands by itself."""
        written: list[str] = []
        inline: list[Child] = []
        for child in children:
            if isinstance(child, Element) and _has_blocks(child):
                written += self._paragraphs(inline)
                inline = []
                written += self._block(child)
            else:
                inline.append(child)
        return written + self._paragraphs(inline)

    def _paragraphs(self, children: Sequence[Child], style: tuple[str, ...] = ()) -> list[str]:
        if all(isinstance(child, str) and not child.strip() for child in children):
            return []
        return render_paragraphs([*_runs(children, style)], self._typed)

    def _block(self, element: Element) -> list[str]:
        if element.tag == "li":
            return [_item("-", self.blocks(element.children))]
        if element.tag in _HEADINGS:
            return self._heading(element)
        write = {"ul": self._list, "ol": self._list, "pre": self._pre, "blockquote": self._quote, "table": self._table}
        return write[element.tag](element) if element.tag in write else self.blocks(element.children)

    def _list(self, element: Element) -> list[str]:
        """Return one block; what stands between the items, such as a nested list, is part of the one before."""
        items: list[tuple[str, list[str]]] = []
        shown = list_numbers(element)
        for child in element.children:
            if isinstance(child, Element) and child.tag == "li":
                mark = "-" if element.tag == "ul" else next(shown)
                typed = self._numbers.take(child) if _TYPED_MARK.fullmatch(mark) else ""
                items.append((typed or mark, self.blocks(child.children)))
            elif isinstance(child, Element) or child.strip():
                own = self.blocks([child])
                items = items or [("", [])]
                items[-1][1].extend(own)
        return ["\n".join(_item(mark, blocks) for mark, blocks in items)] if items else []

    def _pre(self, element: Element) -> list[str]:
        inside = element.text().strip("\n").rstrip()
        if not inside.strip():
            return []
        if self._quoted:
            return [escape(inside)]
        ticks = "`" * max((len(found) + 1 for found in _TICKS.findall(inside)), default=3)
        return [f"{ticks}{_language(element)}\n{inside}\n{ticks}"]

    def _quote(self, element: Element) -> list[str]:
        self._quoted += 1
        lines = "\n\n".join(self.blocks(element.children)).split("\n")
        self._quoted -= 1
        return ["\n".join(f"\\> {line}" if line else line for line in lines)] if any(lines) else []

    def _table(self, element: Element) -> list[str]:
        captions = [block for caption in _within(element, ("caption",)) for block in self._block(caption)]
        cells = [[self._cell(cell) for cell in _within(row, _CELLS)] for row in _within(element, ("tr",))]
        rows = "\n".join(_BETWEEN_CELLS.join(row) for row in cells if row)
        return [*captions, rows] if rows else captions

    def _cell(self, cell: Element) -> str:
        return " ".join(" ".join(self.blocks(cell.children)).split())

    def _heading(self, element: Element) -> list[str]:
        is_plain = not any(map(_has_blocks, element.elements))
        return self._paragraphs(element.children, ("**",)) if is_plain else self.blocks(element.children)


def _has_blocks(element: Element) -> bool:
    return element.tag in _BLOCKS or (element.tag not in _LEFT_OUT and any(map(_has_blocks, element.elements)))


def _within(element: Element, tags: Sequence[str]) -> Iterator[Element]:
    """Yield the elements of these tags in a table, without those of tables within it."""
    for child in element.elements:
        if child.tag in tags:
            yield child
        elif child.tag != "table":
            yield from _within(child, tags)


def _item(mark: str, blocks: Sequence[str]) -> str:
    """Return an item behind its mark; one that Markdown knows no list of is a paragraph."""
    is_list = mark == "-" or bool(_TYPED_MARK.fullmatch(mark))
    indent = " " * (len(mark) + 1) if is_list else "  "
    inside = ""
    for block in blocks:
        # A list that does not begin with 1 is none right behind a paragraph.
        inside += (("\n\n" if block[:1].isdigit() else "\n") if inside else "") + block
    lines = inside.split("\n")
    rest = (f"{indent}{line}" if line else "" for line in lines[1:])
    return "\n".join((f"{mark if is_list else escape(mark)} {lines[0]}", *rest))


def _language(element: Element) -> str:
    codes = [element, *(child for child in element.elements if child.tag == "code")]
    named = (_LANGUAGE.search(code.attributes.get("class", "")) for code in codes)
    return next((found[1] for found in named if found), "")


def _runs(children: Sequence[Child], styles: tuple[str, ...]) -> Iterator[Run]:
    after_break = False
    for child in children:
        if isinstance(child, str):
            # Clients that write a line end behind the tag mean one.
            yield Run(child.removeprefix("\n") if after_break else child, styles)
        else:
            yield from _inline(child, styles)
        after_break = isinstance(child, Element) and child.tag == "br"


def _inline(element: Element, styles: tuple[str, ...]) -> Iterator[Run]:
    tag = element.tag
    inside = [*_runs(element.children, _add_styles(element, styles))] if tag not in _LEFT_OUT else []
    match tag:
        case "br":
            yield Run("\n", styles)
        case "img" if "data-mx-emoticon" in element.attributes:
            yield Run(element.attributes.get("alt", ""), styles)
        case "input" if element.attributes.get("type") == "checkbox":
            yield Run("☑ " if "checked" in element.attributes else "☐ ", styles)
        case "a":
            yield from _link(inside, element.attributes.get("href", ""), styles)
        case "sup":
            yield from raise_characters(inside)
        case "sub":
            yield from lower_characters(inside)
        case "q":
            yield from (Run("„", styles), *inside, Run("“", styles))
        case _ if tag in _CODE:
            yield Run(element.text(), styles, code=True)
        case _:
            reason = element.attributes.get("data-mx-spoiler")
            yield from (Run(f"{reason}: ", styles), *inside) if reason else inside


def _add_styles(element: Element, styles: tuple[str, ...]) -> tuple[str, ...]:
    is_hidden = "data-mx-spoiler" in element.attributes or element.attributes.get("class") == "tg-spoiler"
    style = "||" if is_hidden else _STYLES.get(element.tag)
    return styles if style is None or style in styles else (*styles, style)


def _link(label: Sequence[Run], href: str, styles: tuple[str, ...]) -> Iterator[Run]:
    """Yield the label in one line, and the address as it is where it leads."""
    yield from (replace(run, text=_LINE_END.sub(" ", run.text)) for run in label)
    address = href.strip()
    if not address.lower().startswith(SCHEMES) or address.startswith(_NOBODY):
        return
    shown = to_one_line(address.removeprefix("mailto:").removeprefix("tel:"))
    if "".join(run.text for run in label).strip() != shown:
        yield Run(f" ({shown})", styles)
