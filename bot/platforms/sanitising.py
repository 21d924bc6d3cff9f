"""Text from outside as every database takes it."""

from handlers.core.sanitising import to_one_line


def storable(text: str) -> str:
    """PostgreSQL refuses the null character, and no database takes half of a surrogate pair."""
    return text.replace("\0", "").encode(errors="replace").decode()


def display_name(text: str) -> str:
    """Return a name that stands in one line and can't change how the text around it reads."""
    return to_one_line(storable(text))
