"""Nodes of a syntax tree: marks of list items, and HTML by a table of node types."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from markdown_it.tree import SyntaxTreeNode

_LISTS = ("bullet_list", "ordered_list")


def item_mark(item: SyntaxTreeNode) -> str | None:
    """Return what was typed in front of an item; None for a bullet, which each platform has its own of."""
    if item.markup in (".", ")"):
        return f"{item.info}{item.markup}"
    # Telephone numbers begin with it.
    return "+" if item.markup == "+" else None


def is_counted(node: SyntaxTreeNode) -> bool:
    """Return whether the items of a numbered list bear the numbers that a platform would give them."""
    if node.type != "ordered_list":
        return False
    start = int(node.attrs.get("start", 1))
    return all(item_mark(item) == f"{number}." for number, item in enumerate(node.children, start))


def list_depth(node: SyntaxTreeNode) -> int:
    """Return in how many lists a list stands."""
    above, found = node.parent, 0
    while above is not None:
        found += above.type in _LISTS
        above = above.parent
    return found


_LANGUAGE = re.compile(r"[\w.+#-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tags:
    """A writer of HTML; `table` has a function for each type of node, of others only the content is written."""

    table: "Mapping[str, Write]"

    def write(self, node: SyntaxTreeNode) -> str:
        return self.table.get(node.type, Tags.inside)(self, node)

    def inside(self, node: SyntaxTreeNode) -> str:
        return "".join(map(self.write, node.children)) if node.children else escape(node.content)


Write: TypeAlias = Callable[[Tags, SyntaxTreeNode], str]


def wrap_in(tag: str) -> Write:
    return lambda tags, node: f"<{tag}>{tags.inside(node)}</{tag}>"


def write_link(tags: Tags, node: SyntaxTreeNode) -> str:
    return f'<a href="{escape(str(node.attrs["href"]))}">{tags.inside(node)}</a>'


def write_code(_: Tags, node: SyntaxTreeNode) -> str:
    return f"<code>{escape(node.content)}</code>"


def code_language(node: SyntaxTreeNode) -> str:
    """Return the language that a block of code names, if it does."""
    found = _LANGUAGE.fullmatch(node.info.strip())
    return found[0] if found else ""
