"""`/ankuendigung`: the steps of an announcement, from the first word on, as an editor takes them in a direct chat."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from handlers.announcements.commands.approval import approve, reword, send_back, submit
from handlers.announcements.commands.overview import cancel, pause, recall, remind, resume, show, show_report
from handlers.announcements.commands.steps import (
    attach_file,
    begin_draft,
    choose_audience,
    replace_text,
    set_audience,
    set_english,
    set_other_time,
    set_time,
    toggle_receipt,
    toggle_urgent,
    write_text,
)
from handlers.announcements.commands.templates import begin_from_template, fill_field, refill_field, reopen_field
from handlers.announcements.feeds.drafts import adopt_draft
from handlers.announcements.model.announcement import Announcement, format_account
from handlers.announcements.parsing import COMMAND, AnnouncementRefused, parse_command
from handlers.announcements.responses import take_receipt_command
from handlers.context.context import Context
from handlers.context.ports import SentMessage
from handlers.core.events import MessageReceived, ReactionAdded
from handlers.core.messages import Choice, Message
from handlers.core.numbers import parse_number
from handlers.core.reactions import approves, returns
from handlers.core.replies import reply_to
from handlers.dialogues.asking import ask_for
from handlers.dialogues.table import TEXT
from handlers.faq.answers import offered_next
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import source_of

_NEW, _TEMPLATE = ("neu", "new"), ("vorlage", "template")
_RECEIPT = ("gelesen", "read")

Action = Callable[[Announcement, str, MessageReceived, Context], Awaitable[Sequence[Message]]]


async def announce(event: MessageReceived, context: Context) -> Sequence[Message]:
    """`/ankuendigung` begins one; `/ankuendigung 12 VERB …` goes on with it."""
    texts = ANNOUNCING[await context.spoken(event)]
    number, verb, argument = parse_command(event.text)
    announcement = await _find_announcement(number, context)
    if verb in _RECEIPT and announcement is not None:
        return await take_receipt_command(event, announcement, context)
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    if not event.direct:
        return [reply_to(event, texts.directly)]
    try:
        if announcement is not None:
            step = _ACTIONS.get(verb, _explain_usage) if verb else show
            if step in _TAKES_MARKDOWN:
                _, _, argument = parse_command(source_of(event))
            if verb:
                announcement = await adopt_draft(announcement, event, context)
            return await step(announcement, argument, event, context)
        return await _begin(number, verb, argument, event, context)
    except AnnouncementRefused as refused:
        return [await _explain_refusal(refused, event, context)]


async def decide_by_reaction(event: ReactionAdded, context: Context) -> Sequence[Message]:
    """Approve what a preview shows, or send it back, if another editor's sign under it says so."""
    verb = "freigeben" if approves(event) else "zurueckgeben" if returns(event) else None
    if verb is None or not context.is_editor(event.sender):
        return []
    said = await context.sayings.of_message(event.address, event.message)
    offered = (choice.says for choice in (said.choices if said else ()) if choice.says.startswith(COMMAND))
    decision = next((says for says in offered if parse_command(says)[1] == verb), None)
    if said is None or decision is None:
        return []
    meant = MessageReceived(
        id=event.id,
        at=event.at,
        address=event.address,
        sender=event.sender,
        message=event.message,
        text=decision,
        direct=True,
        addressed=True,
    )
    if _predates_message(event, said):
        return [await _explain_refusal(AnnouncementRefused("changed_since"), meant, context)]
    return await announce(meant, context)


def _predates_message(event: ReactionAdded, said: SentMessage) -> bool:
    """Return whether a sign may be about an earlier version of the message, set before this one was shown."""
    return said.version != said.delivery and (said.sent_at is None or event.at <= said.sent_at)


async def _begin(number: str, verb: str, argument: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    texts = ANNOUNCING[await context.spoken(event)]
    if number in _TEMPLATE:
        return await begin_from_template(verb, argument, event, context)
    if number and number not in _NEW:
        return [reply_to(event, texts.unknown_announcement if number.isdecimal() else texts.how)]
    unfinished = await context.announcements.draft_of(format_account(event.sender))
    if unfinished is not None and not number:
        choices = (
            Choice(label=texts.go_on, says=f"{COMMAND} {unfinished.number}"),
            Choice(label=texts.new, says=f"{COMMAND} neu"),
        )
        return [await offered_next(event, context, texts.unfinished.format(number=unfinished.number), choices)]
    begun = await begin_draft("", event, context)
    return [await ask_for(TEXT, begun.number, texts.which_text.format(), (), event, context)]


async def _explain_usage(_: Announcement, __: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    return [reply_to(event, ANNOUNCING[await context.spoken(event)].how)]


async def _explain_refusal(refused: AnnouncementRefused, event: MessageReceived, context: Context) -> Message:
    """What was awaited is awaited still: nothing is lost, and the next try may do."""
    texts = ANNOUNCING[await context.spoken(event)]
    return reply_to(event, texts.refusal(refused.sentence, refused.values))


async def _find_announcement(number: str, context: Context) -> Announcement | None:
    found = parse_number(number) if number.isascii() else None
    return await context.announcements.get(found) if found is not None else None


# What these are given is Markdown.
_TAKES_MARKDOWN: frozenset[Action] = frozenset({write_text, replace_text, set_english, reword})
_ACTIONS: Mapping[str, Action] = {
    "schreiben": write_text,
    "feld": fill_field,
    "neufeld": refill_field,
    "vorfeld": reopen_field,
    "wen": choose_audience,
    "text": replace_text,
    **dict.fromkeys(("an", "to"), set_audience),
    **dict.fromkeys(("zeit", "at"), set_time),
    "wann": set_other_time,
    **dict.fromkeys(("englisch", "english"), set_english),
    **dict.fromkeys(("anhang", "file"), attach_file),
    **dict.fromkeys(("dringend", "urgent"), toggle_urgent),
    **dict.fromkeys(("bestaetigung", "bestätigung", "receipt"), toggle_receipt),
    **dict.fromkeys(("senden", "send"), submit),
    **dict.fromkeys(("freigeben", "approve"), approve),
    **dict.fromkeys(("zurueckgeben", "zurückgeben", "return"), send_back),
    "pause": pause,
    **dict.fromkeys(("weiter", "resume"), resume),
    **dict.fromkeys(("abbrechen", "cancel"), cancel),
    **dict.fromkeys(("zurueckrufen", "zurückrufen", "recall"), recall),
    **dict.fromkeys(("aendern", "ändern", "change"), reword),
    **dict.fromkeys(("erinnern", "remind"), remind),
    **dict.fromkeys(("bericht", "report"), show_report),
}
