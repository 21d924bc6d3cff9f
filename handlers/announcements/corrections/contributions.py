"""Edits and deletions of replies, editors' answers and written receipts: their copies follow."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.announcements.model.responses import Contribution, ContributionKind, ResponseKind
from handlers.announcements.readership import may_respond
from handlers.announcements.responses import (
    carry_answer,
    carry_reply,
    render_answer,
    render_reply,
    take_written_receipt,
)
from handlers.context.context import Context
from handlers.context.people import is_same_person, may_take_back
from handlers.core.events import MessageDeleted, MessageEdited
from handlers.core.messages import Deletion, Edit, Message, Outgoing
from handlers.dialogues.corrections import find_own_replies, replace_messages
from handlers.i18n.announcements import acknowledges
from handlers.rendering.captions import file_to_carry, fingerprint_file
from handlers.rendering.long_texts import shorten


async def apply_edit(event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Apply an edit of a contribution; None if the message is none."""
    before = await context.stores.responses.contribution(event.address, event.message)
    if before is None:
        return None
    if not await _may_edit(before, event, context):
        return []
    if before.kind is ContributionKind.ANSWER:
        return await _edit_answer(before, await shorten(event, context), context)
    announcement = await context.stores.announcements.get(before.announcement)
    is_receipt = announcement is not None and announcement.wants_receipt and acknowledges(event.text)
    if is_receipt and event.attachment is None:
        return await _turn_into_receipt(before, event, context)
    if before.copy is None:
        return await _turn_into_reply(before, event, context)
    return await _edit_reply(before, await shorten(event, context), context)


async def _may_edit(before: Contribution, event: MessageEdited, context: Context) -> bool:
    """Return whether it is the sender's own, and they may still respond to the announcement."""
    if not await is_same_person(event.sender, before.sender, context):
        return False
    if before.kind is ContributionKind.ANSWER:
        return True
    recipient = await context.stores.announcements.recipient_at(before.announcement, before.address)
    private = recipient is None or recipient.sender is not None
    return await may_respond(before.announcement, event.sender, context, private=private)


async def apply_deletion(event: MessageDeleted, context: Context) -> Sequence[Outgoing] | None:
    """Delete the copies of a contribution that its author or a moderator deleted; None if the message is none."""
    before = await context.stores.responses.contribution(event.address, event.message)
    if before is None:
        return None
    if not await may_take_back(event, before.sender, context):
        return []
    await context.stores.responses.drop_contribution(event.address, event.message)
    gone = await _withdraw(before, context)
    await _update_reply_count(before, context)
    return gone


async def _edit_reply(before: Contribution, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    if fingerprint_file(event.attachment) != before.fingerprint:
        return await _resend_reply(before, event, context)
    text = await render_reply(before.announcement, event, context)
    return await _edit_copy(before, Message(address=event.address, text=text), event, context)


async def _edit_answer(before: Contribution, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    reply = await context.stores.responses.reply(before.copy) if before.copy else None
    if reply is None:
        return []
    if fingerprint_file(event.attachment) != before.fingerprint:
        gone = await _delete_copy(before, context)
        return [*gone, *await carry_answer(reply, event, context)] if gone else []
    answer = Message(
        address=reply.address,
        text=await render_answer(reply, event, context),
        reply_to=reply.message,
        mention=reply.sender,
    )
    return await _edit_copy(before, answer, event, context)


async def _edit_copy(
    before: Contribution, message: Message, event: MessageEdited, context: Context
) -> Sequence[Outgoing]:
    """Edit the copy where it stands, so that it reads as `message`, with its file."""
    said = await context.stores.sent_messages.of_delivery(before.copy) if before.copy else None
    if before.copy is None or said is None:
        return []
    file = None if before.file else file_to_carry(event.attachment)
    return [Edit(of=before.copy, message=replace(message, address=said.address, attachment=file))]


async def _resend_reply(before: Contribution, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Replace a reply whose file is another one, or gone, by a new message."""
    gone = await _delete_copy(before, context)
    if not gone:
        return []
    await context.stores.responses.contribute(replace(before, copy=None, file=None))
    carried = await carry_reply(before.announcement, event, context)
    if carried is None:
        await _update_reply_count(before, context)
        return gone
    if not carried.confirmations:
        return [*gone, *carried.copies]
    told = replace_messages(await find_own_replies(event, context), carried.confirmations)
    return [*gone, *carried.copies, *told]


async def _turn_into_receipt(before: Contribution, event: MessageEdited, context: Context) -> Sequence[Outgoing]:
    """Turn a reply whose edited text says “Gelesen” into a receipt."""
    recipient = await context.stores.announcements.recipient_at(before.announcement, event.address)
    if before.kind is ContributionKind.RECEIPT or recipient is None:
        return []
    gone = await _withdraw(before, context)
    received = await take_written_receipt(recipient, event, context)
    await _update_reply_count(before, context)
    return [*gone, *replace_messages(await find_own_replies(event, context), received)]


async def _turn_into_reply(before: Contribution, event: MessageEdited, context: Context) -> Sequence[Outgoing] | None:
    """Turn a receipt, or a message that could not be read before, into a reply; None if it is a command now."""
    await context.stores.responses.take_back(event.message, event.sender)
    if event.text.startswith(("/", "!")):
        await context.stores.responses.drop_contribution(event.address, event.message)
        return None
    carried = await carry_reply(before.announcement, event, context)
    if carried is None or (before.kind is ContributionKind.REPLY and not carried.copies):
        return []
    return [*carried.copies, *replace_messages(await find_own_replies(event, context), carried.confirmations)]


async def _withdraw(before: Contribution, context: Context) -> list[Outgoing]:
    """Take back the copy and file, or the receipt, of a contribution."""
    await context.stores.responses.take_back(before.message, before.sender)
    return await _delete_copy(before, context)


async def _delete_copy(before: Contribution, context: Context) -> list[Outgoing]:
    """Take back the copy of a contribution, and its file."""
    said = await context.stores.sent_messages.of_delivery(before.copy) if before.copy else None
    if said is None:
        return []
    return [Deletion(of=each, address=said.address) for each in (before.copy, before.file) if each is not None]


async def _update_reply_count(before: Contribution, context: Context) -> None:
    """Withdraw the reply count when a person's last reply is deleted."""
    store, number, sender = context.stores.responses, before.announcement, before.sender
    if before.kind is ContributionKind.REPLY and await store.first_copy(number, sender) is None:
        await store.withdraw(number, ResponseKind.REPLY, sender)
