"""Commands that show announcements and reports, pause, resume, cancel, recall and remind."""

from collections.abc import Sequence

from handlers.announcements import cards, lifecycle, sent_copies
from handlers.announcements.commands.questions import ask_field
from handlers.announcements.editors import Addressee
from handlers.announcements.forecast import HORIZON
from handlers.announcements.model.announcement import Announcement, AnnouncementState, format_account, parse_account
from handlers.announcements.model.verbs import Verb, format_command
from handlers.announcements.readership import may_see
from handlers.announcements.rendering.reports import render_receipts, render_report
from handlers.context.context import Context
from handlers.context.people import is_same_person
from handlers.core.arguments import is_yes
from handlers.core.events import MessageReceived, find_sole_reader
from handlers.core.messages import Choice, Message
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import end_dialogue, prompt
from handlers.dialogues.table import DRAFT, FIELD
from handlers.faq.answers import offer_choices

_MOST_CHOICES = 9
_UNDER_WAY = (AnnouncementState.RUNNING, AnnouncementState.PAUSED)


async def show_calendar(event: MessageReceived, context: Context) -> list[Message]:
    """Answer `/kalender` with what is under way and due in the next weeks."""
    texts = context.announcement_texts
    going = [each for each in await context.stores.announcements.list_newest(_MOST_CHOICES) if each.state in _UNDER_WAY]
    planned = await context.stores.announcements.list_planned(context.now + HORIZON)
    found = [each for each in (*going, *planned) if await may_see(each, event, context)]
    if not found:
        return [reply_to(event, texts.nothing_planned)]
    lines = "\n".join(f"- {cards.render_line(each, texts, context)}" for each in found)
    shown = tuple(cards.offer_to_show(each.number, texts) for each in found[:_MOST_CHOICES])
    return [await offer_choices(event, context, f"{texts.planned}\n\n{lines}", shown)]


async def show(announcement: Announcement, _: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Show all there is to know, and exactly what recipients read; of what went out the report.

    A template whose fields are not filled in yet is gone on with.
    """
    if announcement.started_at is not None and announcement.state is not AnnouncementState.WAITING:
        return await show_report(announcement, "", event, context)
    missing = announcement.filling.missing if announcement.filling else None
    if announcement.state is AnnouncementState.DRAFT and missing is not None:
        return [await ask_field(FIELD, announcement, missing, event, context)]
    texts = context.announcement_texts
    files = [
        Message(address=event.address, text="", attachment=file, private_to=find_sole_reader(event))
        for file in announcement.attachments
    ]
    author = parse_account(announcement.author)
    is_theirs = author is not None and await is_same_person(event.sender, author, context)
    for_others = announcement.state is AnnouncementState.WAITING and not is_theirs
    if for_others:
        editor, choices = Addressee(event.sender, event.address, texts), cards.offer_decisions(announcement, texts)
        text = await cards.render_decision_preview(announcement, editor, context)
    else:
        choices = cards.offer_actions(announcement, texts)
        text = await cards.render_preview(announcement, event.sender, texts, context)
    if announcement.state is AnnouncementState.DRAFT:
        return [*files, await prompt(DRAFT, announcement.number, text, choices, event, context)]
    return [*files, await offer_choices(event, context, text, choices)]


async def show_report(
    announcement: Announcement, _: str, event: MessageReceived, context: Context
) -> Sequence[Message]:
    texts = context.announcement_texts
    counts = await context.stores.announcements.count_copies(announcement)
    text = render_report(announcement, counts, await context.stores.responses.count(announcement.number), texts)
    if announcement.wants_receipt:
        acknowledged = await context.stores.responses.count_receipts(announcement.number)
        missing = await context.stores.responses.count_unacknowledged(announcement.number)
        text = f"{text}\n\n{render_receipts(acknowledged, missing, texts, context.search)}"
    return [await offer_choices(event, context, text, cards.offer_actions(announcement, texts))]


async def pause(announcement: Announcement, _: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    return await show(await lifecycle.pause(announcement, context), "", event, context)


async def resume(announcement: Announcement, _: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    return await show(await lifecycle.resume(announcement, context), "", event, context)


async def cancel(announcement: Announcement, _: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Leave the dialogue, also where there is nothing to call off any more; raises AnnouncementRefused."""
    await end_dialogue(event, context)
    cancelled, texts = await lifecycle.cancel(announcement, context), context.announcement_texts
    if announcement.earlier is not None:
        return [reply_to(event, texts.change_dropped.format(number=cancelled.number))]
    if cancelled.started_at is None:
        return [reply_to(event, texts.cancelled.format(number=cancelled.number))]
    if cancelled.state is AnnouncementState.FINISHED:
        return [reply_to(event, texts.not_reminded.format(number=cancelled.number))]
    return await show_report(cancelled, "", event, context)


async def recall(announcement: Announcement, sure: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    """Recall all copies; without “ja” ask first, as it can't be undone."""
    texts = context.announcement_texts
    if not is_yes(sure):
        choices = (
            Choice(label=texts.recall, says=format_command(announcement.number, Verb.RECALL, "ja")),
            Choice(label=texts.leave, says=format_command(announcement.number)),
        )
        return [await offer_choices(event, context, texts.sure.format(number=announcement.number), choices)]
    await lifecycle.recall(announcement, context)
    return [reply_to(event, texts.being_recalled.format(number=announcement.number))]


async def remind(announcement: Announcement, _: str, event: MessageReceived, context: Context) -> Sequence[Message]:
    texts = context.announcement_texts
    reminder, reach = await sent_copies.remind_missing(announcement, format_account(event.sender), context)
    return [reply_to(event, texts.reminded.format(number=reminder.number, people=sum(reach.values())))]
