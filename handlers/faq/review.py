"""Lists for editors: entries due for review, and questions without a good answer."""

from collections.abc import Iterable
from datetime import date

from handlers.context.context import Context
from handlers.core.events import MessageReceived
from handlers.core.messages import Message, label
from handlers.core.replies import reply_to
from handlers.faq.answers import offer_entries
from handlers.i18n import TEXTS
from knowledge.entries import AnyEntry

_MAX_SHOWN = 20


async def list_due(event: MessageReceived, context: Context) -> list[Message]:
    """List entries due for review, the longest overdue first."""
    spoken = context.reply_language
    texts = TEXTS[spoken]
    entries = sorted(_filter_due(context.search.knowledge.entries, context.today), key=_due_since)
    if not entries:
        return [reply_to(event, texts.nothing_due)]
    return [await offer_entries(event, context, spoken, texts.due.format(number=len(entries)), entries)]


async def list_unanswered(event: MessageReceived, context: Context) -> list[Message]:
    """List questions that nothing answers, or wrongly, the most frequent first."""
    texts = context.texts
    questions = await context.stores.gaps.most_asked(_MAX_SHOWN)
    if not questions:
        return [reply_to(event, texts.all_answered)]
    lines = "\n".join(
        f"- {label(each.text)} ({each.times} ×, {each.last_at.astimezone(context.time_zone):%d.%m.%Y})"
        for each in questions
    )
    return [reply_to(event, f"{texts.unanswered}\n\n{lines}")]


def _filter_due(entries: Iterable[AnyEntry], today: date) -> list[AnyEntry]:
    return [entry for entry in entries if _due_since(entry) < today]


def _due_since(entry: AnyEntry) -> date:
    return min(entry.review_by or date.max, entry.valid_until or date.max)
