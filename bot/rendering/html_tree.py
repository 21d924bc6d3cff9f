"""A tolerant parser for HTML of chats and feeds."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

_DEEPEST = 40
_WITHOUT_TEXT = frozenset({"br", "hr", "img", "input", "wbr"})
_LISTS = frozenset({"ul", "ol"})
# Elements that the start of a tag ends implicitly, and the elements that stop the search for them.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _LISTS),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "p": (frozenset({"p"}), frozenset({"li", "td", "th", "blockquote", "div", "details"})),
}


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A tag with its attributes and content."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def elements(self) -> "list[Element]":
        return [child for child in self.children if isinstance(child, Element)]

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


Child: TypeAlias = Element | str


def parse_html(html: str) -> Element:
    """Return an element without a tag, in which everything stands."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]
        self._too_deep: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_before(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        if tag not in _WITHOUT_TEXT and len(self._open) > _DEEPEST:
            self._too_deep[tag] += 1
            return
        self._open[-1].children.append(element)
        if tag not in _WITHOUT_TEXT:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._too_deep[tag]:
            self._too_deep[tag] -= 1
            return
        place = next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), None)
        if place is not None:
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _end_before(self, tag: str) -> None:
        ended, within = _ENDS.get(tag, (frozenset(), frozenset()))
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in within:
                return
            if self._open[place].tag in ended:
                del self._open[place:]
                return
