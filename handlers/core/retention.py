"""How long what people do is kept."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """From the day on which it came; texts of messages go as soon as they are dealt with.

    `events` is what of messages and answers remains without their texts. `unanswered` are questions that nothing
    answers, without who asked them; none are kept if it is zero.
    """

    events: timedelta = timedelta(days=30)
    unanswered: timedelta = timedelta(days=90)
    exchanges: timedelta = timedelta(days=730)
    announcements: timedelta = timedelta(days=730)

    @property
    def longest(self) -> timedelta:
        """Return the time after which nothing is left that messages could belong to."""
        return max(self.events, self.exchanges, self.announcements)
