"""Rate limiting per platform and room: the pace that a platform sets, and the limits that it imposes."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.delivery.rate_limit_holds import RateLimits
from bot.platforms.base.contract import RetryScope
from bot.platforms.base.pace import Pace
from handlers.core.events import RoomId


class RateWindow:
    """Permit at most `limit` uses in any period of `length`.

    A use is taken first and counts from then on; its period begins when it is stamped.
    """

    def __init__(self, limit: int, length: timedelta) -> None:
        self._limit = limit
        self._length = length
        self._taken = 0
        self._times: deque[datetime] = deque()

    def wait(self, now: datetime, reserve: int = 0) -> timedelta:
        """Return how long until a use is free; zero if one is."""
        self._evict(now)
        allowed = self._limit - reserve - self._taken
        if len(self._times) < allowed:
            return timedelta()
        if allowed <= 0:
            return self._length
        return self._times[-allowed] + self._length - now

    def take(self) -> None:
        self._taken += 1

    def release(self) -> None:
        self._taken -= 1

    def stamp(self, at: datetime) -> None:
        """Record that a taken use began at this time."""
        self.release()
        self.add(at)

    def add(self, at: datetime) -> None:
        self._times.append(at)

    def is_empty(self, now: datetime) -> bool:
        self._evict(now)
        return not self._times and not self._taken

    def _evict(self, now: datetime) -> None:
        if any(at > now for at in self._times):
            # The clock was set back, which must not delay anything for longer than the period.
            self._times = deque(min(at, now) for at in self._times)
        while self._times and self._times[0] + self._length <= now:
            self._times.popleft()


MINUTE = timedelta(minutes=1)
# How far a broadcast may run ahead of an even pace after a delay.
_MAX_CATCH_UP = timedelta(seconds=0.25)


class RateLimiter:
    """The rate limits of one platform.

    A room's period counts from the end of a delivery, that of all rooms together from its start.
    """

    def __init__(
        self,
        pace: Pace | None,
        clock: Callable[[], datetime],
        holds: Mapping[RoomId, datetime],
    ) -> None:
        self._full_pace = pace
        self._clock = clock
        self._limits = RateLimits(holds)
        self._pace: Pace | None = None
        self._platform_window: RateWindow | None = None
        self._room_windows: OrderedDict[RoomId, tuple[RateWindow, ...]] = OrderedDict()
        self._next_announcement: datetime | None = None
        self.divide(1)

    @property
    def has_pace(self) -> bool:
        return self._pace is not None

    def platform_delay(self, *, announcement: bool) -> timedelta:
        """Return how long all rooms have to wait."""
        now = self._clock()
        waits = [self._limits.platform_delay(now)]
        if self._pace is not None and self._platform_window is not None:
            waits.append(self._platform_window.wait(now, self._pace.reserve if announcement else 0))
            if announcement and self._next_announcement is not None:
                waits.append(min(self._next_announcement - now, self._pace.span))
        return max(waits)

    def room_delay(self, room: RoomId) -> timedelta:
        """Return how long one room has to wait."""
        now = self._clock()
        return max(
            self._limits.room_delay(room, now),
            *(window.wait(now) for window in self._room_windows.get(room, ())),
            _NO_DELAY,
        )

    def delay(self, room: RoomId, *, announcement: bool) -> timedelta:
        return max(self.room_delay(room), self.platform_delay(announcement=announcement))

    def reserve(self, room: RoomId, *, announcement: bool) -> "Slot":
        """Return a slot; call it only when nothing has to wait."""
        if announcement and self._pace is not None:
            self._schedule_announcement(self._pace.between_announcements)
        return Slot(self._clock, self._limits, self._platform_window, self._get_windows(room))

    def note_success(self) -> None:
        self._limits.note_success()

    def divide(self, senders: int) -> None:
        """Take one of `senders` equal parts of the pace from now on; earlier sends are forgotten."""
        if self._full_pace is not None:
            self._pace = self._full_pace.part(senders)
            self._platform_window = RateWindow(self._pace.per_second, self._pace.span)
            self._room_windows.clear()

    def clear_holds(self) -> None:
        """Forget the limits that the platform has imposed."""
        self._limits.clear()

    def note_refusal(self, room: RoomId, until: datetime, scope: RetryScope) -> Mapping[RoomId, datetime]:
        """Record that the platform refused a delivery; return the holds that follow, to be stored."""
        return self._limits.note_refusal(room, until, scope, self._clock())

    def note_sent(self, room: RoomId, at: datetime) -> None:
        """Count a delivery that was sent before a restart; call it oldest first."""
        for window in (*self._get_windows(room), *([self._platform_window] if self._platform_window else [])):
            window.add(at)

    def _schedule_announcement(self, between: timedelta) -> None:
        now = self._clock()
        planned = now if self._next_announcement is None else self._next_announcement
        self._next_announcement = max(planned, now - _MAX_CATCH_UP) + between

    def _get_windows(self, room: RoomId) -> tuple[RateWindow, ...]:
        if self._pace is None:
            return ()
        self._evict()
        windows = self._room_windows.setdefault(room, tuple(self._create_windows(self._pace, room)))
        self._room_windows.move_to_end(room)
        return windows

    def _create_windows(self, pace: Pace, room: RoomId) -> Iterator[RateWindow]:
        yield RateWindow(1, timedelta(seconds=pace.per_room_seconds))
        if pace.is_group(room):
            yield RateWindow(pace.per_group_minute, MINUTE)

    def _evict(self) -> None:
        now = self._clock()
        while self._room_windows and all(window.is_empty(now) for window in next(iter(self._room_windows.values()))):
            self._room_windows.popitem(last=False)


_NO_DELAY = timedelta()


class Slot:
    """A delivery's share of the rate limit, released by `hold` unless it was used."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        limits: RateLimits,
        platform_window: RateWindow | None,
        room: tuple[RateWindow, ...],
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._platform_windows = () if platform_window is None else (platform_window,)
        self._room_windows = room
        self._started = False
        limits.note_start(clock())
        for window in (*self._platform_windows, *room):
            window.take()

    @contextmanager
    def hold(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._release()

    def start(self) -> None:
        """Mark the slot as used: from now on the platform may see the delivery."""
        self._started = True
        for window in self._platform_windows:
            window.stamp(self._clock())

    def _release(self) -> None:
        self._limits.note_end()
        if self._started:
            for window in self._room_windows:
                window.stamp(self._clock())
        else:
            for window in (*self._platform_windows, *self._room_windows):
                window.release()
