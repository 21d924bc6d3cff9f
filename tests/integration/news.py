"""Announcements as editors have planned them, written where the service finds them."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.storage.database import open_database
from handlers.announcements.model.announcement import Announcement, AnnouncementState
from handlers.announcements.model.audience import Everyone
from handlers.announcements.model.policy import OFFICE
from tests.integration.service import Service

# What stands below a copy that may have arrived before.
MARK = "Vielleicht hast du diese Nachricht schon bekommen."


async def planned(lotse: Service, news: Mapping[str, datetime]) -> None:
    """Texts, each with its hour; to all who read by now."""
    async with open_database(lotse.database) as database, database.begin() as unit:
        for text, due in news.items():
            announcement = Announcement(
                state=AnnouncementState.SCHEDULED,
                text=text,
                author="shell:test",
                due_at=due,
                created_at=datetime.now(UTC),
            )
            kept = await unit.announcements.add(announcement)
            await unit.announcements.freeze(kept.number, Everyone(), OFFICE)
