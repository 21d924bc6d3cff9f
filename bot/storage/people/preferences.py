"""What people have chosen to keep."""

from typing import get_args

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine.addresses import matches, sender_key
from bot.storage.engine.tables import preferences, profiles
from bot.storage.engine.upsert import put
from handlers.core.events import Sender
from knowledge.search import Language

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_LANGUAGE = select(preferences.c.language).where(matches(preferences.c.platform, preferences.c.sender))
_CENTRE = select(profiles.c.centre).where(matches(profiles.c.platform, profiles.c.sender))


class PreferenceStore:
    """Implements handlers.context.ports.Preferences inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def language(self, sender: Sender) -> Language | None:
        chosen = await self._connection.scalar(_LANGUAGE, sender_key(sender))
        return next((language for language in _LANGUAGES if language == chosen), None)

    async def choose_language(self, sender: Sender, language: Language) -> None:
        await self._choose(preferences, sender, language=language)

    async def centre(self, sender: Sender) -> str | None:
        found: str | None = await self._connection.scalar(_CENTRE, sender_key(sender))
        return found

    async def choose_centre(self, sender: Sender, centre: str) -> None:
        await self._choose(profiles, sender, centre=centre)

    async def _choose(self, table: Table, sender: Sender, **chosen: str) -> None:
        await put(self._connection, table, {**sender_key(sender), **chosen})
