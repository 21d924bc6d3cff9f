"""Choices whose answer takes the place of the message that they stand under."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.core.events import Attachment, ChoiceTaken, EventId, MessageId, PlatformName
from handlers.core.messages import Edit, Message, Outgoing, Toast

if TYPE_CHECKING:
    from tests.conversations.conftest import Talk

BACK = "← zurück"


async def press(talk: "Talk", message: MessageId, number: int, *, direct: bool = True) -> list[Outgoing]:
    written = talk.received("")
    event = ChoiceTaken(
        id=EventId(f"press {written.id}"),
        at=talk.now,
        address=written.address,
        sender=talk.sender,
        message=message,
        number=number,
        direct=direct,
        in_place=True,
    )
    return await talk.happens(event)


async def test_the_answer_stands_in_the_place_of_the_choices_and_leads_back(talk: "Talk") -> None:
    question, answer = await talk.asked("KI Duisburg")
    shown = await talk.message_of(question)
    number = [choice.label for choice in answer.choices].index("Angebote") + 1
    (edit,) = await press(talk, shown, number)
    assert isinstance(edit, Edit)
    assert [choice.label for choice in edit.message.choices][-1] == BACK
    assert edit.message.choices[-1].says == "/eintrag centre/duisburg"
    back = await talk.say(edit.message.choices[-1].says)
    assert answer.text.startswith(back[0].text)
    assert BACK not in [choice.label for choice in back[0].choices]


async def test_a_list_of_choices_comes_back_as_it_was(talk: "Talk") -> None:
    question, answer = await talk.asked("aachen wer zuständig")
    message = await talk.message_of(question)
    (edit,) = await press(talk, message, 1)
    assert isinstance(edit, Edit)
    await talk.delivered(edit)
    (again,) = await press(talk, message, len(edit.message.choices))
    assert isinstance(again, Edit)
    assert again.message.choices == answer.choices


async def test_a_greeting_comes_back(talk: "Talk") -> None:
    question, answer = await talk.asked("/start")
    (edit,) = await press(talk, await talk.message_of(question), 3)
    assert isinstance(edit, Edit)
    assert edit.message.choices[-1].says == "/start"
    assert len(answer.choices) == 3


@pytest.mark.parametrize("number", [0, 9])
async def test_a_choice_that_is_not_there_is_outdated(talk: "Talk", number: int) -> None:
    question, _ = await talk.asked("KI Duisburg")
    for message in (await talk.message_of(question), MessageId("long ago")):
        (said,) = await press(talk, message, number)
        assert isinstance(said, Message)
        assert "veraltet" in said.text
        (toast,) = await press(talk, message, number, direct=False)
        assert isinstance(toast, Toast)


async def test_only_the_askers_choice_counts(talk: "Talk") -> None:
    question, _ = await talk.asked("KI Duisburg")
    (toast,) = await press(talk.as_other("bea"), await talk.message_of(question), 1)
    assert toast == Toast(text="Diese Auswahl gehört jemand anderem.")


async def test_a_sticker_gets_a_word(talk: "Talk") -> None:
    sticker = Attachment(
        platform=PlatformName.TELEGRAM, name="sticker.webp", media_type="image/webp", size=9, source={"file_id": "1"}
    )
    assert "nur Text" in (await talk.answered(replace(talk.received(""), attachment=sticker))).text


async def test_links_lead_to_entries_and_topics_and_anything_else_to_the_greeting(talk: "Talk") -> None:
    assert (await talk.hear("/start entry_centre_duisburg")).startswith("**Kommunales Integrationszentrum Duisburg**")
    assert "Sprachmittlung" in await talk.hear("/start topic_sprachmittlung")
    for payload in ("nothing", "entry_offer_nothing", "entry__", "topic_"):
        assert "Hallo" in await talk.hear(f"/start {payload}")
    assert "[Deutsch]" in await talk.hear("/sprache")


async def test_the_way_back_still_leads_to_colleagues(talk: "Talk") -> None:
    question, answer = await talk.asked("KI Duisburg")
    shown = await talk.message_of(question)
    (edit,) = await press(talk, shown, [choice.label for choice in answer.choices].index("Angebote") + 1)
    assert isinstance(edit, Edit)
    await talk.delivered(edit)
    (back,) = await press(talk, shown, len(edit.message.choices))
    assert isinstance(back, Edit)
    assert back.message.choices == answer.choices


async def test_what_is_refused_leaves_the_choices_that_mend_it(talk: "Talk") -> None:
    talk.editors = (talk.sender,)
    for words in ("/ankuendigung neu", "Guten Tag", "alle"):
        await talk.say(words)
    question, preview = await talk.asked("jetzt")
    (refused,) = await press(talk, await talk.message_of(question), 1)
    assert preview.choices[0].label == "Absenden"
    assert isinstance(refused, Message)
    assert "Damit erreicht sie niemanden" in refused.text
