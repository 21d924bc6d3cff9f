"""What is said in groups on behalf of others, and what is shared there: answers reach who asked."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import Chat, Contact, Location, Message, MessageEntity, User, Venue

from tests.integration.bot_api.people import Human
from tests.integration.bot_api.server import BotApi
from tests.integration.bot_api.world import Room, Shown
from tests.integration.service import Service
from tests.integration.test_exchange import press

QUESTION = "Hat jemand Erfahrung mit Sprachmittlerpools in kleinen Kommunen?"
ANONYMOUS = User(id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot")
TELEGRAM = User(id=777000, is_bot=False, first_name="Telegram")
CHANNEL = Chat(id=-1009, type="channel", title="Neues vom KI")
MENTION = MessageEntity(type="mention", offset=0, length=len("@lotse_bot"))
PICTURE = b"\x89PNG Bild "


@pytest.fixture
def anna(api: BotApi) -> Human:
    return Human(api=api)


@pytest.fixture
async def lotse(api: BotApi, otto: Human, tmp_path: Path) -> AsyncIterator[Service]:
    editors = {"LOTSE_ROLES__EDITORS": json.dumps([f"telegram:{otto.user.id}"])}
    service = Service(folder=tmp_path / "service", telegram=api.url, variables=editors)
    await service.start()
    yield service
    await service.close()


async def _says(api: BotApi, room: Room, user: User, chat: Chat, **content: Any) -> Message:
    """On behalf of a chat."""
    message = room.add(user, sender_chat=chat, **content)
    await api.happens(message=message)
    return message


async def _asked(anna: Human, otto: Human) -> tuple[Room, Shown]:
    """The room of the topic, with the question that stands there."""
    room = otto.group()
    await otto.writes("/kanal sprachmittlung@lotse_bot", room)
    await otto.writes("@lotse_bot /kanal sprachmittlung", room)
    await otto.hears_that("Fragen zum Thema", room)
    await anna.writes(QUESTION)
    talk = await anna.hears()
    for label in ("Kolleg*innen fragen", "Sprachmittlung", "Anonym", "Absenden"):
        await press(anna, talk, label)
    return room, await anna.hears_that("Frage #A1", room)


@pytest.mark.usefixtures("lotse")
async def test_answers_on_behalf_of_the_group_reach_who_asked(api: BotApi, anna: Human, otto: Human) -> None:
    room, post = await _asked(anna, otto)
    reply = {"reply_to_message": post.message}
    await _says(api, room, TELEGRAM, CHANNEL, text="@lotse_bot Werbung", is_automatic_forward=True, **reply)
    answer = await _says(api, room, ANONYMOUS, room.chat, text="Ja, seit 2019.", author_signature="Leitung", **reply)
    copy = await anna.hears_that("Ja, seit 2019.")
    assert copy.text.startswith("Fachgruppe (Leitung) zu #A1")
    await api.happens(edited_message=room.change(answer.message_id, "Ja, seit 2020.", [], None))
    await api.until(lambda: "2020" in copy.text)
    contact = Contact(phone_number="+492031234", first_name="Ada", last_name="Muster")
    await _says(api, room, ANONYMOUS, room.chat, contact=contact, **reply)
    await anna.hears_that("👤 Ada Muster\n+492031234")
    place = Location(latitude=51.48, longitude=7.2162)
    await otto.sends(room, location=place, venue=Venue(location=place, title="Rathaus", address="Platz 2"), **reply)
    shared = await anna.hears_that("Rathaus, Platz 2")
    assert [entity.url for entity in shared.message.entities or () if entity.url] == [
        "https://www.openstreetmap.org/?mlat=51.48000&mlon=7.21620"
    ]
    assert not any("Werbung" in each.text or "zuständig" in each.text for each in (*anna.room.by_bot, *room.by_bot))
    await _says(api, room, ANONYMOUS, room.chat, text="@lotse_bot Telefon KI Duisburg", entities=[MENTION])
    await anna.hears_that("0203 283-8111", room)


@pytest.mark.usefixtures("lotse")
async def test_an_album_goes_along_as_one_answer(api: BotApi, anna: Human, otto: Human) -> None:
    room, post = await _asked(anna, otto)
    album: dict[str, Any] = {"media_group_id": "13", "reply_to_message": post.message, "caption": "So geht es."}
    pictures = [PICTURE + bytes([number]) for number in range(3)]
    for picture in pictures:
        await otto.sends(room, photo=otto.keeps(picture), **album)
        album.pop("caption", None)
    await anna.hears_that("So geht es.")
    await api.until(lambda: len([each for each in anna.room.by_bot if each.message.photo]) == len(pictures))
    brought = [api.files[each.message.photo[0].file_id] for each in anna.room.by_bot if each.message.photo]
    assert brought == pictures


@pytest.mark.usefixtures("lotse")
async def test_an_album_for_lotse_gets_one_answer(anna: Human) -> None:
    for number in range(3):
        caption: dict[str, Any] = {"caption": "E-Mail KI Duisburg"} if number == 1 else {}
        await anna.sends(photo=anna.keeps(PICTURE), media_group_id="14", **caption)
    await anna.hears_that("integration@stadt-duisburg.de")
    await anna.writes("E-Mail KI Münster")
    await anna.hears_that("ki-muenster@stadt-muenster.de")
    assert len(anna.room.by_bot) == 2
