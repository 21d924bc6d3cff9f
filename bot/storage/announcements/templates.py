"""The store of announcement templates."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.store import Store
from bot.storage.engine.tables import templates
from handlers.announcements.model.announcement import Template


class TemplateStore(Store):
    """Implements handlers.announcements.ports.Templates."""

    async def all(self) -> Sequence[Template]:
        rows = await self._connection.execute(select(templates).order_by(templates.c.name))
        return [Template(name=row.name, text=row.text) for row in rows]

    async def get(self, name: str) -> Template | None:
        text = await self._connection.scalar(select(templates.c.text).where(templates.c.name == name))
        return None if text is None else Template(name=name, text=text)

    async def put(self, template: Template) -> None:
        text = sanitise_text(template.text)
        await self._upsert(templates, {"name": template.name}, {"text": text})

    async def drop(self, name: str) -> bool:
        return (await self._connection.execute(delete(templates).where(templates.c.name == name))).rowcount == 1
