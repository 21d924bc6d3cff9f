"""Responses to announcements: replies to the editors and their answers, reactions and receipts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from handlers.announcements.editors import find_author, load_texts
from handlers.announcements.model.announcement import Announcement, Recipient
from handlers.announcements.model.responses import Contribution, ContributionKind, Reply, Response, ResponseKind
from handlers.announcements.readership import may_respond
from handlers.context.context import Context
from handlers.core.events import Address, ChoiceTaken, MessageDeleted, MessageId, MessageReceived, ReactionAdded, Sender
from handlers.core.messages import DeliveryId, Message, escape, label
from handlers.core.reactions import acknowledges as acknowledges_by_sign
from handlers.core.replies import reply_to
from handlers.exchange.posts import render_name_with_centre
from handlers.i18n.announcements import ANNOUNCING, acknowledges
from handlers.rendering.captions import add_file_name, file_to_carry, fingerprint_file, is_file_dropped
from handlers.rendering.long_texts import shorten
from knowledge.entries import Visibility


async def carry(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Carry a reply to the editors, or an editor's answer to the person; None if the message is neither."""
    for message in (event.reply_to, event.address.thread):
        if message is None:
            continue
        reply = await context.stores.responses.reply_of_message(event.address, MessageId(message))
        if reply is not None:
            return await _carry_on(reply, event, context)
        recipient = await _find_recipient(event.address, MessageId(message), event.sender, context)
        if recipient is not None:
            return await _take_reply(recipient, event, context)
    return None


