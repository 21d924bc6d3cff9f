"""A platform's queue of rooms: replies before announcements, otherwise in order of arrival."""

from collections import OrderedDict
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from bot.delivery.rate_limiter import RateLimiter
from handlers.core.events import RoomId


class QueuedRoom(NamedTuple):
    """A room in which a reply waits, or else an announcement."""

    room: RoomId
    announcement: bool


class RoomQueue:
    """The rooms of one platform that wait for their turn."""

    def __init__(self, pacing: RateLimiter) -> None:
        self._limiter = pacing
        self._ready: dict[bool, OrderedDict[QueuedRoom, None]] = {False: OrderedDict(), True: OrderedDict()}
        self._deferred: list[tuple[datetime, int, QueuedRoom]] = []
        self._deferred_rooms: set[QueuedRoom] = set()
        self._numbers = count()

    def put(self, waiting: QueuedRoom) -> None:
        if waiting not in self._deferred_rooms:
            self._ready[waiting.announcement].setdefault(waiting)

    def count_announcements(self) -> int:
        """Return in how many rooms announcements wait for their turn."""
        return len(self._ready[True])

    def is_empty(self) -> bool:
        return not (self._ready[False] or self._ready[True] or self._deferred)

    def pop_ready(self, now: datetime, *, announcements: bool = True) -> QueuedRoom | None:
        """Remove and return the first room that may be sent to now; None if there is none."""
        self._requeue_ready(now)
        for announcement, ready in self._ready.items():
            if announcement and not announcements:
                continue
            if self._limiter.platform_delay(announcement=announcement):
                continue
            while ready:
                waiting, _ = ready.popitem(last=False)
                if not (wait := self._limiter.room_delay(waiting.room)):
                    return waiting
                self._deferred_rooms.add(waiting)
                heappush(self._deferred, (now + wait, next(self._numbers), waiting))
        return None

    def next_ready_at(self, now: datetime, *, announcements: bool = True) -> datetime | None:
        """Return when to call `pop_ready` again; None if nothing waits."""
        kinds = [kind for kind, ready in self._ready.items() if ready and (announcements or not kind)]
        waits = [now + self._limiter.platform_delay(announcement=kind) for kind in kinds]
        return min([*waits, *(at for at, _, _ in self._deferred[:1])], default=None)

    def release_deferred(self) -> None:
        """Put all deferred rooms back in the queue."""
        for _, _, waiting in self._deferred:
            self._ready[waiting.announcement].setdefault(waiting)
        self._deferred.clear()
        self._deferred_rooms.clear()

    def _requeue_ready(self, now: datetime) -> None:
        while self._deferred and self._deferred[0][0] <= now:
            _, _, waiting = heappop(self._deferred)
            self._deferred_rooms.discard(waiting)
            self._ready[waiting.announcement].setdefault(waiting)
