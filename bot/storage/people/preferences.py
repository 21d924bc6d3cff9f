"""The store of people's preferences: language and centre."""

from sqlalchemy import Table, select

from bot.storage.engine.prepared import Prepared
from bot.storage.engine.sql import matches, sender_key
from bot.storage.engine.store import Store
from bot.storage.engine.tables import preferences, profiles
from handlers.core.events import Sender
from handlers.i18n import CATALOGUES
from knowledge.search import Language

_LANGUAGE = Prepared(select(preferences.c.language).where(matches(preferences.c.platform, preferences.c.sender)))
_CENTRE = Prepared(select(profiles.c.centre).where(matches(profiles.c.platform, profiles.c.sender)))


class PreferenceStore(Store):
    """Implements handlers.context.ports.Preferences."""

    async def language(self, sender: Sender) -> Language | None:
        chosen: str | None = await _LANGUAGE.fetch_value(self._connection, sender_key(sender))
        return chosen if chosen in CATALOGUES else None

    async def choose_language(self, sender: Sender, language: Language) -> None:
        await self._choose(preferences, sender, language=language)

    async def centre(self, sender: Sender) -> str | None:
        found: str | None = await _CENTRE.fetch_value(self._connection, sender_key(sender))
        return found

    async def choose_centre(self, sender: Sender, centre: str) -> None:
        await self._choose(profiles, sender, centre=centre)

    async def _choose(self, table: Table, sender: Sender, **chosen: str) -> None:
        await self._upsert(table, sender_key(sender), chosen)
