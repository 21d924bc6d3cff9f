"""HTML as Telegram understands it: inline tags and line ends, no blocks."""

import re
from collections.abc import Callable, Sequence
from html import escape, unescape

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.parsing import tree

_TAG = re.compile(r"<[^>]*>")
_WEB = ("http:", "https:")


def telegram(text: str) -> str:
    """Only b, i, a, code and pre ever stand in it."""
    return "\n\n".join(_html(block) for block in tree(text).children)


def visible(html: str) -> str:
    """What is seen of it."""
    return unescape(_TAG.sub("", html))


def _html(node: SyntaxTreeNode) -> str:
    return _RENDER.get(node.type, _inside)(node)


def _inside(node: SyntaxTreeNode) -> str:
    return "".join(_html(child) for child in node.children) if node.children else escape(node.content)


def _within(tag: str) -> Callable[[SyntaxTreeNode], str]:
    return lambda node: f"<{tag}>{_inside(node)}</{tag}>"


def _link(node: SyntaxTreeNode) -> str:
    """Telegram makes links of addresses and numbers by itself, and none of other schemes."""
    target = str(node.attrs["href"])
    inside = _inside(node)
    return f'<a href="{escape(target)}">{inside}</a>' if target.lower().startswith(_WEB) else inside


def _bullets(node: SyntaxTreeNode) -> str:
    return _items(node, ["•"] * len(node.children))


def _numbers(node: SyntaxTreeNode) -> str:
    start = int(node.attrs.get("start", 1))
    return _items(node, [f"{number}." for number in range(start, start + len(node.children))])


def _items(node: SyntaxTreeNode, marks: Sequence[str]) -> str:
    items = ("\n".join(_html(block) for block in item.children) for item in node.children)
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=True))


_RENDER: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "heading": _within("b"),
    "strong": _within("b"),
    "em": _within("i"),
    "bullet_list": _bullets,
    "ordered_list": _numbers,
    "link": _link,
    "code_inline": lambda node: f"<code>{escape(node.content)}</code>",
    "fence": lambda node: f"<pre>{escape(node.content)}</pre>",
    "softbreak": lambda _: "\n",
    "hardbreak": lambda _: "\n",
}
