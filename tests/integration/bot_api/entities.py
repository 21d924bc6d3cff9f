"""Telegram's HTML, parsed as strictly as its server does: text with entities counted in UTF-16 units."""

import re
from dataclasses import dataclass
from html import unescape

from aiogram.types import MessageEntity

_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_START = re.compile(r'^<(?P<name>[a-z-]+)(?: href="(?P<href>[^"<>]*)")?>$')
_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    "u": "underline",
    "s": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(#x[0-9a-fA-F]+|#\d+|lt|gt|amp|quot);")


class Unparsable(Exception):
    """Said as Telegram says it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"can't parse entities: {reason}")


@dataclass(kw_only=True)
class _Open:
    name: str
    offset: int
    href: str | None


def parsed(html: str) -> tuple[str, list[MessageEntity]]:
    """Raises Unparsable."""
    text = ""
    found: list[MessageEntity] = []
    opened: list[_Open] = []
    for token in _TOKEN.findall(html):
        if token.startswith("</"):
            found += _closed(opened, token, text)
        elif token.startswith("<"):
            opened.append(_begun(token, text))
        else:
            text += _REFERENCE.sub(lambda match: unescape(match.group()), token)
    if opened:
        raise Unparsable(f'can\'t find end tag corresponding to start tag "{opened[-1].name}"')
    return text, sorted(found, key=lambda entity: (entity.offset, -entity.length))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _begun(token: str, text: str) -> _Open:
    start = _START.match(token)
    if start is None or start["name"] not in _KINDS or (start["href"] is not None and start["name"] != "a"):
        raise Unparsable(f"unsupported start tag {token!r} at byte offset {units(text)}")
    return _Open(name=start["name"], offset=units(text), href=start["href"])


def _closed(opened: list[_Open], token: str, text: str) -> list[MessageEntity]:
    name = token[2:-1].strip()
    if not opened or opened[-1].name != name:
        raise Unparsable(f"unmatched end tag {token!r} at byte offset {units(text)}")
    begun = opened.pop()
    length = units(text) - begun.offset
    if not length:
        return []
    url = unescape(begun.href) if begun.href else None
    return [MessageEntity(type=_KINDS[name], offset=begun.offset, length=length, url=url)]
