"""Reports to authors whose question or answer could not be delivered."""

from handlers.context.context import Context
from handlers.core.events import CopyFailed, CopyHeld
from handlers.core.messages import DeliveryId, Message, label
from handlers.exchange.model.exchange import Copy, CopyRole, Exchange
from handlers.exchange.posts import find_topic_title, write_to_asker


async def report_failed_copy(event: CopyFailed, context: Context) -> list[Message]:
    """Tell the author of a failed copy, once for each message; end a subscription that can't be delivered."""
    copy = await context.stores.copies.of_delivery(DeliveryId(event.delivery))
    exchange = await context.stores.exchanges.get(copy.exchange) if copy else None
    if copy is None or exchange is None:
        return []
    await context.stores.copies.drop([copy.delivery])
    match copy.role:
        case CopyRole.POST:
            return [await _notify_asker(exchange, context)] if exchange.is_open else []
        case CopyRole.NEWS:
            await context.stores.subscriptions.drop_in(copy.address)
            return []
        case CopyRole.MOVED | CopyRole.LEFT | CopyRole.SHOWN:
            return []
        case CopyRole.REMARK | CopyRole.FILE:
            return await _notify_author(copy, exchange, context)


async def _notify_asker(exchange: Exchange, context: Context) -> Message:
    texts = await context.texts_for(exchange.asker)
    others = await context.stores.copies.of_exchange(exchange.number, CopyRole.POST)
    said = [await context.stores.sent_messages.of_delivery(each.delivery) for each in others]
    if any(each is not None and each.message is not None for each in said):
        text = texts.channel_not_reached
    else:
        text = texts.channel_missed if others else texts.no_channel_reached
    return write_to_asker(exchange, text.format(number=exchange.number))


async def report_held_copy(event: CopyHeld, context: Context) -> list[Message]:
    """Tell the asker that a question is held back until somebody can read it in a channel."""
    copy = await context.stores.copies.of_delivery(DeliveryId(event.delivery))
    exchange = await context.stores.exchanges.get(copy.exchange) if copy else None
    if exchange is None or not exchange.is_open:
        return []
    texts = await context.texts_for(exchange.asker)
    topic = label(find_topic_title(exchange.topic, context))
    return [write_to_asker(exchange, texts.channel_empty.format(number=exchange.number, topic=topic))]


async def _notify_author(copy: Copy, exchange: Exchange, context: Context) -> list[Message]:
    remark = await context.stores.remarks.get(copy.remark) if copy.remark else None
    if remark is None:
        return []
    texts = await context.texts_for(remark.author)
    text = texts.asker_not_reached if copy.address.shares_room(exchange.address) else texts.remark_not_carried
    said = text.format(number=exchange.number)
    return [
        Message(
            address=remark.address,
            text=said,
            reply_to=remark.message,
            mention=remark.author,
            private_to=remark.reader,
        )
    ]
