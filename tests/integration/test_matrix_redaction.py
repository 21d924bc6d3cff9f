"""What Lotse takes back is readable nowhere on the homeserver, as another member looks for it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from bot.platforms.matrix.homeserver.raw_events import keycap
from tests.integration.gate import Gate
from tests.integration.news import planned
from tests.integration.patience import PATIENCE
from tests.integration.person import Enter, Person, in_thread
from tests.integration.service import Serve, Service
from tests.integration.synapse import Synapse

FIRST, SECOND, THIRD = "Regenschirmkanarien", "Nachttischdromedare", "Zungenbrecherwelse"
WORDS = (FIRST, SECOND, THIRD)


async def readable(person: Person, room: str) -> str:
    """Everything that the homeserver still gives out of a room, decrypted, the relations of every event among it."""
    history = await person.history(room)
    related: list[Any] = []
    for event in history:
        path = f"/_matrix/client/v1/rooms/{quote(room)}/relations/{quote(event['event_id'])}?limit=100"
        related += (await person.request("GET", path))["chunk"]
    # Their texts stand in the history as well; what counts is that none of them is more than a shell.
    return json.dumps([history, related], ensure_ascii=False)


async def left(person: Person, room: str, lotse: Service, event: str) -> list[Any]:
    """The relations by Lotse to a message that still have a content."""
    path = f"/_matrix/client/v1/rooms/{quote(room)}/relations/{quote(event)}?limit=100"
    found = (await person.request("GET", path))["chunk"]
    return [each for each in found if each["sender"] == lotse.user_id and each["content"]]


async def gone(person: Person, room: str, *words: str) -> None:
    """Waits until none of these words is readable."""
    async with asyncio.timeout(PATIENCE):
        while await holds(person, room, words):
            await person.sync()


async def holds(person: Person, room: str, words: Sequence[str]) -> bool:
    text = await readable(person, room)
    return any(word in text for word in words)


def by(lotse: Service, person: Person, room: str, sign: str) -> list[str]:
    return [
        str(event["event_id"])
        for event in person.heard(room)
        if event["sender"] == lotse.user_id and sign in event.get("content", {}).get("body", "")
    ]


async def until_said(person: Person, room: str, lotse: Service, sign: str, times: int = 1) -> str:
    await person.until(lambda: len(by(lotse, person, room, sign)) >= times)
    return by(lotse, person, room, sign)[0]


async def channel(person: Person, lotse: Service, *, encrypted: bool) -> str:
    room = await person.open_room(lotse.user_id, encrypted=encrypted, name="Sprachmittlung")
    await person.with_company(room, lotse.user_id)
    await person.answered(room, await person.say(room, "!lotse /kanal sprachmittlung"), lotse.user_id)
    return room


async def direct(person: Person, lotse: Service, *, encrypted: bool) -> str:
    room = await person.open_room(lotse.user_id, encrypted=encrypted, direct=True)
    await person.with_company(room, lotse.user_id)
    return room


async def told(person: Person, room: str, lotse: Service, *commands: str) -> None:
    for command in commands:
        await person.answered(room, await person.say(room, command), lotse.user_id)


@pytest.fixture
async def lotse(serve: Serve, anna: Person) -> Service:
    service = await serve(LOTSE_ROLES__EDITORS=f"matrix:{anna.id}", LOTSE_ANNOUNCEMENTS__QUIET="false")
    await service.start()
    return service


async def asked(bea: Person, chat: str, lotse: Service, anna: Person, room: str, signature: str = "none") -> str:
    """Bea's question, edited twice; the event with which she asked."""
    question = await bea.say(chat, f"/frage Wer kennt {FIRST}?")
    await bea.answered(chat, question, lotse.user_id)
    await told(bea, chat, lotse, "/kollegen", "/thema sprachmittlung", f"/zeichnen {signature}", "/absenden")
    await until_said(anna, room, lotse, FIRST)
    for words in WORDS[1:]:
        await bea.change(chat, question, f"/frage Wer kennt {words}?")
        await until_said(anna, room, lotse, words)
    return question


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("end", ["deletes", "is forgotten"])
async def test_a_question_goes_with_all_its_edits(
    lotse: Service, anna: Person, enter: Enter, end: str, *, encrypted: bool
) -> None:
    bea = await enter("bea")
    room, chat = await channel(anna, lotse, encrypted=encrypted), await direct(bea, lotse, encrypted=encrypted)
    question = await asked(bea, chat, lotse, anna, room)
    post = by(lotse, anna, room, FIRST)[0]
    assert len(await left(anna, room, lotse, post)) == 2
    if end == "deletes":
        await bea.take_back(chat, question)
    else:
        await bea.say(chat, "/loeschen ja")
    await gone(anna, room, *WORDS)
    assert await left(anna, room, lotse, post) == []


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_the_copy_of_an_answer_goes_with_all_its_edits(
    lotse: Service, anna: Person, enter: Enter, *, encrypted: bool
) -> None:
    bea = await enter("bea")
    room, chat = await channel(anna, lotse, encrypted=encrypted), await direct(bea, lotse, encrypted=encrypted)
    await told(bea, chat, lotse, "/frage Wer kennt Pools?", "/kollegen", "/thema sprachmittlung", "/zeichnen none")
    await bea.say(chat, "/absenden")
    post = await until_said(anna, room, lotse, "Pools")
    answer = await anna.say(room, FIRST, **in_thread(post))
    await until_said(bea, chat, lotse, FIRST)
    await anna.change(room, answer, SECOND)
    await until_said(bea, chat, lotse, SECOND)
    await anna.take_back(room, answer)
    await gone(bea, chat, FIRST, SECOND)


