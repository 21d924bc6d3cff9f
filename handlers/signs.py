"""What people say by a reaction, in the signs that their platform offers: Telegram has no ✅ among its reactions."""

from collections.abc import Mapping

from handlers.events import PlatformName, ReactionAdded

_EVERYWHERE = frozenset({"✅", "☑"})
_APPROVING: Mapping[PlatformName, frozenset[str]] = {PlatformName.TELEGRAM: frozenset({"👍", "👌", "💯"})}
# Under what colleagues say, 👍 and 💯 are thanks.
_SOLVING: Mapping[PlatformName, frozenset[str]] = {PlatformName.TELEGRAM: frozenset({"👌"})}
_ACKNOWLEDGING = frozenset({"👍", "👌", "💯"})


def sign_of(event: ReactionAdded) -> str:
    """The sign without the selector of its look."""
    return event.key.rstrip("\ufe0f")


def approves(event: ReactionAdded) -> bool:
    """Whether it approves an announcement, under its preview."""
    return sign_of(event) in _EVERYWHERE | _APPROVING.get(event.address.platform, frozenset())


def solves(event: ReactionAdded) -> bool:
    """Whether it says that a question is solved."""
    return sign_of(event) in _EVERYWHERE | _SOLVING.get(event.address.platform, frozenset())


def acknowledges(event: ReactionAdded) -> bool:
    """Whether it says that an announcement was read."""
    return sign_of(event) in _EVERYWHERE | _ACKNOWLEDGING
