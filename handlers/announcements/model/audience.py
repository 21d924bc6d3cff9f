"""Audiences of announcements as expressions of terms."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from handlers.core.events import PlatformName, Sender
from knowledge.entries import Visibility
from knowledge.search import Language

ALL = "alle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Everyone:
    """All readers of the source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InCentres:
    """Readers who work for one of these centres (ids), which are those of `district` if that is what was named."""

    centres: frozenset[str]
    district: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscribedTo:
    """Subscribers of a topic (slug)."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InChannels:
    """Rooms that are channels of a topic (slug)."""

    topic: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Accounts:
    """The people with these accounts, named by their `role`."""

    senders: tuple[Sender, ...]
    role: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnPlatform:
    platform: PlatformName


@dataclass(frozen=True, kw_only=True, slots=True)
class InLanguage:
    """Readers who have chosen this language, and those without a choice if it is the default."""

    language: Language
    is_default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountDomain:
    """The accounts of a platform with a domain, which stands behind the first `mark` of their ids."""

    platform: PlatformName
    mark: str
    domain: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entitled:
    """Readers who may read announcements for the network, or internal ones.

    These are verified members in their direct chats: people with one of the `accounts`, an account of one of the
    `domains`, or who belong to a centre at `now`. What is internal is for those on platforms `in_house` alone. What is
    for the network is also for rooms there that editors made channels, or into which a member has invited Lotse.
    """

    visibility: Visibility
    accounts: tuple[Sender, ...] = ()
    domains: tuple[AccountDomain, ...] = ()
    in_house: frozenset[PlatformName] = frozenset()
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class And:
    parts: tuple["Audience", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Or:
    parts: tuple["Audience", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    part: "Audience"


Audience: TypeAlias = (
    Everyone | InCentres | SubscribedTo | InChannels | Accounts | OnPlatform | InLanguage | Entitled | And | Or | Not
)


def mentioned_topics(audience: Audience) -> frozenset[str]:
    """Return the topics that an audience names without `nicht`."""
    match audience:
        case SubscribedTo(topic=topic):
            return frozenset({topic})
        case And(parts=parts) | Or(parts=parts):
            return frozenset().union(*map(mentioned_topics, parts))
        case _:
            return frozenset()


def depends_on(audience: Audience, topic: str) -> bool:
    """Return whether an audience names this topic (slug) or its channels in any way."""
    match audience:
        case SubscribedTo(topic=named) | InChannels(topic=named):
            return named == topic
        case And(parts=parts) | Or(parts=parts):
            return any(depends_on(part, topic) for part in parts)
        case Not(part=part):
            return depends_on(part, topic)
        case _:
            return False