async def test_an_answer_goes_with_its_edits_and_the_reactions_by_which_it_could_be_chosen_from(
    lotse: Service, anna: Person
) -> None:
    room = await direct(anna, lotse, encrypted=True)
    question = await anna.say(room, "KI Duisburg")
    answer = str((await anna.answered(room, question, lotse.user_id))["event_id"])
    await anna.until(lambda: any(keycap(1) in str(event.get("content")) for event in anna.heard(room)))
    await anna.change(room, question, "KI Herne")
    await until_said(anna, room, lotse, "Shamrockring")
    await anna.take_back(room, question)
    await gone(anna, room, "Shamrockring", "Duisburg", keycap(1))
    assert await left(anna, room, lotse, answer) == []


async def test_a_recalled_announcement_goes_with_its_edits(lotse: Service, anna: Person, enter: Enter) -> None:
    bea = await enter("bea")
    desk, chat = await direct(anna, lotse, encrypted=False), await direct(bea, lotse, encrypted=True)
    await told(bea, chat, lotse, "/abo laki")
    await planned(lotse, {FIRST: datetime.now(UTC)})
    await until_said(bea, chat, lotse, FIRST)
    await told(anna, desk, lotse, f"/ankuendigung 1 aendern {SECOND}")
    await until_said(bea, chat, lotse, SECOND)
    await told(anna, desk, lotse, "/ankuendigung 1 zurueckrufen ja")
    await gone(bea, chat, FIRST, SECOND)


@pytest.fixture
async def gate(synapse: Synapse) -> AsyncIterator[Gate]:
    async with Gate(behind=synapse.url).opened() as gate:
        yield gate


@pytest.mark.parametrize(("part", "status"), [("/redact/", 502), ("/relations/", 503), ("/relations/", 404)], ids=str)
async def test_a_failure_half_way_is_made_good(
    serve: Serve, gate: Gate, anna: Person, enter: Enter, part: str, status: int
) -> None:
    """Where the homeserver knows no relations, the edits that Lotse remembers are taken back."""
    bea = await enter("bea")
    lotse = await serve(homeserver=gate.url, LOTSE_ROLES__EDITORS=f"matrix:{anna.id}")
    await lotse.start()
    room, chat = await channel(anna, lotse, encrypted=False), await direct(bea, lotse, encrypted=False)
    question = await asked(bea, chat, lotse, anna, room)
    gate.instead += [(part, status, {"errcode": "M_UNRECOGNIZED"})] * 2
    await bea.take_back(chat, question)
    await gone(anna, room, *WORDS)


