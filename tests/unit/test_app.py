"""The running program: one per data directory, seeded once, up to date, and stopped cleanly."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from bot.platforms.base.contract import Delivery, PermanentFailure, PlatformRefused
from bot.runtime.app import build
from bot.runtime.launch import Launch
from bot.runtime.lock import AlreadyRunning
from bot.runtime.services import App, common_jobs
from bot.settings.loading import Settings
from bot.storage.adapters.knowledge import DatabaseKnowledge
from handlers.core.events import Attachment, MessageId, PlatformName
from handlers.core.messages import Message
from knowledge.entries import Knowledge
from knowledge.search import Search
from tests.prepared import index


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


class _Platform:
    """Lets a test decide how a platform ends."""

    name = PlatformName.TELEGRAM
    pace = None

    def __init__(self, refusal: str | None = None) -> None:
        self._refusal = refusal
        self.running = asyncio.Event()

    async def run(self) -> None:
        self.running.set()
        if self._refusal:
            raise PlatformRefused(self._refusal)
        await asyncio.Event().wait()

    def parts(self, message: Message) -> list[Message]:
        return [message]

    async def fetch(self, attachment: Attachment) -> bytes:
        raise PermanentFailure(attachment.name)

    async def send(self, delivery: Delivery) -> MessageId:
        return MessageId(delivery.id)

    async def close(self) -> None:
        """Nothing is left open."""


async def test_a_second_lotse_is_refused_until_the_first_has_ended(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())):
        with pytest.raises(AlreadyRunning, match="Another Lotse is running with"):
            async with build(settings, launch=Launch(similar=index())):
                pass
    async with build(settings, launch=Launch(similar=index())) as app:
        assert app.knowledge.search().knowledge.centres


async def test_what_it_keeps_is_for_its_owner_only(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())):
        modes = {path.name: path.stat().st_mode & 0o077 for path in (settings.data_dir, *settings.data_dir.iterdir())}
    assert "lotse.db" in modes
    assert set(modes.values()) == {0}


async def test_it_stops_when_told_to(settings: Settings) -> None:
    stop = asyncio.Event()
    async with build(settings, launch=Launch(similar=index())) as app:
        platform = _Platform()
        app.platforms[platform.name] = platform
        running = asyncio.create_task(app.run(stop))
        await platform.running.wait()
        stop.set()
        await asyncio.wait_for(running, 10)


async def test_a_refusal_ends_it(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())) as app:
        app.platforms[PlatformName.TELEGRAM] = _Platform("The token was revoked.")
        with pytest.raises(PlatformRefused, match=r"The token was revoked\."):
            await asyncio.wait_for(app.run(asyncio.Event()), 10)


async def test_knowledge_that_another_process_changed_is_noticed(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())) as app:
        before = app.knowledge.search()
        await app.knowledge.reload_if_changed()
        assert app.knowledge.search() is before
        await _drop_all_but_one_centre(app)
        await app.knowledge.reload_if_changed()
        assert len(app.knowledge.search().knowledge.centres) == 1


async def test_changed_knowledge_is_in_force_within_two_seconds(settings: Settings) -> None:
    """On a machine of its own: from one look to the next, and the processor time of a new index of everything."""
    async with build(settings, launch=Launch(similar=index())) as app:
        (between,) = (job.every for job in common_jobs(app) if job.name == "knowledge")
        centre = app.knowledge.search().knowledge.centres[0].model_copy(update={"title": "Anders"})
        async with app.database.begin() as unit:
            await unit.records.put(centre, "test", datetime.now(UTC))
        began = process_time()
        await app.knowledge.reload_if_changed()
        assert app.knowledge.search().knowledge.centres[0].title == "Anders"
        assert between.total_seconds() + process_time() - began < 2


async def test_a_change_of_the_knowledge_is_taken_over_as_if_all_were_indexed_anew(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())) as app:
        before = app.knowledge.search()
        store, knowledge = DatabaseKnowledge(app.database), before.knowledge
        changed = knowledge.faqs[0].model_copy(update={"title": "Wo steht der Quastenflosser?"})
        new = changed.model_copy(update={"id": "faq/quastenflosser", "title": "Wo lebt der Quastenflosser?"})
        faqs = Knowledge.from_records([new, changed, *knowledge.faqs[2:]])
        await store.import_(faqs, "test", datetime.now(UTC))
        await app.knowledge.reload_if_changed()
        search, anew = app.knowledge.search(), Search(await store.load())
        assert search.knowledge == anew.knowledge
        assert search.knowledge.faqs == faqs.faqs
        for question in ("Quastenflosser", knowledge.faqs[1].title, knowledge.offers[0].title, "KI Bochum"):
            assert search.find(question) == anew.find(question)
        assert before.get_entry("faq/quastenflosser") is None


async def test_a_restart_keeps_what_editors_have_changed(settings: Settings) -> None:
    async with build(settings, launch=Launch(similar=index())) as app:
        await _drop_all_but_one_centre(app)
    async with build(settings, launch=Launch(similar=index())) as app:
        assert len(app.knowledge.search().knowledge.centres) == 1


async def _drop_all_but_one_centre(app: App) -> None:
    one = Knowledge(centres=app.knowledge.search().knowledge.centres[:1])
    await DatabaseKnowledge(app.database).import_(one, "test", datetime.now(UTC))
