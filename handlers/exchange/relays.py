"""Relays: remarks on a question are copied between its asker, its followers and the channels."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.context.context import Context
from handlers.context.people import is_same_person, may_take_back
from handlers.core.arguments import last_reference
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
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import REPLY
from handlers.exchange.model.exchange import CopyRole, Exchange, Follower, Remark, Signature
from handlers.exchange.posts import (
    CopyTarget,
    copy_remark,
    delete_copies,
    edit_copies,
    is_copy_text,
    is_in_channel,
    list_readers,
    render_name_with_centre,
    replace_copies,
    tell_current_topic,
)
from handlers.exchange.visible_topics import keep_entitled
from handlers.rendering.captions import add_file_name, file_to_carry, fingerprint_file, is_file_dropped
from handlers.rendering.long_texts import is_full_text, shorten

_REFERENCE = re.compile(r"#A(\d{1,9})\b[:,]?\s*", re.IGNORECASE)
_ESCAPED_REFERENCE = re.compile(r"(?:\\)?#A(\d{1,9})\b(?:\\?[:,])?\s*", re.IGNORECASE)
_THANKS = frozenset({"👍", "❤", "🙏", "🎉", "💯", "👏", "🥰"})


async def relay_message(event: MessageReceived, context: Context, *, goes_on: bool = False) -> Sequence[Message] | None:
    """Return copies of a message for everybody who is to read it; None if it belongs to no question.

    `goes_on`: it is a further message of an album whose first one was relayed.
    """
    if is_copy_text(event.text):
        return None
    exchange = await _find_addressed_exchange(event, context)
    if exchange is None or exchange.is_hidden:
        return None
    copies = await relay_to(event, exchange, context, goes_on=goes_on)
    arrives = any(copy.id is not None for copy in copies)
    return [*copies, *(await _tell_where_question_moved(event, exchange, context) if arrives else ())]


async def relay_to(
    event: MessageReceived, exchange: Exchange, context: Context, *, goes_on: bool = False
) -> Sequence[Message]:
    """Copy a message to the readers of a question, and to the channels where it stands."""
    if not _render_text(event).strip():
        texts = context.texts
        return [reply_to(event, texts.empty_not_carried.format(number=exchange.number))]
    event = await shorten(event, context)
    followers = await context.stores.exchanges.list_followers(exchange.number)
    signature = _find_signature(event, exchange, followers, context)
    hides = await _is_pseudonymous(signature, exchange, followers, context)
    own = [target for target in list_readers(exchange, followers, with_ended=True) if _is_own(target, context)]
    if hides and isinstance(event, (ItemReceived, LocationReceived)):
        texts = context.texts
        return [_reply_in_private(texts.item_tells_too_much.format(number=exchange.number), own, event)]
    if hides and goes_on and not event.text.strip():
        return []  # the notice on the first file covers the whole album
    left_behind = _explain_dropped_attachment(event, exchange, own, context, hides=hides)
    remark = await context.stores.remarks.add(
        await _make_remark(event, exchange, signature, context, hides=hides), context.now
    )
    asks = remark.by_asker or any(each.is_asker and context.is_actor(each.sender) for each in followers)
    if not asks and exchange.answered_at is None:
        await context.stores.exchanges.mark_answered(exchange.number, context.now)
    await _resume_reading(exchange, followers, context)
    readers = await keep_entitled(list_readers(exchange, followers), exchange, context)
    others = [target for target in readers if not _is_read_by(target, event, context)]
    copies = await copy_remark(remark, [*others, *await _list_channels(remark, exchange, context)], context)
    return [*copies, left_behind] if left_behind else copies


async def _resume_reading(exchange: Exchange, followers: Sequence[Follower], context: Context) -> None:
    """Send answers again to people who write about a question that they had marked as solved."""
    for each in followers:
        if each.has_ended and context.is_actor(each.sender):
            await context.stores.exchanges.put_follower(exchange.number, replace(each, has_ended=False), context.now)


async def _tell_where_question_moved(event: MessageReceived, exchange: Exchange, context: Context) -> list[Message]:
    """Return a notice, once in each room that a question has left, on where it stands now."""
    if event.direct:
        return []
    for number in (exchange.number, *await context.stores.exchanges.list_merged_into(exchange.number)):
        left = await context.stores.copies.of_exchange(number, CopyRole.LEFT)
        here = [copy.delivery for copy in left if is_in_channel(event.address, copy.address, context)]
        moved = await context.stores.exchanges.get_unmerged(number) if here else None
        if moved is not None:
            await context.stores.copies.retire(here)
            return [await tell_current_topic(moved, event, context)]
    return []


async def revise(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Return edits of the copies of a message; None if it is not a remark."""
    remark = await context.stores.remarks.of_message(event.address, event.message)
    if remark is None:
        return None
    exchange = await context.stores.exchanges.get(remark.exchange)
    if exchange is None or not await is_same_person(event.sender, remark.author, context):
        return []
    event = await shorten(event, context)
    followers = await context.stores.exchanges.list_followers(exchange.number)
    before, signature = remark.attachment, _find_signature(event, exchange, followers, context)
    # An author whose file was relayed did not hide, whatever they have asked since.
    hides = (before is None or is_full_text(before)) and await _is_pseudonymous(signature, exchange, followers, context)
    file = file_to_carry(event.attachment, hides=hides)
    changed = replace(remark, text=_render_text(event, hides=hides), attachment=file)
    await context.stores.remarks.reword(remark.number, changed.text)
    if fingerprint_file(file) == fingerprint_file(before):
        return await edit_copies(changed, context)
    await context.stores.remarks.attach(remark.number, file)
    anew = await replace_copies(changed, exchange, context)
    own = [target for target in list_readers(exchange, followers, with_ended=True) if _is_own(target, context)]
    left_behind = _explain_dropped_attachment(event, exchange, own, context, hides=hides)
    return [*anew, left_behind] if left_behind else anew


