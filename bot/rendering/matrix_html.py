"""HTML of Matrix clients."""

from html import escape

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.nodes import Tags, code_language, is_counted, item_mark, wrap_in, write_code, write_link
from bot.rendering.parsing import Spelling, parse_tree, spell_with_slash


def render_html(text: str, spelled: Spelling = spell_with_slash) -> str:
    """Return HTML in which only p, br, strong, em, del, span, a, ul, ol, li, pre and code ever stand."""
    return "\n".join(map(_TAGS.write, parse_tree(text, spelled).children))


def _paragraph(tags: Tags, node: SyntaxTreeNode) -> str:
    """Write a paragraph; within a tight list without tags."""
    return tags.inside(node) if node.hidden else f"<p>{tags.inside(node)}</p>"


def _numbered_list(tags: Tags, node: SyntaxTreeNode) -> str:
    if not is_counted(node):
        return _lines(tags, node)
    start = node.attrs.get("start", 1)
    return f'<ol start="{start}">{tags.inside(node)}</ol>' if start != 1 else f"<ol>{tags.inside(node)}</ol>"


def _bullets(tags: Tags, node: SyntaxTreeNode) -> str:
    return _lines(tags, node) if item_mark(node.children[0]) else f"<ul>{tags.inside(node)}</ul>"


def _lines(tags: Tags, node: SyntaxTreeNode) -> str:
    """Write the items behind what was typed, as a list in HTML has numbers and bullets of its own."""
    if all([child.type for child in item.children] == ["paragraph"] for item in node.children):
        items = (f"{item_mark(item)} {tags.inside(item.children[0])}" for item in node.children)
        return f"<p>{'<br>'.join(items)}</p>"
    return "".join(_line(tags, item) for item in node.children)


def _line(tags: Tags, item: SyntaxTreeNode) -> str:
    is_text = bool(item.children) and item.children[0].type == "paragraph"
    first = f" {tags.inside(item.children[0])}" if is_text else ""
    below = (_block(tags, child) for child in item.children[is_text:])
    return f"<p>{item_mark(item)}{first}</p>{''.join(below)}"


def _block(tags: Tags, node: SyntaxTreeNode) -> str:
    return f"<p>{tags.inside(node)}</p>" if node.type == "paragraph" else tags.write(node)


def _fence(tags: Tags, node: SyntaxTreeNode) -> str:
    spoken = code_language(node)
    inside = f'<code class="language-{spoken}">{escape(node.content)}</code>' if spoken else write_code(tags, node)
    return f"<pre>{inside}</pre>"


_TAGS = Tags(
    {
        "paragraph": _paragraph,
        "heading": lambda tags, node: f"<p><strong>{tags.inside(node)}</strong></p>",
        "strong": wrap_in("strong"),
        "em": wrap_in("em"),
        "s": wrap_in("del"),
        "spoiler": lambda tags, node: f"<span data-mx-spoiler>{tags.inside(node)}</span>",
        "bullet_list": _bullets,
        "ordered_list": _numbered_list,
        "list_item": wrap_in("li"),
        "link": write_link,
        "code_inline": write_code,
        "command": write_code,
        "fence": _fence,
        "softbreak": lambda _, __: "<br>",
        "hardbreak": lambda _, __: "<br>",
    }
)
