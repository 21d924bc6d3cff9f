"""An office that writes announcements: two editors, and people who read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.jobs.due_events import DueEvents
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import Event, PlatformName, Sender
from handlers.core.messages import Message, Outgoing
from tests.conversations.conftest import EDITOR, Talk

OTTO = Sender(platform=PlatformName.CONSOLE, id="otto")
# A Monday, ten o'clock in Berlin.
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Office:
    """Editors with a direct chat each, and readers."""

    def __init__(self, talk: Talk, rules: AnnouncementPolicy) -> None:
        self.talk = talk
        talk.editors = (EDITOR, OTTO)
        talk.announcement_policy = rules
        self.edith = replace(talk, sender=EDITOR, room="edith")
        self.otto = replace(talk, sender=OTTO, room="otto")

    async def reader(self, name: str, *words: str, platform: PlatformName = PlatformName.MATRIX) -> Talk:
        """A person who has subscribed, with name and centre."""
        who = Sender(platform=platform, id=f"@{name}:example.org", name=name.title())
        person = replace(self.talk, sender=who, room=f"!{name}:example.org", platform=platform)
        for each in words or ("/abo laki",):
            await person.say(each)
        return person

    async def until(self, now: datetime, *, arrives: bool = True) -> list[Outgoing]:
        """What goes out by then, and arrives."""
        said: list[Outgoing] = []
        for talk in (self.talk, self.edith, self.otto):
            talk.now = now

        async def handle(event: Event) -> None:
            for each in await self.talk.happens(event):
                said.append(each)
                await (self.talk.delivered if arrives else self.talk.written)(each)

        await DueEvents(self.talk.database, handle, lambda: now).dispatch()
        return said

    async def kept(self, number: int) -> Announcement:
        async with self.talk.database.begin() as unit:
            found = await unit.announcements.get(number)
        assert found is not None
        return found

    async def states(self, number: int) -> Mapping[str, int]:
        """How many copies are in which state."""
        announcement = await self.kept(number)
        async with self.talk.database.begin() as unit:
            return (await unit.announcements.count_copies(announcement)).states

    async def write(self, text: str, audience: str = "alle", at: str = "jetzt") -> str:
        """Through the whole dialogue up to the preview, which is returned."""
        await self.edith.say("/ankuendigung neu")
        await self.edith.say(text)
        await self.edith.say(audience)
        return await self.edith.hear(at)


def copies(said: list[Outgoing]) -> list[Message]:
    return [each for each in said if isinstance(each, Message) and each.announcement is not None]


def plain(text: str) -> str:
    return text.replace("\\", "")
