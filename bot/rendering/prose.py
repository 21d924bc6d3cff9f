"""Text without tags: its parts and how each looks, and plain for places that show nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.nodes import code_language, item_mark
from bot.rendering.parsing import Spelling, parse_tree, spell_with_slash
from handlers.core.messages import Message, label


def append_choices(message: Message) -> str:
    """Return the text as Markdown with each choice on a line of its own, behind its number."""
    # An escaped dot makes these lines a paragraph: as a list they would grow together with one that ends the text.
    lines = [rf"{number}\. {label(choice.label)}" for number, choice in enumerate(message.choices, 1)]
    return "\n\n".join(part for part in (message.text, "\n".join(lines)) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The style of a run of text."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    link: str | None = None


StyledRun = tuple[str, Look]
_BREAK: StyledRun = ("\n", Look())
_GAP: StyledRun = ("\n\n", Look())


def render_plain(text: str, spelled: Spelling = spell_with_slash) -> str:
    """Return links as "label (url)", list items behind a dash or their number, struck and hidden text in its marks."""
    return "".join(run for run, _ in render_runs(text, spelled))


def render_runs(text: str, spelled: Spelling = spell_with_slash) -> Iterator[StyledRun]:
    """Yield the text from beginning to end, each part with its look."""
    return _join([_runs(block, Look()) for block in parse_tree(text, spelled).children], _GAP)


def _join(parts: list[Iterator[StyledRun]], between: StyledRun) -> Iterator[StyledRun]:
    for number, part in enumerate(parts):
        if number:
            yield between
        yield from part


def _runs(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return _RENDER.get(node.type, _inside)(node, look)


def _inside(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    if not node.children:
        return iter([(node.content, look)])
    return chain.from_iterable(_runs(child, look) for child in node.children)


def _bold(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return _inside(node, replace(look, bold=True))


def _italic(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return _inside(node, replace(look, italic=True))


def _struck(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    struck = replace(look, struck=True)
    return chain([("~~", struck)], _inside(node, struck), [("~~", struck)])


def _hidden(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return chain([("||", look)], _inside(node, look), [("||", look)])


def _code(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return iter([(node.content.rstrip("\n"), replace(look, code=True))])


def _fence(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    spoken = code_language(node)
    return chain([(f"{spoken}:\n", look)] if spoken else [], _code(node, look))


def _link(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    url = str(node.attrs["href"])
    address = url.partition(":")[2] if url.lower().startswith("mailto:") else url
    label = list(_inside(node, replace(look, link=url)))
    yield from label
    if (
        not url.lower().startswith("tel:")
        and "".join(run for run, _ in label) not in (url, address)
        and node.markup != "autolink"
    ):
        yield f" ({address})", look


def _list(node: SyntaxTreeNode, look: Look) -> Iterator[StyledRun]:
    return _join([_item(item, look, f"{item_mark(item) or '-'} ") for item in node.children], _BREAK)


def _item(node: SyntaxTreeNode, look: Look, marker: str) -> Iterator[StyledRun]:
    yield marker, Look()
    indent = " " * len(marker)
    for run, set_in in _join([_runs(block, look) for block in node.children], _BREAK):
        yield run.replace("\n", "\n" + indent), set_in


def _line_break(_node: SyntaxTreeNode, _look: Look) -> Iterator[StyledRun]:
    return iter([_BREAK])


_RENDER: dict[str, Callable[[SyntaxTreeNode, Look], Iterator[StyledRun]]] = {
    "heading": _bold,
    "strong": _bold,
    "em": _italic,
    "s": _struck,
    "spoiler": _hidden,
    "link": _link,
    "code_inline": _code,
    "command": _code,
    "fence": _fence,
    "bullet_list": _list,
    "ordered_list": _list,
    "softbreak": _line_break,
    "hardbreak": _line_break,
}
