"""Answers that turn out wrong are corrected where they stand, and who asked is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.jobs.due_events import DueEvents
from handlers.announcements.model.announcement import format_account
from handlers.core.events import AnswerOutdated, ChoiceTaken, Event, EventId, PlatformName, Sender
from handlers.core.messages import Edit, Message, Outgoing
from handlers.curation.model.fields import FieldName
from knowledge.entries import AnyEntry, Centre, CheckedField, Contact, Faq, Source, Visibility
from knowledge.search import Search
from tests.conversations.conftest import Talk

_SOURCE = Source(name="Stadt Bochum")
CENTRE = Centre(
    id="centre/bochum",
    title="KI Stadt Bochum",
    text="Das Zentrum der Stadt.",
    source=_SOURCE,
    as_of="2026",
    area="Bochum",
    area_kind="kreisfreie Stadt",
    ags="05911",
    regierungsbezirk="Arnsberg",
    seat="Bochum",
    contact=Contact(phone="0234 1234", email="ki@bochum.example", website="https://bochum.example/ki"),
)
FAQ = Faq(
    id="faq/zuschuss",
    title="Wie hoch ist der Zuschuss für Quittenfeste?",
    text="Der Zuschuss beträgt 500 Euro. Beantragt wird er beim Kreis.",
    source=_SOURCE,
    as_of="2026",
)
ANNA = Sender(platform=PlatformName.MATRIX, id="@anna:example.org", name="Anna")
PHONE = Sender(platform=PlatformName.TELEGRAM, id="4711", name="Anna")


@pytest.fixture(params=[ANNA, PHONE], ids=["matrix", "telegram"])
async def person(talk: Talk, request: pytest.FixtureRequest) -> Talk:
    await put(talk, CENTRE, FAQ)
    sender: Sender = request.param
    return replace(talk, sender=sender, platform=sender.platform, room=f"chat-{sender.id}")


async def put(talk: Talk, *entries: AnyEntry) -> None:
    """Put entries in force; the index has them at once."""
    async with talk.database.begin() as unit:
        for entry in entries:
            await unit.records.put(entry, "tests", talk.now)
    await index(talk)


async def index(talk: Talk) -> None:
    async with talk.database.begin() as unit:
        talk.search = Search(await unit.records.load())


async def list_corrections(person: Talk, *, later: timedelta = timedelta(minutes=6)) -> Sequence[Outgoing]:
    """Return what is said of itself after a while; all of it arrives."""
    said: list[Outgoing] = []

    async def handle(event: Event) -> None:
        if isinstance(event, AnswerOutdated):
            said.extend(await person.happens(event))

    person.later(later)
    await DueEvents(person.database, handle, lambda: person.now).dispatch()
    for each in said:
        await person.delivered(each)
    return said


def with_phone(phone: str | None, **changes: object) -> Centre:
    return CENTRE.model_copy(update={"contact": CENTRE.contact.model_copy(update={"phone": phone, **changes})})


async def test_a_wrong_number_is_corrected_where_it_stands(person: Talk) -> None:
    question, answer = await person.asked("Telefon KI Bochum")
    assert "0234 1234" in answer.text
    await put(person, with_phone("0234 9999"))
    edit, told = await list_corrections(person)
    assert isinstance(edit, Edit)
    assert isinstance(told, Message)
    assert "0234 9999" in edit.message.text
    assert "1234" not in edit.message.text
    assert "korrigiert am 23.11.2026" in edit.message.text
    assert edit.message.choices == answer.choices
    assert told.text == "Ich habe diese Antwort berichtigt. KI Stadt Bochum: Telefon 0234 9999."
    assert told.reply_to == await person.message_of(question)
    assert told.private_to is not None
    assert told.private_to.is_same(person.sender)
    assert await list_corrections(person) == []


async def test_a_confirmation_is_no_correction(person: Talk) -> None:
    await put(person, CENTRE.model_copy(update={"as_of": "2019"}))
    _, answer = await person.asked("Telefon KI Bochum")
    assert "bitte prüfen" in answer.text
    checked = CheckedField(field=FieldName.PHONE, on=person.now.date())
    await put(person, CENTRE.model_copy(update={"as_of": "2019", "checked": (checked,)}))
    assert await list_corrections(person) == []


async def test_whoever_changed_it_is_not_told(person: Talk) -> None:
    await person.asked("Telefon KI Bochum")
    async with person.database.begin() as unit:
        await unit.records.put(with_phone("0234 9999"), format_account(person.sender), person.now)
    await index(person)
    (edit,) = await list_corrections(person)
    assert isinstance(edit, Edit)
    assert "0234 9999" in edit.message.text


async def test_what_the_answer_does_not_show_leaves_it_alone(person: Talk) -> None:
    await person.asked("Telefon KI Bochum")
    await put(person, with_phone("0234 1234", email="neu@bochum.example"))
    assert await list_corrections(person) == []


async def test_only_what_the_answer_shows_is_told(person: Talk) -> None:
    await person.asked("Telefon KI Bochum")
    await put(person, with_phone("0234 9999", email="neu@bochum.example"))
    _, told = await list_corrections(person)
    assert isinstance(told, Message)
    assert told.text == "Ich habe diese Antwort berichtigt. KI Stadt Bochum: Telefon 0234 9999."


async def test_a_cosmetic_change_says_nothing(person: Talk) -> None:
    await person.asked(FAQ.title)
    await put(person, FAQ.model_copy(update={"text": "Der *Zuschuss* beträgt 500 Euro. Beantragt wird er beim Kreis!"}))
    assert await list_corrections(person) == []


async def test_a_correction_of_a_correction_says_the_last_value(person: Talk) -> None:
    await person.asked(FAQ.title)
    await put(person, FAQ.model_copy(update={"text": "Der Zuschuss beträgt 600 Euro. Beantragt wird er beim Kreis."}))
    first, _ = await list_corrections(person)
    await put(person, FAQ.model_copy(update={"text": "Der Zuschuss beträgt 700 Euro. Beantragt wird er beim Kreis."}))
    second, told = await list_corrections(person)
    assert isinstance(first, Edit)
    assert isinstance(second, Edit)
    assert first.of == second.of
    assert "700 Euro" in second.message.text
    assert isinstance(told, Message)
    assert FAQ.title in told.text


async def test_nothing_is_said_of_what_was_changed_back_at_once(person: Talk) -> None:
    await person.asked("Telefon KI Bochum")
    await put(person, with_phone("0234 9999"))
    assert await list_corrections(person, later=timedelta(minutes=1)) == []
    await put(person, CENTRE)
    assert await list_corrections(person) == []


async def test_old_answers_stay(person: Talk) -> None:
    await person.asked("Telefon KI Bochum")
    person.later(timedelta(days=31))
    await put(person, with_phone("0234 9999"))
    assert await list_corrections(person) == []


async def test_an_entry_that_is_archived_withdraws_its_answers(person: Talk) -> None:
    await person.asked(FAQ.title)
    async with person.database.begin() as unit:
        stored = await unit.records.find(FAQ.id)
        assert stored is not None
        await unit.records.archive(FAQ.id, stored.revision, "tests", person.now)
    await index(person)
    edit, told = await list_corrections(person)
    assert isinstance(edit, Edit)
    assert edit.message.text.startswith("Diese Antwort gilt nicht mehr.")
    assert isinstance(told, Message)
    assert "gilt nicht mehr" in told.text


async def test_nobody_hears_of_what_they_may_no_longer_read(person: Talk) -> None:
    await person.asked(FAQ.title)
    hidden = {"text": "Der Zuschuss beträgt 900 Euro.", "visibility": Visibility.NETWORK}
    await put(person, FAQ.model_copy(update=hidden))
    assert await list_corrections(person) == []


async def test_an_answer_that_a_choice_led_to_is_corrected(person: Talk) -> None:
    question, offered = await person.asked("/auswahl faq/zuschuss centre/bochum")
    assert FAQ.title in [choice.label for choice in offered.choices]
    pressed = ChoiceTaken(
        id=EventId("pressed"),
        at=person.now,
        address=person.address,
        sender=person.sender,
        message=await person.message_of(question),
        number=1,
        direct=True,
        in_place=person.platform is PlatformName.TELEGRAM,
    )
    for each in await person.happens(pressed):
        await person.delivered(each)
    await put(person, FAQ.model_copy(update={"text": "Der Zuschuss beträgt 900 Euro."}))
    edit, _ = await list_corrections(person)
    assert isinstance(edit, Edit)
    assert "900 Euro" in edit.message.text


async def test_in_a_group_the_correction_stands_for_all(person: Talk) -> None:
    group = replace(person, direct=False, room="group")
    _, answer = await group.asked("Telefon KI Bochum")
    await put(group, with_phone(None))
    edit, told = await list_corrections(group)
    assert isinstance(edit, Edit)
    assert isinstance(told, Message)
    assert (edit.message.private_to, told.private_to) == (None, None)
    assert "Telefon ist nicht mehr bekannt" in told.text
    assert answer.text != edit.message.text
