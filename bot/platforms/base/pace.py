"""The rate at which a platform lets Lotse send."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.core.events import RoomId


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Limits: deliveries per span in total, seconds between two deliveries to a room, deliveries per minute to a group.

    The span is a second, or a little more where what leaves evenly may not arrive evenly.
    """

    per_second: int
    per_room_seconds: float
    per_group_minute: int
    is_group: Callable[[RoomId], bool]
    span: timedelta = timedelta(seconds=1)

    @property
    def reserve(self) -> int:
        """Return the deliveries per span that announcements leave to answers: one in thirty."""
        return self.per_second // 30

    def part(self, among: int) -> "Pace":
        """Return the share of each of `among` processes, which divide the rooms between them."""
        return replace(self, per_second=max(self.per_second // among, 1))

    @property
    def between_announcements(self) -> timedelta:
        return self.span / (self.per_second - self.reserve)
