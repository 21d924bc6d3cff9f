"""HTML as chat clients understand it."""

from collections.abc import Callable
from html import escape

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.parsing import tree


def html(text: str) -> str:
    """Only p, br, strong, em, a, ul, ol, li, pre and code ever stand in it."""
    return "\n".join(_html(block) for block in tree(text).children)


def _html(node: SyntaxTreeNode) -> str:
    return _RENDER.get(node.type, _inside)(node)


def _inside(node: SyntaxTreeNode) -> str:
    return "".join(_html(child) for child in node.children) if node.children else escape(node.content)


def _within(tag: str) -> Callable[[SyntaxTreeNode], str]:
    return lambda node: f"<{tag}>{_inside(node)}</{tag}>"


def _paragraph(node: SyntaxTreeNode) -> str:
    """The paragraphs of a tight list stand without tags."""
    return _inside(node) if node.hidden else f"<p>{_inside(node)}</p>"


def _numbered_list(node: SyntaxTreeNode) -> str:
    start = node.attrs.get("start", 1)
    return f'<ol start="{start}">{_inside(node)}</ol>' if start != 1 else f"<ol>{_inside(node)}</ol>"


def _link(node: SyntaxTreeNode) -> str:
    return f'<a href="{escape(str(node.attrs["href"]))}">{_inside(node)}</a>'


def _code(node: SyntaxTreeNode) -> str:
    return f"<code>{escape(node.content)}</code>"


_RENDER: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "paragraph": _paragraph,
    "heading": lambda node: f"<p><strong>{_inside(node)}</strong></p>",
    "strong": _within("strong"),
    "em": _within("em"),
    "bullet_list": _within("ul"),
    "ordered_list": _numbered_list,
    "list_item": _within("li"),
    "link": _link,
    "code_inline": _code,
    "fence": lambda node: f"<pre>{_code(node)}</pre>",
    "softbreak": lambda _: "<br>",
    "hardbreak": lambda _: "<br>",
}
