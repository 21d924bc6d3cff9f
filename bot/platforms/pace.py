"""How fast a platform lets Lotse send."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core.events import RoomId


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Deliveries in a span to all rooms, seconds between two to one room, deliveries a minute to one group.

    The span is a second, or a little more where what leaves evenly may not arrive evenly.
    """

    per_second: int
    per_room_seconds: float
    per_group_minute: int
    is_group: Callable[[RoomId], bool]
    span: timedelta = timedelta(seconds=1)

    @property
    def kept_free(self) -> int:
        """What announcements leave to answers in every span: one in thirty."""
        return self.per_second // 30

    def part(self, among: int) -> "Pace":
        """For each of so many senders, who share the rooms among them."""
        return replace(self, per_second=max(self.per_second // among, 1))

    @property
    def between_announcements(self) -> timedelta:
        return self.span / (self.per_second - self.kept_free)
