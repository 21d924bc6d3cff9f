"""When a platform may be sent to: its pace, and what it asked for."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.delivery.backoff import RateLimits
from bot.delivery.rate_window import RateWindow
from bot.platforms import Scope
from bot.platforms.pace import Pace
from handlers.core.events import RoomId

MINUTE = timedelta(minutes=1)
# A broadcast that was held up may be so much ahead of an even pace afterwards.
_MAX_CATCH_UP = timedelta(seconds=0.25)


class RateLimiter:
    """One platform's. A room's time counts from the end of a delivery, that of all rooms together from its start."""

    def __init__(
        self,
        pace: Pace | None,
        clock: Callable[[], datetime],
        holds: Mapping[RoomId, datetime],
    ) -> None:
        self._whole = pace
        self._clock = clock
        self._restraint = RateLimits(holds)
        self._pace: Pace | None = None
        self._all: RateWindow | None = None
        self._rooms: OrderedDict[RoomId, tuple[RateWindow, ...]] = OrderedDict()
        self._next_announcement: datetime | None = None
        self.divide(1)

    @property
    def has_pace(self) -> bool:
        return self._pace is not None

    def of_all(self, *, announcement: bool) -> timedelta:
        """How long all rooms have to wait."""
        now = self._clock()
        waits = [self._restraint.of_all(now)]
        if self._pace is not None and self._all is not None:
            waits.append(self._all.wait(now, self._pace.kept_free if announcement else 0))
            if announcement and self._next_announcement is not None:
                waits.append(min(self._next_announcement - now, self._pace.span))
        return max(waits)

    def of_room(self, room: RoomId) -> timedelta:
        """How long one room has to wait."""
        now = self._clock()
        return max(
            self._restraint.of_room(room, now), *(window.wait(now) for window in self._rooms.get(room, ())), _NO_DELAY
        )

    def of(self, room: RoomId, *, announcement: bool) -> timedelta:
        return max(self.of_room(room), self.of_all(announcement=announcement))

    def place(self, room: RoomId, *, announcement: bool) -> "Slot":
        """To be taken at a moment at which nothing has to wait."""
        if announcement and self._pace is not None:
            self._space_out(self._pace.between_announcements)
        return Slot(self._clock, self._restraint, self._all, self._windows(room))

    def went_well(self) -> None:
        self._restraint.went_well()

    def divide(self, among: int) -> None:
        """From now on this is one of so many senders; what was sent before is forgotten."""
        if self._whole is not None:
            self._pace = self._whole.part(among)
            self._all = RateWindow(self._pace.per_second, self._pace.span)
            self._rooms.clear()

    def release(self) -> None:
        """What the platform asked for is forgotten."""
        self._restraint.release()

    def refused(self, room: RoomId, until: datetime, scope: Scope) -> Mapping[RoomId, datetime]:
        """Returns the holds that follow, to be kept."""
        return self._restraint.refused(room, until, scope, self._clock())

    def remember(self, room: RoomId, at: datetime) -> None:
        """Something that was sent before; to be told oldest first."""
        for window in (*self._windows(room), *([self._all] if self._all else [])):
            window.add(at)

    def _space_out(self, between: timedelta) -> None:
        now = self._clock()
        planned = now if self._next_announcement is None else self._next_announcement
        self._next_announcement = max(planned, now - _MAX_CATCH_UP) + between

    def _windows(self, room: RoomId) -> tuple[RateWindow, ...]:
        if self._pace is None:
            return ()
        self._forget()
        windows = self._rooms.setdefault(room, tuple(self._new(self._pace, room)))
        self._rooms.move_to_end(room)
        return windows

    def _new(self, pace: Pace, room: RoomId) -> Iterator[RateWindow]:
        yield RateWindow(1, timedelta(seconds=pace.per_room_seconds))
        if pace.is_group(room):
            yield RateWindow(pace.per_group_minute, MINUTE)

    def _forget(self) -> None:
        now = self._clock()
        while self._rooms and all(window.is_empty(now) for window in next(iter(self._rooms.values()))):
            self._rooms.popitem(last=False)


_NO_DELAY = timedelta()


class Slot:
    """A delivery's part of the pace; given back by `left` unless it was used."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        restraint: RateLimits,
        everywhere: RateWindow | None,
        room: tuple[RateWindow, ...],
    ) -> None:
        self._clock = clock
        self._restraint = restraint
        self._all = () if everywhere is None else (everywhere,)
        self._room = room
        self._started = False
        restraint.started(clock())
        for window in (*self._all, *room):
            window.take()

    @contextmanager
    def held(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._left()

    def start(self) -> None:
        """From now on the platform may see it."""
        self._started = True
        for window in self._all:
            window.stamp(self._clock())

    def _left(self) -> None:
        self._restraint.ended()
        if self._started:
            for window in self._room:
                window.stamp(self._clock())
        else:
            for window in (*self._all, *self._room):
                window.give_back()
