"""What a platform asked for when it refused: one room waits, or all of them, and then it goes on with care."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platforms import Scope
from handlers.core.events import RoomId

ALL_ROOMS = RoomId("")
# After a refusal that may concern the account, only one delivery is on its way until so many have gone well ...
CAUTIOUS_SENDS = 10
# ... but one that hangs does not hold up the others for longer than this.
CAUTIOUS_WAIT = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class _SuspectedLimit:
    room: RoomId
    until: datetime


class RateLimits:
    """The holds of one platform. Two rooms that are refused in one hold prove that it is the account's."""

    def __init__(self, holds: Mapping[RoomId, datetime]) -> None:
        self._holds = dict(holds)
        self._is_accounts = ALL_ROOMS in holds
        self._careful_for = CAUTIOUS_SENDS if self._is_accounts else 0
        self._suspicion: _SuspectedLimit | None = None
        self._on_their_way = 0
        self._last_start: datetime | None = None

    def of_room(self, room: RoomId, now: datetime) -> timedelta:
        return self._held(room, now)

    def of_all(self, now: datetime) -> timedelta:
        return max(self._held(ALL_ROOMS, now), self._care(now))

    def started(self, now: datetime) -> None:
        self._on_their_way += 1
        self._last_start = now

    def ended(self) -> None:
        self._on_their_way -= 1

    def release(self) -> None:
        """Nothing is held any more."""
        self._holds.clear()

    def went_well(self) -> None:
        self._careful_for = max(self._careful_for - 1, 0)
        self._is_accounts = self._is_accounts and self._careful_for > 0

    def refused(self, room: RoomId, until: datetime, scope: Scope, now: datetime) -> Mapping[RoomId, datetime]:
        """Returns the holds that follow."""
        holds = {room: until}
        if scope is Scope.ACCOUNT:
            self._careful_for = CAUTIOUS_SENDS
            if self._proves(room, now):
                holds[ALL_ROOMS] = max(until, self._holds.get(ALL_ROOMS, until))
            else:
                self._suspicion = _SuspectedLimit(room=room, until=until)
        self._holds |= holds
        return holds

    def _proves(self, room: RoomId, now: datetime) -> bool:
        earlier = self._suspicion
        if earlier is not None and earlier.room != room and now < earlier.until:
            self._is_accounts = True
        return self._is_accounts

    def _held(self, room: RoomId, now: datetime) -> timedelta:
        until = self._holds.get(room)
        if until is None:
            return timedelta()
        if until <= now:
            del self._holds[room]
            return timedelta()
        return until - now

    def _care(self, now: datetime) -> timedelta:
        if not self._careful_for or not self._on_their_way or self._last_start is None:
            return timedelta()
        return max(min(self._last_start, now) + CAUTIOUS_WAIT - now, timedelta())
