"""The command `/ankuendigung`: from its verb to the action that carries it out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from handlers.announcements.commands.approval import approve, reword, send_back, submit
from handlers.announcements.commands.overview import cancel, pause, recall, remind, resume, show, show_report
from handlers.announcements.commands.questions import explain_refusal
from handlers.announcements.commands.steps import (
    attach_file,
    begin_draft,
    choose_audience,
    replace_text,
    set_audience,
    set_english,
    set_time,
    set_visibility,
    toggle_receipt,
    toggle_urgent,
    write_text,
)
from handlers.announcements.commands.templates import begin_from_template, fill_field, reopen_field
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, format_account
from handlers.announcements.model.verbs import COMMAND, Command, Verb, format_command, parse_command
from handlers.announcements.parsing import AnnouncementRefused
from handlers.announcements.readership import may_see
from handlers.announcements.responses import take_receipt_command
from handlers.context.context import Context
from handlers.context.ports import SentMessage
from handlers.core.arguments import parse_number
from handlers.core.events import MessageReceived, ReactionAdded, to_message
from handlers.core.messages import Choice, Message
from handlers.core.reactions import approves, returns
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import FIELD, OTHER_FIELD, OTHER_TIME, TEXT, TIME
from handlers.faq.answers import offer_choices
from handlers.i18n.announcements import Refusal
from handlers.rendering.backslashes import extract_markdown

_NEW, _TEMPLATE = ("neu", "new"), ("vorlage", "template")

Action = Callable[[Announcement, str, MessageReceived, Context], Awaitable[Sequence[Message]]]


async def acknowledge(_: str, event: MessageReceived, context: Context) -> Sequence[Message] | None:
    """`/ankuendigung 12 gelesen`: give a receipt, as everybody may; None if the command is another one."""
    command = parse_command(event.text)
    is_receipt = command.verb is Verb.ACKNOWLEDGE
    announcement = await _load_announcement(command.subject, context) if is_receipt else None
    return await take_receipt_command(event, announcement, context) if announcement is not None else None


async def announce(event: MessageReceived, context: Context) -> Sequence[Message]:
    """Answer `/ankuendigung`, which begins an announcement, and `/ankuendigung 12 VERB …`, which goes on with it."""
    command = parse_command(event.text)
    announcement = await _find_announcement(command.subject, event, context)
    try:
        if announcement is None:
            return await _begin(command, event, context)
        if command.verb in _TAKES_MARKDOWN:
            command = replace(command, argument=parse_command(extract_markdown(event)).argument)
        return await _act(announcement, command, event, context)
    except AnnouncementRefused as refused:
        return [explain_refusal(refused, event, context)]


async def _act(
    announcement: Announcement, command: Command, event: MessageReceived, context: Context
) -> Sequence[Message]:
    if not command.word:
        return await show(announcement, command.argument, event, context)
    announcement = await adopt_draft(announcement, event.sender, event.address, context)
    if command.verb is None:
        return [reply_to(event, context.announcement_texts.how)]
    return await _ACTIONS[command.verb](announcement, command.argument, event, context)


async def decide_by_reaction(event: ReactionAdded, context: Context) -> Sequence[Message]:
    """Approve what a preview shows, or send it back, if another editor's sign under it says so."""
    traits = context.traits(event.address.platform)
    verb = Verb.APPROVE if approves(event, traits) else Verb.SEND_BACK if returns(event) else None
    if verb is None or not context.is_editor(event.sender):
        return []
    said = await context.stores.sent_messages.of_message(event.address, event.message)
    offered = (choice.says for choice in (said.choices if said else ()) if choice.says.startswith(COMMAND))
    decision = next((says for says in offered if parse_command(says).verb is verb), None)
    if said is None or decision is None:
        return []
    decision_event = to_message(event, decision, direct=True)
    if _predates_message(event, said):
        return [explain_refusal(AnnouncementRefused(Refusal.CHANGED_SINCE), decision_event, context)]
    return await announce(decision_event, context)


def _predates_message(event: ReactionAdded, said: SentMessage) -> bool:
    """Return whether a sign may be about an earlier version of the message, set before this one was shown."""
    return said.version != said.delivery and (said.sent_at is None or event.at <= said.sent_at)


async def _begin(command: Command, event: MessageReceived, context: Context) -> Sequence[Message]:
    number, texts = command.subject, context.announcement_texts
    if number in _TEMPLATE:
        return await begin_from_template(command.word, command.argument, event, context)
    if number and number not in _NEW:
        return [reply_to(event, texts.unknown_announcement if number.isdecimal() else texts.how)]
    unfinished = await context.stores.announcements.draft_of(format_account(event.sender))
    if unfinished is not None and not number and await may_see(unfinished, event, context):
        choices = (
            Choice(label=texts.go_on, says=format_command(unfinished.number)),
            Choice(label=texts.new, says=f"{COMMAND} neu"),
        )
        return [await offer_choices(event, context, texts.unfinished.format(number=unfinished.number), choices)]
    begun = await begin_draft("", event, context)
    return [await prompt(TEXT, begun.number, texts.which_text.format(), (), event, context)]


async def _find_announcement(number: str, event: MessageReceived, context: Context) -> Announcement | None:
    """Return the announcement of this number; None if there is none, or not for the person who acts and this chat."""
    found = await _load_announcement(number, context)
    return found if found is not None and await may_see(found, event, context) else None


async def _load_announcement(number: str, context: Context) -> Announcement | None:
    found = parse_number(number) if number.isascii() else None
    return await context.stores.announcements.get(found) if found is not None else None


# The verbs whose argument is Markdown.
_TAKES_MARKDOWN = frozenset({Verb.WRITE_TEXT, Verb.REPLACE_TEXT, Verb.SET_ENGLISH, Verb.REWORD})
_ACTIONS: Mapping[Verb, Action] = {
    Verb.WRITE_TEXT: write_text,
    Verb.FILL_FIELD: partial(fill_field, FIELD),
    Verb.REFILL_FIELD: partial(fill_field, OTHER_FIELD),
    Verb.REOPEN_FIELD: reopen_field,
    Verb.CHOOSE_AUDIENCE: choose_audience,
    Verb.REPLACE_TEXT: replace_text,
    Verb.SET_AUDIENCE: set_audience,
    Verb.SET_TIME: partial(set_time, TIME),
    Verb.SET_OTHER_TIME: partial(set_time, OTHER_TIME),
    Verb.SET_ENGLISH: set_english,
    Verb.ATTACH_FILE: attach_file,
    Verb.SET_VISIBILITY: set_visibility,
    Verb.TOGGLE_URGENT: toggle_urgent,
    Verb.TOGGLE_RECEIPT: toggle_receipt,
    Verb.SUBMIT: submit,
    Verb.APPROVE: approve,
    Verb.SEND_BACK: send_back,
    Verb.PAUSE: pause,
    Verb.RESUME: resume,
    Verb.CANCEL: cancel,
    Verb.RECALL: recall,
    Verb.REWORD: reword,
    Verb.REMIND: remind,
    Verb.SHOW_REPORT: show_report,
}
