"""Messages soon after a colleague's answer, of which the person says whether they belong to that question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.context.context import Context, References
from handlers.context.people import may_take_back
from handlers.context.ports import SentMessage
from handlers.core.arguments import parse_number
from handlers.core.events import (
    ItemReceived,
    LocationReceived,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageReceived,
)
from handlers.core.messages import Choice, Message, Outgoing
from handlers.core.replies import reply_to
from handlers.dialogues.choices import take_choice
from handlers.dialogues.corrections import Responder
from handlers.dialogues.references import with_references
from handlers.exchange.model.exchange import Copy, HeldMessage
from handlers.exchange.relays import relay_to
from handlers.faq import notices
from handlers.faq.answers import CONVERSATION_LIFETIME, offer_choices

# For so long after an answer a message without a reference may be meant for it.
_SOON = timedelta(minutes=10)
_DECIDE = "/gehoert "


async def ask_where_it_belongs(event: MessageReceived, context: Context) -> list[Message] | None:
    """Ask whether the message belongs to the question whose answer came last; return None if it can't.

    The message is kept until the person decides, or until the conversation expires.
    """
    if not event.direct or event.reply_to is not None or isinstance(event, ItemReceived | LocationReceived):
        return None
    copy = await _find_last_answer(event, context)
    exchange = await context.stores.exchanges.get(copy.exchange) if copy else None
    if copy is None or exchange is None or not exchange.is_open:
        return None
    followers = await context.stores.exchanges.list_followers(exchange.number)
    if not any(context.is_actor(each) for each in (exchange.asker, *(follower.sender for follower in followers))):
        return None
    context = await with_references(event, context)
    if context.references.waiting is not None or await take_choice(event, context) is not None:
        return None
    held = HeldMessage(
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
    held = await context.stores.held_messages.put(held, context.now + CONVERSATION_LIFETIME)
    texts = context.texts
    known = copy.known_as or exchange.number
    choices = (
        Choice(label=texts.belongs.format(number=known), says=f"{_DECIDE}{held.number} ja"),
        Choice(label=texts.belongs_not, says=f"{_DECIDE}{held.number} nein"),
    )
    return [await offer_choices(event, context, texts.does_it_belong.format(number=known), choices)]


async def _find_last_answer(event: MessageReceived, context: Context) -> Copy | None:
    """Return the copy of an answer that came shortly before; None if Lotse has offered something else since."""
    newest = await context.stores.copies.find_newest_in(event.address, context.now - _SOON)
    if newest is None:
        return None
    copy, came_at = newest
    lists = await context.stores.sent_messages.lists(event.address, event.sender, came_at)
    since = (said for said in lists if said.delivery != copy.delivery and not said.announcement)
    return copy if all(_asks_where(said) or said.sent_at == came_at for said in since) else None


def _asks_where(said: SentMessage) -> bool:
    """Return whether a list asks where a message belongs."""
    return any(choice.says.startswith(_DECIDE) for choice in said.choices)


async def apply_decision(
    decision: tuple[str, str], event: MessageReceived, context: Context, *, answer: Responder
) -> Sequence[Outgoing]:
    """Relay the held message to the question, or answer it as a question of its own.

    `decision` holds its number and `ja` or `nein`.
    """
    texts = context.texts
    number, answered = decision
    found = parse_number(number)
    held = await context.stores.held_messages.take(found, context.now) if found is not None else None
    if held is None or not context.is_actor(held.sender) or held.address != event.address:
        return [reply_to(event, texts.decided_already)]
    message, others = _restore(held, event), await context.stores.held_messages.take_album(held, context.now)
    if answered != "ja" and not held.text.strip():
        return await notices.explain_text_only(message, context)
    if answered != "ja":
        return await answer(message, replace(context, references=References()))
    exchange = await context.stores.exchanges.get(held.exchange)
    if exchange is None or exchange.is_hidden:
        return [reply_to(event, texts.unknown_question)]
    carried = [*await relay_to(message, exchange, context)]
    for other in others:
        carried += await relay_to(_restore(other, event), exchange, context, goes_on=True)
    return [reply_to(event, texts.carried.format(number=exchange.number)), *carried]


async def hold_with_album(first: MessageId, event: MessageReceived, context: Context) -> bool:
    """Hold a further message of an album with the first; return whether that one is held."""
    held = await context.stores.held_messages.of_message(event.address, first, context.now)
    if held is None or not context.is_actor(held.sender):
        return False
    further = replace(
        held, message=event.message, text=event.text, formatted=event.formatted, attachment=event.attachment
    )
    await context.stores.held_messages.put(further, context.now + CONVERSATION_LIFETIME)
    return True


def _restore(held: HeldMessage, event: MessageReceived) -> MessageReceived:
    """Return a held message as its author sent it."""
    return replace(event, message=held.message, text=held.text, formatted=held.formatted, attachment=held.attachment)


async def revise_held(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Change a message that waits for a decision; return None for any other."""
    held = await context.stores.held_messages.of_message(event.address, event.message, context.now)
    if held is None or not context.is_actor(held.sender):
        return None
    await context.stores.held_messages.reword(held.number, event.text, event.formatted)
    return []


async def withdraw_held(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Drop a message that waits for a decision; return None for any other."""
    held = await context.stores.held_messages.of_message(event.address, event.message, context.now)
    if held is None:
        return None
    if not await may_take_back(event, held.sender, context):
        return []
    await context.stores.held_messages.take(held.number, context.now)
    return []
