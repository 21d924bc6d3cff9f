"""The Markdown subset: paragraphs, bold, italic, struck and hidden text, links, lists and code.

Headings count as bold paragraphs; numbers of lists are what was typed.

A mention of a command is written `</abo>` or `</abo kim>`, so that each platform can spell it as it works there.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.rendering.rules import install
from handlers.core.sanitising import neutralise

SCHEMES = ("http:", "https:", "mailto:", "tel:")
# What is not in the subset is shown as it is written; a reference would swallow its line.
_LEFT_OUT = ["code", "blockquote", "hr", "lheading", "reference", "html_block", "html_inline", "image", "entity"]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


Spelling = Callable[[str], str]


def spell_with_slash(command: str) -> str:
    """Spell a command with a slash; `command` is a name with its argument."""
    return f"/{command}"


def _is_allowed(url: str) -> bool:
    return url.strip().lower().startswith(SCHEMES)


def _keep_written(url: str) -> str:
    return url


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.disable(_LEFT_OUT)
    parser.validateLink = _is_allowed  # type: ignore[method-assign]
    # Decoded, an address could turn around.
    parser.normalizeLinkText = _keep_written  # type: ignore[method-assign,assignment]
    install(parser)
    return parser


def clean_text(text: str) -> str:
    """Return a text without what a terminal would obey or what turns and hides others, with one kind of line end."""
    return _CONTROL.sub("", neutralise(text).replace("\r\n", "\n").replace("\r", "\n"))


def parse_tokens(text: str) -> list[Token]:
    return _parser().parse(clean_text(text))


def parse_tree(text: str, spelled: Spelling = spell_with_slash) -> SyntaxTreeNode:
    """Return the syntax tree of a text, with commands spelled for where it is read."""
    parsed = parse_tokens(text)
    for mention in _mentions(parsed):
        mention.content = spelled(mention.content)
    return SyntaxTreeNode(parsed)


def _mentions(parsed: Sequence[Token]) -> list[Token]:
    children = [child for token in parsed for child in token.children or ()]
    return [child for child in children if child.type == "command"]
