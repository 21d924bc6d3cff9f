"""Previews of an announcement that are on screen: they change with it."""

from collections.abc import Sequence

from handlers.announcements import card
from handlers.announcements.given import editors_met, sender_of
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.watching import show
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.context.ports import Said
from handlers.core.events import Address, MessageDeleted, MessageEdited, MessageReceived, Sender
from handlers.core.messages import Choice, Edit, Message, Outgoing
from handlers.core.replies import write_to_person
from handlers.dialogues.engine import offer_to_go_on
from handlers.dialogues.prompts import make_exits
from handlers.dialogues.revisions import find_waiting_step
from handlers.dialogues.table import DRAFT, LIFETIME
from handlers.i18n import TEXTS
from handlers.i18n.announcements import ANNOUNCING, AnnouncementTexts


async def own_previews(announcement: Announcement, event: MessageReceived, context: Context) -> Sequence[Said]:
    """Return the previews here from which the announcement can be sent."""
    command = f"{card.COMMAND} {announcement.number} senden"
    lists = await context.sayings.lists(event.address, event.sender, context.now - LIFETIME)
    return _offering(command, lists)


async def is_asked_for(announcement: Announcement, event: MessageEdited | MessageDeleted, context: Context) -> bool:
    """Return whether a step of this announcement waits for the person, so that a preview follows it."""
    found = await find_waiting_step(event, context)
    if found is None:
        return False
    step, waiting = found
    return step.dialogue == DRAFT.dialogue and step is not DRAFT and waiting.subject == str(announcement.number)


async def show_anew(announcement: Announcement, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return the preview as it reads now, where it stands; if it stands nowhere any more, a new one. Raises Refused."""
    texts = ANNOUNCING[await context.spoken(event)]
    previews = await own_previews(announcement, event, context)
    if not previews:
        return await _shown_now(announcement, event, context)
    text = await card.preview(announcement, event.sender, texts, context)
    leaving = make_exits(DRAFT, str(announcement.number), TEXTS[await context.spoken(event)])
    choices = (*card.choices(announcement, texts), *leaving)
    return [in_place(said, text, choices) for said in previews]


async def _shown_now(announcement: Announcement, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    conversation = await context.conversations.load(event.address, event.sender, context.now)
    shown = await show(announcement, "", event, context)
    if conversation is None or conversation.waiting is None or conversation.waiting.step == DRAFT.name:
        return shown
    return await offer_to_go_on(shown, conversation.waiting, event, context)


def in_place(said: Said, text: str, choices: tuple[Choice, ...] = ()) -> Edit:
    """Return what stands in the place of a message of Lotse's from now on."""
    message = Message(address=said.address, text=text, mention=said.asker, choices=choices, private_to=said.private_to)
    return Edit(of=said.delivery, message=message)


async def shown_to_others(before: Announcement, announcement: Announcement, context: Context) -> list[Outgoing]:
    """Return what stood `before` with the editors who may approve it, as it reads now; a new preview if there is none.

    Raises Refused.
    """
    outgoing: list[Outgoing] = []
    for editor, address, texts in await _others(announcement, context):
        text = await card.preview_to_decide(announcement, editor, address.platform, texts, context)
        choices = card.decisions(announcement, texts)
        previews = await _to_decide(before, editor, address, context)
        outgoing += [in_place(said, text, choices) for said in previews] or [
            write_to_person(editor, address, text, choices)
        ]
    return outgoing


async def withdrawn_from_others(before: Announcement, sentence: str, context: Context) -> list[Outgoing]:
    """Put a sentence in the place of what stood `before` with the editors who might have approved it."""
    outgoing: list[Outgoing] = []
    for editor, address, texts in await _others(before, context):
        text: str = getattr(texts, sentence)
        previews = await _to_decide(before, editor, address, context)
        outgoing += [in_place(said, text.format(number=before.number)) for said in previews]
    return outgoing


async def _others(announcement: Announcement, context: Context) -> list[tuple[Sender, Address, AnnouncementTexts]]:
    """Return the editors whom Lotse can write to, but not the author."""
    author = sender_of(announcement.author)
    met = await editors_met(context)
    return [each for each in met if author is None or not await is_same_person(each[0], author, context)]


async def _to_decide(announcement: Announcement, editor: Sender, address: Address, context: Context) -> Sequence[Said]:
    """Return the previews under which an editor may decide just that."""
    lists = await context.sayings.lists(address, editor, context.now - context.retention.events)
    return _offering(f"{card.COMMAND} {announcement.number} freigeben {announcement.seal}", lists)


def _offering(command: str, lists: Sequence[Said]) -> list[Said]:
    return [said for said in lists if any(choice.says.startswith(command) for choice in said.choices)]
