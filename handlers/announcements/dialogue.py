"""`/ankuendigung`: the steps of an announcement, from the first word on, as an editor takes them in a direct chat."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from handlers.announcements.approving import approve, reword, send_back, submit
from handlers.announcements.card import COMMAND, parts
from handlers.announcements.feeds import taken_up
from handlers.announcements.given import account_of
from handlers.announcements.model.announcement import Announcement
from handlers.announcements.replies import acknowledged
from handlers.announcements.templates import fill, from_template, refill, unfill
from handlers.announcements.watching import cancel, pause, recall, remind, resume, show, show_report
from handlers.announcements.writing import (
    attach_file,
    begin,
    rewrite,
    set_audience,
    set_english,
    set_other_time,
    set_time,
    toggle_receipt,
    toggle_urgent,
    whom,
    write,
)
from handlers.context.context import Context
from handlers.context.ports import Said
from handlers.core.events import MessageReceived, ReactionAdded
from handlers.core.messages import Choice, Message
from handlers.core.numbers import parse_number
from handlers.core.reactions import approves, returns
from handlers.core.replies import reply_to
from handlers.dialogues.parsing import Refused
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import TEXT
from handlers.faq.answers import offer_choices
from handlers.i18n.announcements import ANNOUNCING
from handlers.rendering.backslashes import markdown_of_command

_NEW, _TEMPLATE = ("neu", "new"), ("vorlage", "template")
_READ = ("gelesen", "read")

Step = Callable[[Announcement, str, MessageReceived, Context], Awaitable[Sequence[Message]]]


async def announce(event: MessageReceived, context: Context) -> Sequence[Message]:
    """`/ankuendigung` begins one; `/ankuendigung 12 VERB …` goes on with it."""
    texts = ANNOUNCING[await context.spoken(event)]
    number, verb, argument = parts(event.text)
    announcement = await _found(number, context)
    if verb in _READ and announcement is not None:
        return await acknowledged(event, announcement, context)
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    if not event.direct:
        return [reply_to(event, texts.directly)]
    try:
        if announcement is not None:
            step = _STEPS.get(verb, _unknown) if verb else show
            if step in _WRITING:
                _, _, argument = parts(markdown_of_command(event))
            if verb:
                announcement = await taken_up(announcement, event, context)
            return await step(announcement, argument, event, context)
        return await _begun(number, verb, argument, event, context)
    except Refused as refused:
        return [await _refused(refused, event, context)]


async def decided_by_sign(event: ReactionAdded, context: Context) -> Sequence[Message]:
    """Approve what a preview shows, or send it back, if another editor's sign under it says so."""
    verb = "freigeben" if approves(event) else "zurueckgeben" if returns(event) else None
    if verb is None or not context.is_editor(event.sender):
        return []
    said = await context.sayings.of_message(event.address, event.message)
    offered = (choice.says for choice in (said.choices if said else ()) if choice.says.startswith(COMMAND))
    decision = next((says for says in offered if parts(says)[1] == verb), None)
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
    if _was_set_before(event, said):
        return [await _refused(Refused("changed_since"), meant, context)]
    return await announce(meant, context)


def _was_set_before(event: ReactionAdded, said: Said) -> bool:
    """Return whether a sign may be about an earlier version of the message, set before this one was shown."""
    return said.version != said.delivery and (said.sent_at is None or event.at <= said.sent_at)


async def _begun(number: str, verb: str, argument: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    texts = ANNOUNCING[await context.spoken(event)]
    if number in _TEMPLATE:
        return await from_template(verb, argument, event, context)
    if number and number not in _NEW:
        return [reply_to(event, texts.unknown_announcement if number.isdecimal() else texts.how)]
    unfinished = await context.announcements.draft_of(account_of(event.sender))
    if unfinished is not None and not number:
        choices = (
            Choice(label=texts.go_on, says=f"{COMMAND} {unfinished.number}"),
            Choice(label=texts.new, says=f"{COMMAND} neu"),
        )
        return [await offer_choices(event, context, texts.unfinished.format(number=unfinished.number), choices)]
    begun = await begin("", event, context)
    return [await prompt(TEXT, begun.number, texts.which_text.format(), (), event, context)]


async def _unknown(_: Announcement, __: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    return [reply_to(event, ANNOUNCING[await context.spoken(event)].how)]


async def _refused(refused: Refused, event: MessageReceived, context: Context) -> Message:
    """What was awaited is awaited still: nothing is lost, and the next try may do."""
    texts = ANNOUNCING[await context.spoken(event)]
    return reply_to(event, texts.refusal(refused.sentence, refused.values))


async def _found(number: str, context: Context) -> Announcement | None:
    found = parse_number(number) if number.isascii() else None
    return await context.announcements.get(found) if found is not None else None


# What these are given is Markdown.
_WRITING: frozenset[Step] = frozenset({write, rewrite, set_english, reword})
_STEPS: Mapping[str, Step] = {
    "schreiben": write,
    "feld": fill,
    "neufeld": refill,
    "vorfeld": unfill,
    "wen": whom,
    "text": rewrite,
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
