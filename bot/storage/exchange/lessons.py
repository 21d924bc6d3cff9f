"""The store of lessons: drafts for the knowledge base."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, select, update

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.sql import insert
from bot.storage.engine.store import Store
from bot.storage.engine.tables import lessons
from handlers.core.events import Sender
from handlers.exchange.model.exchange import Lesson

_WAITING = "waiting"


class LessonStore(Store):
    """Implements handlers.exchange.model.ports.Lessons."""

    async def propose(self, exchange: int, title: str, text: str, topic: str, at: datetime) -> Lesson:
        row = {"exchange": exchange, "title": sanitise_text(title), "text": sanitise_text(text), "topic": topic}
        statement = insert(self._connection, lessons).values(**row, proposed_at=at, state=_WAITING).returning(lessons)
        return _read_lesson((await self._connection.execute(statement)).one())

    async def get(self, number: int) -> Lesson | None:
        found = await self._list(lessons.c.number == number)
        return found[0] if found else None

    async def list_waiting(self) -> Sequence[Lesson]:
        return await self._list(lessons.c.number > 0)

    async def reword(self, lesson: Lesson) -> None:
        earlier = [sanitise_text(part) for part in lesson.previous] if lesson.previous else None
        changed = {"title": sanitise_text(lesson.title), "text": sanitise_text(lesson.text), "earlier": earlier}
        await self._connection.execute(update(lessons).where(lessons.c.number == lesson.number).values(**changed))

    async def decide(self, number: int, editor: Sender, at: datetime, *, approved: bool) -> None:
        decided = {
            "state": "approved" if approved else "dropped",
            "decided_by": f"{editor.platform}:{editor.id}",
            "decided_at": at,
        }
        await self._connection.execute(update(lessons).where(lessons.c.number == number).values(**decided))

    async def _list(self, which: ColumnElement[bool]) -> list[Lesson]:
        waiting = and_(lessons.c.state == _WAITING, which)
        rows = await self._connection.execute(select(lessons).where(waiting).order_by(lessons.c.number))
        return [_read_lesson(row) for row in rows]


def _read_lesson(row: Row[tuple[object, ...]]) -> Lesson:
    return Lesson(
        number=row.number,
        exchange=row.exchange,
        title=row.title,
        text=row.text,
        topic=row.topic,
        previous=tuple(row.earlier) if row.earlier else None,
    )
