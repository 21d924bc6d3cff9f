"""Inline queries: entries for what somebody has typed so far, to be inserted into any chat."""

from dataclasses import dataclass

from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.faq.rendering import list_examples
from handlers.i18n import TEXTS
from handlers.rendering.entries import render_entry
from knowledge.search import Language

PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineQuery:
    """`offset` is the number of results shown before; `language` is that of the sender's app, None if unknown."""

    sender: Sender
    text: str
    offset: int = 0
    language: Language | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineResult:
    """`text` is the answer in Markdown."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InlinePage:
    """`next_offset` is where the next page starts; None on the last one."""

    results: tuple[InlineResult, ...] = ()
    next_offset: int | None = None


async def answer_inline_query(asked: InlineQuery, context: Context) -> InlinePage:
    """Return the best matches first; examples if nothing was typed."""
    texts = TEXTS[await context.stores.preferences.language(asked.sender) or asked.language or context.language]
    typed = asked.text.strip()
    tries = () if typed else list_examples(texts, context.search)
    found = {entry.id: entry for text in (typed, *tries) for entry in context.search.suggest(text)}
    shown = list(found.values())[asked.offset : asked.offset + PAGE_SIZE]
    hits = (
        InlineResult(
            id=entry.id,
            title=entry.title,
            text=render_entry(entry, texts=texts, today=context.today, search=context.search),
        )
        for entry in shown
    )
    following = asked.offset + PAGE_SIZE
    return InlinePage(results=tuple(hits), next_offset=following if following < len(found) else None)
