"""Places, contacts, polls and the like: answers are carried, and everything else gets a word."""

from dataclasses import fields, replace
from typing import Any

import pytest

from bot import rendering
from handlers.core.events import ItemReceived, LocationReceived, MessageEdited, MessageId, MessageReceived, Sender
from handlers.core.messages import Edit, Message
from handlers.faq.locations import describe_location
from tests.conversations.channels import open_channels
from tests.conversations.conftest import Talk
from tests.conversations.test_exchange import FORUM, MATRIX, QUESTION, Colleagues, ask, posted

TOM = Sender(platform=FORUM.platform, id="4712", name="Tom")
CONTACT = "👤 Ada *Lovelace*\n+49 203 1234"
POLL = "📊 Wann? <b>\n– Mo\n– Di"


@pytest.fixture
async def colleagues(talk: Talk) -> Colleagues:
    await open_channels(talk, sprachmittlung=[MATRIX, FORUM])
    return Colleagues(talk)


def _as(kind: type[MessageReceived], event: MessageReceived, **content: Any) -> Any:
    return kind(**{each.name: getattr(event, each.name) for each in fields(event)} | content)


def item(event: MessageReceived) -> ItemReceived:
    shared: ItemReceived = _as(ItemReceived, event)
    return shared


def place(event: MessageReceived) -> LocationReceived:
    shared: LocationReceived = _as(LocationReceived, event, latitude=51.48, longitude=7.2162)
    return shared


async def _brought(talk: Talk, event: MessageReceived) -> str:
    (copy,) = (each for each in await talk.to(event) if each.address == talk.address)
    return rendering.render_plain(copy.text)


async def _post(talk: Talk) -> Message:
    _, *posts = await ask(talk)
    (post,) = (post for post in posts if post.address == FORUM)
    return post


@pytest.mark.parametrize("text", [CONTACT, POLL, "🎲 6", "/frage 5", "[story]"])
async def test_an_item_as_an_answer_is_carried(talk: Talk, colleagues: Colleagues, text: str) -> None:
    reply_to = posted(await _post(talk))
    assert text in await _brought(talk, item(colleagues.received(text, FORUM, reply_to, by=TOM)))


@pytest.mark.parametrize("name", ["", "Rathaus *Bochum*, Willy-Brandt-Platz 2"])
async def test_a_place_as_an_answer_is_carried_and_no_question(talk: Talk, colleagues: Colleagues, name: str) -> None:
    reply_to = posted(await _post(talk))
    copy = await _brought(talk, place(colleagues.received(name, FORUM, reply_to, by=TOM)))
    assert name in copy
    assert "51.48000, 7.21620 (https://www.openstreetmap.org/?mlat=51.48000&mlon=7.21620)" in copy
    assert "zuständig" not in copy


async def test_what_may_tell_who_asked_is_held_back(talk: Talk, colleagues: Colleagues) -> None:
    reply_to = posted(await _post(talk))
    (copy,) = (each for each in await colleagues.say("Wo?", FORUM, reply_to, by=TOM) if each.address == talk.address)
    for kind in (item, place):
        (word,) = await talk.to(replace(kind(talk.received(CONTACT)), reply_to=posted(copy)))
        assert word.address == talk.address
        assert "verraten" in word.text


async def test_a_place_reads_the_same_on_every_platform(talk: Talk) -> None:
    shared = describe_location(place(talk.received("a_b [x](http://evil.example)")))
    assert rendering.render_plain(shared).splitlines()[0] == "📍 a_b [x](http://evil.example)"
    for html in (rendering.render_html(shared), rendering.render_telegram(shared)):
        assert html.count("<a ") == 1
        assert 'href="https://www.openstreetmap.org/?mlat=51.48000&amp;mlon=7.21620"' in html


@pytest.mark.parametrize("text", [CONTACT, POLL, "/frage 5", "1", "Wer ist zuständig für Herne?"])
async def test_an_item_for_lotse_gets_a_word(talk: Talk, text: str) -> None:
    (word,) = await talk.to(item(talk.received(text)))
    assert "nur Text" in word.text
    assert not word.choices


async def test_an_item_for_others_gets_none(talk: Talk) -> None:
    talk.direct = False
    assert not await talk.to(item(talk.received(CONTACT, addressed=False)))


async def test_only_who_wrote_an_answer_changes_it(talk: Talk, colleagues: Colleagues) -> None:
    """Whoever writes on behalf of a group is the group; what others say there is theirs."""
    reply_to = posted(await _post(talk))
    group = Sender(platform=FORUM.platform, id="-100", name="Fachgruppe (Leitung)")
    answer = colleagues.received("Ja, gern", FORUM, reply_to, by=group)
    copy = await _brought(talk, answer)
    assert copy.startswith("Fachgruppe (Leitung) zu #A1")
    for address in (True, False):
        forged: MessageEdited = _as(MessageEdited, replace(answer, sender=TOM, addressed=address, text="Nein"))
        assert not await talk.happens(forged)
    edited = await talk.happens(_as(MessageEdited, replace(answer, text="Ja, sehr gern")))
    assert any(isinstance(each, Edit) and "sehr gern" in each.message.text for each in edited)


async def test_an_edit_by_somebody_else_is_no_new_question(talk: Talk) -> None:
    talk.direct = False
    question, answer = await talk.asked("E-Mail KI Duisburg")
    forged: MessageEdited = _as(
        MessageEdited, replace(question, sender=replace(talk.sender, id="bea"), text="E-Mail KI Münster")
    )
    assert not await talk.happens(forged)
    own: MessageEdited = _as(MessageEdited, replace(question, text="E-Mail KI Münster"))
    (edit,) = await talk.happens(own)
    assert isinstance(edit, Edit)
    assert answer.id is None or edit.of


async def test_an_edited_question_to_colleagues_is_the_askers(talk: Talk, colleagues: Colleagues) -> None:
    await ask(talk)
    asked = replace(colleagues.received(QUESTION, talk.address, None), message=MessageId("x"))
    assert not await talk.happens(_as(MessageEdited, asked))
