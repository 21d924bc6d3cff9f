"""From Telegram's updates to Lotse's events."""

from datetime import datetime
from typing import TypedDict

from telegram import CallbackQuery, Chat, Message, MessageReactionUpdated, ReactionTypeEmoji, Update, User

from bot.platforms.telegram.addressing import Me, is_reply_to, wording
from bot.rendering.from_html import markdown
from bot.storable import display_name, storable
from handlers.events import (
    Address,
    Attachment,
    ChoiceTaken,
    Event,
    EventId,
    LocationReceived,
    MessageEdited,
    MessageId,
    MessageReceived,
    PlatformName,
    ReactionAdded,
    RoomId,
    Sender,
    ThreadId,
)


class _Happened(TypedDict):
    id: EventId
    at: datetime
    address: Address
    sender: Sender
    message: MessageId


_LONGEST_NAME = 200
# Each kind of file with what it is, where it does not say so itself; an animation comes as a document as well.
_MEDIA = {
    "photo": ("jpg", "image/jpeg"),
    "voice": ("ogg", "audio/ogg"),
    "audio": ("mp3", "audio/mpeg"),
    "video": ("mp4", "video/mp4"),
    "video_note": ("mp4", "video/mp4"),
    "animation": ("mp4", "video/mp4"),
    "sticker": ("webp", "image/webp"),
    "document": ("bin", "application/octet-stream"),
}


def translate(update: Update, me: Me, at: datetime) -> Event | None:
    """None if there is nothing in it for Lotse; `at` for updates that don't tell their time."""
    event_id = EventId(str(update.update_id))
    if update.callback_query is not None:
        return _choice(update.callback_query, event_id, at)
    if update.message_reaction is not None:
        return _reaction(update.message_reaction, event_id)
    if update.edited_message is not None:
        said = _message(update.edited_message, event_id, me, MessageEdited)
        return said if isinstance(said, MessageEdited) else None
    if update.message is not None:
        return _message(update.message, event_id, me, MessageReceived)
    return None


def sender_of(user: User) -> Sender:
    return Sender(platform=PlatformName.TELEGRAM, id=str(user.id), name=display_name(user.first_name))


def room_of(chat: Chat) -> RoomId:
    return RoomId(str(chat.id))


def address_of(message: Message) -> Address:
    """A thread only where it is a topic: replies elsewhere carry numbers that are none."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Address(
        platform=PlatformName.TELEGRAM,
        room=room_of(message.chat),
        thread=None if thread is None else ThreadId(str(thread)),
    )


def _message(message: Message, event_id: EventId, me: Me, kind: type[MessageReceived]) -> Event | None:
    person = message.from_user
    if person is None or person.is_bot or message.via_bot is not None or message.sender_chat is not None:
        return None
    direct = message.chat.type == Chat.PRIVATE
    number, meant = MessageId(str(message.message_id)), direct or is_reply_to(message, me)
    happened: _Happened = {
        "id": event_id,
        "at": message.date,
        "address": address_of(message),
        "sender": sender_of(person),
        "message": number,
    }
    if message.location is not None:
        place = message.location
        return LocationReceived(
            **happened,
            text=message.venue.title if message.venue else "",
            direct=direct,
            addressed=meant,
            latitude=place.latitude,
            longitude=place.longitude,
        )
    attachment = _attachment(message)
    if not (message.text or message.caption or attachment):
        return None
    said = wording(message, me)
    return kind(
        **happened,
        text=said.text,
        formatted=_formatted(message, said.text),
        direct=direct,
        addressed=direct or said.addressed,
        reply_to=_reply_to(message),
        attachment=attachment,
    )


def _formatted(message: Message, text: str) -> str:
    """As Markdown, where there is a form, and nothing was taken off."""
    if text != (message.text or message.caption or "").strip() or not (message.entities or message.caption_entities):
        return ""
    return storable(markdown(message.text_html or message.caption_html or ""))


def _attachment(message: Message) -> Attachment | None:
    """Of a picture the largest; names as they were given, where there are such."""
    kind = next((kind for kind in _MEDIA if getattr(message, kind)), None)
    if kind is None:
        return None
    file = message.photo[-1] if kind == "photo" else getattr(message, kind)
    ending, media_type = _MEDIA[kind]
    return Attachment(
        platform=PlatformName.TELEGRAM,
        name=(getattr(file, "file_name", None) or f"{kind}.{ending}")[:_LONGEST_NAME],
        media_type=getattr(file, "mime_type", None) or media_type,
        size=file.file_size or 0,
        source={"file_id": file.file_id},
    )


def _reply_to(message: Message) -> MessageId | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return MessageId(str(replied.message_id))


def _reaction(change: MessageReactionUpdated, event_id: EventId) -> ReactionAdded | None:
    """The sign that is new; that others are gone is not told."""
    before = {sign.emoji for sign in change.old_reaction if isinstance(sign, ReactionTypeEmoji)}
    new = [sign.emoji for sign in change.new_reaction if isinstance(sign, ReactionTypeEmoji)]
    added = next((sign for sign in new if sign not in before), None)
    if added is None or change.user is None or change.user.is_bot:
        return None
    return ReactionAdded(
        id=event_id,
        at=change.date,
        address=Address(platform=PlatformName.TELEGRAM, room=room_of(change.chat)),
        sender=sender_of(change.user),
        message=MessageId(str(change.message_id)),
        key=added,
    )


def _choice(query: CallbackQuery, event_id: EventId, at: datetime) -> ChoiceTaken | None:
    message = query.message
    if message is None or not (query.data or "").isdecimal():
        return None
    # Of an old message Telegram tells no more than its number.
    address = (
        address_of(message)
        if isinstance(message, Message)
        else Address(platform=PlatformName.TELEGRAM, room=room_of(message.chat))
    )
    return ChoiceTaken(
        id=event_id,
        at=at,
        address=address,
        sender=sender_of(query.from_user),
        message=MessageId(str(message.message_id)),
        number=int(query.data or 0),
        direct=message.chat.type == Chat.PRIVATE,
        in_place=True,
    )
