"""HTML as chat clients understand it."""

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.parsing import Spelling, slashed, tree
from bot.rendering.tags import Tags, code, link, within


def html(text: str, spelled: Spelling = slashed) -> str:
    """Only p, br, strong, em, a, ul, ol, li, pre and code ever stand in it."""
    return "\n".join(map(_TAGS.write, tree(text, spelled).children))


def _paragraph(tags: Tags, node: SyntaxTreeNode) -> str:
    """The paragraphs of a tight list stand without tags."""
    return tags.inside(node) if node.hidden else f"<p>{tags.inside(node)}</p>"


def _numbered_list(tags: Tags, node: SyntaxTreeNode) -> str:
    start = node.attrs.get("start", 1)
    return f'<ol start="{start}">{tags.inside(node)}</ol>' if start != 1 else f"<ol>{tags.inside(node)}</ol>"


_TAGS = Tags(
    {
        "paragraph": _paragraph,
        "heading": lambda tags, node: f"<p><strong>{tags.inside(node)}</strong></p>",
        "strong": within("strong"),
        "em": within("em"),
        "bullet_list": within("ul"),
        "ordered_list": _numbered_list,
        "list_item": within("li"),
        "link": link,
        "code_inline": code,
        "command": code,
        "fence": lambda tags, node: f"<pre>{code(tags, node)}</pre>",
        "softbreak": lambda _, __: "<br>",
        "hardbreak": lambda _, __: "<br>",
    }
)
