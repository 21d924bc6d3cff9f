"""Every step of every dialogue, with every kind of input: there is always a way on and a way out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.database import open_database
from handlers.dialogues.table import DIALOGUES, STEPS, Step
from handlers.events import (
    Address,
    Attachment,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.messages import Message, Outgoing
from handlers.ports import Waiting
from knowledge.search import Search
from tests.conversations.conftest import Talk

QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"
FILE = Attachment(platform=PlatformName.TELEGRAM, name="a.pdf", media_type="application/pdf", size=9, source={})
# How each step is reached. Where copies are out, or a draft for the knowledge base is kept, see `test_revising`.
WAYS: Mapping[str, Sequence[str]] = {
    "exchange.question": ("/frage",),
    "exchange.known": ("/frage Was ist Griffbereit?",),
    "exchange.topic": (QUESTION, "Kolleg*innen fragen"),
    "exchange.signature": (QUESTION, "Kolleg*innen fragen", "Sprachmittlung"),
    "exchange.centre": (QUESTION, "Kolleg*innen fragen", "Sprachmittlung", "Mit Name und Zentrum"),
    "exchange.preview": (QUESTION, "Kolleg*innen fragen", "Sprachmittlung", "Anonym"),
    "reply.text": ("/antworten 1",),
    "announcement.text": ("/ankuendigung neu",),
    "announcement.audience": ("/ankuendigung neu", "Guten Tag"),
    "announcement.time": ("/ankuendigung neu", "Guten Tag", "alle"),
    "announcement.preview": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt"),
    "announcement.other_text": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Text ändern"),
    "announcement.other_audience": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Empfänger ändern"),
    "announcement.other_time": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Zeit ändern"),
    "announcement.english": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Englische Fassung"),
    "announcement.file": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Datei anhängen"),
    "announcement.field": ("/vorlagen treffen\nAm {{tag}} in {{ort}}", "/ankuendigung vorlage treffen"),
    "centre.place": ("/zentrum",),
    "subscription.pace": ("/abonnieren kim",),
    "language.choice": ("/sprache",),
    "erasure.sure": ("/loeschen",),
}
TEXTS = (
    "Guten Tag zusammen",
    "Bochum",
    "Bochum?",
    "44787",
    "morgen 9 Uhr",
    "gestern 9 Uhr",
    "alle",
    "zentrum:bochum",
    "zentrum:nirgendwo",
    "Sprachmittlung",
    "Was ist Griffbereit?",
    "Telefon KI Herne",
    "danke",
    "1",
    "99",
    "zurück",
    "Weitermachen",
    "/hilfe",
    "/gibtesnicht",
    "🙈",
    "",
    "x" * 5000,
    "**fett** <b>und</b> [Link](http://example.org)",
)
PEOPLE = (
    Sender(platform=PlatformName.MATRIX, id="@edith:example.org", name="Edith"),
    Sender(platform=PlatformName.TELEGRAM, id="4711", name="Edith"),
)


def _talk(talk: Talk, person: Sender) -> Talk:
    room = f"!{person.id[1:]}" if person.platform is PlatformName.MATRIX else person.id
    return replace(talk, sender=person, room=room, platform=person.platform, editors=(person,))


async def _reach(talk: Talk, step: str) -> None:
    async with talk.database.begin() as unit:
        channel = Address(platform=PlatformName.MATRIX, room=RoomId("!sprachmittlung:example.org"))
        await unit.channels.put(channel, "sprachmittlung", talk.now)
    for words in WAYS[step]:
        await talk.say(words)


async def _waiting(talk: Talk) -> Waiting | None:
    async with talk.database.begin() as unit:
        found = await unit.conversations.load(talk.address, talk.sender, talk.now)
    return found.waiting if found else None


async def _step(talk: Talk) -> Step | None:
    waiting = await _waiting(talk)
    return STEPS[waiting.step] if waiting else None


async def _leave(talk: Talk) -> None:
    """What was changed of a draft is left for its preview, which is left in turn."""
    step = await _step(talk)
    if step is not None:
        assert step.name == "announcement.preview"
        await talk.say("abbrechen")
    assert await _waiting(talk) is None


def _shows_the_way_out(said: Sequence[Outgoing]) -> bool:
    messages = [each for each in said if isinstance(each, Message)]
    labels = {choice.label for message in messages for choice in message.choices}
    return "Abbrechen" in labels or any("„abbrechen“" in message.text for message in messages)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.platform)
@pytest.mark.parametrize("step", WAYS)
async def test_each_step_is_reached_and_left(talk: Talk, step: str, person: Sender) -> None:
    edith = _talk(talk, person)
    await _reach(edith, step)
    reached = await _step(edith)
    assert reached is not None
    assert reached.name == step
    (said, *_) = await edith.say("abbrechen")
    assert said.text
    await _leave(edith)


def test_every_step_is_walked() -> None:
    assert {*WAYS, "announcement.rewording", "lesson.text"} == {*STEPS}


@pytest.mark.parametrize("word", ["stopp", "Abbruch", "cancel", "/abbrechen", "/start"])
async def test_any_word_of_leaving_leaves(talk: Talk, word: str) -> None:
    edith = _talk(talk, PEOPLE[0])
    await _reach(edith, "announcement.audience")
    await edith.say(word)
    assert await _waiting(edith) is None


@pytest.mark.parametrize("step", [step.name for step in STEPS.values() if step.back])
async def test_back_asks_what_was_asked_before(talk: Talk, step: str) -> None:
    edith = _talk(talk, PEOPLE[1])
    await _reach(edith, step)
    await edith.say("zurück")
    before = await _step(edith)
    names = [each.name for each in DIALOGUES[STEPS[step].dialogue].steps]
    assert before is not None
    assert names.index(before.name) < names.index(step)


@pytest.mark.parametrize("step", [*WAYS])
async def test_a_dialogue_lives_as_long_as_it_says(talk: Talk, step: str) -> None:
    edith = _talk(talk, PEOPLE[0])
    await _reach(edith, step)
    lasts = DIALOGUES[STEPS[step].dialogue].lasts
    edith.later(lasts - timedelta(seconds=1))
    assert await _waiting(edith) is not None
    edith.later(timedelta(seconds=1))
    assert await _waiting(edith) is None
    (said, *_) = await edith.say("Telefon KI Duisburg?")
    assert "0203 283-8111" in said.text.replace("\\", "")
    assert "Weitermachen" not in [choice.label for choice in said.choices]


@pytest.mark.parametrize("word", ["zurück", "Zurück!", "back"])
@pytest.mark.parametrize("step", [*WAYS])
async def test_back_is_never_taken_for_an_answer(talk: Talk, step: str, word: str) -> None:
    edith = _talk(talk, PEOPLE[1])
    await _reach(edith, step)
    said = await edith.say(word)
    assert said
    assert {each.address for each in said} == {edith.address}
    assert word not in "".join(each.text for each in said)
    assert "passt hier nicht" not in said[0].text
    after = await _step(edith)
    assert after is None or after.name != step


@pytest.mark.parametrize("step", [*WAYS])
async def test_whatever_is_written_is_answered_with_a_way_out(talk: Talk, step: str) -> None:
    for number, text in enumerate(TEXTS):
        edith = _talk(talk, replace(PEOPLE[0], id=f"@edith{number}:example.org"))
        await _reach(edith, step)
        said = [each for each in await edith.happens(edith.received(text)) if isinstance(each, Message)]
        assert said, text
        assert await _waiting(edith) is None or _shows_the_way_out(said), text


@pytest.mark.parametrize("step", [*WAYS])
async def test_files_and_places_are_answered_with_a_way_out(talk: Talk, step: str) -> None:
    for event in (_file, _place):
        edith = _talk(talk, PEOPLE[1])
        await _reach(edith, step)
        said = await edith.to(event(edith))
        assert said
        if await _waiting(edith) is not None:
            assert _shows_the_way_out(said)


def _file(talk: Talk) -> MessageReceived:
    return replace(talk.received(""), attachment=FILE)


def _place(talk: Talk) -> LocationReceived:
    """In Herne."""
    said = talk.received("")
    return LocationReceived(
        id=said.id,
        at=said.at,
        address=said.address,
        sender=said.sender,
        message=said.message,
        text="",
        direct=True,
        addressed=True,
        latitude=51.5388,
        longitude=7.2257,
    )


async def test_a_place_is_taken_where_one_is_asked_for(talk: Talk) -> None:
    edith = _talk(talk, PEOPLE[1])
    await _reach(edith, "centre.place")
    (said,) = await edith.to(_place(edith))
    assert "Herne" in said.text
    assert await _waiting(edith) is None


async def test_a_question_in_the_middle_is_answered_and_the_dialogue_goes_on(talk: Talk) -> None:
    edith = _talk(talk, PEOPLE[0])
    await _reach(edith, "announcement.time")
    (said,) = await edith.say("Telefon KI Duisburg?")
    assert "0203 283-8111" in said.text.replace("\\", "")
    assert [choice.label for choice in said.choices[-2:]] == ["Weitermachen", "Abbrechen"]
    (again,) = await edith.say("Weitermachen")
    assert again.text.startswith("Wann?")
    assert "Ankündigung 1" in (await edith.say("morgen 9 Uhr"))[0].text.replace("**", "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    step=st.sampled_from([*WAYS]),
    person=st.sampled_from(PEOPLE),
    inputs=st.lists(st.sampled_from([*TEXTS, "FILE", "PLACE", "EDIT", "DELETE"]), min_size=1, max_size=6),
)
def test_no_sequence_of_inputs_leads_to_a_dead_end(
    search: Search, step: str, person: Sender, inputs: Sequence[str]
) -> None:
    asyncio.run(_walk(search, step, person, inputs))


async def _walk(search: Search, step: str, person: Sender, inputs: Sequence[str]) -> None:
    async with open_database("sqlite+aiosqlite:///:memory:") as database:
        edith = _talk(Talk(database=database, search=search), person)
        await _reach(edith, step)
        last = edith.received("Guten Tag")
        for each in inputs:
            said = await _put_in(edith, each, last)
            if each not in ("EDIT", "DELETE"):
                assert said
                assert await _waiting(edith) is None or _shows_the_way_out(said)
        await edith.say("abbrechen")
        await _leave(edith)


async def _put_in(talk: Talk, what: str, last: MessageReceived) -> Sequence[Outgoing]:
    match what:
        case "FILE":
            return await talk.to(_file(talk))
        case "PLACE":
            return await talk.to(_place(talk))
        case "EDIT":
            edited = MessageEdited(
                **{
                    name: getattr(talk.received("Anders"), name)
                    for name in ("id", "at", "address", "sender", "text", "direct", "addressed")
                },
                message=last.message,
            )
            return await talk.happens(edited)
        case "DELETE":
            return await talk.happens(
                MessageDeleted(
                    id=talk.received("").id, at=talk.now, address=talk.address, sender=talk.sender, message=last.message
                )
            )
        case _:
            return await talk.to(talk.received(what))
