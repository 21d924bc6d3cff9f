"""The Markdown subset: paragraphs, bold, italic, links, lists and code; headings count as bold paragraphs."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

SCHEMES = ("http:", "https:", "mailto:", "tel:")
# What is not in the subset is shown as it is written; a reference would swallow its line.
_LEFT_OUT = ["code", "blockquote", "hr", "lheading", "reference", "html_block", "html_inline", "image", "entity"]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _allowed(url: str) -> bool:
    return url.strip().lower().startswith(SCHEMES)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable(_LEFT_OUT)
    parser.validateLink = _allowed  # type: ignore[method-assign]
    return parser


def clean(text: str) -> str:
    """Without what a terminal would obey, and with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tokens(text: str) -> list[Token]:
    return _parser().parse(clean(text))


def tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(tokens(text))