async def test_an_edit_on_its_way_goes_too(serve: Serve, gate: Gate, anna: Person, enter: Enter) -> None:
    """The homeserver has it, but Lotse was killed before it learned that."""
    bea = await enter("bea")
    lotse = await serve(homeserver=gate.url, LOTSE_ROLES__EDITORS=f"matrix:{anna.id}")
    await lotse.start()
    room, chat = await channel(anna, lotse, encrypted=True), await direct(bea, lotse, encrypted=True)
    question = await asked(bea, chat, lotse, anna, room)
    gate.hold("after", "/send/m.room.encrypted")
    await bea.change(chat, question, "/frage Wer kennt Wolpertinger?")
    await gate.holds_one()
    await lotse.crash()
    gate.release()
    await bea.take_back(chat, question)
    await lotse.start()
    await gone(anna, room, *WORDS, "Wolpertinger")


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_withdrawn_name_is_readable_nowhere(
    lotse: Service, anna: Person, enter: Enter, *, encrypted: bool
) -> None:
    bea, carl = await enter("dorothea"), await enter("carl")
    room, chat = await channel(anna, lotse, encrypted=encrypted), await direct(bea, lotse, encrypted=encrypted)
    follower = await direct(carl, lotse, encrypted=encrypted)
    await told(bea, chat, lotse, "/zentrum Bochum")
    await asked(bea, chat, lotse, anna, room, signature="name")
    old = by(lotse, anna, room, FIRST)[0]
    await carl.say(follower, "/ansehen 1")
    await until_said(carl, follower, lotse, THIRD)
    await told(carl, follower, lotse, "/mitlesen 1")
    await anna.say(room, "Ja, seit 2019.", **in_thread(old))
    copy = await until_said(bea, chat, lotse, "Ja, seit 2019.")
    await bea.say(chat, "Wie viele?", **{"m.relates_to": {"m.in_reply_to": {"event_id": copy}}})
    for person, place in ((anna, room), (carl, follower)):
        await until_said(person, place, lotse, "Wie viele?")
    names = ("dorothea", "Bochum", FIRST, SECOND)
    assert all([await said_by(lotse, person, place, names) for person, place in ((anna, room), (carl, follower))])

    await told(bea, chat, lotse, "/anonym 1")
    for person, place in ((anna, room), (carl, follower)):
        await until_said(person, place, lotse, "Anonyme*r")
        async with asyncio.timeout(PATIENCE):
            while await said_by(lotse, person, place, names):
                await person.sync()
    new = by(lotse, anna, room, "— Anonyme*r")[0]
    for sign, times in (("Ja, seit 2019.", 1), ("Wie viele?", 2)):
        await until_said(anna, room, lotse, sign, times)
        (again,) = [event for event in anna.heard(room) if event["event_id"] == by(lotse, anna, room, sign)[-1]]
        assert again["content"]["m.relates_to"]["event_id"] == new
    for thread, answer in ((new, "Im neuen Thread."), (old, "Im alten Thread.")):
        await anna.say(room, answer, **in_thread(thread))
        await until_said(bea, chat, lotse, answer)


async def said_by(lotse: Service, person: Person, room: str, words: Sequence[str]) -> bool:
    """Whether one of Lotse's events in the room still holds one of these words."""
    history = [event for event in await person.history(room) if event["sender"] == lotse.user_id]
    text = json.dumps([event["content"] for event in history if event["type"] != "m.room.member"], ensure_ascii=False)
    return any(word in text for word in words)