async def remove_thanks(event: MessageDeleted, context: Context) -> None:
    """Remove thanks whose reaction was withdrawn."""
    await context.stores.remarks.unthank(EventId(event.message), None if event.by_moderator else event.sender)


async def withdraw(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Return deletions of the copies of a message; None if it is not a remark."""
    remark = await context.stores.remarks.of_message(event.address, event.message)
    if remark is None:
        return None
    if not await may_take_back(event, remark.author, context):
        return []
    copies = await context.stores.copies.of_remark(remark.number)
    await context.stores.remarks.drop(remark.number)
    return await delete_copies(copies, context)


async def count_thanks(event: ReactionAdded, context: Context) -> None:
    """Count a reaction to a remark or one of its copies as thanks, except by its author."""
    if event.key.rstrip("\ufe0f") not in _THANKS:
        return
    remark = await _find_remark(event.address, event.message, context)
    if remark is not None and not context.is_actor(remark.author):
        await context.stores.remarks.thank(remark.number, event.sender, event.id)


async def _find_remark(address: Address, message: MessageId, context: Context) -> Remark | None:
    """Return the remark that a message, or Lotse's copy of it, holds."""
    copy = await context.stores.copies.of_message(address, message)
    if copy is not None:
        return await context.stores.remarks.get(copy.remark) if copy.remark else None
    return await context.stores.remarks.of_message(address, message)


async def find_exchange(address: Address, message: MessageId, context: Context) -> Exchange | None:
    """Return the question that a message belongs to, whoever wrote it; None if it belongs to none."""
    copy = await context.stores.copies.of_message(address, message)
    if copy is not None:
        return await context.stores.exchanges.get(copy.exchange)
    remark = await context.stores.remarks.of_message(address, message)
    return await context.stores.exchanges.get(remark.exchange) if remark else None


async def _find_addressed_exchange(event: MessageReceived, context: Context) -> Exchange | None:
    """Return the question that a message names by number, replies to, or has in its thread."""
    named = _REFERENCE.match(event.text)
    if named:
        exchange = await context.stores.exchanges.get(int(named.group(1)))
        return exchange if exchange and await _takes_part(event, exchange, context) else None
    for message in (event.reply_to, event.address.thread):
        exchange = await find_exchange(event.address, MessageId(message), context) if message else None
        if exchange is not None:
            return exchange
    return await _find_exchange_shown(event, context)


async def _find_exchange_shown(event: MessageReceived, context: Context) -> Exchange | None:
    """Return the question about which Lotse wrote the message that the asker replies to, unless to choose."""
    said = await context.stores.sent_messages.of_message(event.address, event.reply_to) if event.reply_to else None
    if said is None or said.subject is None or said.subject.exchange is None or find_choice(event.text, said.choices):
        return None
    exchange = await context.stores.exchanges.get(said.subject.exchange)
    return exchange if exchange and await _takes_part(event, exchange, context) else None


async def _takes_part(event: MessageReceived, exchange: Exchange, context: Context) -> bool:
    """Return whether the sender reads the answers, or writes where the question stands."""
    if (
        _find_signature(event, exchange, await context.stores.exchanges.list_followers(exchange.number), context)
        is not None
    ):
        return True
    roles = (CopyRole.POST, CopyRole.NEWS, CopyRole.MOVED, CopyRole.LEFT)
    copies = await context.stores.copies.of_exchange(exchange.number, *roles)
    return any(copy.address.shares_room(event.address) for copy in copies)


def _is_read_by(target: CopyTarget, event: MessageReceived, context: Context) -> bool:
    """Return whether the author would receive their own message."""
    return _is_own(target, context) or target.message.address.shares_room(event.address)


def _is_own(target: CopyTarget, context: Context) -> bool:
    reader = target.message.mention
    return reader is not None and context.is_actor(reader)


async def _list_channels(remark: Remark, exchange: Exchange, context: Context) -> list[CopyTarget]:
    """Return the channels of the question except the one it was written in."""
    return [
        CopyTarget(message=Message(address=copy.address, text="", under=copy.delivery))
        for copy in await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
        if not is_in_channel(remark.address, copy.address, context)
    ]


async def _is_pseudonymous(
    signature: str | None, exchange: Exchange, followers: Sequence[Follower], context: Context
) -> bool:
    """Return whether who writes is read under a signature, and did not ask by name, here or in a merged question."""
    if signature is None:
        return False
    merged = [each.known_as for each in followers if each.is_asker and each.known_as and context.is_actor(each.sender)]
    asked = [exchange, *[await context.stores.exchanges.get_unmerged(number) for number in merged]]
    own = [each for each in asked if each is not None and context.is_actor(each.asker)]
    return not own or own[0].signature is not Signature.NAME


def _explain_dropped_attachment(
    event: MessageReceived, exchange: Exchange, own: Sequence[CopyTarget], context: Context, *, hides: bool
) -> Message | None:
    """Return a notice that a file is not relayed, as it is too large or could identify the sender.

    Who hides their name is told where they read the answers (`own`), as the notice would give them away in a channel.
    """
    if not is_file_dropped(event.attachment, hides=hides):
        return None
    texts = context.texts
    why = (texts.file_tells_too_much if hides else texts.file_too_large).format(number=exchange.number)
    return _reply_in_private(why, own, event) if hides else reply_to(event, why)


def _reply_in_private(text: str, own: Sequence[CopyTarget], event: MessageReceived) -> Message:
    """Return a reply to a person who hides their name, outside of the room in which others read."""
    elsewhere = [target.message for target in own if not target.message.address.shares_room(event.address)]
    return replace(elsewhere[0], text=text) if elsewhere else reply_to(event, text)


async def _make_remark(
    event: MessageReceived, exchange: Exchange, signature: str | None, context: Context, *, hides: bool
) -> Remark:
    return Remark(
        number=0,
        exchange=exchange.number,
        author=event.sender,
        address=event.address,
        message=event.message,
        signed_as=signature or await render_name_with_centre(event.sender, context),
        text=_render_text(event, hides=hides),
        attachment=file_to_carry(event.attachment, hides=hides),
        by_asker=context.is_actor(exchange.asker),
        direct=event.direct,
    )


def _find_signature(
    event: MessageReceived, exchange: Exchange, followers: Sequence[Follower], context: Context
) -> str | None:
    """Return how the sender is named as asker or follower, whichever account they use; None for anybody else.

    In a channel a person who only follows is a colleague like any other.
    """
    if context.is_actor(exchange.asker):
        return exchange.signed_as
    theirs = [each for each in followers if context.is_actor(each.sender)]
    return next(
        (each.signed_as for each in theirs if each.is_asker or event.direct or event.address.shares_room(each.address)),
        None,
    )


def _render_text(event: MessageReceived, *, hides: bool = False) -> str:
    """Return the text as Markdown without the question's number.

    The name of its file follows, unless the sender `hides`.
    """
    said = event.formatted or escape(event.text)
    named = _ESCAPED_REFERENCE.match(said)
    return add_file_name(said[named.end() :] if named else said, event.attachment, hides=hides)


def parse_reply(argument: str) -> tuple[int | None, str]:
    """Return the number of the question, None if it is none, and the answer below it."""
    first, _, written = argument.partition("\n")
    return last_reference(first), written


async def reply(answer: tuple[int | None, str], event: MessageReceived, context: Context) -> list[Message]:
    """`/antworten 12` asks for an answer to a question; what follows is relayed to its readers."""
    texts = context.texts
    number, written = answer
    if number is None:
        return [reply_to(event, texts.unknown_question)]
    if not written.strip() and event.attachment is None:
        question = texts.which_answer.format(number=number)
        return [await prompt(REPLY, number, question, (), event, context)]
    await end_dialogue(event, context)
    return await _relay_reply(number, written, event, context)


async def _relay_reply(number: int, written: str, event: MessageReceived, context: Context) -> list[Message]:
    """Relay the text as an answer to the question of this number."""
    texts = context.texts
    formatted = f"#A{number} {event.formatted}" if event.formatted else ""
    copies = await relay_message(replace(event, text=f"#A{number} {written}", formatted=formatted), context)
    if copies is None:
        return [reply_to(event, texts.unknown_question)]
    return [reply_to(event, texts.answer_sent.format(number=number)), *copies]
