"""At most so many in any stretch of time of one length."""

from collections import deque
from datetime import datetime, timedelta


class RateWindow:
    """A place is taken first, and counts from then on; the stretch of time begins when it is stamped."""

    def __init__(self, limit: int, length: timedelta) -> None:
        self._limit = limit
        self._length = length
        self._taken = 0
        self._times: deque[datetime] = deque()

    def wait(self, now: datetime, kept_free: int = 0) -> timedelta:
        """How long until a place is free; zero if one is."""
        self._forget(now)
        allowed = self._limit - kept_free - self._taken
        if len(self._times) < allowed:
            return timedelta()
        if allowed <= 0:
            return self._length
        return self._times[-allowed] + self._length - now

    def take(self) -> None:
        self._taken += 1

    def give_back(self) -> None:
        self._taken -= 1

    def stamp(self, at: datetime) -> None:
        """A place that was taken is used at this time."""
        self.give_back()
        self.add(at)

    def add(self, at: datetime) -> None:
        self._times.append(at)

    def is_empty(self, now: datetime) -> bool:
        self._forget(now)
        return not self._times and not self._taken

    def _forget(self, now: datetime) -> None:
        if any(at > now for at in self._times):
            # The clock was set back, which must not stop anything for longer than the window is.
            self._times = deque(min(at, now) for at in self._times)
        while self._times and self._times[0] + self._length <= now:
            self._times.popleft()
