"""Clean text from outside, so that every database takes it."""

from handlers.core.sanitising import to_one_line


def sanitise_text(text: str) -> str:
    """Remove null characters, which PostgreSQL refuses, and replace lone surrogates."""
    return text.replace("\0", "").encode(errors="replace").decode()


def sanitise_name(text: str) -> str:
    """Return a name that stands in one line and can't change how the text around it reads."""
    return to_one_line(sanitise_text(text))
