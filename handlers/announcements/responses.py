"""What comes back of announcements: replies to the editors and their answers, reactions, receipts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from handlers.announcements.editors import load_texts
from handlers.announcements.model.announcement import (
    Announcement,
    Contribution,
    ContributionKind,
    Recipient,
    Reply,
    Response,
    ResponseKind,
    parse_account,
)
from handlers.context.context import Context
from handlers.core.events import Address, ChoiceTaken, MessageDeleted, MessageId, MessageReceived, ReactionAdded, Sender
from handlers.core.messages import DeliveryId, Message, escape, label
from handlers.core.reactions import acknowledges as acknowledges_by_sign
from handlers.core.replies import reply_to
from handlers.exchange.posts import author
from handlers.i18n.announcements import ANNOUNCING, acknowledges
from handlers.rendering.captions import captioned, carried_file, fingerprint_of, stays_behind
from handlers.rendering.long_texts import shortened


async def carry(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """A reply to an announcement for its editors, or an editor's answer to one; None if it is neither."""
    for message in (event.reply_to, event.address.thread):
        if message is None:
            continue
        reply = await context.responses.reply_of_message(event.address, MessageId(message))
        if reply is not None:
            is_theirs = context.acts_with(reply.sender) and event.address.shares_room(reply.address)
            return await (
                bring_to_editors(reply.announcement, event, context)
                if is_theirs
                else carry_answer(reply, event, context)
            )
        recipient = await context.announcements.recipient(event.address, MessageId(message))
        if recipient is not None:
            return await _take_reply(recipient, event, context)
    return None


async def record_reaction(event: ReactionAdded, context: Context) -> None:
    """A sign on a copy; some acknowledge it where that was asked for."""
    recipient = await context.announcements.recipient(event.address, event.message)
    announcement = await context.announcements.get(recipient.announcement) if recipient else None
    if recipient is None or announcement is None:
        return
    await _record_response(announcement.number, ResponseKind.REACTION, event.sender, context, recipient, event.id)
    if announcement.wants_receipt and not announcement.is_recalled and acknowledges_by_sign(event):
        await _record_response(announcement.number, ResponseKind.RECEIPT, event.sender, context, recipient, event.id)


async def withdraw_reaction(event: MessageDeleted, context: Context) -> None:
    """A sign that is gone counts no more."""
    await context.responses.take_back(event.message, None if event.by_moderator else event.sender)


async def take_pressed_receipt(event: ChoiceTaken, context: Context) -> Sequence[Message] | None:
    """The receipt under a copy, which in a room anybody may give; None if it is another choice."""
    recipient = await context.announcements.recipient(event.address, event.message)
    if recipient is None or event.number != 1:
        return None
    return await _take_receipt(recipient, event.sender, event.address, context)


async def take_receipt_command(event: MessageReceived, announcement: Announcement, context: Context) -> list[Message]:
    """`/ankuendigung 12 gelesen`, from whoever got it."""
    recipient = await context.announcements.recipient_at(announcement.number, event.address)
    if recipient is None or not announcement.wants_receipt:
        return []
    return await take_written_receipt(recipient, event, context)


async def take_written_receipt(recipient: Recipient, event: MessageReceived, context: Context) -> list[Message]:
    """The receipt that a message gives."""
    await context.responses.contribute(
        _new_contribution(recipient.announcement, ContributionKind.RECEIPT, event, context)
    )
    return await _take_receipt(recipient, event.sender, event.address, context, event.message)


