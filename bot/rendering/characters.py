"""What characters are in Markdown, and where addresses of the web stand."""

import re
from functools import lru_cache

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

# What closes markup at its end is none of the address.
ADDRESS = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>]*[^\s<>*_~|.,;:!?)\]}\"'“”‘’«»]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_space(character: str) -> bool:
    return character != "" and isWhiteSpace(ord(character))


@lru_cache(maxsize=4096)
def is_word(character: str) -> bool:
    """Return whether a character is part of a word, as CommonMark sees it; an empty string is none."""
    return character != "" and not (is_space(character) or isMdAsciiPunct(ord(character)) or isPunctChar(character))
