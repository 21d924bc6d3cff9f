"""Retention periods."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """Periods for which data are kept, from the day on which they came; texts of messages go once handled.

    `events` are messages and answers without their texts. `unanswered` are questions, answered or not, without
    their authors; none are kept if it is zero. `notices` are those that people need only once, `carried` ids of
    messages that were carried to others, without authors; no setting changes these two.
    """

    events: timedelta = timedelta(days=30)
    unanswered: timedelta = timedelta(days=90)
    exchanges: timedelta = timedelta(days=730)
    announcements: timedelta = timedelta(days=730)
    notices: timedelta = timedelta(days=365)
    carried: timedelta = timedelta(days=5 * 365)

    @property
    def longest(self) -> timedelta:
        """The time after which nothing is left that copies of messages could belong to."""
        return max(self.events, self.exchanges, self.announcements)
