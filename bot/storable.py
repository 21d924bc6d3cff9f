"""Text from outside as every database takes it."""

import re

# Controls, marks and overrides of direction, separators of lines and paragraphs.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def storable(text: str) -> str:
    """PostgreSQL refuses the null character, and no database takes half of a surrogate pair."""
    return text.replace("\0", "").encode(errors="replace").decode()


def display_name(text: str) -> str:
    """A name that stands in one line and can't change how the text around it reads.

    Control characters, line breaks and marks of direction become spaces.
    """
    return " ".join(_UNSEEN.sub(" ", storable(text)).split())
