"""HTML of Telegram: inline tags and line ends, no blocks."""

import re
from html import escape, unescape

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.nodes import Tags, code_language, item_mark, list_depth, wrap_in, write_code, write_link
from bot.rendering.parsing import parse_tree

_TAG = re.compile(r"<[^>]*>")
_WEB = ("http:", "https:")
# Never longer than the source, whose length is thus an upper bound.
_INDENT = "  "


def render_telegram(text: str) -> str:
    """Return HTML in which only b, i, s, tg-spoiler, a, code and pre ever stand."""
    return "\n\n".join(map(_TAGS.write, parse_tree(text).children))


def visible_text(html: str) -> str:
    """Return the visible text of HTML."""
    return unescape(_TAG.sub("", html))


def _link(tags: Tags, node: SyntaxTreeNode) -> str:
    """Write links of the web only: Telegram links addresses and numbers by itself, and no other schemes."""
    return write_link(tags, node) if str(node.attrs["href"]).lower().startswith(_WEB) else tags.inside(node)


def _list(tags: Tags, node: SyntaxTreeNode) -> str:
    indent = _INDENT * list_depth(node)
    items = ("\n".join(map(tags.write, item.children)) for item in node.children)
    return "\n".join(
        f"{indent}{item_mark(item) or '•'} {text}" for item, text in zip(node.children, items, strict=True)
    )


def _fence(_: Tags, node: SyntaxTreeNode) -> str:
    spoken = code_language(node)
    inside = f'<code class="language-{spoken}">{escape(node.content)}</code>' if spoken else escape(node.content)
    return f"<pre>{inside}</pre>"


_TAGS = Tags(
    {
        "heading": wrap_in("b"),
        "strong": wrap_in("b"),
        "em": wrap_in("i"),
        "s": wrap_in("s"),
        "spoiler": wrap_in("tg-spoiler"),
        "bullet_list": _list,
        "ordered_list": _list,
        "link": _link,
        "code_inline": write_code,
        # Telegram makes a link of it, but not of code.
        "command": lambda _, node: escape(node.content),
        "fence": _fence,
        "softbreak": lambda _, __: "\n",
        "hardbreak": lambda _, __: "\n",
    }
)
