"""Albums: messages with one file each that belong together; mostly one of them has the text."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.announcements import lifecycle, responses
from handlers.announcements.commands.questions import explain_refusal
from handlers.announcements.origins import remember_origin
from handlers.announcements.parsing import AnnouncementRefused
from handlers.context.context import Context
from handlers.context.ports import Album
from handlers.core.events import Attachment, MessageReceived
from handlers.core.messages import Outgoing
from handlers.dialogues.corrections import Responder, replace_messages
from handlers.dialogues.table import ATTACHMENT
from handlers.exchange import relays
from handlers.routing import belonging

_MOST_LOOKED_AT = 50


async def remember_album(event: MessageReceived, context: Context) -> None:
    """Remember the first message of an album, and the announcement that it became part of."""
    if event.album and event.attachment is not None:
        announcement = await _find_announcement(event.attachment, event, context)
        first = Album(message=event.message, has_text=bool(event.text.strip()), announcement=announcement)
        await context.stores.albums.add(event.address, event.sender, event.album, first, context.now)


async def continue_album(event: MessageReceived, context: Context, answer: Responder) -> Sequence[Outgoing] | None:
    """Send a further message of an album where the first went; return None for the first one, and outside of albums."""
    first = await context.stores.albums.get(event.address, event.sender, event.album) if event.album else None
    if first is None or first.message == event.message:
        return None
    carried = await _relay_copies(first, event, context)
    if carried is not None:
        return carried
    if await belonging.hold_with_album(first.message, event, context):
        return []
    if first.announcement is not None and event.attachment is not None and not event.text.strip():
        return await _attach(event.attachment, first.announcement, event, context)
    return await _answer_text(first, event, context, answer)


async def _relay_copies(first: Album, event: MessageReceived, context: Context) -> Sequence[Outgoing] | None:
    """Return copies for those who read what the first message belongs to; None if it belongs to nothing."""
    carried = await relays.relay_message(replace(event, reply_to=first.message), context, goes_on=True)
    return carried if carried is not None else await responses.carry(event, context)


async def _find_announcement(file: Attachment, event: MessageReceived, context: Context) -> int | None:
    if not (event.direct and context.is_editor(event.sender)):
        return None
    newest = await context.stores.announcements.list_newest(_MOST_LOOKED_AT)
    return next((each.number for each in newest if file in each.attachments), None)


async def _attach(file: Attachment, number: int, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    announcement = await context.stores.announcements.get(number)
    if announcement is None:
        return []
    try:
        attached = await lifecycle.attach_file(announcement, file, context)
    except AnnouncementRefused as refused:
        return [explain_refusal(refused, event, context)]
    await remember_origin(ATTACHMENT, attached, event, context, has_value=False)
    return []


async def _answer_text(first: Album, event: MessageReceived, context: Context, answer: Responder) -> Sequence[Outgoing]:
    """Answer a text that came with a later message, in place of the reply that the first one had none."""
    if not event.addressed or not event.text.strip():
        return []
    said = [] if first.has_text else await context.stores.sent_messages.in_reply_to(event.address, first.message)
    own = [one for one in said if one.answered(*context.accounts_of(event.sender))]
    return replace_messages(own, await answer(event, context))
