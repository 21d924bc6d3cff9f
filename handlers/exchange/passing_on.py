"""Passing the question before on to colleagues: "frag das mal die Kolleg*innen"."""

from dataclasses import replace

from handlers.context.context import Context
from handlers.context.ports import Waiting
from handlers.core.events import MessageReceived
from handlers.core.messages import Message
from handlers.dialogues.prompts import remember_input
from handlers.dialogues.table import CHOICE
from handlers.exchange.drafting import DraftReference, continue_draft, draft_question
from handlers.rendering.long_texts import shorten_text
from knowledge.search import EarlierQuestions, Finding, FindingKind


async def pass_on(event: MessageReceived, context: Context) -> list[Message]:
    """Open the question before to colleagues, or ask for one if it is gone; empty if the message asks neither."""
    if not context.search.asks_to_pass_on(event.text):
        return []
    subject = context.references.subject
    draft = await _find_text(subject.draft, event, context) if subject and subject.draft else None
    topics = context.search.rank_topics(draft or "", EarlierQuestions(()))
    context.observe(event.address.platform, Finding(kind=FindingKind.EXCHANGE, topics=topics))
    if subject is None or draft is None:
        return await draft_question("", event, context)
    await remember_input(Waiting(step=CHOICE), event, context)
    first, *others = await continue_draft(DraftReference(number=subject.draft, words=[]), event, context)
    announced = context.texts.passed_on.format(question=shorten_text(draft))
    return [replace(first, text=f"{announced}\n\n{first.text}"), *others]


async def _find_text(number: int, event: MessageReceived, context: Context) -> str | None:
    """Return the text of a draft; None if it has expired or was posted."""
    accounts = await context.stores.people.accounts(event.sender)
    draft = await context.stores.drafts.get(number, accounts, context.now)
    return draft.text if draft is not None and draft.exchange is None else None
