"""What comes back of announcements: replies to the editors and their answers, reactions, receipts."""

from collections.abc import Sequence
from secrets import token_hex

from handlers.announcements.given import sender_of, texts_of
from handlers.announcements.kept import Announcement, Kind, Recipient, Reply, Response
from handlers.announcements.texts import ANNOUNCING
from handlers.answers import reply_to
from handlers.choices import taken
from handlers.context import Context
from handlers.events import Address, ChoiceTaken, MessageDeleted, MessageId, MessageReceived, ReactionAdded, Sender
from handlers.exchange.posts import author
from handlers.messages import DeliveryId, Message, escape

_READ = frozenset({"✅", "☑", "👍"})


async def carried(event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """A reply to an announcement for its editors, or an editor's answer to one; None if it is neither."""
    for message in (event.reply_to, event.address.thread):
        if message is None:
            continue
        reply = await context.responses.reply_of_message(event.address, MessageId(message))
        if reply is not None:
            is_theirs = event.sender.is_same(reply.sender) and event.address.shares_room(reply.address)
            return await (
                _to_editors(reply.announcement, event, context) if is_theirs else _answered(reply, event, context)
            )
        recipient = await context.announcements.recipient(event.address, MessageId(message))
        if recipient is not None:
            said = await context.sayings.of_message(event.address, MessageId(message))
            if said is not None and taken(event.text, said.choices):
                return await _received(recipient, event.sender, event.address, context)
            return await _to_editors(recipient.announcement, event, context)
    return None


async def reacted(event: ReactionAdded, context: Context) -> None:
    """A sign on a copy; ✅ acknowledges it where that was asked for."""
    recipient = await context.announcements.recipient(event.address, event.message)
    announcement = await context.announcements.get(recipient.announcement) if recipient else None
    if recipient is None or announcement is None:
        return
    await _respond(announcement.number, Kind.REACTION, event.sender, context, recipient, event.id)
    if announcement.wants_receipt and event.key.rstrip("\ufe0f") in _READ:
        await _respond(announcement.number, Kind.RECEIPT, event.sender, context, recipient, event.id)


async def taken_back(event: MessageDeleted, context: Context) -> None:
    """A sign that is gone counts no more."""
    await context.responses.take_back(event.sender, event.message)


async def pressed(event: ChoiceTaken, context: Context) -> Sequence[Message] | None:
    """The receipt under a copy, which in a room anybody may give; None if it is another choice."""
    recipient = await context.announcements.recipient(event.address, event.message)
    if recipient is None or event.number != 1:
        return None
    return await _received(recipient, event.sender, event.address, context)


async def acknowledged(event: MessageReceived, announcement: Announcement, context: Context) -> list[Message]:
    """`/ankuendigung 12 gelesen`, from whoever got it."""
    recipient = await context.announcements.recipient_at(announcement.number, event.address)
    if recipient is None:
        return []
    return await _received(recipient, event.sender, event.address, context)


async def _received(recipient: Recipient, sender: Sender, address: Address, context: Context) -> list[Message]:
    announcement = await context.announcements.get(recipient.announcement)
    if announcement is None or not announcement.wants_receipt:
        return []
    first = await _respond(announcement.number, Kind.RECEIPT, sender, context, recipient)
    if not first or recipient.sender is None:
        return []
    texts = await texts_of(sender, context)
    return [Message(address=address, text=texts.acknowledged, mention=sender, private_to=recipient.sender)]


async def _respond(
    announcement: int, kind: Kind, sender: Sender, context: Context, recipient: Recipient | None = None, event: str = ""
) -> bool:
    """Whether it is the first time; the centre is the person's, or else the room's."""
    centre = await context.preferences.centre(sender) or (recipient.centre if recipient else None)
    response = Response(announcement=announcement, kind=kind, sender=sender, centre=centre, event=event, at=context.now)
    return await context.responses.add(response)


async def _to_editors(number: int, event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """Into the editors' room, a thread for each person; without such a room, to where its author reads."""
    announcement = await context.announcements.get(number)
    if announcement is None or not (event.text.strip() or event.attachment):
        return None
    texts = ANNOUNCING[await context.spoken(event)]
    target = context.announcing.editors_room or announcement.address
    if target is None:
        return [reply_to(event, texts.nobody_reads)]
    await _respond(number, Kind.REPLY, event.sender, context)
    first = await context.responses.first_reply(number, event.sender)
    written = ANNOUNCING[context.language].reply_came.format(
        author=escape(await author(event.sender, context)), number=number, text=event.formatted or escape(event.text)
    )
    reader = None if context.announcing.editors_room else sender_of(announcement.author)
    copy = Message(
        address=target,
        text=written,
        under=first.delivery if first else None,
        id=_new_id(number),
        private_to=reader,
    )
    await _keep(copy, number, event.sender, event.address, event.message, context, direct=event.direct)
    file = Message(address=target, text="", attachment=event.attachment, under=copy.id, private_to=reader)
    told = [] if first else [reply_to(event, texts.reply_brought)]
    return [copy, *([file] if event.attachment else []), *told]


async def _answered(reply: Reply, event: MessageReceived, context: Context) -> Sequence[Message]:
    """From whoever reads there, back to the person."""
    texts = await texts_of(reply.sender, context)
    said = event.formatted or escape(event.text)
    text = texts.answer_came.format(office=escape(context.office), number=reply.announcement, text=said)
    answer = Message(
        address=reply.address,
        text=text,
        reply_to=reply.message,
        mention=reply.sender,
        private_to=reply.reader,
        id=_new_id(reply.announcement),
    )
    await _keep(answer, reply.announcement, reply.sender, reply.address, reply.message, context, direct=reply.direct)
    file = Message(address=reply.address, text="", attachment=event.attachment, private_to=reply.reader)
    return [answer, *([file] if event.attachment else [])]


async def _keep(
    message: Message,
    number: int,
    sender: Sender,
    address: Address,
    said: MessageId,
    context: Context,
    *,
    direct: bool,
) -> None:
    """So that what is said to this message goes to the other side."""
    assert message.id is not None  # noqa: S101
    reply = Reply(
        announcement=number,
        sender=sender,
        address=address,
        message=said,
        delivery=message.id,
        at=context.now,
        direct=direct,
    )
    await context.responses.add_reply(reply)


def _new_id(number: int) -> DeliveryId:
    return DeliveryId(f"reply-{number}-{token_hex(8)}")
