"""Retention periods."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """Periods for which data are kept, from the day on which they came; texts of messages go once handled.

    `events` are messages and answers without their texts. `unanswered` are questions, answered or not, without
    their authors; none are kept if it is zero.
    """

    events: timedelta = timedelta(days=30)
    unanswered: timedelta = timedelta(days=90)
    exchanges: timedelta = timedelta(days=730)
    announcements: timedelta = timedelta(days=730)

    @property
    def longest(self) -> timedelta:
        """Return the time after which nothing is left that messages could belong to."""
        return max(self.events, self.exchanges, self.announcements)
