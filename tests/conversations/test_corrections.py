"""Questions that are changed or taken back, choices that are pressed, answers that come late."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.platforms.base.contract import Delivery
from handlers.core.events import (
    Address,
    ChoiceTaken,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    MessageUnreadable,
    PlatformName,
    RoomId,
    Sender,
)
from handlers.core.messages import Deletion, DeliveryId, Edit, Message
from handlers.faq.notices import CROWD
from tests.conversations.conftest import EDITOR, Talk

_NUMBERS = count(1)
_PLACE = Address(platform=PlatformName.CONSOLE, room=RoomId("room"))


def now_says(question: MessageReceived, text: str, *, addressed: bool = True) -> MessageEdited:
    return MessageEdited(
        id=EventId(f"edit-{next(_NUMBERS)}"),
        at=question.at,
        address=question.address,
        sender=question.sender,
        message=question.message,
        text=text,
        addressed=addressed,
    )


def pressed(question: MessageReceived, message: MessageId, number: int, by: Sender | None = None) -> ChoiceTaken:
    return ChoiceTaken(
        id=EventId(f"press-{next(_NUMBERS)}"),
        at=question.at,
        address=question.address,
        sender=by or question.sender,
        message=message,
        number=number,
        direct=question.direct,
    )


def taken_back(question: MessageReceived) -> MessageDeleted:
    return MessageDeleted(
        id=EventId(f"deletion-{next(_NUMBERS)}"),
        at=question.at,
        address=question.address,
        sender=question.sender,
        message=question.message,
    )


async def test_an_edited_question_changes_its_answer(talk: Talk) -> None:
    question, answer = await talk.asked("Telefon KI Münster")
    (edit,) = await talk.happens(now_says(question, "Telefon KI Duisburg", addressed=False))
    assert isinstance(edit, Edit)
    assert "0251" in answer.text
    assert "0203 283" in edit.message.text
    assert (edit.message.reply_to, edit.message.mention) == (question.message, question.sender)


async def test_an_edit_by_somebody_else_changes_nothing(talk: Talk) -> None:
    question, _ = await talk.asked("Telefon KI Münster")
    eve = Sender(platform=PlatformName.CONSOLE, id="eve")
    assert await talk.happens(replace(now_says(question, "KI Duisburg", addressed=False), sender=eve)) == []


async def test_an_edit_that_first_calls_lotse_is_answered(talk: Talk) -> None:
    question = talk.received("Telefon KI Münster", addressed=False)
    assert await talk.happens(question) == []
    assert await talk.happens(now_says(question, "Telefon KI Münster", addressed=False)) == []
    (answer,) = await talk.happens(now_says(question, "Telefon KI Münster"))
    assert isinstance(answer, Message)
    assert answer.reply_to == question.message


async def test_an_edit_may_need_fewer_messages_than_before(talk: Talk) -> None:
    question, answer = await talk.asked("Telefon KI Münster")
    await talk.sent(replace(answer))
    edit, deletion = await talk.happens(now_says(question, "Telefon KI Duisburg"))
    assert isinstance(edit, Edit)
    assert isinstance(deletion, Deletion)
    assert edit.of != deletion.of


async def test_a_question_taken_back_takes_its_answers_along(talk: Talk) -> None:
    question, answer = await talk.asked("KI Duisburg")
    assert answer.choices
    await talk.answered(pressed(question, await talk.message_of(question), 1))
    deletions = await talk.happens(taken_back(question))
    assert all(isinstance(each, Deletion) for each in deletions)
    assert len(deletions) == 2
    assert "Von welchem Zentrum?" in await talk.hear("und die Telefonnummer?")


async def test_only_who_asked_takes_a_choice_and_only_one_that_is_there(talk: Talk) -> None:
    question, answer = await talk.asked("KI Duisburg")
    message = await talk.message_of(question)
    eve = Sender(platform=PlatformName.CONSOLE, id="eve")
    assert await talk.happens(pressed(question, message, 1, by=eve)) == []
    assert await talk.happens(pressed(question, message, len(answer.choices) + 1)) == []
    assert await talk.happens(pressed(question, MessageId("another"), 1)) == []
    reply = await talk.answered(pressed(question, message, 1))
    assert "Welche Angebote ein Zentrum vor Ort macht" in reply.text
    assert reply.reply_to == message


async def test_a_choice_of_an_older_message_still_counts(talk: Talk) -> None:
    question, _ = await talk.asked("KI Duisburg")
    await talk.asked("Was ist Griffbereit?")
    talk.later(timedelta(days=3))
    reply = await talk.answered(pressed(question, await talk.message_of(question), 1))
    assert "Welche Angebote ein Zentrum vor Ort macht" in reply.text


def unreadable(at: datetime, room: str, *, addressed: bool = True) -> MessageUnreadable:
    sender = Sender(platform=PlatformName.CONSOLE, id="anna")
    event = EventId(f"unreadable-{next(_NUMBERS)}")
    address = replace(_PLACE, room=RoomId(room))
    return MessageUnreadable(
        id=event, at=at, address=address, sender=sender, message=MessageId(event), addressed=addressed
    )


async def test_that_a_message_could_not_be_read_is_said_once_a_day_in_a_room(talk: Talk) -> None:
    said = [await talk.happens(unreadable(talk.now, room)) for room in ("a", "a", "b")]
    assert [len(messages) for messages in said] == [1, 0, 1]
    (message,) = said[0]
    assert isinstance(message, Message)
    assert "verifizierte Geräte" in message.text
    assert "abmelden" not in message.text
    assert "melde dich" not in message.text.casefold()
    talk.later(timedelta(hours=23))
    assert await talk.happens(unreadable(talk.now, "a")) == []
    talk.later(timedelta(hours=1))
    assert len(await talk.happens(unreadable(talk.now, "a"))) == 1


async def test_nothing_is_said_to_what_was_not_meant_for_lotse_and_can_not_be_read(talk: Talk) -> None:
    assert await talk.happens(unreadable(talk.now, "a", addressed=False)) == []


@pytest.mark.parametrize("given", ["1", "1.", ""], ids=["number", "number with a dot", "label"])
async def test_in_a_group_the_bare_number_of_who_asked_takes_a_choice(talk: Talk, given: str) -> None:
    group = replace(talk, direct=False)
    _, answer = await group.asked("KI Duisburg")
    said = given or answer.choices[0].label
    assert await group.as_other("bea").say(said, addressed=False) == []
    assert await group.say("Wann treffen wir uns?", addressed=False) == []
    (message,) = await group.say(said, addressed=False)
    assert "Welche Angebote ein Zentrum vor Ort macht" in message.text
    group.later(timedelta(hours=1))
    assert await group.say(said, addressed=False) == []


async def test_an_answer_says_that_many_wait(talk: Talk) -> None:
    async with talk.database.begin() as unit:
        message = Message(address=replace(talk.address, room=RoomId("elsewhere")), text="x")
        waiting = [Delivery(id=DeliveryId(f"w{number}"), message=message) for number in range(CROWD - 1)]
        await unit.deliveries.add(waiting, "reply", talk.now)
    assert "sehr viele" not in await talk.hear("Telefon KI Herne")
    async with talk.database.begin() as unit:
        await unit.deliveries.add([Delivery(id=DeliveryId("last"), message=message)], "reply", talk.now)
    assert (await talk.hear("Telefon KI Herne")).startswith("Gerade fragen sehr viele auf einmal")


async def test_a_late_answer_says_so(talk: Talk) -> None:
    question = talk.received("Telefon KI Münster")
    talk.later(timedelta(minutes=10))
    (late,) = await talk.happens(question)
    assert isinstance(late, Message)
    assert late.text.startswith("Entschuldige, die Antwort auf deine Frage vom 23.11. 10:00 Uhr kommt verspätet.")
    assert "0251 492" in late.text
    talk.later(timedelta(minutes=-1))
    (in_time,) = await talk.happens(question)
    assert isinstance(in_time, Message)
    assert "verspätet" not in in_time.text


async def test_an_edit_takes_no_choice_and_fills_in_no_dialogue(talk: Talk) -> None:
    question, answer = await talk.asked("KI Duisburg")
    taken = talk.received("1")
    await talk.answered(taken)
    for words in ("2", answer.choices[1].label, "Telefon KI Münster"):
        (told,) = await talk.happens(now_says(taken, words))
        assert isinstance(told, Message)
        assert "schon übernommen" in told.text
    assert await talk.happens(taken_back(taken)) == []
    assert await talk.happens(now_says(question, "1")) == []
    (edit,) = await talk.happens(now_says(question, "KI Münster"))
    assert isinstance(edit, Edit)
    await talk.delivered(edit)
    (again,) = await talk.happens(now_says(question, edit.message.choices[0].label))
    assert isinstance(again, Edit), "the words of a choice may be a question"
    eve = Sender(platform=PlatformName.CONSOLE, id="eve")
    assert await talk.happens(replace(now_says(taken, "2"), sender=eve)) == []


async def test_an_edit_of_what_was_written_before_is_not_the_audience(talk: Talk) -> None:
    edith = replace(talk, sender=EDITOR, room="edith")
    await edith.say("/ankuendigung neu")
    written = edith.received("Treffen um 9")
    (asked,) = await edith.to(written)
    await edith.sent(asked)
    assert await edith.happens(now_says(written, "Treffen um 10")) == []
    assert "[sofort]" in await edith.hear("Alle")
    assert "Treffen um 10" in await edith.hear("sofort")


async def test_an_edit_of_what_took_a_choice_is_no_other_choice(talk: Talk) -> None:
    await talk.say("aachen wer zuständig")
    chosen = talk.received("1")
    await talk.to(chosen)
    (told,) = await talk.happens(now_says(chosen, "2"))
    assert isinstance(told, Message)
    assert "schon übernommen" in told.text


async def test_an_edit_of_an_older_question_does_not_fill_in_what_is_awaited(talk: Talk) -> None:
    edith = replace(talk, sender=EDITOR, room="edith")
    question, _ = await edith.asked("Telefon KI Münster")
    await edith.say("/ankuendigung neu")
    (edit,) = await edith.happens(now_says(question, "Telefon KI Duisburg"))
    assert isinstance(edit, Edit)
    assert "0203 283" in edit.message.text
    assert "[Alle]" in await edith.hear("Treffen um 9")


async def test_a_direct_chat_has_no_new_question_in_an_edit(talk: Talk) -> None:
    """What has no answer was forgotten, or no question."""
    question = talk.received("Telefon KI Münster")
    assert await talk.happens(replace(now_says(question, "Telefon KI Duisburg"), direct=True)) == []
