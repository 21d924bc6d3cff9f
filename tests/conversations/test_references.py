"""What a reply or a thread refers to, however long ago it was said."""

from dataclasses import replace
from datetime import timedelta

from handlers.core.events import MessageId, MessageReceived, ThreadId
from tests.conversations.conftest import Talk

PHONE_IN_DUISBURG = "0203 283"


async def reply(talk: Talk, to: MessageId, text: str) -> str:
    (message,) = await talk.to(replace(talk.received(text), reply_to=to))
    return message.text


def in_thread(event: MessageReceived, root: MessageId) -> MessageReceived:
    return replace(event, address=replace(event.address, thread=ThreadId(root)))


async def test_a_reply_is_about_the_answer_that_it_replies_to(talk: Talk) -> None:
    duisburg, _ = await talk.asked("KI Duisburg")
    await talk.asked("KI Münster")
    answer = await talk.message_of(duisburg)
    assert PHONE_IN_DUISBURG in await reply(talk, answer, "und die Telefonnummer?")
    talk.later(timedelta(days=2))
    assert PHONE_IN_DUISBURG in await reply(talk, answer, "und die Telefonnummer?")


async def test_somebody_else_may_go_on_where_an_answer_was_given(talk: Talk) -> None:
    question, _ = await talk.asked("KI Duisburg")
    bea = talk.as_other("bea")
    assert PHONE_IN_DUISBURG in await reply(bea, await talk.message_of(question), "und die Telefonnummer?")


async def test_a_number_in_a_reply_takes_a_choice_of_that_answer_for_who_asked(talk: Talk) -> None:
    question, answer = await talk.asked("KI Duisburg")
    assert answer.choices[0].label == "Angebote"
    await talk.asked("Was ist Griffbereit?")
    message = await talk.message_of(question)
    assert "Welche Angebote ein Zentrum vor Ort macht" in await reply(talk, message, "1")
    assert "Welche Angebote" not in await reply(talk.as_other("bea"), message, "1")


async def test_a_thread_goes_on_from_its_beginning(talk: Talk) -> None:
    question, _ = await talk.asked("KI Duisburg")
    await talk.asked("KI Münster")
    for root in (question.message, await talk.message_of(question)):
        (message,) = await talk.to(in_thread(talk.received("und die Telefonnummer?"), root))
        assert PHONE_IN_DUISBURG in message.text
