"""Rooms in which something waits to be sent: answers before announcements, else in the order in which they came."""

from collections import OrderedDict
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from bot.delivery.pacing import RateLimiter
from handlers.core.events import RoomId


class QueuedRoom(NamedTuple):
    """A room in which an answer waits, or anything at all."""

    room: RoomId
    announcement: bool


class RoomQueue:
    """One platform's."""

    def __init__(self, pacing: RateLimiter) -> None:
        self._pacing = pacing
        self._ready: dict[bool, OrderedDict[QueuedRoom, None]] = {False: OrderedDict(), True: OrderedDict()}
        self._later: list[tuple[datetime, int, QueuedRoom]] = []
        self._put_off: set[QueuedRoom] = set()
        self._numbers = count()

    def put(self, waiting: QueuedRoom) -> None:
        if waiting not in self._put_off:
            self._ready[waiting.announcement].setdefault(waiting)

    def announcements(self) -> int:
        """In how many rooms some wait to be taken out."""
        return len(self._ready[True])

    def is_empty(self) -> bool:
        return not (self._ready[False] or self._ready[True] or self._later)

    def next(self, now: datetime, *, announcements: bool = True) -> QueuedRoom | None:
        """Takes out the first room that may be sent to now, with or without announcements."""
        self._bring_back(now)
        for announcement, ready in self._ready.items():
            if announcement and not announcements:
                continue
            if self._pacing.of_all(announcement=announcement):
                continue
            while ready:
                waiting, _ = ready.popitem(last=False)
                if not (wait := self._pacing.of_room(waiting.room)):
                    return waiting
                self._put_off.add(waiting)
                heappush(self._later, (now + wait, next(self._numbers), waiting))
        return None

    def next_at(self, now: datetime, *, announcements: bool = True) -> datetime | None:
        """When it is worth while to ask again; None if nothing waits."""
        kinds = [kind for kind, ready in self._ready.items() if ready and (announcements or not kind)]
        waits = [now + self._pacing.of_all(announcement=kind) for kind in kinds]
        return min([*waits, *(at for at, _, _ in self._later[:1])], default=None)

    def release(self) -> None:
        """Nothing is put off any more."""
        for _, _, waiting in self._later:
            self._ready[waiting.announcement].setdefault(waiting)
        self._later.clear()
        self._put_off.clear()

    def _bring_back(self, now: datetime) -> None:
        while self._later and self._later[0][0] <= now:
            _, _, waiting = heappop(self._later)
            self._put_off.discard(waiting)
            self._ready[waiting.announcement].setdefault(waiting)
