"""All platforms: adding one takes its package and its line here."""

from collections.abc import Mapping

from bot.platforms.base.registration import Registration
from bot.platforms.console.registration import CONSOLE
from bot.platforms.matrix.registration import MATRIX
from bot.platforms.telegram.registration import TELEGRAM
from bot.settings.loading import Settings
from handlers.core.events import PlatformName
from handlers.core.traits import Traits

PLATFORMS: tuple[Registration, ...] = (MATRIX, TELEGRAM, CONSOLE)


def platform_traits() -> Mapping[PlatformName, Traits]:
    """Return what differs between the platforms, by name."""
    return {each.traits.name: each.traits for each in PLATFORMS}


def traits_of(name: PlatformName) -> Traits:
    """Return the traits of a platform; the defaults for one that no longer exists."""
    return next((each.traits for each in PLATFORMS if each.traits.name == name), Traits(name=name))


def shared_platforms() -> frozenset[PlatformName]:
    """Return the platforms on which all processes may send at once."""
    return frozenset(name for name, traits in platform_traits().items() if traits.is_shared)


def idempotent_platforms() -> frozenset[PlatformName]:
    """Return the platforms on which a delivery that is sent twice yields one message."""
    return frozenset(name for name, traits in platform_traits().items() if traits.is_idempotent)


def polling_platforms(settings: Settings) -> frozenset[PlatformName]:
    """Return the platforms that bring something again and again, even while nobody writes."""
    return frozenset(each.traits.name for each in PLATFORMS if each.polls(settings))


def id_pattern() -> str:
    """Return a regular expression for the ids of all platforms, which do not appear in logs."""
    return "|".join(traits.ids for traits in platform_traits().values() if traits.ids)
