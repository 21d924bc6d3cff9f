"""What editors ask for."""

from collections.abc import Iterable
from datetime import date

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, label
from handlers.core.replies import reply_to
from handlers.faq.answers import offered
from handlers.i18n import TEXTS
from knowledge.entries import AnyEntry

_MOST_SHOWN = 20


async def due(event: MessageReceived, context: Context) -> list[Message]:
    """The entries that are to be reviewed, those longest due first."""
    spoken = await context.spoken(event)
    texts = TEXTS[spoken]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    entries = sorted(_due(context.search.knowledge.entries, context.today), key=_since)
    if not entries:
        return [reply_to(event, texts.nothing_due)]
    return [await offered(event, context, spoken, texts.due.format(number=len(entries)), entries)]


async def unanswered(event: MessageReceived, context: Context) -> list[Message]:
    """What people asked and nothing answers, the most asked first."""
    texts = TEXTS[await context.spoken(event)]
    if not context.is_editor(event.sender):
        return [reply_to(event, texts.editors_only)]
    questions = await context.unanswered.most_asked(_MOST_SHOWN)
    if not questions:
        return [reply_to(event, texts.all_answered)]
    lines = "\n".join(
        f"- {label(each.text)} ({each.times} ×, {each.last_at.astimezone(context.time_zone):%d.%m.%Y})"
        for each in questions
    )
    return [reply_to(event, f"{texts.unanswered}\n\n{lines}")]


def _due(entries: Iterable[AnyEntry], today: date) -> list[AnyEntry]:
    return [entry for entry in entries if _since(entry) < today]


def _since(entry: AnyEntry) -> date:
    return min(entry.review_by or date.max, entry.valid_until or date.max)
