"""How fast a platform lets Lotse send."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Deliveries a second to all rooms, seconds between two to one room, deliveries a minute to one group."""

    per_second: int
    per_room_seconds: float
    per_group_minute: int

    @property
    def kept_free(self) -> int:
        """What announcements leave to answers in every second: one in thirty."""
        return self.per_second // 30

    @property
    def between_announcements(self) -> timedelta:
        return timedelta(seconds=1) / (self.per_second - self.kept_free)
