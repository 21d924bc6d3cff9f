"""Sending of deliveries into chats: messages, edits, deletions."""

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, Contact, InputFile, Location, ReplyParameters
from telegram import Venue as TelegramVenue
from telegram.constants import ParseMode

from bot import rendering
from bot.platforms.base.contract import Action, Delivery, NotPrivate, PermanentFailure, PlatformRefused
from bot.platforms.telegram.failures import GroupMigrated, Refusal, get_repeatable, get_result
from bot.platforms.telegram.outgoing import (
    MOST_CAPTION_UNITS,
    NO_PREVIEW,
    build_keyboard,
    count_units,
    estimate_units,
    format_vcard,
)
from handlers.core.events import MAX_ATTACHMENT_BYTES, Attachment, MessageId
from handlers.core.messages import Card, ContactCard, Message, Venue
from handlers.core.sanitising import to_one_line

T = TypeVar("T")

_MOST_PHOTO_BYTES = 10 * 1024 * 1024
_UPLOAD_SECONDS = 120

_UNREADABLE = "can't parse entities"
_CUT = "\n\n…"
_SAME = "message is not modified"
_NO_TEXT = "there is no text in the message to edit"
_DELETED = "message to delete not found"
# After 48 hours, as for most bots.
_TOO_OLD = "message can't be deleted"
_TAKEN_BACK = "🗑"


class DeliverySender:
    """Send deliveries into chats; every method raises as `get_result` does, but for GroupMigrated.

    `moved` is awaited with the old and the new id of a group before the message goes to the new one.
    """

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
        except GroupMigrated as moved:
            await self._moved(chat, moved.chat)
            return await self._into(moved.chat, delivery)

    async def _into(self, chat: int, delivery: Delivery) -> MessageId:
        person = delivery.message.private_to
        may_go_anywhere = delivery.placeholder or delivery.action is Action.DELETION
        # The chat with a person bears their id.
        if person is not None and str(chat) != person.id and not may_go_anywhere:
            raise NotPrivate("the chat is a group")
        if delivery.about is None or delivery.action is Action.MESSAGE:
            return await self._message(chat, delivery)
        if delivery.action is Action.DELETION:
            await self._delete(chat, int(delivery.about))
        else:
            await self._edit(chat, int(delivery.about), delivery)
        return delivery.about

    async def fetch(self, attachment: Attachment) -> bytes:
        """Return the content of a file, which has at most 20 MB."""
        file = await get_repeatable(self._bot.get_file(str(attachment.source.get("file_id"))))
        if (file.file_size or 0) > MAX_ATTACHMENT_BYTES:
            raise PermanentFailure("the file is too large")
        return bytes(await get_repeatable(file.download_as_bytearray()))

    async def _file(self, chat: int, delivery: Delivery, attachment: Attachment) -> MessageId:
        """Send a file with the text as its caption; as a picture if it is one and not too large."""
        message, named = delivery.message, InputFile(delivery.file, to_one_line(attachment.name))
        markup = build_keyboard(message.choices, delivery.id)
        options = {**_where(chat, message), "reply_markup": markup, "write_timeout": _UPLOAD_SECONDS}
        if attachment.is_image and len(delivery.file) <= _MOST_PHOTO_BYTES:
            with contextlib.suppress(Refusal):
                sent = await _send_caption(partial(self._bot.send_photo, **options, photo=named), message.text)
                return MessageId(str(sent.message_id))
        sent = await _send_caption(partial(self._bot.send_document, **options, document=named), message.text)
        return MessageId(str(sent.message_id))

    async def _message(self, chat: int, delivery: Delivery) -> MessageId:
        message = delivery.message
        if message.cards:
            return await self._send_card(chat, message, message.cards[0])
        if message.attachment is not None:
            return await self._file(chat, delivery, message.attachment)
        send = partial(self._bot.send_message, **_where(chat, message), **_render(delivery))
        sent = await _send_text(send, message.text)
        return MessageId(str(sent.message_id))

    async def _send_card(self, chat: int, message: Message, card: Card) -> MessageId:
        """Send a card if the chat allows it; the text says the same."""
        try:
            return await self._post_card(chat, message, card)
        except PlatformRefused as refused:
            raise PermanentFailure(str(refused)) from refused

    async def _post_card(self, chat: int, message: Message, card: Card) -> MessageId:
        where = _where(chat, message)
        match card:
            case ContactCard():
                contact = Contact(phone_number=card.phone, first_name=to_one_line(card.name), vcard=format_vcard(card))
                sent = await get_result(self._bot.send_contact(**where, contact=contact))
            case Venue():
                place = Location(latitude=card.latitude, longitude=card.longitude)
                venue = TelegramVenue(location=place, title=to_one_line(card.title), address=to_one_line(card.address))
                sent = await get_result(self._bot.send_venue(**where, venue=venue))
        return MessageId(str(sent.message_id))

    async def _delete(self, chat: int, number: int) -> None:
        try:
            await get_repeatable(self._bot.delete_message(chat, number))
        except Refusal as refusal:
            reason = str(refusal).casefold()
            if _TOO_OLD in reason and await self._blank(chat, number):
                return
            if _DELETED not in reason:
                raise

    async def _blank(self, chat: int, number: int) -> bool:
        """Replace the text of a message that can't be deleted; False if it shows a file, which stays."""
        blank = partial(self._bot.edit_message_text, chat_id=chat, message_id=number, link_preview_options=NO_PREVIEW)
        try:
            await get_repeatable(blank(text=_TAKEN_BACK))
        except Refusal as refusal:
            reason = str(refusal).casefold()
            if _NO_TEXT not in reason:
                return _SAME in reason
            with contextlib.suppress(Refusal):
                caption = partial(self._bot.edit_message_caption, chat_id=chat, message_id=number)
                await get_repeatable(caption(caption=_TAKEN_BACK))
            return False
        return True

    async def _edit(self, chat: int, number: int, delivery: Delivery) -> None:
        edit = partial(self._bot.edit_message_text, chat_id=chat, message_id=number, **_render(delivery))
        try:
            await _send_text(edit, delivery.message.text, ask=get_repeatable)
        except Refusal as refusal:
            if _NO_TEXT in str(refusal).casefold():
                await self._edit_caption(chat, number, delivery)
            elif _SAME not in str(refusal).casefold():
                raise

    async def _edit_caption(self, chat: int, number: int, delivery: Delivery) -> None:
        markup = build_keyboard(delivery.message.choices, delivery.id)
        edit = partial(self._bot.edit_message_caption, chat_id=chat, message_id=number, reply_markup=markup)
        try:
            await _send_caption(edit, delivery.message.text, ask=get_repeatable)
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


