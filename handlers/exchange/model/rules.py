"""The settings that handlers of the exchange go by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.core.events import Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderTimes:
    """The working days after which each reminder of an unanswered question is due."""

    remind_after: int = 2
    tell_moderators_after: int = 4
    ask_asker_after: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRules:
    """Settings of the exchange; keys of `times` and `moderators` are slugs of topics, "" stands for all of them."""

    times: Mapping[str, ReminderTimes] = field(default_factory=dict)
    moderators: Mapping[str, tuple[Sender, ...]] = field(default_factory=dict)

    def times_of(self, topic: str) -> ReminderTimes:
        return self.times.get(topic) or self.times.get("") or ReminderTimes()

    @property
    def all_moderators(self) -> tuple[Sender, ...]:
        """The moderators of any topic."""
        return tuple(moderator for some in self.moderators.values() for moderator in some)

    def moderators_of(self, topic: str) -> tuple[Sender, ...]:
        return (*self.moderators.get("", ()), *self.moderators.get(topic, ()))
