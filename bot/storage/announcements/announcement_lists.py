"""Lists of announcements for the web desk: by state, by time, and with the people they reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, case, func, literal, or_, select, tuple_

from bot.storage.announcements.announcement_rows import read_announcement, read_reach
from bot.storage.announcements.audiences import select_audience, select_reach
from bot.storage.engine.keysets import go_on
from bot.storage.engine.store import Store
from bot.storage.engine.tables import announcements, recipients
from handlers.announcements.model.announcement import Announcement, AnnouncementState, Reach
from handlers.announcements.model.audience import Audience
from handlers.core.events import PlatformName

_NEWEST = announcements.c.number.desc()
_HOUR = func.coalesce(announcements.c.started_at, announcements.c.due_at, announcements.c.at)
# Recipients are written down at positions from 1 on, so that the last one tells their number without counting them.
_RECIPIENTS = func.coalesce(
    select(func.max(recipients.c.position))
    .where(recipients.c.announcement == announcements.c.number)
    .correlate(announcements)
    .scalar_subquery(),
    0,
)
_PROGRESS = case({state.value: place for place, state in enumerate(AnnouncementState)}, value=announcements.c.state)
_MAX_WORDS = 8


class AnnouncementColumn(StrEnum):
    """A column by which announcements are sorted."""

    NUMBER = "number"
    STATE = "state"
    TIME = "time"
    RECIPIENTS = "recipients"
    AUTHOR = "author"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementFilter:
    """A selection of announcements: in one of these states, from this source, with these words; empty for any."""

    states: Sequence[AnnouncementState] = ()
    source: str = ""
    words: str = ""
    column: AnnouncementColumn = AnnouncementColumn.NUMBER
    is_descending: bool = True


class RecipientColumn(StrEnum):
    """A column by which recipients are sorted."""

    PLATFORM = "platform"
    NAME = "name"
    CENTRE = "centre"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientFilter:
    """A page of recipients: on this platform, of this centre, with these words in their names; empty for any.

    `after` is the sort key and the position of the last recipient of the page before.
    """

    platform: PlatformName | None = None
    centre: str = ""
    words: str = ""
    column: RecipientColumn = RecipientColumn.PLATFORM
    is_descending: bool = False
    after: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedRecipient:
    """A recipient by name, or a room; `centre` is an id, `sort_key` what the list is sorted by."""

    position: int
    platform: PlatformName
    name: str
    is_person: bool
    centre: str | None
    sort_key: str


_KEYS: Mapping[AnnouncementColumn, Sequence[ColumnElement[Any]]] = {
    AnnouncementColumn.NUMBER: (),
    AnnouncementColumn.STATE: (_PROGRESS,),
    # Those that are to go out at once have no hour until they do.
    AnnouncementColumn.TIME: (func.coalesce(_HOUR, announcements.c.created_at),),
    AnnouncementColumn.RECIPIENTS: (_RECIPIENTS,),
    AnnouncementColumn.AUTHOR: (func.lower(announcements.c.author),),
}


class AnnouncementListStore(Store):
    """Reads announcements and recipients in pages."""

    async def list_page(self, wanted: AnnouncementFilter, after: int | None, limit: int) -> Sequence[Announcement]:
        """Return announcements after the one with this number, in the order of the filter."""
        statement = select(announcements).limit(limit)
        if wanted.states:
            statement = statement.where(announcements.c.state.in_(wanted.states))
        if wanted.source:
            statement = statement.where(announcements.c.source == wanted.source)
        statement = statement.where(*_have_words(announcements.c.text, wanted.words))
        keys = (*_KEYS[wanted.column], announcements.c.number)
        page = await go_on(statement, keys, after, self._connection, is_descending=wanted.is_descending)
        return [read_announcement(row) for row in await self._connection.execute(page)]

    async def count_by_state(self) -> Mapping[AnnouncementState, int]:
        """Return the number of announcements by state; states without any are missing."""
        state = announcements.c.state
        rows = await self._connection.execute(select(state, func.count().label("number")).group_by(state))
        return {AnnouncementState(row.state): row.number for row in rows}

    async def count_recipients(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """Return how many recipients are written down for each of these; those without a list are missing."""
        number = recipients.c.announcement
        rows = await self._connection.execute(
            select(number, func.count().label("people")).where(number.in_(numbers)).group_by(number)
        )
        return {row.announcement: row.people for row in rows}

    async def list_between(self, begin: datetime, end: datetime) -> Sequence[Announcement]:
        """Return announcements but drafts whose hour is in this time, and all series, the earliest first."""
        hour = _HOUR
        in_time = and_(hour >= begin, hour < end)
        is_series = announcements.c.recurrence.is_not(None)
        planned = announcements.c.state.not_in((AnnouncementState.DRAFT, AnnouncementState.CANCELLED))
        rows = await self._connection.execute(
            select(announcements).where(planned, or_(in_time, is_series)).order_by(hour, _NEWEST)
        )
        return [read_announcement(row) for row in rows]

    async def list_recipients(self, number: int, wanted: RecipientFilter, limit: int) -> Sequence[ListedRecipient]:
        """Return recipients that were written down, in the order of the filter."""
        page = _select_page(recipients, wanted, limit).where(recipients.c.announcement == number)
        return [_read_listed(row) for row in await self._connection.execute(page)]

    async def find_recipient(self, number: int, position: int) -> ListedRecipient | None:
        """Return the recipient that was written down at a position."""
        one = _select_page(recipients, RecipientFilter(), 1)
        row = await self._first(one.where(recipients.c.announcement == number, recipients.c.position == position))
        return None if row is None else _read_listed(row)

    async def list_audience(
        self, audience: Audience, source: str, wanted: RecipientFilter, limit: int
    ) -> Sequence[ListedRecipient]:
        """Return whom an audience has at present, in the order of the filter."""
        page = _select_page(select_audience(audience, source), wanted, limit)
        return [_read_listed(row) for row in await self._connection.execute(page)]

    async def count_readers(self, audience: Audience, source: str) -> tuple[Reach, int]:
        """Return how many readers an audience has by platform, and how many of all are rooms and not people."""
        counted = (await self._connection.execute(select_reach(audience, source))).all()
        return read_reach(counted), sum(row.rooms for row in counted)


def _select_page(listed: FromClause, wanted: RecipientFilter, limit: int) -> Select[Any]:
    """Return a page of a list of recipients."""
    columns = listed.c
    name = case(
        (columns.sender.is_(None), columns.room), else_=func.coalesce(func.nullif(columns.name, ""), columns.sender)
    )
    keys = {
        RecipientColumn.PLATFORM: columns.platform,
        RecipientColumn.NAME: func.lower(name),
        RecipientColumn.CENTRE: func.coalesce(columns.centre, ""),
    }
    key, place = keys[wanted.column], columns.position
    order = (key.desc(), place.desc()) if wanted.is_descending else (key, place)
    page = select(listed, key.label("sort_key")).order_by(*order).limit(limit)
    if wanted.after is not None:
        here, last = tuple_(key, place), tuple_(*map(literal, wanted.after))
        page = page.where(here < last if wanted.is_descending else here > last)
    if wanted.platform is not None:
        page = page.where(columns.platform == wanted.platform.value)
    if wanted.centre:
        page = page.where(columns.centre == wanted.centre)
    return page.where(*_have_words(name, wanted.words))


def _have_words(text: ColumnElement[str], words: str) -> Sequence[ColumnElement[bool]]:
    """Return the conditions that a text contains each of these words, in small or capital letters."""
    return [_has_word(text, word) for word in words.split()[:_MAX_WORDS]]


def _has_word(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Return the condition that a text contains a word; SQLite turns no letters to lower case but those of ASCII."""
    forms = [word] if word.isascii() else sorted({word, word.lower(), word.upper(), word.capitalize()})
    return or_(*(text.icontains(form, autoescape=True) for form in forms))


def _read_listed(row: Row[Any]) -> ListedRecipient:
    return ListedRecipient(
        position=row.position,
        platform=PlatformName(row.platform),
        name=(row.name or row.sender) if row.sender else row.room,
        is_person=row.sender is not None,
        centre=row.centre,
        sort_key=row.sort_key,
    )
