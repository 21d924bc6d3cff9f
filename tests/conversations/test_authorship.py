"""What was written by somebody is changed and taken back by them, or by who moderates the room."""

from dataclasses import replace
from itertools import count

import pytest

from handlers.core.events import (
    Address,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    Sender,
)
from handlers.core.messages import Deletion, Edit
from tests.conversations.channels import open_channels
from tests.conversations.conftest import EDITOR, Talk
from tests.conversations.test_exchange import BEA, MATRIX, Colleagues, ask, posted

_NUMBERS = count(1)
EVE = Sender(platform=PlatformName.MATRIX, id="@eve:example.org", name="Eve")
BEA_ELSEWHERE = Sender(platform=PlatformName.TELEGRAM, id="4712", name="Bea")


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX])
    return Colleagues(talk)


def edit(event: MessageReceived, text: str, by: Sender, *, addressed: bool = False) -> MessageEdited:
    return MessageEdited(
        id=EventId(f"edit-{next(_NUMBERS)}"),
        at=event.at,
        address=event.address,
        sender=by,
        message=event.message,
        text=text,
        addressed=addressed,
    )


def deletion(
    address: Address, message: MessageId, talk: Talk, by: Sender, *, moderates: bool = False
) -> MessageDeleted:
    number = EventId(f"deletion-{next(_NUMBERS)}")
    return MessageDeleted(id=number, at=talk.now, address=address, sender=by, message=message, by_moderator=moderates)


async def answer(talk: Talk, colleagues: Colleagues) -> MessageReceived:
    """Bea's answer to the question of the talk's person, copied to them."""
    _, post = await ask(talk)
    event = colleagues.received("Ja, seit 2019.", MATRIX, posted(post))
    for message in await talk.to(event):
        await talk.sent(message)
    return event


async def test_the_words_of_a_colleague_are_theirs(talk: Talk, colleagues: Colleagues) -> None:
    said = await answer(talk, colleagues)
    assert await talk.happens(edit(said, "Nein.", EVE)) == []
    assert await talk.happens(deletion(MATRIX, said.message, talk, EVE)) == []
    async with talk.database.begin() as unit:
        (remark,) = await unit.remarks.of_exchange(1)
        await unit.people.join(BEA, BEA_ELSEWHERE)
    assert remark.text == "Ja, seit 2019\\."
    (changed,) = await talk.happens(edit(said, "Ja, seit 2020.", BEA_ELSEWHERE))
    assert isinstance(changed, Edit)
    assert "2020" in changed.message.text


@pytest.mark.parametrize(("by", "moderates"), [(BEA, False), (BEA_ELSEWHERE, False), (EVE, True)])
async def test_an_answer_goes_by_its_author_or_a_moderator(
    talk: Talk, colleagues: Colleagues, by: Sender, *, moderates: bool
) -> None:
    said = await answer(talk, colleagues)
    async with talk.database.begin() as unit:
        await unit.people.join(BEA, BEA_ELSEWHERE)
    (gone,) = await talk.happens(deletion(MATRIX, said.message, talk, by, moderates=moderates))
    assert isinstance(gone, Deletion)


async def test_a_question_is_its_askers(talk: Talk, colleagues: Colleagues) -> None:
    question = talk.received("/frage Wer kennt Sprachmittlerpools?")
    await talk.to(question)
    for step in ("/kollegen", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
        for message in await talk.say(step):
            await talk.sent(message)
    assert await talk.happens(edit(question, "Wer kennt Eve?", EVE)) == []
    assert await talk.happens(deletion(question.address, question.message, talk, EVE)) == []
    assert "Sprachmittlerpools" in await talk.hear("/ansehen 1")
    moderated = deletion(question.address, question.message, talk, EVE, moderates=True)
    assert {each.of for each in await talk.happens(moderated) if isinstance(each, Deletion)}
    assert colleagues.talk is talk


async def test_a_merged_question_still_goes_with_its_asker(talk: Talk, colleagues: Colleagues) -> None:
    own = talk.received("/frage Wer kennt Sprachmittlerpools?")
    await talk.to(own)
    posts = []
    for person in (talk, replace(talk.as_other("otto"), room="otto")):
        if person is not talk:
            await person.say("/frage Wie finanziert ihr Dolmetscher an Schulen?")
        for step in ("/kollegen", "/thema sprachmittlung", "/zeichnen none", "/absenden"):
            said = await person.say(step)
            for message in said:
                await talk.sent(message)
        posts.append(next(message for message in said if message.address == MATRIX))
    await replace(talk, sender=EDITOR).say("/zusammenlegen #A1 #A2")
    (changed,) = await talk.happens(edit(own, "/frage Wer kennt Pools?", talk.sender))
    assert isinstance(changed, Edit)
    assert changed.of == posts[0].id
    gone = await talk.happens(deletion(own.address, own.message, talk, talk.sender))
    assert posts[0].id in {each.of for each in gone if isinstance(each, Deletion)}
    assert "gibt es nicht" not in await talk.hear("/ansehen 2")
    assert colleagues.talk is talk


async def test_an_answered_question_is_no_question_of_somebody_else(talk: Talk) -> None:
    question, _ = await talk.asked("Telefon KI Münster")
    assert await talk.happens(edit(question, "KI Duisburg", EVE, addressed=True)) == []
    assert await talk.happens(deletion(question.address, question.message, talk, EVE)) == []
    (gone,) = await talk.happens(deletion(question.address, question.message, talk, EVE, moderates=True))
    assert isinstance(gone, Deletion)


async def test_thanks_go_by_who_gave_them_or_a_moderator(talk: Talk, colleagues: Colleagues) -> None:
    said = await answer(talk, colleagues)
    sign = ReactionAdded(id=EventId("$sign"), at=talk.now, address=MATRIX, sender=EVE, message=said.message, key="👍")
    await talk.happens(sign)
    await talk.happens(deletion(MATRIX, MessageId("$sign"), talk, BEA))
    assert "Dank: 1" in await talk.hear("/ansehen 1")
    await talk.happens(deletion(MATRIX, MessageId("$sign"), talk, BEA, moderates=True))
    assert "Dank: 0" in await talk.hear("/ansehen 1")
