"""The readers as whom questions are tried, and what each may read on a platform."""

from collections.abc import Mapping

from bot.platforms.table import traits_of
from handlers.core.events import PlatformName
from knowledge.entries import Knowledge, Visibility

# By their value in addresses, the widest circle first; what an address names otherwise is everybody.
READERS: Mapping[str, Visibility] = {
    "": Visibility.PUBLIC,
    "netzwerk": Visibility.NETWORK,
    "intern": Visibility.INTERNAL,
}


def parse_reader(value: str) -> Visibility:
    return READERS.get(value, Visibility.PUBLIC)


def format_reader(reader: Visibility) -> str:
    """Return the value of a reader in addresses."""
    return next(value for value, each in READERS.items() if each is reader)


def limit_to_platform(reader: Visibility, platform: PlatformName) -> Visibility:
    """Return what a reader may read on a platform: what is internal is told on those of the network only."""
    if reader is Visibility.INTERNAL and not traits_of(platform).is_in_house:
        return Visibility.NETWORK
    return reader


def find_visibility(knowledge: Knowledge, id_: str) -> Visibility | None:
    """Return who may read an entry or a topic; None if there is none with this id."""
    found = knowledge.by_id.get(id_) or next((topic for topic in knowledge.topics if topic.id == id_), None)
    return found.visibility if found else None


def choose_narrower(one: Visibility, other: Visibility) -> Visibility:
    """Return which of two circles of readers lies within the other: those who may read more."""
    return one if one.includes(other) else other
