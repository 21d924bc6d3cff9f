"""Text from outside as every database takes it."""


def storable(text: str) -> str:
    """PostgreSQL refuses the null character, and no database takes half of a surrogate pair."""
    return text.replace("\0", "").encode(errors="replace").decode()
