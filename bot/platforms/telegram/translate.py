"""Translation of Telegram's updates to Lotse's events."""

import re
from datetime import datetime
from typing import TypedDict

from telegram import CallbackQuery, Chat, Message, MessageReactionUpdated, ReactionTypeEmoji, Sticker, Update, User

from bot.platforms.base.sanitising import sanitise_name, sanitise_text
from bot.platforms.telegram.addressing import BotAccount, is_reply_to, parse_addressing
from bot.platforms.telegram.shared_items import describe_item, describe_venue
from bot.rendering.from_html import convert_html
from handlers.core.events import (
    Address,
    Attachment,
    ChoiceTaken,
    Event,
    EventId,
    ItemReceived,
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
from handlers.i18n import CATALOGUES
from knowledge.search import Language


class _Happened(TypedDict):
    id: EventId
    at: datetime
    address: Address
    sender: Sender
    language: Language | None
    message: MessageId
    direct: bool
    addressed: bool
    reply_to: MessageId | None
    replies_to_lotse: bool


_LONGEST_NAME = 200
# Keyboards of earlier versions carried the number alone; they count as outdated.
_BUTTON = re.compile(r"(?:(?P<keyboard>[0-9a-f]{12}):)?(?P<number>[0-9]{1,3})")
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


def translate(update: Update, me: BotAccount, at: datetime) -> Event | None:
    """Return the event, None if it does not concern Lotse; `at` is the time of updates without one."""
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
    return Sender(platform=PlatformName.TELEGRAM, id=str(user.id), name=sanitise_name(user.first_name))


def sender_of_chat(chat: Chat, signature: str | None = None) -> Sender:
    """The sender of what is written on behalf of a group or channel: several people may share it."""
    title = sanitise_name(chat.title or chat.username or "")
    name = f"{title} ({sanitise_name(signature)})" if signature else title
    return Sender(platform=PlatformName.TELEGRAM, id=str(chat.id), name=name)


def author_of(message: Message) -> Sender | None:
    """Return the author; None for other bots and for posts that a channel forwards to its group by itself."""
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return sender_of_chat(message.sender_chat, message.author_signature)
    person = message.from_user
    return None if person is None or person.is_bot else sender_of(person)


def language_of(user: User) -> Language | None:
    """Return the language of a person's app, an IETF tag such as "de-AT", if Lotse speaks it."""
    code = (user.language_code or "").partition("-")[0].casefold()
    return code if code in CATALOGUES else None


def room_of(chat: Chat) -> RoomId:
    return RoomId(str(chat.id))


def address_of(message: Message) -> Address:
    """Return the address, with a thread only in forum topics: replies elsewhere carry numbers too."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Address(
        platform=PlatformName.TELEGRAM,
        room=room_of(message.chat),
        thread=None if thread is None else ThreadId(str(thread)),
    )


def _message(message: Message, event_id: EventId, me: BotAccount, kind: type[MessageReceived]) -> Event | None:
    author = author_of(message)
    if author is None:
        return None
    direct = message.chat.type == Chat.PRIVATE
    said = parse_addressing(message, me)
    # People post what Lotse found (an inline result) as their own message; it is not a question.
    is_found = message.via_bot is not None and message.via_bot.id == me.id
    happened: _Happened = {
        "id": event_id,
        "at": message.date,
        "address": address_of(message),
        "sender": author,
        "language": language_of(message.from_user) if message.from_user and message.sender_chat is None else None,
        "message": MessageId(str(message.message_id)),
        "direct": direct,
        "addressed": (direct or said.addressed) and not is_found,
        "reply_to": _reply_to(message),
        "replies_to_lotse": is_reply_to(message, me),
    }
    if message.location is not None:
        place = message.location
        name = describe_venue(message.venue) if message.venue else ""
        return LocationReceived(**happened, text=name, latitude=place.latitude, longitude=place.longitude)
    attachment = _attachment(message)
    if message.text or message.caption or attachment:
        formatted = _format_entities(message, said.text)
        album = message.media_group_id or ""
        return kind(**happened, text=said.text, formatted=formatted, attachment=attachment, album=album)
    item = describe_item(message)
    return ItemReceived(**happened, text=item) if item is not None else None


def _format_entities(message: Message, text: str) -> str:
    """Return formatted text as Markdown; "" without a form, or if a form of address was removed."""
    if text != (message.text or message.caption or "").strip() or not (message.entities or message.caption_entities):
        return ""
    return sanitise_text(convert_html(message.text_html or message.caption_html or ""))


def _attachment(message: Message) -> Attachment | None:
    """Return the file of a message, of a picture the largest size."""
    kind = next((kind for kind in _MEDIA if getattr(message, kind)), None)
    if kind is None:
        return None
    file = message.photo[-1] if kind == "photo" else getattr(message, kind)
    ending, media_type = _sticker(file) if isinstance(file, Sticker) else _MEDIA[kind]
    return Attachment(
        platform=PlatformName.TELEGRAM,
        name=(sanitise_name(getattr(file, "file_name", None) or "") or f"{kind}.{ending}")[:_LONGEST_NAME],
        media_type=getattr(file, "mime_type", None) or media_type,
        size=file.file_size or 0,
        source={"file_id": file.file_id},
    )


def _sticker(sticker: Sticker) -> tuple[str, str]:
    if sticker.is_video:
        return "webm", "video/webm"
    return ("tgs", "application/x-tgsticker") if sticker.is_animated else _MEDIA["sticker"]


def _reply_to(message: Message) -> MessageId | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return MessageId(str(replied.message_id))


def _reaction(change: MessageReactionUpdated, event_id: EventId) -> ReactionAdded | None:
    """Return the added reaction; removed ones are ignored."""
    before = {sign.emoji for sign in change.old_reaction if isinstance(sign, ReactionTypeEmoji)}
    new = [sign.emoji for sign in change.new_reaction if isinstance(sign, ReactionTypeEmoji)]
    added = next((sign for sign in new if sign not in before), None)
    sender = _reacting(change)
    if added is None or sender is None:
        return None
    return ReactionAdded(
        id=event_id,
        at=change.date,
        address=Address(platform=PlatformName.TELEGRAM, room=room_of(change.chat)),
        sender=sender,
        language=language_of(change.user) if change.user else None,
        message=MessageId(str(change.message_id)),
        key=added,
    )


def _reacting(change: MessageReactionUpdated) -> Sender | None:
    if change.actor_chat is not None:
        return sender_of_chat(change.actor_chat)
    return None if change.user is None or change.user.is_bot else sender_of(change.user)


def _choice(query: CallbackQuery, event_id: EventId, at: datetime) -> ChoiceTaken | None:
    message, pressed = query.message, _BUTTON.fullmatch(query.data or "")
    if message is None or pressed is None:
        return None
    # For an old message Telegram gives only its id.
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
        language=language_of(query.from_user),
        message=MessageId(str(message.message_id)),
        number=int(pressed["number"]),
        keyboard=pressed["keyboard"] or "",
        direct=message.chat.type == Chat.PRIVATE,
        in_place=True,
    )
