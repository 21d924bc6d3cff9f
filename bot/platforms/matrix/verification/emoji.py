"""The emoji that both sides compare (Matrix specification, "SAS method: emoji")."""

from collections.abc import Sequence

from nio.crypto import Sas

from handlers.i18n import CATALOGUES


def emoji_names(indices: Sequence[int]) -> str:
    """Return each emoji with its names in all languages, as nobody knows what the other side's client speaks."""
    return "  ".join(_name(index) for index in indices)


def _name(index: int) -> str:
    first, *others = (catalogue.emoji[index] for catalogue in CATALOGUES.values())
    return f"{Sas.emoji[index][0]} {first} ({', '.join(others)})"
