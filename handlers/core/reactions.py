"""The meaning of reactions, with signs that each platform offers: Telegram has no ✅."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.core.events import Address, PlatformName, ReactionAdded

_EVERYWHERE = frozenset({"✅", "☑"})
_APPROVING: Mapping[PlatformName, frozenset[str]] = {PlatformName.TELEGRAM: frozenset({"👍", "👌", "💯"})}
_RETURNING = frozenset({"👎", "❌"})
# Under what colleagues say, 👍 and 💯 are thanks.
_SOLVING: Mapping[PlatformName, frozenset[str]] = {PlatformName.TELEGRAM: frozenset({"👌"})}
_ACKNOWLEDGING = frozenset({"👍", "👌", "💯"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """The sign named to people for each meaning; other signs may count as well."""

    approve: str
    send_back: str
    solve: str
    read: str


_NAMED: Mapping[PlatformName, Signs] = {
    PlatformName.MATRIX: Signs(approve="✅", send_back="❌", solve="✅", read="✅"),
    PlatformName.TELEGRAM: Signs(approve="👍", send_back="👎", solve="👌", read="👍"),
}


def find_signs(platform: PlatformName) -> Signs | None:
    """Return the signs that a platform offers; None if it has no reactions."""
    return _NAMED.get(platform)


def find_visible_signs(address: Address, *, private: bool) -> Signs | None:
    """Return the signs that count where a message stands; None if Lotse can't be sure to see them.

    In groups on Telegram reactions are shown to administrators only.
    """
    is_seen = private or address.platform is not PlatformName.TELEGRAM
    return find_signs(address.platform) if is_seen else None


def normalise_sign(event: ReactionAdded) -> str:
    """Return the sign without variation selectors."""
    return event.key.rstrip("\ufe0f")


def approves(event: ReactionAdded) -> bool:
    """Return whether the reaction approves an announcement, under its preview."""
    return normalise_sign(event) in _EVERYWHERE | _APPROVING.get(event.address.platform, frozenset())


def returns(event: ReactionAdded) -> bool:
    """Return whether the reaction sends an announcement back to its author, under its preview."""
    return normalise_sign(event) in _RETURNING


def solves(event: ReactionAdded) -> bool:
    """Return whether the reaction marks a question as solved."""
    return normalise_sign(event) in _EVERYWHERE | _SOLVING.get(event.address.platform, frozenset())


def acknowledges(event: ReactionAdded) -> bool:
    """Return whether the reaction acknowledges an announcement."""
    return normalise_sign(event) in _EVERYWHERE | _ACKNOWLEDGING
