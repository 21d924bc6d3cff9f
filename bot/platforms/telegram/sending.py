"""Deliveries into chats: messages, edits, deletions."""

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, Contact, InputFile, Location, ReplyParameters
from telegram import Venue as TelegramVenue
from telegram.constants import ParseMode

from bot import rendering
from bot.platforms import Action, Delivery, NotPrivate, PermanentFailure, PlatformRefused
from bot.platforms.telegram.failures import Moved, Refusal, asked, repeatable
from bot.platforms.telegram.outgoing import NO_PREVIEW, keyboard
from bot.platforms.telegram.vcard import vcard
from handlers.events import MOST_BYTES, Attachment, MessageId
from handlers.messages import Card, ContactCard, Message, Venue

T = TypeVar("T")

_MOST_PHOTO_BYTES = 10 * 1024 * 1024
_UPLOAD_SECONDS = 120

_UNREADABLE = "can't parse entities"
_SAME = "message is not modified"
_DELETED = "message to delete not found"


class Sending:
    """All raise as `asked` does; Moved never, but `moved` hears of it before the message goes to the new chat."""

    def __init__(self, bot: Bot, moved: Callable[[int, int], Awaitable[None]]) -> None:
        self._bot = bot
        self._moved = moved

    async def send(self, delivery: Delivery) -> MessageId:
        if delivery.action is Action.DEPARTURE:
            # The chat is the person's.
            return MessageId("")
        chat = int(delivery.message.address.room)
        try:
            return await self._into(chat, delivery)
        except Moved as moved:
            await self._moved(chat, moved.chat)
            return await self._into(moved.chat, delivery)

    async def _into(self, chat: int, delivery: Delivery) -> MessageId:
        person = delivery.message.private_to
        # The chat with a person bears their id.
        if person is not None and str(chat) != person.id and delivery.action is not Action.DELETION:
            raise NotPrivate("the chat is a group")
        if delivery.about is None or delivery.action is Action.MESSAGE:
            return await self._message(chat, delivery.message, delivery.file)
        if delivery.action is Action.DELETION:
            await self._delete(chat, int(delivery.about))
        else:
            await self._edit(chat, int(delivery.about), delivery.message)
        return delivery.about

    async def fetch(self, attachment: Attachment) -> bytes:
        """The Bot API gives out what has at most 20 MB."""
        file = await repeatable(self._bot.get_file(str(attachment.source.get("file_id"))))
        if (file.file_size or 0) > MOST_BYTES:
            raise PermanentFailure("the file is too large")
        return bytes(await repeatable(file.download_as_bytearray()))

    async def _file(self, chat: int, message: Message, attachment: Attachment, file: bytes) -> MessageId:
        """A picture as such, if it is not too large for one."""
        where, named = _where(chat, message), InputFile(file, attachment.name)
        if attachment.is_image and len(file) <= _MOST_PHOTO_BYTES:
            with contextlib.suppress(Refusal):
                sent = await asked(self._bot.send_photo(**where, photo=named, write_timeout=_UPLOAD_SECONDS))
                return MessageId(str(sent.message_id))
        sent = await asked(self._bot.send_document(**where, document=named, write_timeout=_UPLOAD_SECONDS))
        return MessageId(str(sent.message_id))

    async def _message(self, chat: int, message: Message, file: bytes) -> MessageId:
        if message.cards:
            return await self._card(chat, message, message.cards[0])
        if message.attachment is not None:
            return await self._file(chat, message, message.attachment, file)
        send = partial(self._bot.send_message, **_where(chat, message), **_shown(message))
        sent = await _written(send, message.text)
        return MessageId(str(sent.message_id))

    async def _card(self, chat: int, message: Message, card: Card) -> MessageId:
        """A courtesy, as the text says the same: where there are no cards, nothing waits for one."""
        try:
            return await self._sent_card(chat, message, card)
        except PlatformRefused as refused:
            raise PermanentFailure(str(refused)) from refused

    async def _sent_card(self, chat: int, message: Message, card: Card) -> MessageId:
        where = _where(chat, message)
        match card:
            case ContactCard():
                contact = Contact(phone_number=card.phone, first_name=card.name, vcard=vcard(card))
                sent = await asked(self._bot.send_contact(**where, contact=contact))
            case Venue():
                place = Location(latitude=card.latitude, longitude=card.longitude)
                venue = TelegramVenue(location=place, title=card.title, address=card.address)
                sent = await asked(self._bot.send_venue(**where, venue=venue))
        return MessageId(str(sent.message_id))

    async def _delete(self, chat: int, number: int) -> None:
        try:
            await repeatable(self._bot.delete_message(chat, number))
        except Refusal as refusal:
            if _DELETED not in str(refusal).casefold():
                raise

    async def _edit(self, chat: int, number: int, message: Message) -> None:
        edit = partial(self._bot.edit_message_text, chat_id=chat, message_id=number, **_shown(message))
        try:
            await _written(edit, message.text, ask=repeatable)
        except Refusal as refusal:
            if _SAME not in str(refusal).casefold():
                raise


def _where(chat: int, message: Message) -> dict[str, Any]:
    reply = int(message.reply_to) if message.reply_to and chat < 0 else None
    thread = message.address.thread
    return {
        "chat_id": chat,
        "message_thread_id": None if thread is None else int(thread),
        "reply_parameters": None if reply is None else ReplyParameters(reply, allow_sending_without_reply=True),
    }


def _shown(message: Message) -> dict[str, Any]:
    return {"reply_markup": keyboard(message.choices), "link_preview_options": NO_PREVIEW}


async def _written(
    request: Callable[..., Awaitable[T]], text: str, ask: Callable[[Awaitable[T]], Awaitable[T]] = asked
) -> T:
    """Set as it was meant; plain rather than not at all."""
    try:
        return await ask(request(text=rendering.telegram(text), parse_mode=ParseMode.HTML))
    except Refusal as refusal:
        if _UNREADABLE not in str(refusal).casefold():
            raise
        return await ask(request(text=rendering.plain(text)))
