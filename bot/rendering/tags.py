"""Tags around text: how a tree becomes HTML, of whichever kind a table says."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from markdown_it.tree import SyntaxTreeNode

_LANGUAGE = re.compile(r"[\w.+#-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tags:
    """`table` says for each type of node how it is written; of all others only what is inside is."""

    table: "Mapping[str, Write]"

    def write(self, node: SyntaxTreeNode) -> str:
        return self.table.get(node.type, Tags.inside)(self, node)

    def inside(self, node: SyntaxTreeNode) -> str:
        return "".join(map(self.write, node.children)) if node.children else escape(node.content)


Write: TypeAlias = Callable[[Tags, SyntaxTreeNode], str]


def within(tag: str) -> Write:
    return lambda tags, node: f"<{tag}>{tags.inside(node)}</{tag}>"


def link(tags: Tags, node: SyntaxTreeNode) -> str:
    return f'<a href="{escape(str(node.attrs["href"]))}">{tags.inside(node)}</a>'


def code(_: Tags, node: SyntaxTreeNode) -> str:
    return f"<code>{escape(node.content)}</code>"


def language(node: SyntaxTreeNode) -> str:
    """Return the language that a block of code names, if it does."""
    found = _LANGUAGE.fullmatch(node.info.strip())
    return found[0] if found else ""