def _render(delivery: Delivery) -> dict[str, Any]:
    markup = build_keyboard(delivery.message.choices, delivery.id)
    return {"reply_markup": markup, "link_preview_options": NO_PREVIEW}


async def _send_caption(
    request: Callable[..., Awaitable[T]], text: str, ask: Callable[[Awaitable[T]], Awaitable[T]] = get_result
) -> T:
    """Send the text as a caption, cut to its limit; plain if its HTML is refused."""
    if not text:
        return await ask(request())
    shortened = text
    if count_units(text) > MOST_CAPTION_UNITS:
        shortened = rendering.split_text(text, MOST_CAPTION_UNITS - count_units(_CUT), estimate_units)[0] + _CUT
    try:
        return await ask(request(caption=rendering.render_telegram(shortened), parse_mode=ParseMode.HTML))
    except Refusal as refusal:
        if _UNREADABLE not in str(refusal).casefold():
            raise
        return await ask(request(caption=rendering.render_plain(shortened)))


async def _send_text(
    request: Callable[..., Awaitable[T]], text: str, ask: Callable[[Awaitable[T]], Awaitable[T]] = get_result
) -> T:
    """Send the text as HTML; plain if that is refused."""
    try:
        return await ask(request(text=rendering.render_telegram(text), parse_mode=ParseMode.HTML))
    except Refusal as refusal:
        if _UNREADABLE not in str(refusal).casefold():
            raise
        return await ask(request(text=rendering.render_plain(text)))
