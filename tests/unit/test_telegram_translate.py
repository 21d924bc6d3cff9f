"""Telegram's messages as Lotse's events: who wrote, and what."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot, Update

from bot.platforms.telegram.addressing import BotAccount
from bot.platforms.telegram.translate import translate
from bot.platforms.telegram.validation import has_known_types
from handlers.core.events import (
    Event,
    ItemReceived,
    LocationReceived,
    MessageEdited,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    Sender,
)

ME = BotAccount(id=4711, username="lotse_bot")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GROUP = {"id": -100123, "type": "supergroup", "title": "Fachgruppe\nKIM", "is_forum": True}
CHANNEL = {"id": -100777, "type": "channel", "title": "KI Herne"}
ANNA = {"id": 12, "is_bot": False, "first_name": "Anna\n zu #A1:"}
LOTSE = {"id": 4711, "is_bot": True, "first_name": "Lotse", "username": "lotse_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
PLACE = {"latitude": 51.48, "longitude": 7.21}
POLL = {
    "id": "1",
    "question": "Wann?",
    "options": [{"text": each, "voter_count": 0, "persistent_id": each} for each in ("Mo", "Di")],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
CONTACT = {"phone_number": "+49203", "first_name": "Ada", "last_name": "Muster"}


def happens(kind: str = "message", chat: Any = GROUP, sender: Any = ANNA, **content: Any) -> Event | None:
    message = {"message_id": 7, "date": int(NOW.timestamp()), "chat": chat, "from": sender, **content}
    update = {"update_id": 1, kind: message}
    assert has_known_types(update)
    return translate(Update.de_json(update, Bot("1:x")), ME, NOW)


def received(**content: Any) -> MessageReceived:
    event = happens(**content)
    assert isinstance(event, MessageReceived)
    return event


def account(id_: int, name: str) -> Sender:
    return Sender(platform=PlatformName.TELEGRAM, id=str(id_), name=name)


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_an_anonymous_admin_writes_as_the_group(kind: str) -> None:
    event = received(kind=kind, sender=ANONYMOUS, sender_chat=GROUP, text="Ja")
    assert event.sender == account(-100123, "Fachgruppe KIM")
    signed = received(kind=kind, sender=ANONYMOUS, sender_chat=GROUP, text="Ja", author_signature="Leitung")
    assert signed.sender == account(-100123, "Fachgruppe KIM (Leitung)")
    assert isinstance(signed, MessageEdited) is (kind == "edited_message")


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_who_writes_as_a_channel_is_the_channel(kind: str) -> None:
    event = received(kind=kind, sender=AS_CHANNEL, sender_chat=CHANNEL, text="@lotse_bot Telefon KI Herne")
    assert event.sender == account(-100777, "KI Herne")


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_the_posts_of_a_linked_channel_ask_and_answer_nothing(kind: str) -> None:
    post = {"sender": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True}
    assert happens(kind=kind, **post, text="@lotse_bot Telefon KI Herne") is None
    assert happens(kind=kind, **post, location=PLACE) is None


def test_other_bots_are_not_listened_to() -> None:
    assert happens(sender={**LOTSE, "id": 5, "username": "other_bot"}, text="/hilfe@lotse_bot") is None


def test_a_name_is_one_line() -> None:
    assert received(text="x").sender.name == "Anna zu #A1:"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"contact": CONTACT}, "👤 Ada Muster\n+49203"),
        ({"contact": {"phone_number": "1", "first_name": "Ada"}}, "👤 Ada\n1"),
        ({"contact": {"phone_number": "1\n2", "first_name": "A\n👤 B\u202e"}}, "👤 A 👤 B\n1 2"),
        ({"poll": POLL}, "📊 Wann?\n– Mo\n– Di"),
        ({"dice": {"emoji": "🎯", "value": 6}}, "🎯 6"),
        ({"game": {"title": "Quiz", "description": "x", "photo": []}}, "🎮 Quiz"),
        ({"story": {"chat": CHANNEL, "id": 5}}, "[story]"),
        ({"checklist": {"title": "Plan", "tasks": [{"id": 1, "text": "Raum"}]}}, "☑ Plan\n– Raum"),
    ],
)
@pytest.mark.parametrize("sender", [ANNA, ANONYMOUS])
def test_what_people_share_is_an_item_in_words(content: dict[str, Any], text: str, sender: dict[str, Any]) -> None:
    behalf = {"sender_chat": GROUP} if sender is ANONYMOUS else {}
    replied = {"message_id": 3, "date": 5, "chat": GROUP, "from": LOTSE, "text": "Frage #A1"}
    event = received(sender=sender, **behalf, **content, reply_to_message=replied, message_thread_id=9)
    assert isinstance(event, ItemReceived)
    assert (event.text, event.reply_to, event.replies_to_lotse, event.addressed) == (text, "3", True, True)
    assert not received(sender=sender, **behalf, **content).addressed
    private = received(chat={"id": 12, "type": "private"}, **content)
    assert isinstance(private, ItemReceived)
    assert private.addressed


@pytest.mark.parametrize(
    "content", [{"new_chat_title": "x"}, {"pinned_message": None}, {"group_chat_created": True}, {}]
)
def test_what_telegram_itself_tells_is_no_message(content: dict[str, Any]) -> None:
    assert happens(**content) is None


def test_a_place_may_be_an_answer() -> None:
    replied = {"message_id": 3, "date": 5, "chat": GROUP, "from": LOTSE, "text": "Frage #A1"}
    venue = {"location": PLACE, "title": "Rathaus", "address": "Platz 2"}
    event = received(location=PLACE, venue=venue, reply_to_message=replied)
    assert isinstance(event, LocationReceived)
    assert (event.text, event.reply_to, event.latitude) == ("Rathaus, Platz 2", "3", 51.48)
    assert received(location=PLACE).text == ""


def test_a_place_on_the_move_is_told_once() -> None:
    assert happens(kind="edited_message", location=PLACE) is None


def test_the_photos_of_an_album_name_it() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    assert received(photo=photo, media_group_id="13").album == "13"
    assert received(photo=photo).album == ""


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ({}, "sticker.webp", "image/webp"),
        ({"is_animated": True}, "sticker.tgs", "application/x-tgsticker"),
        ({"is_video": True}, "sticker.webm", "video/webm"),
    ],
)
def test_a_sticker_is_a_file_of_its_kind(kind: dict[str, Any], name: str, media_type: str) -> None:
    sticker = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular"}
    attachment = received(sticker={**sticker, "is_animated": False, "is_video": False, **kind}).attachment
    assert attachment is not None
    assert (attachment.name, attachment.media_type) == (name, media_type)


def test_what_comes_by_another_bot_is_the_persons_own() -> None:
    other = {**LOTSE, "id": 5, "username": "gif"}
    animation = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    event = received(chat={"id": 12, "type": "private"}, animation=animation, document=animation, via_bot=other)
    assert event.addressed
    assert event.attachment is not None


def test_what_lotse_found_is_no_question_but_may_be_an_answer() -> None:
    replied = {"message_id": 3, "date": 5, "chat": GROUP, "from": LOTSE, "text": "Frage #A1"}
    event = received(text="Telefon KI Herne", via_bot=LOTSE, reply_to_message=replied)
    assert (event.addressed, event.reply_to) == (False, "3")
    assert not received(chat={"id": 12, "type": "private"}, text="KI Herne", via_bot=LOTSE).addressed


@pytest.mark.parametrize(
    ("by", "sender"),
    [
        ({"user": ANNA}, account(12, "Anna zu #A1:")),
        ({"actor_chat": GROUP}, account(-100123, "Fachgruppe KIM")),
        ({"user": LOTSE}, None),
        ({}, None),
    ],
)
def test_a_reaction_is_that_of_who_gave_it(by: dict[str, Any], sender: Sender | None) -> None:
    change = {"chat": GROUP, "message_id": 7, "date": 5, "old_reaction": [], **by}
    update = {"update_id": 1, "message_reaction": {**change, "new_reaction": [{"type": "emoji", "emoji": "👍"}]}}
    assert has_known_types(update)
    event = translate(Update.de_json(update, Bot("1:x")), ME, NOW)
    assert sender == (event.sender if isinstance(event, ReactionAdded) else None)


def test_half_of_a_pair_beside_a_mention() -> None:
    mention = {"type": "mention", "offset": 2, "length": 10}
    event = received(text="\ud800 @lotse_bot KI Bochum?", entities=[mention])
    assert event.addressed
    assert event.text == "\ufffd KI Bochum?"
