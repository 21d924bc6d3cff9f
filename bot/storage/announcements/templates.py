"""Texts for announcements that are much alike, inside one transaction."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.platforms.sanitising import storable
from bot.storage.engine.tables import templates
from bot.storage.engine.upsert import insert
from handlers.announcements.model.announcement import Template


class TemplateStore:
    """Implements handlers.announcements.ports.Templates."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Sequence[Template]:
        rows = await self._connection.execute(select(templates).order_by(templates.c.name))
        return [Template(name=row.name, text=row.text) for row in rows]

    async def get(self, name: str) -> Template | None:
        text = await self._connection.scalar(select(templates.c.text).where(templates.c.name == name))
        return None if text is None else Template(name=name, text=text)

    async def put(self, template: Template) -> None:
        text = storable(template.text)
        statement = insert(self._connection, templates).values(name=template.name, text=text)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"text": text}))

    async def drop(self, name: str) -> bool:
        return (await self._connection.execute(delete(templates).where(templates.c.name == name))).rowcount == 1
