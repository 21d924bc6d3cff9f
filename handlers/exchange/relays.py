"""What is said about a question to colleagues, carried between its asker, those who follow it, and the channels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.answers import reply_to
from handlers.context import Context
from handlers.events import (
    MOST_BYTES,
    Address,
    Attachment,
    EventId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    ReactionAdded,
    Sender,
)
from handlers.exchange.kept import Exchange, Follower, Remark, Role, Signature
from handlers.exchange.posts import author, copied, reads_like_a_copy, reworded, taken_back, to_asker, with_file
from handlers.messages import Message, Outgoing, escape
from handlers.texts import TEXTS

_REFERENCE = re.compile(r"#A(\d{1,9})\b[:,]?\s*", re.IGNORECASE)
_ESCAPED_REFERENCE = re.compile(r"(?:\\)?#A(\d{1,9})\b(?:\\?[:,])?\s*", re.IGNORECASE)
_THANKS = frozenset({"👍", "❤", "🙏", "🎉", "💯", "👏", "🥰"})


async def carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Copies for everybody who is to read it; None if it belongs to no question."""
    if reads_like_a_copy(event.text):
        return None
    exchange = await _exchange(event, context)
    if exchange is None or exchange.is_hidden:
        return None
    followers = await context.exchanges.followers(exchange.number)
    signature = _signature(event, exchange, followers)
    hides = signature is not None and not _is_named(event, exchange)
    left_behind = await _left_behind(event, exchange, context, hides=hides)
    remark = await _remark(event, exchange, signature, context)
    if left_behind is not None:
        named = event.attachment if not hides else None
        remark = replace(remark, attachment=None, text=_told(event, named))
    remark = await context.remarks.add(remark, context.now)
    if not remark.by_asker and exchange.answered_at is None:
        await context.exchanges.answered(exchange.number, context.now)
    targets = [*_readers(remark, exchange, followers), *await _channels(remark, exchange, context)]
    copies = await copied(remark, targets, context)
    return [*copies, left_behind] if left_behind else copies


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """The copies of a message then read as it does."""
    remark = await context.remarks.of_message(event.address, event.message)
    if remark is None:
        return []
    text = _told(event, remark.attachment)
    await context.remarks.reword(remark.number, text)
    return await reworded(replace(remark, text=text), context)


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing]:
    """The copies of a message go with it; so do thanks that are taken back."""
    await context.remarks.unthank(event.sender, EventId(event.message))
    remark = await context.remarks.of_message(event.address, event.message)
    if remark is None:
        return []
    copies = await context.copies.of_remark(remark.number)
    await context.remarks.drop(remark.number)
    return await taken_back(copies, context)


async def thanked(event: ReactionAdded, context: Context) -> None:
    """Counts thanks for a remark, given to it or to one of its copies; nobody thanks themselves."""
    if event.key.rstrip("\ufe0f") not in _THANKS:
        return
    remark = await _remark_of(event.address, event.message, context)
    if remark is not None and not event.sender.is_same(remark.author):
        await context.remarks.thank(remark.number, event.sender, event.id)


async def _remark_of(address: Address, message: MessageId, context: Context) -> Remark | None:
    """What a person's message, or Lotse's copy of it, says."""
    copy = await context.copies.of_message(address, message)
    if copy is not None:
        return await context.remarks.get(copy.remark) if copy.remark else None
    return await context.remarks.of_message(address, message)


async def exchange_of(address: Address, message: MessageId, context: Context) -> Exchange | None:
    """The question to which a message belongs, whoever wrote it."""
    copy = await context.copies.of_message(address, message)
    if copy is not None:
        return await context.exchanges.get(copy.exchange)
    remark = await context.remarks.of_message(address, message)
    return await context.exchanges.get(remark.exchange) if remark else None


async def _exchange(event: MessageReceived, context: Context) -> Exchange | None:
    """By the number that it names, by what it replies to, or by its thread."""
    named = _REFERENCE.match(event.text)
    if named:
        exchange = await context.exchanges.get(int(named.group(1)))
        return exchange if exchange and await _takes_part(event, exchange, context) else None
    for message in (event.reply_to, event.address.thread):
        exchange = await exchange_of(event.address, MessageId(message), context) if message else None
        if exchange is not None:
            return exchange
    return None


async def _takes_part(event: MessageReceived, exchange: Exchange, context: Context) -> bool:
    """Whether who writes reads the answers, or writes where the question stands."""
    if _signature(event, exchange, await context.exchanges.followers(exchange.number)) is not None:
        return True
    copies = await context.copies.of_exchange(exchange.number, Role.POST, Role.NEWS)
    return any(copy.address.shares_room(event.address) for copy in copies)


def _readers(remark: Remark, exchange: Exchange, followers: Sequence[Follower]) -> list[Message]:
    """To everybody who reads the answers but did not write this one, each a message without its text."""
    following = (
        Message(address=each.address, text="", mention=each.sender, private_to=each.reader) for each in followers
    )
    return [
        message
        for message in (to_asker(exchange, ""), *following)
        if not message.address.shares_room(remark.address)
        and not (message.mention and message.mention.is_same(remark.author))
    ]


async def _channels(remark: Remark, exchange: Exchange, context: Context) -> list[Message]:
    """To where the question stands, but for the room in which this was written."""
    return [
        Message(address=copy.address, text="", under=copy.delivery)
        for copy in await context.copies.of_exchange(exchange.number, Role.POST)
        if not copy.address.shares_room(remark.address)
    ]


def _is_named(event: MessageReceived, exchange: Exchange) -> bool:
    """The asker, who does not hide."""
    return _is_at(exchange.asker, exchange.address, event) and exchange.signature is Signature.NAME


async def _left_behind(event: MessageReceived, exchange: Exchange, context: Context, *, hides: bool) -> Message | None:
    """A word to who sent a file that does not come along: it could tell whose it is, or is too large."""
    if event.attachment is None or not (hides or event.attachment.size > MOST_BYTES):
        return None
    texts = TEXTS[await context.spoken(event)]
    why = texts.file_tells_too_much if hides else texts.file_too_large
    return reply_to(event, why.format(number=exchange.number))


async def _remark(event: MessageReceived, exchange: Exchange, signature: str | None, context: Context) -> Remark:
    return Remark(
        number=0,
        exchange=exchange.number,
        author=event.sender,
        address=event.address,
        message=event.message,
        name=signature or await author(event.sender, context),
        text=_told(event, event.attachment),
        attachment=event.attachment,
        by_asker=_is_at(exchange.asker, exchange.address, event),
        direct=event.direct,
    )


def _signature(event: MessageReceived, exchange: Exchange, followers: Sequence[Follower]) -> str | None:
    """What colleagues read of the asker, or of a person who follows, where these were written to."""
    if _is_at(exchange.asker, exchange.address, event):
        return exchange.signed
    return next((each.signed for each in followers if _is_at(each.sender, each.address, event)), None)


def _is_at(person: Sender, address: Address, event: MessageReceived) -> bool:
    return event.sender.is_same(person) and event.address.shares_room(address)


def _told(event: MessageReceived, file: Attachment | None) -> str:
    """As Markdown, without the number of the question; with the name of a file."""
    said = event.formatted or escape(event.text)
    named = _ESCAPED_REFERENCE.match(said)
    text = said[named.end() :] if named else said
    return with_file(text, file.name if file else "") if file or event.attachment else text
