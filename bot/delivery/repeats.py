"""Deliveries that may have arrived before: marking them, and mapping answers to either copy to the known one."""

import logging
from dataclasses import replace

from bot.platforms.base.contract import FAILURES, Action, Delivery, NoReaders, Platform, WrongRoom
from bot.storage.unit_of_work import UnitOfWork
from bot.system.tracebacks import format_trace
from handlers.core.events import ChoiceTaken, Event, MessageId, MessageReceived
from handlers.core.messages import DeliveryId, Message

log = logging.getLogger(__name__)


async def send_marked(platform: Platform, delivery: Delivery, mark: str) -> MessageId:
    """Send a delivery and return the id of its message; mark it if it is a repeat. Raises as `Platform.send` does.

    The mark stands below the text, or in a message of its own before one that has no room for it.
    """
    if not (delivery.is_repeat and mark and delivery.action is Action.MESSAGE):
        return await platform.send(delivery)
    marked = replace(delivery.message, text=f"{delivery.message.text}\n\n{mark}".lstrip())
    if len(platform.parts(marked)) == 1:
        return await platform.send(replace(delivery, message=marked))
    await _send_mark(platform, delivery, mark)
    return await platform.send(delivery)


async def resolve_copies(event: Event, unit: UnitOfWork) -> Event:
    """Return the event with references to an unknown first copy replaced by the known second one."""
    if isinstance(event, MessageReceived) and event.reply_to and event.replies_to_lotse:
        return replace(event, reply_to=await unit.repeats.resolve_reply(event.address, event.reply_to))
    if isinstance(event, ChoiceTaken) and event.keyboard:
        return replace(event, message=await unit.repeats.resolve_press(event.address, event.message, event.keyboard))
    return event


async def _send_mark(platform: Platform, delivery: Delivery, mark: str) -> None:
    """Send the mark alone; whether it arrives may stay unknown, as the message itself must not be lost over it."""
    message = delivery.message
    alone = Message(
        address=message.address,
        text=mark,
        reply_to=message.reply_to,
        mention=message.mention,
        private_to=message.private_to,
        announcement=message.announcement,
    )
    id_ = DeliveryId(f"{delivery.id}-again")
    try:
        await platform.send(Delivery(id=id_, message=alone, placeholder=delivery.placeholder))
    except (*FAILURES, WrongRoom, NoReaders):
        raise
    except Exception as error:  # noqa: BLE001
        log.warning("The mark of delivery %s may or may not have arrived: %s", delivery.id, format_trace(error))
