"""Several services on one PostgreSQL: all take from Telegram and send, one reads, and another takes its place."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic
from typing import TypeAlias

import pytest

from bot.storage.adapters.knowledge import DatabaseKnowledge
from bot.storage.database import open_database
from handlers.announcements.model.announcement import Reader
from handlers.announcements.model.policy import OFFICE
from handlers.core.events import Address, PlatformName, RoomId
from knowledge.entries import Knowledge
from knowledge.loader import SHIPPED, load_bundle
from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.conftest import unique
from tests.integration.news import MARK, planned
from tests.integration.person import Person
from tests.integration.postgres import Databases
from tests.integration.service import Service
from tests.integration.synapse import Synapse, free_port
from tests.integration.test_telegram import HOOK

QUESTION = "E-Mail KI Duisburg"
ANSWER = "integration@stadt-duisburg.de"
# Ten seconds, and two for knowledge (tests/unit/test_app.py), on a machine of one's own; other tests run beside this.
_SOON = 30
_IN_FORCE_S = 15
_DEATHS = 9

Start: TypeAlias = Callable[..., Awaitable[Service]]


@pytest.fixture
def url(postgres: Databases) -> str:
    return postgres.migrated()


@pytest.fixture
async def start(api: BotApi, tmp_path: Path, url: str) -> AsyncIterator[Start]:
    """By a name of its own; the first leads."""
    async with AsyncExitStack() as stack:

        async def start(name: str, **variables: str) -> Service:
            service = Service(folder=tmp_path / name, telegram=api.url)
            service.variables = {"LOTSE_DATABASE": url, **variables}
            await service.start()
            stack.push_async_callback(service.close)
            return service

        yield start


async def with_hooks(start: Start, **variables: str) -> list[tuple[Service, str]]:
    """Three services, each with the address at which it takes what Telegram brings."""
    hooks: list[tuple[Service, str]] = []
    for name in ("first", "second", "third"):
        listen = f"127.0.0.1:{free_port()}"
        service = await start(name, LOTSE_TELEGRAM__LISTEN=listen, **HOOK, **variables)
        await service.logs("this one helps" if hooks else "Lotse is running")
        hooks.append((service, f"http://{listen}/telegram"))
    return hooks


async def test_the_second_takes_the_place_of_the_first(api: BotApi, start: Start) -> None:
    anna = Human(api=api)
    first = await start("first")
    await anna.writes("/zentrum Herne")
    await anna.hears()
    second = await start("second")
    await second.logs("Another Lotse works on this database")
    await first.crash()
    began = monotonic()
    await anna.writes(QUESTION)
    assert ANSWER in (await anna.hears(number=2)).text
    assert monotonic() - began < _SOON
    assert "Lotse is running" in second.log()


async def test_an_encrypted_room_goes_on_with_another(synapse: Synapse, anna: Person, tmp_path: Path, url: str) -> None:
    """The keys lie where both find them."""
    variables = {"LOTSE_DATABASE": url, "LOTSE_DATA_DIR": str(tmp_path / "data")}
    user_id = await synapse.register(unique("lotse"))
    first, second = (
        Service(folder=tmp_path / name, homeserver=synapse.url, user_id=user_id, variables=variables)
        for name in ("first", "second")
    )
    await first.start()
    room = await anna.open_room(user_id, direct=True, encrypted=True)
    await anna.with_company(room, user_id)
    await anna.answered(room, await anna.say(room, "/zentrum Herne"), user_id)
    await second.start()
    await second.logs("this one helps")
    await first.crash()
    began = monotonic()
    question = await anna.say(room, QUESTION)
    assert ANSWER in str(await anna.answered(room, question, user_id))
    assert monotonic() - began < _SOON
    assert await anna.is_encrypted(room, question)
    await second.close()


async def test_any_takes_what_telegram_brings_and_all_send(api: BotApi, start: Start) -> None:
    people = [Human(api=api, name=f"Mensch {number}") for number in range(30)]
    hooks = await with_hooks(start)
    for number, human in enumerate(people):
        _, api.settings["webhook"] = hooks[number % 3]
        await human.writes(QUESTION)
        assert ANSWER in (await human.hears()).text
    assert all(len(human.room.by_bot) == 1 for human in people)
    service, _ = hooks[0]
    assert service.stored("SELECT count(DISTINCT claimed_by) FROM deliveries") == [(3,)]


async def test_what_one_has_taken_outlives_the_leader(api: BotApi, start: Start) -> None:
    anna = Human(api=api)
    (first, _), (_, api.settings["webhook"]), _ = await with_hooks(start)
    await first.crash()
    await anna.writes(QUESTION)
    assert ANSWER in (await anna.hears()).text
    assert len(anna.room.by_bot) == 1


async def test_changed_knowledge_is_soon_in_force_everywhere(start: Start, url: str) -> None:
    hooks = await with_hooks(start)
    one = Knowledge(centres=load_bundle(SHIPPED).centres[:1])
    async with open_database(url) as database:
        store = DatabaseKnowledge(database)
        await store.import_(one, "test", datetime.now(UTC))
        revision = await store.revision()
    for service, _ in hooks:
        await service.logs(f"Knowledge is now at revision {revision}", patience=_IN_FORCE_S)


@pytest.mark.slow
async def test_one_dies_after_the_other_and_nothing_is_lost(api: BotApi, start: Start, url: str) -> None:
    """Announcements to many while they die; what stands there twice says so."""
    people = [Human(api=api, name=f"Mensch {number}") for number in range(40)]
    assert all(human.room for human in people)
    async with open_database(url) as database, database.begin() as unit:
        for human in people:
            address = Address(platform=PlatformName.TELEGRAM, room=RoomId(str(human.user.id)))
            office = frozenset({f"source/{OFFICE}"})
            await unit.readers.put(Reader(address=address, tags=office, chosen_at=datetime.now(UTC)))
    hooks = await with_hooks(start, LOTSE_ANNOUNCEMENTS__QUIET="false")
    moments = Random(1)  # noqa: S311
    now = datetime.now(UTC)
    for number in range(_DEATHS):
        service, api.settings["webhook"] = hooks[number % 3]
        await planned(service, {f"Neuigkeit {number}.": now})
        await people[number].writes(QUESTION)
        await asyncio.sleep(moments.random())  # how long it lives
        await service.crash()
        await service.start()
    service, _ = hooks[0]
    await service.stores("SELECT count(*) FROM announcements WHERE state != 'finished'", [(0,)], 120)
    await service.stores("SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'uncertain')", [(0,)], 120)
    ((unsure,),) = service.stored("SELECT count(*) FROM deliveries WHERE state = 'uncertain' AND kind = 'reply-again'")
    answered = [[shown.text for shown in human.room.by_bot if ANSWER in shown.text] for human in people[:_DEATHS]]
    assert all(len(texts) - 1 <= sum(MARK in text for text in texts) for texts in answered if texts)
    # Cut off twice.
    assert answered.count([]) <= unsure
    for human in people:
        texts = [shown.text for shown in human.room.by_bot]
        for number in range(_DEATHS):
            told = [text for text in texts if f"Neuigkeit {number}." in text]
            assert told
            assert len(told) - 1 <= sum(MARK in text for text in told)
