"""What a number, a word or a press means: never another list than the one that the person sees."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.storage.engine.tables import questions
from handlers.core.events import Address, ChoiceTaken, EventId, MessageId, PlatformName, RoomId, Sender
from handlers.core.messages import Choice, Deletion, DeliveryId, Edit, Message, Outgoing, Toast, keyboard_id
from tests.conversations.curated import chat
from tests.conversations.curated import press as tap
from tests.deliveries import claim_next, mark_sent

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

OUTDATED = Toast(text="Diese Auswahl gilt nicht mehr. Es gilt, was jetzt dort steht.")
CHANNEL = Address(platform=PlatformName.MATRIX, room=RoomId("!sprachmittlung:example.org"))
QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools?"


async def press(talk: "Talk", message: MessageId, number: int, keyboard: DeliveryId | None) -> list[Outgoing]:
    event = ChoiceTaken(
        id=EventId(f"press {talk.received('').id}"),
        at=talk.now,
        address=talk.address,
        sender=talk.sender,
        message=message,
        number=number,
        keyboard=keyboard_id(keyboard) if keyboard else None,
        direct=True,
        in_place=True,
    )
    return await talk.happens(event)


async def version(talk: "Talk", message: MessageId) -> DeliveryId:
    async with talk.database.begin() as unit:
        said = await unit.sent_messages.of_message(talk.address, message)
    assert said is not None
    return said.version


async def test_a_repeated_press_does_not_reach_the_next_choices(talk: "Talk") -> None:
    question, answer = await talk.asked("aachen wer zuständig")
    message = await talk.message_of(question)
    first = await version(talk, message)
    (edit,) = await press(talk, message, 1, first)
    assert isinstance(edit, Edit)
    await talk.delivered(edit)
    assert await press(talk, message, 1, first) == [OUTDATED]
    second = await version(talk, message)
    assert second != first
    assert await press(talk, message, 1, second) != [OUTDATED]
    assert len(answer.choices) > 1


async def test_a_keyboard_of_an_earlier_version_is_outdated(talk: "Talk") -> None:
    question, _ = await talk.asked("aachen wer zuständig")
    message = await talk.message_of(question)
    assert await press(talk, message, 1, DeliveryId("another")) == [OUTDATED]


async def test_a_number_means_the_newest_list(talk: "Talk") -> None:
    await talk.hear("aachen wer zuständig")
    talk.later(timedelta(seconds=10))
    await talk.hear("KI Duisburg")
    assert "Welche Angebote" in await talk.hear("1")


@pytest.mark.parametrize("said", ["2", "2.", "(2)", "#2", "2️⃣", " 2 ", "[2]"])
async def test_a_number_may_be_written_in_many_ways(talk: "Talk", said: str) -> None:
    await talk.hear("aachen wer zuständig")
    assert "**Kommunales Integrationszentrum StädteRegion Aachen**" in await talk.hear(said)


@pytest.mark.parametrize("said", ["Angebote", "[Angebote]", "angebote!", "„Angebote“", "- Angebote"])
async def test_words_may_stand_in_brackets(talk: "Talk", said: str) -> None:
    await talk.hear("KI Duisburg")
    assert "Welche Angebote" in await talk.hear(said)


async def test_words_are_found_in_an_older_list_too_but_a_number_is_not(talk: "Talk") -> None:
    await talk.hear("KI Duisburg")
    talk.later(timedelta(seconds=10))
    await talk.hear("aachen wer zuständig")
    assert "Welche Angebote" in await talk.hear("Angebote")


async def test_a_number_that_is_not_there_is_said_so_and_what_is_there_is_offered(talk: "Talk") -> None:
    _, listed = await talk.asked("aachen wer zuständig")
    (again,) = await talk.say("7")
    assert "Eine 7 gibt es hier gerade nicht" in again.text
    assert again.choices == listed.choices


async def test_a_number_without_a_list_is_no_question(talk: "Talk") -> None:
    assert "keine Auswahl" in await talk.hear("3")
    await talk.hear("aachen wer zuständig")
    talk.later(timedelta(minutes=31))
    assert "keine Auswahl" in await talk.hear("1")


async def test_a_list_of_another_person_or_room_is_none(talk: "Talk") -> None:
    await talk.hear("aachen wer zuständig")
    assert "keine Auswahl" in await talk.as_other("bea").hear("1")
    assert "keine Auswahl" in await replace(talk, room="another").hear("1")


async def test_a_list_that_the_person_had_not_seen_when_they_wrote_is_not_taken(talk: "Talk") -> None:
    await talk.hear("aachen wer zuständig")
    wrote_at = talk.now
    talk.later(timedelta(minutes=1))
    _, newer = await talk.asked("KI Duisburg")
    (again,) = await talk.to(replace(talk.received("1"), at=wrote_at))
    assert "gibt es hier gerade nicht" in again.text
    assert again.choices == newer.choices


async def test_on_telegram_the_order_of_messages_tells_what_was_seen(talk: "Talk") -> None:
    person = Sender(platform=PlatformName.TELEGRAM, id="9")
    phone = replace(talk, platform=PlatformName.TELEGRAM, room="9", sender=person)
    (listed,) = await phone.happens(phone.received("KI Duisburg"))
    assert isinstance(listed, Message)
    await phone.written(replace(listed, id=DeliveryId("list")))
    async with phone.database.begin() as unit:
        await claim_next(unit, (PlatformName.TELEGRAM, RoomId("9")), phone.now)
        await mark_sent(unit, DeliveryId("list"), MessageId("1000"), phone.now)
    before, after = (replace(phone.received("1"), message=MessageId(number)) for number in ("999", "1001"))
    assert "gibt es hier gerade nicht" in (await phone.to(before))[0].text
    (offers,) = await phone.to(replace(after, reply_to=MessageId("1000")))
    assert "Welche Angebote" in offers.text


async def test_a_reply_means_the_list_it_replies_to(talk: "Talk") -> None:
    question, _ = await talk.asked("aachen wer zuständig")
    message = await talk.message_of(question)
    await talk.hear("KI Duisburg")
    (said,) = await talk.to(replace(talk.received("2"), reply_to=message))
    assert "StädteRegion Aachen" in said.text


async def test_two_drafts_live_side_by_side(talk: "Talk") -> None:
    async with talk.database.begin() as unit:
        await unit.channels.put(CHANNEL, "sprachmittlung", talk.now)
    named = replace(talk, sender=replace(talk.sender, name="Anna"))
    await named.say("/zentrum Bochum")
    first = await _preview(named, f"{QUESTION} In kleinen Kommunen?", "none")
    second = await _preview(named, "Wer kennt gute Dolmetschdienste für Tigrinya?", "name")
    assert "anonym" in first.text
    assert "Anna" in second.text
    _, post = await named.say(first.choices[0].says)
    assert "Kommunen" in post.text
    assert "— anonym" in post.text
    assert "Anna" not in post.text
    (again,) = await named.say(first.choices[0].says)
    assert "hast du schon gestellt" in again.text
    _, other = await named.say(second.choices[0].says)
    assert "Anna" in other.text
    assert "Tigrinya" in other.text


async def test_what_was_seen_is_what_is_sent(talk: "Talk") -> None:
    async with talk.database.begin() as unit:
        await unit.channels.put(CHANNEL, "sprachmittlung", talk.now)
    shown = await _preview(talk, QUESTION, "none")
    (other,) = await talk.say("/zentrum Bochum")
    number = shown.choices[0].says.split()[1]
    await talk.say(f"/zeichnen {number} centre")
    (changed,) = await talk.say(shown.choices[0].says)
    assert "hat sich inzwischen geändert" in changed.text
    assert "Bochum" in changed.text
    assert "Bochum" in other.text
    said = await talk.say(changed.choices[0].says)
    assert "Bochum" in said[1].text


async def test_colleagues_are_asked_what_stands_above_the_choice(talk: "Talk") -> None:
    first = await talk.say("mietspiegel münster")
    talk.later(timedelta(seconds=5))
    await talk.say("KI Duisburg")
    (topics,) = await talk.say(first[0].choices[-1].says)
    number = topics.choices[0].says.split()[1]
    async with talk.database.begin() as unit:
        draft = await unit.drafts.get(int(number), [talk.sender], talk.now)
    assert draft is not None
    assert draft.text == "mietspiegel münster"


async def test_an_entry_from_a_list_keeps_the_question_that_led_there(talk: "Talk") -> None:
    (listed,) = await talk.say("integrationsagentur vs ki")
    assert listed.choices[0].says.startswith("/eintrag")
    (shown,) = await talk.say("1")
    colleagues = [choice.says for choice in shown.choices if choice.says.startswith("/kollegen")]
    assert colleagues == [listed.choices[-1].says]


# Whoever asks this is offered centres, or entries and colleagues.
CENTRES, ENTRIES = "aachen wer zuständig", "Programm für kleine Kinder und Eltern in der Kita"


async def chosen(talk: "Talk") -> list[bool | None]:
    """Return for each logged question, in order, whether a choice was taken."""
    async with talk.database.begin() as unit:
        return [*await unit.connection.scalars(select(questions.c.chosen).order_by(questions.c.number))]


@pytest.mark.parametrize("platform", [PlatformName.MATRIX, PlatformName.TELEGRAM])
@pytest.mark.parametrize("question", [CENTRES, ENTRIES])
async def test_a_choice_counts_once_and_for_its_question_alone(
    talk: "Talk", platform: PlatformName, question: str
) -> None:
    anna, bea = chat(talk, "anna", platform), chat(talk, "bea", platform)
    (earlier,) = await anna.say(question)
    anna.later(timedelta(hours=1))
    (listed,) = await anna.say(question)
    await bea.say(question)
    (shown,) = await tap(anna, listed, listed.choices[0].label)
    assert isinstance(shown, Edit)
    assert await chosen(talk) == [None, True, None]
    message, back = await anna.sent(listed), len(shown.message.choices)
    for number in (back, 2):
        for each in await press(anna, message, number, None):
            await anna.delivered(each)
    assert await chosen(talk) == [None, True, None]
    anna.later(timedelta(hours=23))
    await tap(anna, earlier, earlier.choices[0].label)
    assert await chosen(talk) == [True, True, None]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("1", True),
        ("Kommunales Integrationszentrum StädteRegion Aachen", True),
        ("/eintrag centre/aachen-stadt", None),
        ("KI Aachen", None),
    ],
)
async def test_a_choice_counts_however_it_is_written(talk: "Talk", said: str, counts: bool | None) -> None:
    await talk.say(CENTRES)
    await talk.say(said)
    assert (await chosen(talk))[0] is counts


async def test_colleagues_and_late_choices_do_not_count(talk: "Talk") -> None:
    (listed,) = await talk.say(ENTRIES)
    await tap(talk, listed, listed.choices[-1].label)
    assert await chosen(talk) == [None]
    talk.later(timedelta(days=1, minutes=1))
    await tap(talk, listed, listed.choices[0].label)
    assert await chosen(talk) == [None]


async def test_an_entry_beside_an_answer_or_below_none_is_no_choice(talk: "Talk") -> None:
    for question in ("Rucksack", "pizza bestellen in bochum"):
        (shown,) = await talk.say(question)
        near = next(choice.label for choice in shown.choices if choice.says.startswith("/eintrag"))
        await tap(talk, shown, near)
    assert await chosen(talk) == [None, None]


async def _preview(talk: "Talk", question: str, signature: str) -> Message:
    (found,) = await talk.say(question)
    (draft,) = (choice.says.split()[1] for choice in found.choices if choice.says.startswith("/kollegen"))
    await talk.say(f"/thema {draft} sprachmittlung")
    (shown,) = await talk.say(f"/zeichnen {draft} {signature}")
    assert shown.choices[0] == Choice(label="Absenden", says=shown.choices[0].says)
    return shown


async def test_a_subscription_is_switched_in_its_place(talk: "Talk") -> None:
    question, listed = await talk.asked("/abo")
    message = await talk.message_of(question)
    switch = ChoiceTaken(
        id=EventId("switch"), at=talk.now, address=talk.address, sender=talk.sender, message=message, number=1
    )
    (edit,) = await talk.happens(replace(switch, direct=True))
    assert isinstance(edit, Edit)
    assert edit.message.choices[0].label.startswith("☑")
    await talk.delivered(edit)
    edit, line = await talk.happens(talk.received("1"))
    assert isinstance(edit, Edit)
    assert edit.message.choices == listed.choices
    assert isinstance(line, Message)
    assert (line.choices, "Hier kommen an" in line.text) == ((), True)


async def test_a_question_that_is_shown_by_a_button_is_a_message_of_its_own(talk: "Talk") -> None:
    async with talk.database.begin() as unit:
        await unit.channels.put(CHANNEL, "sprachmittlung", talk.now)
    anna = replace(talk, sender=replace(talk.sender, id="asker", name="Anna"), room="anna")
    await anna.say("/zentrum Bochum")
    shown = await _preview(anna, QUESTION, "name")
    await anna.say(shown.choices[0].says)
    question, _ = await talk.asked("/offen")
    message = await talk.message_of(question)
    (copy,) = await press(talk, message, 1, await version(talk, message))
    assert isinstance(copy, Message)
    assert copy.id is not None
    await talk.sent(copy)
    gone = await anna.happens(anna.received("/anonym 1"))
    assert copy.id in {each.of for each in gone if isinstance(each, Deletion)}


@pytest.mark.parametrize("minutes", [4, 6, 29])
@pytest.mark.parametrize("way", ["1", "Alles löschen", "tap"])
async def test_a_choice_lives_no_longer_than_its_dialogue(talk: "Talk", minutes: int, way: str) -> None:
    await talk.say("/zentrum Bochum")
    question, _ = await talk.asked("/loeschen")
    message = await talk.message_of(question)
    shown = await version(talk, message)
    talk.later(timedelta(minutes=minutes))
    if way == "tap":
        await press(talk, message, 1, shown)
    else:
        await talk.happens(talk.received(way))
    async with talk.database.begin() as unit:
        centre = await unit.preferences.centre(talk.sender)
    assert centre == (None if minutes < 5 else "centre/bochum")


@pytest.mark.parametrize(("said", "is_channel"), [("ja", True), ("Ja.", True), ("nein", False), ("ja gerne", False)])
async def test_the_first_word_of_a_choice_is_enough(talk: "Talk", said: str, *, is_channel: bool) -> None:
    edith = replace(talk, sender=talk.editors[0], room="edith")
    await edith.say("/kanal Sport")
    await edith.say(said)
    async with talk.database.begin() as unit:
        assert bool(await unit.channels.of_topic("sport")) is is_channel


async def test_a_first_word_is_none_in_an_older_list(talk: "Talk") -> None:
    edith = replace(talk, sender=talk.editors[0], room="edith")
    await edith.say("/kanal Sport")
    edith.later(timedelta(seconds=5))
    await edith.say("KI Duisburg")
    await edith.say("ja")
    async with talk.database.begin() as unit:
        assert not await unit.channels.of_topic("sport")
