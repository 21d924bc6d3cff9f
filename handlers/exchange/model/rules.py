"""What may be set about questions to colleagues."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.core.events import Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """After how many working days an unanswered question is remembered."""

    remind_after: int = 2
    tell_moderators_after: int = 4
    ask_asker_after: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What may be set about the exchange; `topics` and `moderators` by the slug of a topic, "" for all of them."""

    times: Mapping[str, Times] = field(default_factory=dict)
    moderators: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)

    def times_of(self, topic: str) -> Times:
        return self.times.get(topic) or self.times.get("") or Times()

    @property
    def all_moderators(self) -> tuple[Sender, ...]:
        """Of any topic."""
        return tuple(moderator for some in self.moderators.values() for moderator in some)

    def moderators_of(self, topic: str) -> tuple[Sender, ...]:
        return (*self.moderators.get("", ()), *self.moderators.get(topic, ()))
