"""HTML as Telegram understands it: inline tags and line ends, no blocks."""

import re
from collections.abc import Iterable
from html import escape, unescape
from itertools import count, repeat

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.parsing import tree
from bot.rendering.tags import Tags, code, link, within

_TAG = re.compile(r"<[^>]*>")
_WEB = ("http:", "https:")


def telegram(text: str) -> str:
    """Only b, i, a, code and pre ever stand in it."""
    return "\n\n".join(map(_TAGS.write, tree(text).children))


def visible(html: str) -> str:
    """What is seen of it."""
    return unescape(_TAG.sub("", html))


def _link(tags: Tags, node: SyntaxTreeNode) -> str:
    """Telegram makes links of addresses and numbers by itself, and none of other schemes."""
    return link(tags, node) if str(node.attrs["href"]).lower().startswith(_WEB) else tags.inside(node)


def _bullets(tags: Tags, node: SyntaxTreeNode) -> str:
    return _items(tags, node, repeat("•"))


def _numbers(tags: Tags, node: SyntaxTreeNode) -> str:
    return _items(tags, node, (f"{number}." for number in count(int(node.attrs.get("start", 1)))))


def _items(tags: Tags, node: SyntaxTreeNode, marks: Iterable[str]) -> str:
    items = ("\n".join(map(tags.write, item.children)) for item in node.children)
    return "\n".join(f"{mark} {item}" for item, mark in zip(items, marks, strict=False))


_TAGS = Tags(
    {
        "heading": within("b"),
        "strong": within("b"),
        "em": within("i"),
        "bullet_list": _bullets,
        "ordered_list": _numbers,
        "link": _link,
        "code_inline": code,
        # Telegram makes a link of it, but not of code.
        "command": lambda _, node: escape(node.content),
        "fence": lambda _, node: f"<pre>{escape(node.content)}</pre>",
        "softbreak": lambda _, __: "\n",
        "hardbreak": lambda _, __: "\n",
    }
)
