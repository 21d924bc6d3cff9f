"""The text of an announcement: its limits, placeholders and links."""

import re

from handlers.core.messages import label

MOST_CHARACTERS = 20_000
FIRST_NAME, CENTRE = "vorname", "zentrum"
_PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")
_SUPERFLUOUS_SPACE = re.compile(r" +(?=[,.!?:;])|(?<= ) +")
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))+)>?(?:\s+\"[^\"]*\")?\s*\)")
# What could be a link in another way of writing.
_HALF = re.compile(r"(\\*)\](?=[(\[:])")
_ESCAPED = re.compile(r"\\(.)")


def show_link_targets(text: str) -> str:
    """Return the text with the address of every link in sight, so that none leads elsewhere than it says."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        label, address = found[1], found[2]
        is_in_sight = _ESCAPED.sub(r"\1", label).strip() == address
        shown = found[0] if is_in_sight else f"{_escape_half_links(label)} (<{address}>)".strip()
        parts += [_escape_half_links(text[end : found.start()]), shown]
        end = found.end()
    return "".join((*parts, _escape_half_links(text[end:])))


def _escape_half_links(text: str) -> str:
    return _HALF.sub(lambda found: found[0] if len(found[1]) % 2 else f"{found[1]}\\]", text)


def find_unknown_fields(text: str) -> list[str]:
    """Return names in braces that are not placeholders."""
    return [found[1] for found in _PLACEHOLDER.finditer(text) if found[1].casefold() not in (FIRST_NAME, CENTRE)]


def fill_placeholders(text: str, *, name: str, centre: str) -> str:
    """Return the text with `{vorname}` and `{zentrum}` put in, or what stands behind the bar if they are empty."""
    known = {FIRST_NAME: name, CENTRE: centre}

    def value(found: re.Match[str]) -> str:
        known_value = known.get(found[1].casefold())
        return found[0] if known_value is None else label(known_value) or found[2] or ""

    lines = text.split("\n")
    return "\n".join(
        _SUPERFLUOUS_SPACE.sub("", _PLACEHOLDER.sub(value, line)) if _PLACEHOLDER.search(line) else line
        for line in lines
    )
