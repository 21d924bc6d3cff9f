"""The meaning of reactions, by the traits of the platform."""

from handlers.core.events import ReactionAdded
from handlers.core.traits import Signs, Traits

_EVERYWHERE = frozenset({"✅", "☑"})
_RETURNING = frozenset({"👎", "❌"})
_ACKNOWLEDGING = frozenset({"👍", "👌", "💯"})


def find_visible_signs(traits: Traits, *, private: bool) -> Signs | None:
    """Return the signs that count in a private chat or a group; None if Lotse can't be sure to see them."""
    return traits.signs if private or not traits.hides_reactions else None


def normalise_sign(event: ReactionAdded) -> str:
    """Return the sign without the selector of its look."""
    return event.key.rstrip("\ufe0f")


def approves(event: ReactionAdded, traits: Traits) -> bool:
    """Return whether it approves an announcement, under its preview."""
    return normalise_sign(event) in _EVERYWHERE | (traits.signs.approving if traits.signs else frozenset())


def returns(event: ReactionAdded) -> bool:
    """Return whether the reaction sends an announcement back to its author, under its preview."""
    return normalise_sign(event) in _RETURNING


def rejects(event: ReactionAdded) -> bool:
    """Return whether it says that an answer did not help."""
    return normalise_sign(event).startswith("👎")


def solves(event: ReactionAdded, traits: Traits) -> bool:
    """Return whether it says that a question is solved."""
    return normalise_sign(event) in _EVERYWHERE | (traits.signs.solving if traits.signs else frozenset())


def acknowledges(event: ReactionAdded) -> bool:
    """Return whether it says that an announcement was read."""
    return normalise_sign(event) in _EVERYWHERE | _ACKNOWLEDGING
