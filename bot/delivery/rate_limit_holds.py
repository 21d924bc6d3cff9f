"""Rate limits that a platform has imposed: holds of single rooms or of all, and a cautious phase after them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platforms.base.contract import RetryScope
from handlers.core.events import RoomId

ALL_ROOMS = RoomId("")
# After a refusal that may concern the account, one delivery is sent at a time until so many succeeded,
CAUTIOUS_SENDS = 10
# and one that hangs delays the others for no longer than this.
CAUTIOUS_WAIT = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class _SuspectedLimit:
    """A refusal in one room that may concern the whole account."""

    room: RoomId
    until: datetime


class RateLimits:
    """The holds of one platform. Refusals in two rooms during one hold prove that the limit is the account's."""

    def __init__(self, holds: Mapping[RoomId, datetime]) -> None:
        self._holds = dict(holds)
        self._is_of_account = ALL_ROOMS in holds
        self._cautious_sends = CAUTIOUS_SENDS if self._is_of_account else 0
        self._suspected: _SuspectedLimit | None = None
        self._in_flight = 0
        self._last_start: datetime | None = None

    def room_delay(self, room: RoomId, now: datetime) -> timedelta:
        """Return for how long a room is held."""
        return self._remaining_hold(room, now)

    def platform_delay(self, now: datetime) -> timedelta:
        """Return for how long all rooms have to wait."""
        return max(self._remaining_hold(ALL_ROOMS, now), self._cautious_delay(now))

    def note_start(self, now: datetime) -> None:
        self._in_flight += 1
        self._last_start = now

    def note_end(self) -> None:
        self._in_flight -= 1

    def clear(self) -> None:
        """Drop all holds."""
        self._holds.clear()

    def note_success(self) -> None:
        self._cautious_sends = max(self._cautious_sends - 1, 0)
        self._is_of_account = self._is_of_account and self._cautious_sends > 0

    def note_refusal(
        self, room: RoomId, until: datetime, scope: RetryScope, now: datetime
    ) -> Mapping[RoomId, datetime]:
        """Record that the platform refused a delivery until a time; return the holds that follow, to be stored."""
        holds = {room: until}
        if scope is RetryScope.ACCOUNT:
            self._cautious_sends = CAUTIOUS_SENDS
            if self._confirms_account(room, now):
                holds[ALL_ROOMS] = max(until, self._holds.get(ALL_ROOMS, until))
            else:
                self._suspected = _SuspectedLimit(room=room, until=until)
        self._holds |= holds
        return holds

    def _confirms_account(self, room: RoomId, now: datetime) -> bool:
        earlier = self._suspected
        if earlier is not None and earlier.room != room and now < earlier.until:
            self._is_of_account = True
        return self._is_of_account

    def _remaining_hold(self, room: RoomId, now: datetime) -> timedelta:
        until = self._holds.get(room)
        if until is None:
            return timedelta()
        if until <= now:
            del self._holds[room]
            return timedelta()
        return until - now

    def _cautious_delay(self, now: datetime) -> timedelta:
        if not self._cautious_sends or not self._in_flight or self._last_start is None:
            return timedelta()
        return max(min(self._last_start, now) + CAUTIOUS_WAIT - now, timedelta())
