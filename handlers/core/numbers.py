"""Numbers of drafts, announcements and requests."""

_LONGEST = 9  # digits; PostgreSQL's integer takes any such number


def parse_number(text: str) -> int | None:
    """Return the number that `text` consists of; None if it is anything else, or has more than 9 digits."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None
