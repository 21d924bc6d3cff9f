"""A message soon after a colleague's answer: the person says whether it belongs to that question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.context.context import Context, Recalled
from handlers.context.people import may_take_back
from handlers.context.ports import SentMessage
from handlers.core.events import (
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
)
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.numbers import parse_number
from handlers.core.replies import reply_to
from handlers.dialogues.choices import take
from handlers.dialogues.corrections import Answer
from handlers.dialogues.memory import recalling
from handlers.exchange.model.exchange import Copy, Held
from handlers.exchange.relays import carry
from handlers.faq import media
from handlers.faq.answers import CONVERSATION_LASTS, offered_next
from handlers.i18n import TEXTS

# For so long after an answer a message without a reference may be meant for it.
_SOON = timedelta(minutes=10)
_DECIDE = "/gehoert "


async def ask(event: MessageReceived, context: Context) -> list[Message] | None:
    """Ask whether the message belongs to the question whose answer came last; None if that can't be.

    The message is kept until the person decides, or until the conversation expires.
    """
    if not event.direct or event.reply_to is not None or isinstance(event, ItemReceived | LocationReceived):
        return None
    copy = await _last_read(event, context)
    exchange = await context.exchanges.get(copy.exchange) if copy else None
    if copy is None or exchange is None or not exchange.is_open:
        return None
    followers = await context.exchanges.followers(exchange.number)
    if not any(context.acts_with(each) for each in (exchange.asker, *(follower.sender for follower in followers))):
        return None
    context = await recalling(event, context)
    if context.recalled.waiting is not None or await take(event, context) is not None:
        return None
    held = Held(
        number=0,
        sender=event.sender,
        address=event.address,
        message=event.message,
        text=event.text,
        formatted=event.formatted,
        exchange=exchange.number,
        attachment=event.attachment,
        album=event.album or "",
    )
    held = await context.held_messages.put(held, context.now + CONVERSATION_LASTS)
    texts = TEXTS[await context.spoken(event)]
    known = copy.asked or exchange.number
    choices = (
        Choice(label=texts.belongs.format(number=known), says=f"{_DECIDE}{held.number} ja"),
        Choice(label=texts.belongs_not, says=f"{_DECIDE}{held.number} nein"),
    )
    return [await offered_next(event, context, texts.does_it_belong.format(number=known), choices)]


async def _last_read(event: MessageReceived, context: Context) -> Copy | None:
    """Return the copy of an answer that came a short time ago, unless Lotse has offered something else since."""
    newest = await context.copies.newest_in(event.address, context.now - _SOON)
    if newest is None:
        return None
    copy, came_at = newest
    lists = await context.sayings.lists(event.address, event.sender, came_at)
    since = (said for said in lists if said.delivery != copy.delivery and not said.announcement)
    return copy if all(_is_own(said) or said.sent_at == came_at for said in since) else None


def _is_own(said: SentMessage) -> bool:
    """Return whether a list asks where a message belongs."""
    return any(choice.says.startswith(_DECIDE) for choice in said.choices)


async def decide(event: MessageReceived, context: Context, answer: Answer) -> Sequence[Outgoing]:
    """Carry the message to the question, or answer it as a question of its own."""
    texts = TEXTS[await context.spoken(event)]
    _, number, decision, *_ = (*event.text.split(), "", "")
    found = parse_number(number)
    held = await context.held_messages.take(found, context.now) if found is not None else None
    if held is None or not context.acts_with(held.sender) or held.address != event.address:
        return [reply_to(event, texts.decided_already)]
    message, others = _as_sent(held, event), await context.held_messages.take_album(held, context.now)
    if decision != "ja" and not held.text.strip():
        return await media.explain(message, context)
    if decision != "ja":
        return await answer(message, replace(context, recalled=Recalled()))
    exchange = await context.exchanges.get(held.exchange)
    if exchange is None or exchange.is_hidden:
        return [reply_to(event, texts.unknown_question)]
    carried = [*await carry(message, exchange, context)]
    for other in others:
        carried += await carry(_as_sent(other, event), exchange, context, goes_on=True)
    return [reply_to(event, texts.carried.format(number=exchange.number)), *carried]


async def go_on(first: MessageId, event: MessageReceived, context: Context) -> bool:
    """Hold a further message of an album with the first; return whether that one is held."""
    held = await context.held_messages.of_message(event.address, first, context.now)
    if held is None or not context.acts_with(held.sender):
        return False
    further = replace(
        held, message=event.message, text=event.text, formatted=event.formatted, attachment=event.attachment
    )
    await context.held_messages.put(further, context.now + CONVERSATION_LASTS)
    return True


def _as_sent(held: Held, event: MessageReceived) -> MessageReceived:
    """Return a held message as its author sent it."""
    return replace(event, message=held.message, text=held.text, formatted=held.formatted, attachment=held.attachment)


async def edited(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Change a message that waits for a decision; None if it was none."""
    held = await context.held_messages.of_message(event.address, event.message, context.now)
    if held is None or not context.acts_with(held.sender):
        return None
    await context.held_messages.reword(held.number, event.text, event.formatted)
    return []


async def deleted(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Drop a message that waits for a decision; None if it was none."""
    held = await context.held_messages.of_message(event.address, event.message, context.now)
    if held is None:
        return None
    if not await may_take_back(event, held.sender, context):
        return []
    await context.held_messages.take(held.number, context.now)
    return []
