"""HTML as Telegram understands it: inline tags and line ends, no blocks."""

import re
from html import escape, unescape

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.parsing import tree
from bot.rendering.tags import Tags, code, depth, language, link, mark, within

_TAG = re.compile(r"<[^>]*>")
_WEB = ("http:", "https:")
# No more than stands in the source, so that the source says how long the text can become.
_INDENT = "  "


def telegram(text: str) -> str:
    """Return HTML in which only b, i, s, tg-spoiler, a, code and pre ever stand."""
    return "\n\n".join(map(_TAGS.write, tree(text).children))


def visible(html: str) -> str:
    """What is seen of it."""
    return unescape(_TAG.sub("", html))


def _link(tags: Tags, node: SyntaxTreeNode) -> str:
    """Telegram makes links of addresses and numbers by itself, and none of other schemes."""
    return link(tags, node) if str(node.attrs["href"]).lower().startswith(_WEB) else tags.inside(node)


def _list(tags: Tags, node: SyntaxTreeNode) -> str:
    indent = _INDENT * depth(node)
    items = ("\n".join(map(tags.write, item.children)) for item in node.children)
    return "\n".join(f"{indent}{mark(item) or '•'} {text}" for item, text in zip(node.children, items, strict=True))


def _fence(_: Tags, node: SyntaxTreeNode) -> str:
    spoken = language(node)
    inside = f'<code class="language-{spoken}">{escape(node.content)}</code>' if spoken else escape(node.content)
    return f"<pre>{inside}</pre>"


_TAGS = Tags(
    {
        "heading": within("b"),
        "strong": within("b"),
        "em": within("i"),
        "s": within("s"),
        "spoiler": within("tg-spoiler"),
        "bullet_list": _list,
        "ordered_list": _list,
        "link": _link,
        "code_inline": code,
        # Telegram makes a link of it, but not of code.
        "command": lambda _, node: escape(node.content),
        "fence": _fence,
        "softbreak": lambda _, __: "\n",
        "hardbreak": lambda _, __: "\n",
    }
)
