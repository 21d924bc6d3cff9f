"""Months later, when only the rows of messages are left: what changes private messages is still for their reader."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest
from sqlalchemy import select

from bot.jobs.retention import RetentionJob
from bot.storage.database import Database
from bot.storage.engine.tables import deliveries
from handlers.announcements.model.policy import AnnouncementPolicy
from handlers.core.events import EventId, MessageEdited, MessageReceived, Sender
from handlers.core.messages import Outgoing
from handlers.core.retention import Retention
from tests.conversations.channels import open_channels
from tests.conversations.conftest import Talk
from tests.conversations.office import NOW, Office
from tests.conversations.test_exchange import FORUM, MATRIX, Colleagues, ask, posted
from tests.conversations.test_revised_replies import DESK, Exchanged

LATER = timedelta(days=45)
Readers: TypeAlias = dict[str, set[str | None]]


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


async def cleaned(database: Database, *talks: Talk) -> None:
    """Let the time come for these people, and run the cleaning."""
    for talk in talks:
        talk.later(LATER)
    now = talks[0].now
    await RetentionJob(database, lambda: now, Retention()).delete_old()


async def read_by(person: Talk, said: Sequence[Outgoing]) -> Readers:
    """Return by room the only readers of what is written down there; None is for all."""
    async with person.database.begin() as unit:
        before = (await unit.connection.scalars(select(deliveries.c.number))).all()
    for each in said:
        await person.delivered(each)
    new = select(deliveries.c.room, deliveries.c.private_to).where(
        deliveries.c.number.not_in(before), deliveries.c.action != "deletion"
    )
    found: Readers = {}
    async with person.database.begin() as unit:
        for room, reader in await unit.connection.execute(new):
            found.setdefault(room, set()).add(reader)
    return found


def edit_of(said: MessageReceived, text: str) -> MessageEdited:
    return MessageEdited(
        id=EventId(f"edit-{said.message}"),
        at=said.at,
        address=said.address,
        sender=said.sender,
        message=said.message,
        text=text,
        direct=said.direct,
        addressed=said.addressed,
    )


def person(talk: Talk, name: str) -> Talk:
    return replace(talk, sender=Sender(platform=talk.platform, id=name), room=f"{name}'s")


async def test_what_colleagues_ask_and_answer(talk: Talk, colleagues: Colleagues) -> None:
    dora, pia, mia = (person(talk, name) for name in ("dora", "pia", "mia"))
    await pia.say("/abonnieren sprachmittlung")
    await pia.say("/sofort")
    await dora.say("/zentrum Bochum")
    _, *posts = await ask(dora, "name")
    await mia.say("/mitlesen 1")
    answer = colleagues.received("Ja.", MATRIX, posted(next(post for post in posts if post.address == MATRIX)))
    for each in await talk.happens(answer):
        await talk.delivered(each)
    said = dora.received("#A1 Es eilt.")
    for each in await dora.happens(said):
        await dora.delivered(each)
    await cleaned(talk.database, talk, dora, pia, mia)

    alone: Readers = {dora.room: {"dora"}, mia.room: {"mia"}}
    in_channels: Readers = {FORUM.room: {None}, MATRIX.room: {None}}
    edited = await talk.happens(edit_of(answer, "Ja, seit 2019."))
    assert await read_by(talk, edited) == {**alone, FORUM.room: {None}}
    edited = await dora.happens(edit_of(said, "#A1 Es eilt sehr."))
    assert await read_by(dora, edited) == {mia.room: {"mia"}, **in_channels}
    anonymous = await dora.happens(dora.received("/anonym 1"))
    assert await read_by(dora, anonymous) == {**alone, pia.room: {"pia"}, **in_channels}


async def test_what_comes_back_of_announcements(talk: Talk) -> None:
    talk.now = NOW
    office = Office(talk, AnnouncementPolicy(four_eyes=False, editors_room=DESK))
    exchanged = Exchanged(office, await office.reader("bea"))
    copy = await exchanged.announce()
    _, (carried, _) = await exchanged.bea_replies("Ich komme", copy)
    answer, _ = await exchanged.otto_answers("Schön!", carried)
    await cleaned(talk.database, talk, exchanged.otto, exchanged.bea)
    edited = await exchanged.otto.happens(edit_of(answer, "Gut!"))
    assert await read_by(exchanged.otto, edited) == {exchanged.bea.room: {exchanged.bea.sender.id}}
