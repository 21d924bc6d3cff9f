"""Previews in chats, which are edited when their announcement changes."""

from collections.abc import Callable, Sequence

from handlers.announcements import cards
from handlers.announcements.commands.overview import show
from handlers.announcements.editors import Addressee, list_other_editors
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.verbs import Verb, format_command
from handlers.context.context import Context
from handlers.context.ports import SentMessage
from handlers.core.events import MessageDeleted, MessageEdited, MessageReceived
from handlers.core.messages import Choice, Edit, Message, Outgoing
from handlers.dialogues.engine import offer_to_go_on
from handlers.dialogues.prompts import make_exits
from handlers.dialogues.revisions import find_waiting_step
from handlers.dialogues.table import DRAFT, LIFETIME
from handlers.i18n.announcements import AnnouncementTexts


async def find_own_previews(
    announcement: Announcement, event: MessageReceived, context: Context
) -> Sequence[SentMessage]:
    """Return the previews here from which the announcement can be sent."""
    command = format_command(announcement.number, Verb.SUBMIT)
    lists = await context.stores.sent_messages.lists(event.address, event.sender, context.now - LIFETIME)
    return _filter_by_command(command, lists)


async def is_preview_coming(
    announcement: Announcement, event: MessageEdited | MessageDeleted, context: Context
) -> bool:
    """Return whether a step of this announcement waits for the person, so that a preview follows it."""
    found = await find_waiting_step(event, context)
    if found is None:
        return False
    step, waiting = found
    return step.dialogue == DRAFT.dialogue and step is not DRAFT and waiting.subject == str(announcement.number)


async def refresh_preview(announcement: Announcement, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    """Return the preview as it reads now, where it stands; if it stands nowhere any more, a new one."""
    texts = context.announcement_texts
    previews = await find_own_previews(announcement, event, context)
    if not previews:
        return await _send_new_preview(announcement, event, context)
    text = await cards.render_preview(announcement, event.sender, texts, context)
    leaving = make_exits(DRAFT, str(announcement.number), context.texts)
    choices = (*cards.offer_actions(announcement, texts), *leaving)
    return [replace_message(said, text, choices) for said in previews]


async def _send_new_preview(announcement: Announcement, event: MessageReceived, context: Context) -> Sequence[Outgoing]:
    conversation = await context.stores.conversations.load(event.address, event.sender, context.now)
    shown = await show(announcement, "", event, context)
    if conversation is None or conversation.waiting is None or conversation.waiting.step == DRAFT.name:
        return shown
    return await offer_to_go_on(shown, conversation.waiting, event, context)


def replace_message(said: SentMessage, text: str, choices: tuple[Choice, ...] = ()) -> Edit:
    """Return what stands in the place of a message of Lotse's from now on."""
    message = Message(address=said.address, text=text, mention=said.asker, choices=choices, private_to=said.private_to)
    return Edit(of=said.delivery, message=message)


async def refresh_for_approvers(before: Announcement, announcement: Announcement, context: Context) -> list[Outgoing]:
    """Return what stood `before` with the editors who were asked to approve it, as it reads now.

    If it stands with nobody any more, all others are asked. Raises AnnouncementRefused.
    """
    others = await list_other_editors(announcement, context)
    standing = [(editor, await _find_decision_previews(before, editor, context)) for editor in others]
    outgoing: list[Outgoing] = []
    for editor, previews in [each for each in standing if each[1]] or standing:
        text = await cards.render_decision_preview(announcement, editor, context)
        choices = cards.offer_decisions(announcement, editor.texts)
        outgoing += [replace_message(said, text, choices) for said in previews] or [editor.write(text, choices)]
    return outgoing


async def withdraw_from_approvers(
    before: Announcement, select: Callable[[AnnouncementTexts], str], context: Context
) -> list[Outgoing]:
    """Replace the previews of `before` with a sentence, for the editors who might have approved it."""
    return [
        replace_message(said, select(editor.texts).format(number=before.number))
        for editor in await list_other_editors(before, context)
        for said in await _find_decision_previews(before, editor, context)
    ]


async def _find_decision_previews(
    announcement: Announcement, editor: Addressee, context: Context
) -> Sequence[SentMessage]:
    """Return the previews under which an editor may decide just that."""
    since = context.now - context.retention.events
    lists = await context.stores.sent_messages.lists(editor.address, editor.account, since)
    return _filter_by_command(format_command(announcement.number, Verb.APPROVE, announcement.content_hash), lists)


def _filter_by_command(command: str, lists: Sequence[SentMessage]) -> list[SentMessage]:
    return [said for said in lists if any(choice.says.startswith(command) for choice in said.choices)]
