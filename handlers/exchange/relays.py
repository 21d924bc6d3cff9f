"""What is said about a question to colleagues, carried between its asker, those who follow it, and the channels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import is_same_person, may_take_back
from handlers.core.events import (
    Address,
    EventId,
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
    ReactionAdded,
)
from handlers.core.messages import Message, Outgoing, escape
from handlers.core.replies import reply_to
from handlers.dialogues.choices import find_choice
from handlers.exchange.model.exchange import Exchange, Follower, Remark, Role, Signature
from handlers.exchange.posts import (
    Target,
    author,
    carried_anew,
    copied,
    is_there,
    readers,
    reads_like_a_copy,
    reworded,
    says_where,
    taken_back,
)
from handlers.i18n import TEXTS
from handlers.rendering.captions import captioned, carried_file, fingerprint_of, stays_behind
from handlers.rendering.long_texts import is_whole_text, shortened

_REFERENCE = re.compile(r"#A(\d{1,9})\b[:,]?\s*", re.IGNORECASE)
_ESCAPED_REFERENCE = re.compile(r"(?:\\)?#A(\d{1,9})\b(?:\\?[:,])?\s*", re.IGNORECASE)
_THANKS = frozenset({"👍", "❤", "🙏", "🎉", "💯", "👏", "🥰"})


async def carried(event: MessageReceived, context: Context, *, goes_on: bool = False) -> Sequence[Message] | None:
    """Copies for everybody who is to read it; None if it belongs to no question.

    `goes_on`: a further message of an album, of which the first was carried.
    """
    if reads_like_a_copy(event.text):
        return None
    exchange = await _exchange(event, context)
    if exchange is None or exchange.is_hidden:
        return None
    copies = await carry(event, exchange, context, goes_on=goes_on)
    arrives = any(copy.id is not None for copy in copies)
    return [*copies, *(await _where_it_is(event, exchange, context) if arrives else ())]


async def carry(
    event: MessageReceived, exchange: Exchange, context: Context, *, goes_on: bool = False
) -> Sequence[Message]:
    """Copy a message to everybody who reads the answers to a question, and to where the question stands."""
    if not _told(event).strip():
        texts = TEXTS[await context.spoken(event)]
        return [reply_to(event, texts.empty_not_carried.format(number=exchange.number))]
    event = await shortened(event, context)
    followers = await context.exchanges.followers(exchange.number)
    signature = _signature(event, exchange, followers, context)
    hides = await _hides(signature, exchange, followers, context)
    own = [target for target in readers(exchange, followers, with_ended=True) if _is_own(target, context)]
    if hides and isinstance(event, (ItemReceived, LocationReceived)):
        texts = TEXTS[await context.spoken(event)]
        return [_where_they_read(texts.item_tells_too_much.format(number=exchange.number), own, event)]
    if hides and goes_on and not event.text.strip():
        return []  # the word about the first file holds for all of them
    left_behind = await _left_behind(event, exchange, own, context, hides=hides)
    remark = await context.remarks.add(await _remark(event, exchange, signature, context, hides=hides), context.now)
    asks = remark.by_asker or any(each.asks and context.acts_with(each.sender) for each in followers)
    if not asks and exchange.answered_at is None:
        await context.exchanges.answered(exchange.number, context.now)
    await _go_on_reading(exchange, followers, context)
    others = [target for target in readers(exchange, followers) if not _is_read_by(target, event, context)]
    copies = await copied(remark, [*others, *await _channels(remark, exchange, context)], context)
    return [*copies, left_behind] if left_behind else copies


async def _go_on_reading(exchange: Exchange, followers: Sequence[Follower], context: Context) -> None:
    """Bring the answers again to whoever writes about a question that was solved for them."""
    for each in followers:
        if each.has_ended and context.acts_with(each.sender):
            await context.exchanges.follow(exchange.number, replace(each, has_ended=False), context.now)


async def _where_it_is(event: MessageReceived, exchange: Exchange, context: Context) -> list[Message]:
    """Tell once in each place that a question has left where it stands now; there all goes on as before."""
    if event.direct:
        return []
    for number in (exchange.number, *await context.exchanges.merged_into(exchange.number)):
        left = await context.copies.of_exchange(number, Role.LEFT)
        here = [copy.delivery for copy in left if is_there(event.address, copy.address, context)]
        moved = await context.exchanges.as_asked(number) if here else None
        if moved is not None:
            await context.copies.retire(here)
            return [await says_where(moved, event, context)]
    return []


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """The copies of a message then read as it does; None if it is no remark."""
    remark = await context.remarks.of_message(event.address, event.message)
    if remark is None:
        return None
    exchange = await context.exchanges.get(remark.exchange)
    if exchange is None or not await is_same_person(event.sender, remark.author, context):
        return []
    event = await shortened(event, context)
    followers = await context.exchanges.followers(exchange.number)
    before, signature = remark.attachment, _signature(event, exchange, followers, context)
    # Who has shown a file did not hide, whatever they have asked since.
    hides = (before is None or is_whole_text(before)) and await _hides(signature, exchange, followers, context)
    file = carried_file(event.attachment, hides=hides)
    changed = replace(remark, text=_told(event, hides=hides), attachment=file)
    await context.remarks.reword(remark.number, changed.text)
    if fingerprint_of(file) == fingerprint_of(before):
        return await reworded(changed, context)
    await context.remarks.attach(remark.number, file)
    anew = await carried_anew(changed, exchange, context)
    own = [target for target in readers(exchange, followers, with_ended=True) if _is_own(target, context)]
    left_behind = await _left_behind(event, exchange, own, context, hides=hides)
    return [*anew, left_behind] if left_behind else anew


async def unthanked(event: MessageDeleted, context: Context) -> None:
    """Remove thanks whose reaction was withdrawn."""
    await context.remarks.unthank(EventId(event.message), None if event.by_moderator else event.sender)


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Delete the copies of a remark; None if the message is none."""
    remark = await context.remarks.of_message(event.address, event.message)
    if remark is None:
        return None
    if not await may_take_back(event, remark.author, context):
        return []
    copies = await context.copies.of_remark(remark.number)
    await context.remarks.drop(remark.number)
    return await taken_back(copies, context)


