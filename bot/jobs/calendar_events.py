"""Events of the calendar, in which nobody in particular acts: once in each period, on a working day."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handlers.core.events import (
    Address,
    Event,
    EventId,
    GapsDue,
    OwnersDue,
    PlatformName,
    RoomId,
    RoundDue,
    Sender,
    WishesDue,
)
from handlers.core.working_days import is_working_day
from handlers.curation.model.rounds import find_round

_UNTIL = time(16)


def is_office_hour(local: datetime, begins: time) -> bool:
    """Return whether a local time is on a working day, from an hour on until the afternoon."""
    return is_working_day(local.date()) and begins <= local.time() < _UNTIL


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEvent:
    """A kind of event; `name_period` returns the same for all local times of a period, which has one such event."""

    name: str
    kind: type[GapsDue] | type[OwnersDue] | type[RoundDue] | type[WishesDue]
    begins: time
    name_period: Callable[[datetime], str]


def _name_week(local: datetime) -> str:
    year, week, _ = local.isocalendar()
    return f"{year}-{week}"


def _name_phase(local: datetime) -> str:
    round_ = find_round(local.date())
    return f"{round_.year}-{round_.quarter} {round_.get_phase(local.date())}"


# Before the hour at which people are asked about fields, as an unanswered question then goes to somebody else.
OWNERS = CalendarEvent(name="owners", kind=OwnersDue, begins=time(8), name_period=lambda local: str(local.date()))
GAPS = CalendarEvent(name="gaps", kind=GapsDue, begins=time(9), name_period=_name_week)
ROUNDS = CalendarEvent(name="rounds", kind=RoundDue, begins=time(9), name_period=_name_phase)
WISHES = CalendarEvent(name="wishes", kind=WishesDue, begins=time(9), name_period=lambda local: f"{local:%Y-%m-%d %H}")


class CalendarEvents:
    """Dispatches the event of the period; further ones of the same period have its id and are handled only once."""

    def __init__(
        self,
        event: CalendarEvent,
        handle: Callable[[Event], Awaitable[object]],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._event = event
        self._handle = handle
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Dispatch the event during the hours of a working day."""
        now, event = self._clock(), self._event
        local = now.astimezone(self._zone)
        if not is_office_hour(local, event.begins):
            return
        nobody = Sender(platform=PlatformName.CONSOLE, id=event.name)
        there = Address(platform=nobody.platform, room=RoomId(nobody.id))
        id_ = EventId(f"{event.name} {event.name_period(local)}")
        await self._handle(event.kind(id=id_, at=now, address=there, sender=nobody))
