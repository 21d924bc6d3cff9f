"""Questions of the steps of an announcement with answers to choose from, and what is said to answers refused."""

from collections.abc import Sequence

from handlers.announcements.model.announcement import Announcement
from handlers.announcements.model.verbs import Verb, format_command
from handlers.announcements.parsing import VISIBILITIES, AnnouncementRefused
from handlers.announcements.readership import may_be_shown_on
from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Choice, Message, label
from handlers.core.replies import reply_to
from handlers.dialogues.prompts import prompt
from handlers.dialogues.table import (
    Step,
)
from handlers.faq.answers import offer_choices
from knowledge.entries import Centre


async def ask_audience(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    """Return the question whom it is for."""
    texts = context.announcement_texts
    centres = [entry for entry in context.search.knowledge.entries if isinstance(entry, Centre)]
    districts = sorted({centre.regierungsbezirk for centre in centres})
    named = ((texts.everyone, "alle"), *((name, f"regierungsbezirk:{name}") for name in districts))
    return await _ask(step, announcement, texts.which_audience, named, event, context)


async def ask_time(step: Step, announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    """Return the question when it goes out."""
    texts = context.announcement_texts
    times = ((texts.at_once, "jetzt"), (texts.tomorrow, "morgen 9 Uhr"), (texts.monday, "Mo 9 Uhr"))
    return await _ask(step, announcement, texts.which_time, times, event, context)


async def ask_visibility(announcement: Announcement, event: MessageReceived, context: Context) -> Message:
    """Return the question who may read it, with the classes that this chat may carry."""
    texts, number = context.announcement_texts, announcement.number
    choices = tuple(
        Choice(label=texts.visibilities[each], says=format_command(number, Verb.SET_VISIBILITY, word))
        for word, each in VISIBILITIES.items()
        if may_be_shown_on(event.address.platform, each, context)
    )
    return await offer_choices(event, context, texts.which_visibility.format(number=number), choices)


async def _ask(
    step: Step,
    announcement: Announcement,
    text: str,
    answers: Sequence[tuple[str, str]],
    event: MessageReceived,
    context: Context,
) -> Message:
    """Return the question of a step, with some answers to choose from, each a label and what it stands for."""
    command = step.command.format(subject=announcement.number)
    choices = tuple(Choice(label=label, says=f"{command} {says}") for label, says in answers)
    return await prompt(step, announcement.number, text, choices, event, context)


async def ask_field(
    step: Step, announcement: Announcement, field: str, event: MessageReceived, context: Context
) -> Message:
    """Return the question for the value of a field."""
    question = context.announcement_texts.which_value.format(field=label(field))
    return await prompt(step, announcement.number, question, (), event, context)


def explain_refusal(refused: AnnouncementRefused, event: MessageReceived, context: Context) -> Message:
    """Return the sentence for a refusal; the dialogue stays at its step, so that the editor can try again."""
    return reply_to(event, context.announcement_texts.explain(refused.refusal, refused.values))
