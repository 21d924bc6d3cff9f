"""An answer by the button under a copy, on Telegram."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import Address, ChoiceTaken, EventId, MessageEdited, PlatformName, RoomId, Sender
from handlers.core.messages import Edit, Message
from tests.conversations.channels import open_channels
from tests.conversations.test_exchange import BEA, MATRIX, Colleagues, ask, posted

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

GROUP = Address(platform=PlatformName.TELEGRAM, room=RoomId("-100"))


@pytest.fixture
async def phone(talk: "Talk") -> "Talk":
    """The asker's direct chat on Telegram, and two channels."""
    await open_channels(talk, sprachmittlung=[MATRIX, GROUP])
    return replace(
        talk, sender=Sender(platform=PlatformName.TELEGRAM, id="7"), room="7", platform=PlatformName.TELEGRAM
    )


async def copy_of_an_answer(phone: "Talk") -> tuple[Message, list[Message]]:
    _, *posts = await ask(phone)
    post = next(each for each in posts if each.address == MATRIX)
    to_asker, *others = await Colleagues(phone).say("Ja, seit 2019.", MATRIX, posted(post))
    return to_asker, others


def press(phone: "Talk", copy: Message) -> ChoiceTaken:
    return ChoiceTaken(
        id=EventId("press"),
        at=phone.now,
        address=phone.address,
        sender=phone.sender,
        message=posted(copy),
        number=1,
        direct=True,
        in_place=True,
    )


async def test_what_is_written_after_the_button_is_an_answer(phone: "Talk") -> None:
    copy, others = await copy_of_an_answer(phone)
    assert [choice.label for choice in copy.choices] == ["Antworten"]
    assert [other.choices for other in others] == [()]
    prompt = await phone.answered(press(phone, copy))
    assert "deine Antwort zu **#A1**" in prompt.text
    told, *copies = await phone.say("Mit welchem Budget?")
    assert "unterwegs" in told.text
    assert {each.address for each in copies} == {MATRIX, GROUP}
    assert all(each.text.endswith("\n\nMit welchem Budget?") for each in copies)
    assert all(each.choices == () for each in copies)
    # Only the next message was awaited.
    assert [each.address for each in await phone.say("KI Herne")] == [phone.address]


async def test_a_question_that_a_subscriber_reads_has_the_button_too(phone: "Talk") -> None:
    bea = replace(phone, sender=replace(phone.sender, id="9"), room="9")
    await bea.say("/abonnieren Sprachmittlung sofort")
    _, *posts = await ask(phone)
    (news,) = [each for each in posts if each.address == bea.address]
    assert "deine Antwort" in (await bea.answered(press(bea, news))).text
    _, *copies = await bea.say("Ja, bei uns.")
    assert phone.address in {each.address for each in copies}


@pytest.mark.parametrize("word", ["Abbrechen", "abbrechen", "stopp", "zurück", "back"])
async def test_it_can_be_left(phone: "Talk", word: str) -> None:
    copy, _ = await copy_of_an_answer(phone)
    await phone.answered(press(phone, copy))
    assert "abgebrochen" in await phone.hear(word)
    assert [each.address for each in await phone.say("KI Herne")] == [phone.address]


async def test_nobody_else_answers_by_it(phone: "Talk") -> None:
    await copy_of_an_answer(phone)
    stranger = replace(phone, sender=replace(phone.sender, id="8"), room="8")
    await stranger.say("/antworten 1")
    assert "gibt es nicht" in await stranger.hear("Ich rate mal")


async def test_the_button_stays_when_the_answer_is_changed(phone: "Talk") -> None:
    copy, _ = await copy_of_an_answer(phone)
    async with phone.database.begin() as unit:
        (remark,) = await unit.remarks.of_exchange(1)
    changed = MessageEdited(
        id=EventId("edit"), at=phone.now, address=MATRIX, sender=BEA, message=remark.message, text="Ja, seit 2020."
    )
    edits = [each for each in await phone.happens(changed) if isinstance(each, Edit)]
    (own,) = [each for each in edits if each.of == copy.id]
    assert own.message.choices == copy.choices