async def _carry_on(reply: Reply, event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Carry what is said to a reply, or to an answer to it, to the other side; None if its author may not any more."""
    if not (context.is_actor(reply.sender) and event.address.shares_room(reply.address)):
        return await carry_answer(reply, event, context)
    if not await may_respond(reply.announcement, event.sender, context, private=reply.direct):
        return None
    return await bring_to_editors(reply.announcement, event, context)


async def record_reaction(event: ReactionAdded, context: Context) -> None:
    """Record a reaction to a copy; some are receipts where one was asked for."""
    recipient = await _find_recipient(event.address, event.message, event.sender, context)
    announcement = await context.stores.announcements.get(recipient.announcement) if recipient else None
    if recipient is None or announcement is None:
        return
    await _record_response(announcement.number, ResponseKind.REACTION, event.sender, context, recipient, event.id)
    if announcement.wants_receipt and not announcement.is_recalled and acknowledges_by_sign(event):
        await _record_response(announcement.number, ResponseKind.RECEIPT, event.sender, context, recipient, event.id)


async def withdraw_reaction(event: MessageDeleted, context: Context) -> None:
    """Withdraw the response that a deleted reaction gave."""
    await context.stores.responses.take_back(event.message, None if event.by_moderator else event.sender)


async def take_pressed_receipt(event: ChoiceTaken, context: Context) -> Sequence[Message] | None:
    """Take the receipt below a copy, which anybody in a room may give; None if it is another choice."""
    recipient = await _find_recipient(event.address, event.message, event.sender, context)
    if recipient is None or event.number != 1:
        return None
    return await _take_receipt(recipient, event.sender, event.address, context)


async def _find_recipient(address: Address, message: MessageId, sender: Sender, context: Context) -> Recipient | None:
    """Return the recipient whose copy a message is; None if it is none to which the person may respond."""
    recipient = await context.stores.announcements.recipient(address, message)
    return recipient if recipient is not None and await _may_respond(recipient, sender, context) else None


async def _may_respond(recipient: Recipient, sender: Sender, context: Context) -> bool:
    return await may_respond(recipient.announcement, sender, context, private=recipient.sender is not None)


async def take_receipt_command(
    event: MessageReceived, announcement: Announcement, context: Context
) -> list[Message] | None:
    """Take the receipt that `/ankuendigung 12 gelesen` gives; nothing if the sender got no copy.

    None if the announcement is not for everybody, and the sender got none or may not read it any more.
    """
    recipient = await context.stores.announcements.recipient_at(announcement.number, event.address)
    is_for_them = recipient is not None and await _may_respond(recipient, event.sender, context)
    if announcement.visibility is not Visibility.PUBLIC and not is_for_them:
        return None
    if recipient is None or not announcement.wants_receipt:
        return []
    return await take_written_receipt(recipient, event, context)


async def take_written_receipt(recipient: Recipient, event: MessageReceived, context: Context) -> list[Message]:
    """Take the receipt that a message gives, and remember the message."""
    await context.stores.responses.contribute(
        _new_contribution(recipient.announcement, ContributionKind.RECEIPT, event, context)
    )
    return await _take_receipt(recipient, event.sender, event.address, context, event.message)


async def _take_reply(recipient: Recipient, event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Take a message in reply to a copy: a receipt if one is asked for and given, else a reply."""
    announcement = await context.stores.announcements.get(recipient.announcement)
    if announcement is not None and announcement.wants_receipt and acknowledges(event.text) and not event.attachment:
        return await take_written_receipt(recipient, event, context)
    return await bring_to_editors(recipient.announcement, event, context)


async def _take_receipt(
    recipient: Recipient, sender: Sender, address: Address, context: Context, message: MessageId | None = None
) -> list[Message]:
    """Record a receipt and thank for it; `message` gave it, None if a button did."""
    announcement = await context.stores.announcements.get(recipient.announcement)
    if announcement is None or not announcement.wants_receipt:
        return []
    texts = await load_texts(sender, context)
    said = Message(
        address=address, text=texts.acknowledged, mention=sender, reply_to=message, private_to=recipient.sender
    )
    if announcement.is_recalled:
        return [replace(said, text=texts.is_recalled)]
    first = await _record_response(announcement.number, ResponseKind.RECEIPT, sender, context, recipient, message or "")
    is_new_or_in_words = first or message is not None
    return [said] if is_new_or_in_words and recipient.sender is not None else []


async def _record_response(
    announcement: int,
    kind: ResponseKind,
    sender: Sender,
    context: Context,
    recipient: Recipient | None = None,
    event: str = "",
) -> bool:
    """Record a response with the person's centre, or the room's; return whether it is the first of its kind."""
    centre = await context.stores.preferences.centre(sender) or (recipient.centre if recipient else None)
    response = Response(announcement=announcement, kind=kind, sender=sender, centre=centre, event=event, at=context.now)
    return await context.stores.responses.add(response)


async def bring_to_editors(number: int, event: MessageReceived, context: Context) -> list[Message] | None:
    """Return the copy of a reply for the editors and the confirmation; None if there is nothing to bring."""
    carried = await carry_reply(number, event, context)
    return None if carried is None else [*carried.copies, *carried.confirmations]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """The copies for the other side, and what their author is told."""

    copies: tuple[Message, ...] = ()
    confirmations: tuple[Message, ...] = ()


async def carry_reply(number: int, event: MessageReceived, context: Context) -> Relay | None:
    """Carry a reply to the editors' room, in one thread per person, or without such a room to the author."""
    announcement = await context.stores.announcements.get(number)
    if announcement is None or not (event.text.strip() or event.attachment):
        return None
    texts = context.announcement_texts
    event = await shorten(event, context)
    contribution = _new_contribution(number, ContributionKind.REPLY, event, context)
    target, reader = await _find_editors(announcement, context)
    if target is None:
        await context.stores.responses.contribute(contribution)
        return Relay(confirmations=(reply_to(event, texts.nobody_reads),))
    await _record_response(number, ResponseKind.REPLY, event.sender, context)
    first, delivery = await context.stores.responses.first_copy(number, event.sender), _new_delivery_id(number)
    copy = Message(
        address=target,
        text=await render_reply(number, event, context),
        attachment=file_to_carry(event.attachment),
        under=first,
        id=delivery,
        private_to=reader,
    )
    reply = Reply(
        announcement=number,
        sender=event.sender,
        address=event.address,
        message=event.message,
        delivery=delivery,
        at=context.now,
        direct=event.direct,
    )
    await _store_copy(reply, contribution, context)
    told = texts.recalled_but_brought if announcement.is_recalled else None if first else texts.reply_brought
    words = (reply_to(event, told),) if told else ()
    return Relay(copies=(copy,), confirmations=(*words, *warn_of_large_file(event, context)))


async def _find_editors(announcement: Announcement, context: Context) -> tuple[Address | None, Sender | None]:
    """Return where replies to an announcement are read, and who alone reads them there; None for a room.

    Replies to what is internal come to nobody but its author, those to what is for the network to no room elsewhere.
    """
    room = context.announcement_policy.editors_room
    is_for_all = announcement.visibility is Visibility.PUBLIC
    is_for_network = announcement.visibility is Visibility.NETWORK
    if room and (is_for_all or (is_for_network and context.traits(room.platform).is_in_house)):
        return room, None
    author = await find_author(announcement, context)
    return (author.address, author.account) if author else (None, None)


async def render_reply(number: int, event: MessageReceived, context: Context) -> str:
    """Return a reply as editors read it."""
    return ANNOUNCING[context.language].reply_came.format(
        author=label(await render_name_with_centre(event.sender, context)), number=number, text=_render_words(event)
    )


async def render_answer(reply: Reply, event: MessageReceived, context: Context) -> str:
    """Return an editor's answer as the person who replied reads it."""
    texts = await load_texts(reply.sender, context)
    return texts.answer_came.format(office=label(context.office), number=reply.announcement, text=_render_words(event))


def _render_words(event: MessageReceived) -> str:
    return add_file_name(event.formatted or escape(event.text), event.attachment)


def warn_of_large_file(event: MessageReceived, context: Context) -> list[Message]:
    """Tell the sender of a file that it is too large to be carried; nothing if it is not, or there is none."""
    if not is_file_dropped(event.attachment):
        return []
    return [reply_to(event, context.announcement_texts.file_stays)]


async def carry_answer(reply: Reply, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Carry an answer from where editors read to the person who replied."""
    event, delivery = await shorten(event, context), _new_delivery_id(reply.announcement)
    answer = Message(
        address=reply.address,
        text=await render_answer(reply, event, context),
        attachment=file_to_carry(event.attachment),
        reply_to=reply.message,
        mention=reply.sender,
        private_to=reply.reader,
        id=delivery,
    )
    contribution = _new_contribution(reply.announcement, ContributionKind.ANSWER, event, context)
    await _store_copy(replace(reply, delivery=delivery, at=context.now), contribution, context)
    return [answer, *warn_of_large_file(event, context)]


async def _store_copy(reply: Reply, contribution: Contribution, context: Context) -> None:
    """Write the copy down; what is said to it goes to the author of the reply."""
    await context.stores.responses.add_reply(reply)
    await context.stores.responses.contribute(replace(contribution, copy=reply.delivery))


def _new_contribution(number: int, kind: ContributionKind, event: MessageReceived, context: Context) -> Contribution:
    return Contribution(
        announcement=number,
        kind=kind,
        sender=event.sender,
        address=event.address,
        message=event.message,
        fingerprint=fingerprint_file(event.attachment),
        at=context.now,
    )


def _new_delivery_id(number: int) -> DeliveryId:
    return DeliveryId(f"reply-{number}-{token_hex(8)}")
