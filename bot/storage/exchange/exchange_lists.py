"""Lists of exchanges and channels for the web desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from bot.storage.engine.keysets import go_on
from bot.storage.engine.sql import read_address
from bot.storage.engine.store import Store
from bot.storage.engine.tables import channels, exchanges, profiles, remarks, rooms
from handlers.core.events import Address
from handlers.exchange.model.exchange import Signature


class ExchangeState(StrEnum):
    """Open and answered, open without an answer, or solved; hidden and merged ones have a state of their own."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    SOLVED = "solved"
    HIDDEN = "hidden"
    MERGED = "merged"


class ExchangeColumn(StrEnum):
    """A column by which exchanges are sorted."""

    NUMBER = "number"
    STATE = "state"
    ANSWERS = "answers"
    SIGNATURE = "signature"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeFilter:
    """A selection of exchanges: in one of these states, on a topic, asked before then, by somebody of a centre."""

    states: Sequence[ExchangeState]
    topic: str = ""
    centre: str = ""
    asked_before: datetime | None = None
    column: ExchangeColumn = ExchangeColumn.NUMBER
    is_descending: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedExchange:
    """An exchange in one row; `signed_as` is how colleagues see the asker named."""

    number: int
    text: str
    topic: str
    signed_as: str
    state: ExchangeState
    asked_at: datetime
    reminders: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedChannel:
    """A channel of a topic; `state` is None as long as Lotse can write there."""

    address: Address
    topic: str
    state: str | None


_STATE = case(
    (exchanges.c.merged_into.is_not(None), ExchangeState.MERGED),
    (exchanges.c.hidden_at.is_not(None), ExchangeState.HIDDEN),
    (exchanges.c.closed_at.is_not(None), ExchangeState.SOLVED),
    (exchanges.c.answered_at.is_(None), ExchangeState.UNANSWERED),
    else_=ExchangeState.ANSWERED,
)


_URGENCY = (
    ExchangeState.UNANSWERED,
    ExchangeState.ANSWERED,
    ExchangeState.SOLVED,
    ExchangeState.HIDDEN,
    ExchangeState.MERGED,
)
# Of each exchange that is to be sorted: a look-up in an index, where a count of all would read every remark.
_ANSWERS = (
    select(func.count())
    .where(remarks.c.exchange == exchanges.c.number, ~remarks.c.by_asker)
    .correlate(exchanges)
    .scalar_subquery()
)
_KEYS: Mapping[ExchangeColumn, Sequence[ColumnElement[Any]]] = {
    ExchangeColumn.NUMBER: (),
    ExchangeColumn.STATE: (case({state: place for place, state in enumerate(_URGENCY)}, value=_STATE),),
    ExchangeColumn.ANSWERS: (_ANSWERS,),
    ExchangeColumn.SIGNATURE: (func.lower(exchanges.c.signed),),
}


class ExchangeListStore(Store):
    """Reads exchanges in pages."""

    async def list_page(self, wanted: ExchangeFilter, after: int | None, limit: int) -> Sequence[ListedExchange]:
        """Return exchanges after the one with this number, in the order of the filter."""
        statement = select(exchanges.c.number).where(_STATE.in_(wanted.states)).limit(limit)
        if wanted.topic:
            statement = statement.where(exchanges.c.topic == wanted.topic)
        if wanted.centre:
            statement = statement.where(_is_of_centre(wanted.centre))
        if wanted.asked_before is not None:
            statement = statement.where(exchanges.c.asked_at < wanted.asked_before)
        keys = (*_KEYS[wanted.column], exchanges.c.number)
        page = await go_on(statement, keys, after, self._connection, is_descending=wanted.is_descending)
        # Only numbers are sorted, as rows with their texts would be moved about.
        numbers = (await self._connection.scalars(page)).all()
        rows = await self._connection.execute(
            select(exchanges, _STATE.label("state")).where(exchanges.c.number.in_(numbers))
        )
        listed = {
            row.number: ListedExchange(
                number=row.number,
                text=row.text,
                topic=row.topic,
                signed_as=row.signed,
                state=ExchangeState(row.state),
                asked_at=row.asked_at,
                reminders=row.reminders,
            )
            for row in rows
        }
        return [listed[number] for number in numbers if number in listed]

    async def count_by_state(self) -> Mapping[ExchangeState, int]:
        """Return the number of exchanges by state; states without any are missing."""
        rows = await self._connection.execute(
            select(_STATE.label("state"), func.count().label("number")).group_by(_STATE)
        )
        return {ExchangeState(row.state): row.number for row in rows}

    async def state_of(self, number: int) -> ExchangeState | None:
        found = await self._connection.scalar(select(_STATE).where(exchanges.c.number == number))
        return None if found is None else ExchangeState(found)

    async def count_answers(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """Return how many remarks others than the asker made; exchanges without any are missing."""
        of = remarks.c.exchange
        rows = await self._connection.execute(
            select(of, func.count().label("number")).where(of.in_(numbers), ~remarks.c.by_asker).group_by(of)
        )
        return {row.exchange: row.number for row in rows}

    async def list_said_at(self, number: int) -> Mapping[int, datetime]:
        """Return when the remarks on a question were written, by their numbers."""
        rows = await self._connection.execute(
            select(remarks.c.number, remarks.c.said_at).where(remarks.c.exchange == number)
        )
        return {row.number: row.said_at for row in rows}

    async def list_channels(self) -> Sequence[ListedChannel]:
        """Return all channels by topic."""
        same = and_(rooms.c.platform == channels.c.platform, rooms.c.room == channels.c.room)
        rows = await self._connection.execute(
            select(channels, rooms.c.state)
            .select_from(channels.outerjoin(rooms, same))
            .order_by(channels.c.topic, channels.c.platform, channels.c.room)
        )
        return [ListedChannel(address=read_address(row), topic=row.topic, state=row.state) for row in rows]


def _is_of_centre(centre: str) -> ColumnElement[bool]:
    """Return the condition that colleagues see the asker's centre, and that it is this one."""
    theirs = and_(
        profiles.c.platform == exchanges.c.platform,
        profiles.c.sender == exchanges.c.sender,
        profiles.c.centre == centre,
    )
    return and_(exchanges.c.signature != Signature.NONE, exists(select(profiles.c.centre).where(theirs)))
