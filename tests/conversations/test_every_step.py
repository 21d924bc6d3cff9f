"""Every step of every dialogue, with every kind of input: there is always a way on and a way out."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.jobs.due_events import DueEvents
from handlers.context.ports import Waiting
from handlers.core.events import (
    Address,
    Attachment,
    ChoiceTaken,
    Event,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.core.messages import Edit, Message, Outgoing, keyboard_id
from handlers.dialogues.table import DIALOGUES, FIELD, STEPS, Step
from knowledge.search import Search
from tests.conversations.conftest import Talk
from tests.prepared import open_in_memory, prepare_once

QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"
FILE = Attachment(platform=PlatformName.TELEGRAM, name="a.pdf", media_type="application/pdf", size=9, source={})
# How each step is reached; see `_reach` for what others do on the way.
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
    "announcement.other_audience": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Empfänger*innen ändern"),
    "announcement.other_time": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Zeit ändern"),
    "announcement.english": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Englische Fassung"),
    "announcement.file": ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Datei anhängen"),
    "announcement.field": ("/vorlagen treffen\nAm {{tag}} in {{ort}}", "/ankuendigung vorlage treffen"),
    "announcement.other_field": (),
    "announcement.rewording": ("/ankuendigung 1 aendern",),
    "lesson.text": ("/entwurf 1 aendern",),
    "edit.entry": ("/aendern",),
    "edit.field": ("/aendern", "KI Duisburg"),
    "edit.value": ("/aendern", "KI Duisburg", "Telefon"),
    "centre.place": ("/zentrum",),
    "linking.code": ("/verbinden",),
    "linking.request": ("{code}",),
    "linking.sure": (),
    "handover.kind": ("/uebergabe",),
    "handover.day": ("/vertretung",),
    "handover.taker": ("/uebergabe", "Ich gehe"),
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
    "ABCD-EF23",
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
    talk.now = await prepare_once(talk.database, f"{step} {talk.sender.id}", lambda: _go(talk, step))


async def _go(talk: Talk, step: str) -> datetime:
    """Go to a step and return when it was reached."""
    async with talk.database.begin() as unit:
        channel = Address(platform=PlatformName.MATRIX, room=RoomId("!sprachmittlung:example.org"))
        await unit.channels.put(channel, "sprachmittlung", talk.now)
    before = _BEFORE.get(step)
    known = await before(talk) if before else {}
    for words in WAYS[step]:
        await talk.say(words.format(**known) if known else words)
    return talk.now


async def _one_announcement_is_out(talk: Talk) -> Mapping[str, str]:
    bela = replace(talk.as_other("bela"), room="bela", platform=PlatformName.CONSOLE)
    await bela.say("/abo laki")
    for words in ("/ankuendigung neu", "Guten Tag", "alle", "jetzt", "Absenden"):
        await talk.say(words)

    async def handle(event: Event) -> None:
        for each in await talk.happens(event):
            await talk.delivered(each)

    for _ in range(3):
        await DueEvents(talk.database, handle, lambda: talk.now).dispatch()
    await talk.say("/start")
    return {}


async def _a_field_is_taken_back(talk: Talk) -> Mapping[str, str]:
    walker = Walker(talk=talk)
    for words in ("/vorlagen treffen\nAm {{tag}}", "/ankuendigung vorlage treffen", "Montag"):
        await walker.does("say", words)
    for words in ("alle", "jetzt"):
        await talk.say(words)
    await walker.does("delete", "")
    return {}


async def _a_draft_is_kept(talk: Talk) -> Mapping[str, str]:
    async with talk.database.begin() as unit:
        await unit.lessons.propose(1, "Titel", "Text", "kim", talk.now)
    return {}


async def _an_entry_is_stored(talk: Talk) -> Mapping[str, str]:
    entry = talk.search.get_entry("centre/duisburg")
    assert entry is not None
    async with talk.database.begin() as unit:
        await unit.records.put(entry, "lotse", talk.now)
    return {}


async def _they_belong_to_a_centre(talk: Talk) -> Mapping[str, str]:
    async with talk.database.begin() as unit:
        await unit.centre_members.grant(talk.sender, "centre/bochum", talk.now)
    return {}


async def _another_account_has_a_code(talk: Talk) -> Mapping[str, str]:
    (issued,) = await _other(talk).say("/verbinden")
    return {"code": _code_in(issued)}


async def _another_account_gives_a_code(talk: Talk) -> Mapping[str, str]:
    (issued,) = await talk.say("/verbinden")
    for each in await _other(talk).say(_code_in(issued)):
        await talk.sent(each)
    return {}


def _other(talk: Talk) -> Talk:
    """Return another account of the same person."""
    return replace(talk.as_other(f"other of {talk.sender.id}"), room="other", platform=PlatformName.CONSOLE)


def _code_in(message: Message) -> str:
    found = re.search(r"\w{4}-\w{4}", message.text)
    assert found
    return found.group()


_BEFORE: Mapping[str, Callable[[Talk], Awaitable[Mapping[str, str]]]] = {
    "announcement.other_field": _a_field_is_taken_back,
    "announcement.rewording": _one_announcement_is_out,
    "handover.taker": _they_belong_to_a_centre,
    "lesson.text": _a_draft_is_kept,
    "edit.field": _an_entry_is_stored,
    "edit.value": _an_entry_is_stored,
    "linking.request": _another_account_has_a_code,
    "linking.sure": _another_account_gives_a_code,
}


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


async def _say(talk: Talk, text: str) -> list[Message]:
    """Say it, let all that follows arrive, and return what is read of it, wherever."""
    return _read(await _put(talk, talk.received(text)))


async def _put(talk: Talk, event: Event) -> list[Outgoing]:
    said = await talk.happens(event)
    for each in said:
        await talk.delivered(each)
    return said


def _read(said: Sequence[Outgoing]) -> list[Message]:
    return [each.message if isinstance(each, Edit) else each for each in said if isinstance(each, Edit | Message)]


def _shows_the_way_out(said: Sequence[Outgoing], waiting: Waiting) -> bool:
    """Return whether it stands on screen how the dialogue that waits is left."""
    offered = {choice.says for message in _read(said) for choice in message.choices}
    leaves = STEPS[waiting.step].cancel.format(subject=waiting.subject)
    return leaves in offered or any("„abbrechen“" in message.text for message in _read(said))


async def _is_led_on(talk: Talk, said: Sequence[Outgoing]) -> bool:
    """Return whether nothing is waited for, or the way out is shown."""
    waiting = await _waiting(talk)
    return waiting is None or _shows_the_way_out(said, waiting)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.platform)
@pytest.mark.parametrize("step", WAYS)
async def test_each_step_is_reached_and_left(talk: Talk, step: str, person: Sender) -> None:
    edith = _talk(talk, person)
    await _reach(edith, step)
    reached = await _step(edith)
    assert reached is not None
    assert reached.name == step
    (said, *_) = await _say(edith, "abbrechen")
    assert said.text
    await _leave(edith)


def test_every_step_is_walked() -> None:
    assert {*WAYS} == {*STEPS}


@pytest.mark.parametrize("word", ["stopp", "Abbruch", "cancel", "/abbrechen", "/start"])
async def test_any_word_of_leaving_leaves(talk: Talk, word: str) -> None:
    edith = _talk(talk, PEOPLE[0])
    await _reach(edith, "announcement.audience")
    await edith.say(word)
    assert await _waiting(edith) is None


# A field has another field before it; see `test_inputs`.
@pytest.mark.parametrize("step", [step.name for step in STEPS.values() if step.back and step.name != FIELD.name])
async def test_back_asks_what_was_asked_before(talk: Talk, step: str) -> None:
    edith = _talk(talk, PEOPLE[1])
    await _reach(edith, step)
    await _say(edith, "zurück")
    before = await _step(edith)
    names = [each.name for each in DIALOGUES[STEPS[step].dialogue].steps]
    assert before is not None
    assert names.index(before.name) < names.index(step)


@pytest.mark.parametrize("step", [*WAYS])
async def test_a_dialogue_lives_as_long_as_it_says(talk: Talk, step: str) -> None:
    edith = _talk(talk, PEOPLE[0])
    await _reach(edith, step)
    lasts = DIALOGUES[STEPS[step].dialogue].lifetime
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
    own = "".join(each.text for each in said if each.address == edith.address)
    assert own
    assert word not in own.replace("„zurück“ führt einen Schritt zurück", "")
    assert "passt hier nicht" not in said[0].text
    after = await _step(edith)
    # Before a field of a template stands another field.
    assert after is None or after.name != step or step == "announcement.field"


@pytest.mark.parametrize("step", [*WAYS])
async def test_whatever_is_written_is_answered_with_a_way_out(talk: Talk, step: str) -> None:
    for text in TEXTS:
        edith = _talk(talk, PEOPLE[0])
        await _reach(edith, step)
        said = await _say(edith, text)
        assert said, text
        assert await _is_led_on(edith, said), text


@pytest.mark.parametrize("step", [*WAYS])
async def test_files_and_places_are_answered_with_a_way_out(talk: Talk, step: str) -> None:
    for event in (_file, _place):
        edith = _talk(talk, PEOPLE[1])
        await _reach(edith, step)
        said = await _put(edith, event(edith))
        assert said
        assert await _is_led_on(edith, said)


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


_SAID = st.sampled_from(TEXTS)
INPUTS = st.one_of(
    st.tuples(st.just("say"), _SAID),
    st.tuples(st.just("file"), st.just("")),
    st.tuples(st.just("place"), st.just("")),
    st.tuples(st.just("edit"), _SAID),
    st.tuples(st.just("delete"), st.just("")),
    st.tuples(st.just("tap"), st.sampled_from("12345678")),
)


# A failing walk is short enough to be read as it is; to shrink it would take minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=_PHASES)
@given(
    step=st.sampled_from([*WAYS]),
    person=st.sampled_from(PEOPLE),
    inputs=st.lists(INPUTS, min_size=1, max_size=7),
)
@example(
    step="announcement.other_text",
    person=PEOPLE[1],
    inputs=[("tap", "5"), ("place", ""), ("say", "Guten Tag zusammen"), ("tap", "1")],
)
@pytest.mark.slow
@example(step="announcement.file", person=PEOPLE[0], inputs=[("file", ""), ("edit", "/hilfe")])
def test_no_sequence_of_inputs_leads_to_a_dead_end(
    search: Search, step: str, person: Sender, inputs: Sequence[tuple[str, str]]
) -> None:
    asyncio.run(_walk(search, step, person, inputs))


async def _walk(search: Search, step: str, person: Sender, inputs: Sequence[tuple[str, str]]) -> None:
    async with open_in_memory() as database:
        edith = _talk(Talk(database=database, search=search), person)
        await _reach(edith, step)
        walker = Walker(talk=edith)
        for what, text in inputs:
            said = await walker.does(what, text)
            if what not in ("edit", "delete", "tap"):
                assert said, (what, text)
                assert await _is_led_on(edith, said), (what, text)
            await _assert_preview_is_current(edith)
        await _say(edith, "abbrechen")
        await _leave(edith)


async def _assert_preview_is_current(talk: Talk) -> None:
    """Check that the newest preview that waits sends just what it shows, or that the newest choices lead to one."""
    waiting = await _waiting(talk)
    if waiting is None or waiting.step != "announcement.preview":
        return
    async with talk.database.begin() as unit:
        announcement = await unit.announcements.get(int(waiting.subject))
        lists = await unit.sent_messages.lists(talk.address, talk.sender, talk.now - timedelta(hours=1))
    assert announcement is not None
    preview = f"/ankuendigung {announcement.number}"
    sending = [choice.says for said in lists for choice in said.choices if " senden " in choice.says]
    leads_there = any(choice.says == preview for choice in lists[0].choices)
    assert leads_there or sending[0] == f"{preview} senden {announcement.content_hash}"


@dataclass(kw_only=True)
class Walker:
    """A person who writes, taps, and changes or takes back what they wrote."""

    talk: Talk
    written: list[MessageReceived] = field(default_factory=list)
    shown: list[Message] = field(default_factory=list)

    async def does(self, what: str, text: str) -> Sequence[Outgoing]:
        self.talk.later(timedelta(seconds=1))
        match what:
            case "file":
                return await self._hears(_file(self.talk))
            case "place":
                return await self._hears(_place(self.talk))
            case "edit":
                return await self._put(self._edited(text)) if self.written else []
            case "delete":
                return await self._put(self._deleted()) if self.written else []
            case "tap":
                return await self._taps(int(text))
            case _:
                return await self._hears(self.talk.received(text))

    async def _hears(self, event: MessageReceived) -> Sequence[Outgoing]:
        self.written.append(event)
        return await self._put(event)

    async def _put(self, event: Event) -> Sequence[Outgoing]:
        said = await _put(self.talk, event)
        self.shown += [
            each
            for each in said
            if isinstance(each, Message) and each.address.shares_room(self.talk.address) and each.choices
        ]
        return said

    def _edited(self, text: str) -> MessageEdited:
        last = self.written[-1]
        told = {each.name: getattr(last, each.name) for each in fields(MessageReceived)}
        return MessageEdited(**(told | {"id": self.talk.received("").id, "text": text, "attachment": None}))

    def _deleted(self) -> MessageDeleted:
        last = self.written[-1]
        return MessageDeleted(
            id=self.talk.received("").id,
            at=self.talk.now,
            address=last.address,
            sender=last.sender,
            message=last.message,
        )

    async def _taps(self, number: int) -> Sequence[Outgoing]:
        """Tap on the newest choices, as they are shown now."""
        arrived = await self.talk.sent(self.shown[-1]) if self.shown else None
        async with self.talk.database.begin() as unit:
            said = await unit.sent_messages.of_message(self.talk.address, arrived) if arrived else None
        if said is None or number > len(said.choices):
            return []
        press = ChoiceTaken(
            id=self.talk.received("").id,
            at=self.talk.now,
            address=self.talk.address,
            sender=self.talk.sender,
            message=arrived or MessageId(""),
            number=number,
            keyboard=keyboard_id(said.version),
            direct=True,
            in_place=self.talk.platform is PlatformName.TELEGRAM,
        )
        return await self._put(press)