async def _take_reply(recipient: Recipient, event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """What is said in reply to a copy: a receipt where one is asked for, or else a reply."""
    announcement = await context.announcements.get(recipient.announcement)
    if announcement is not None and announcement.wants_receipt and acknowledges(event.text) and not event.attachment:
        return await take_written_receipt(recipient, event, context)
    return await bring_to_editors(recipient.announcement, event, context)


async def _take_receipt(
    recipient: Recipient, sender: Sender, address: Address, context: Context, message: MessageId | None = None
) -> list[Message]:
    """`message` is the one that gives the receipt, unless it was given by a press."""
    announcement = await context.announcements.get(recipient.announcement)
    if announcement is None or not announcement.wants_receipt:
        return []
    texts = await load_texts(sender, context)
    if announcement.is_recalled:
        said = Message(address=address, text=texts.is_recalled, mention=sender, reply_to=message)
        return [replace(said, private_to=recipient.sender)]
    first = await _record_response(announcement.number, ResponseKind.RECEIPT, sender, context, recipient, message or "")
    is_new_or_in_words = first or message is not None
    if not is_new_or_in_words or recipient.sender is None:
        return []
    return [
        Message(
            address=address,
            text=texts.acknowledged,
            mention=sender,
            reply_to=message,
            private_to=recipient.sender,
        )
    ]


async def _record_response(
    announcement: int,
    kind: ResponseKind,
    sender: Sender,
    context: Context,
    recipient: Recipient | None = None,
    event: str = "",
) -> bool:
    """Whether it is the first time; the centre is the person's, or else the room's."""
    centre = await context.preferences.centre(sender) or (recipient.centre if recipient else None)
    response = Response(announcement=announcement, kind=kind, sender=sender, centre=centre, event=event, at=context.now)
    return await context.responses.add(response)


async def bring_to_editors(number: int, event: MessageReceived, context: Context) -> list[Message] | None:
    """The reply for the editors, and a word to its author; None if there is nothing to bring."""
    carried = await carry_reply(number, event, context)
    return None if carried is None else [*carried.copies, *carried.told]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """Messages to the other side, and the confirmation for their author."""

    copies: tuple[Message, ...] = ()
    told: tuple[Message, ...] = ()


async def carry_reply(number: int, event: MessageReceived, context: Context) -> Relay | None:
    """Into the editors' room, a thread for each person; without such a room, to where its author reads."""
    announcement = await context.announcements.get(number)
    if announcement is None or not (event.text.strip() or event.attachment):
        return None
    texts = ANNOUNCING[await context.spoken(event)]
    event = await shortened(event, context)
    contribution = _new_contribution(number, ContributionKind.REPLY, event, context)
    target = context.announcement_policy.editors_room or announcement.address
    if target is None:
        await context.responses.contribute(contribution)
        return Relay(told=(reply_to(event, texts.nobody_reads),))
    await _record_response(number, ResponseKind.REPLY, event.sender, context)
    first = await context.responses.first_copy(number, event.sender)
    copy = Message(
        address=target,
        text=await render_reply(number, event, context),
        attachment=carried_file(event.attachment),
        under=first,
        id=_new_delivery_id(number),
        private_to=None if context.announcement_policy.editors_room else parse_account(announcement.author),
    )
    await _store_copy(copy, contribution, event, context)
    told = texts.recalled_but_brought if announcement.is_recalled else None if first else texts.reply_brought
    words = (reply_to(event, told),) if told else ()
    return Relay(copies=(copy,), told=(*words, *await warn_of_large_file(event, context)))


async def render_reply(number: int, event: MessageReceived, context: Context) -> str:
    """A reply as editors read it."""
    return ANNOUNCING[context.language].reply_came.format(
        author=label(await author(event.sender, context)), number=number, text=_render_words(event)
    )


async def render_answer(reply: Reply, event: MessageReceived, context: Context) -> str:
    """An editor's answer as the person reads it who has replied."""
    texts = await load_texts(reply.sender, context)
    return texts.answer_came.format(office=label(context.office), number=reply.announcement, text=_render_words(event))


def _render_words(event: MessageReceived) -> str:
    return captioned(event.formatted or escape(event.text), event.attachment)


async def warn_of_large_file(event: MessageReceived, context: Context) -> list[Message]:
    """Tell the sender of a file that it is too large to be carried; nothing if it is not, or there is none."""
    if not stays_behind(event.attachment):
        return []
    return [reply_to(event, ANNOUNCING[await context.spoken(event)].file_stays)]


async def carry_answer(reply: Reply, event: MessageReceived, context: Context) -> Sequence[Message]:
    """From whoever reads there, back to the person."""
    event = await shortened(event, context)
    answer = Message(
        address=reply.address,
        text=await render_answer(reply, event, context),
        attachment=carried_file(event.attachment),
        reply_to=reply.message,
        mention=reply.sender,
        private_to=reply.reader,
        id=_new_delivery_id(reply.announcement),
    )
    await _store_copy(
        answer, _new_contribution(reply.announcement, ContributionKind.ANSWER, event, context), event, context, reply
    )
    return [answer, *await warn_of_large_file(event, context)]


async def _store_copy(
    copy: Message,
    contribution: Contribution,
    event: MessageReceived,
    context: Context,
    reply: Reply | None = None,
) -> None:
    """Write the copy down; what is said to it goes to the author of the reply, by default this message."""
    assert copy.id is not None  # noqa: S101
    kept = reply or Reply(
        announcement=contribution.announcement,
        sender=event.sender,
        address=event.address,
        message=event.message,
        delivery=copy.id,
        at=context.now,
        direct=event.direct,
    )
    await context.responses.add_reply(replace(kept, delivery=copy.id, at=context.now))
    await context.responses.contribute(replace(contribution, copy=copy.id))


def _new_contribution(number: int, part: ContributionKind, event: MessageReceived, context: Context) -> Contribution:
    return Contribution(
        announcement=number,
        part=part,
        sender=event.sender,
        address=event.address,
        message=event.message,
        fingerprint=fingerprint_of(event.attachment),
        at=context.now,
    )


def _new_delivery_id(number: int) -> DeliveryId:
    return DeliveryId(f"reply-{number}-{token_hex(8)}")