async def thanked(event: ReactionAdded, context: Context) -> None:
    """Count thanks for a remark, given to it or to one of its copies; nobody thanks themselves."""
    if event.key.rstrip("\ufe0f") not in _THANKS:
        return
    remark = await _remark_of(event.address, event.message, context)
    if remark is not None and not context.acts_with(remark.author):
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
    return await _shown_to_asker(event, context)


async def _shown_to_asker(event: MessageReceived, context: Context) -> Exchange | None:
    """The question about which Lotse said something to its asker, who replies to that with words of their own."""
    said = await context.sent_messages.of_message(event.address, event.reply_to) if event.reply_to else None
    if said is None or said.subject is None or said.subject.exchange is None or find_choice(event.text, said.choices):
        return None
    exchange = await context.exchanges.get(said.subject.exchange)
    return exchange if exchange and await _takes_part(event, exchange, context) else None


async def _takes_part(event: MessageReceived, exchange: Exchange, context: Context) -> bool:
    """Whether who writes reads the answers, or writes where the question stands."""
    if _signature(event, exchange, await context.exchanges.followers(exchange.number), context) is not None:
        return True
    roles = (Role.POST, Role.NEWS, Role.MOVED, Role.LEFT)
    copies = await context.copies.of_exchange(exchange.number, *roles)
    return any(copy.address.shares_room(event.address) for copy in copies)


def _is_read_by(target: Target, event: MessageReceived, context: Context) -> bool:
    """Return whether the author would receive their own message."""
    return _is_own(target, context) or target.message.address.shares_room(event.address)


def _is_own(target: Target, context: Context) -> bool:
    reader = target.message.mention
    return reader is not None and context.acts_with(reader)


async def _channels(remark: Remark, exchange: Exchange, context: Context) -> list[Target]:
    """Return the channels of the question except the one it was written in."""
    return [
        Target(message=Message(address=copy.address, text="", under=copy.delivery))
        for copy in await context.copies.of_exchange(exchange.number, Role.POST)
        if not is_there(remark.address, copy.address, context)
    ]


async def _hides(signature: str | None, exchange: Exchange, followers: Sequence[Follower], context: Context) -> bool:
    """Return whether who writes is read under a signature, and did not ask by name, here or in a merged question."""
    if signature is None:
        return False
    merged = [each.asked for each in followers if each.asks and each.asked and context.acts_with(each.sender)]
    asked = [exchange, *[await context.exchanges.as_asked(number) for number in merged]]
    own = [each for each in asked if each is not None and context.acts_with(each.asker)]
    return not own or own[0].signature is not Signature.NAME


async def _left_behind(
    event: MessageReceived, exchange: Exchange, own: Sequence[Target], context: Context, *, hides: bool
) -> Message | None:
    """Tell the sender of a file that it is not carried: too large, or it could identify them.

    Who hides is told where they read the answers (`own`), as the word would give them away in a channel.
    """
    if not stays_behind(event.attachment, hides=hides):
        return None
    texts = TEXTS[await context.spoken(event)]
    why = (texts.file_tells_too_much if hides else texts.file_too_large).format(number=exchange.number)
    return _where_they_read(why, own, event) if hides else reply_to(event, why)


def _where_they_read(text: str, own: Sequence[Target], event: MessageReceived) -> Message:
    """Return a word to a person who hides, outside of the room in which others read what they wrote."""
    elsewhere = [target.message for target in own if not target.message.address.shares_room(event.address)]
    return replace(elsewhere[0], text=text) if elsewhere else reply_to(event, text)


async def _remark(
    event: MessageReceived, exchange: Exchange, signature: str | None, context: Context, *, hides: bool
) -> Remark:
    return Remark(
        number=0,
        exchange=exchange.number,
        author=event.sender,
        address=event.address,
        message=event.message,
        name=signature or await author(event.sender, context),
        text=_told(event, hides=hides),
        attachment=carried_file(event.attachment, hides=hides),
        by_asker=context.acts_with(exchange.asker),
        direct=event.direct,
    )


def _signature(
    event: MessageReceived, exchange: Exchange, followers: Sequence[Follower], context: Context
) -> str | None:
    """What colleagues read of who asks, wherever and with whichever account they write; or of a person who follows.

    In a channel a person who only follows is a colleague like any other.
    """
    if context.acts_with(exchange.asker):
        return exchange.signed
    theirs = [each for each in followers if context.acts_with(each.sender)]
    return next(
        (each.signed for each in theirs if each.asks or event.direct or event.address.shares_room(each.address)),
        None,
    )


def _told(event: MessageReceived, *, hides: bool = False) -> str:
    """Return it as Markdown without the question's number; with the name of a file, unless who sent it `hides`."""
    said = event.formatted or escape(event.text)
    named = _ESCAPED_REFERENCE.match(said)
    return captioned(said[named.end() :] if named else said, event.attachment, hides=hides)
