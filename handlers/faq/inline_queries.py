"""Entries for what somebody has typed so far, each with its finished answer, to be put into any chat."""

from dataclasses import dataclass

from handlers.context.context import Context
from handlers.core.events import Sender
from handlers.i18n import TEXTS
from handlers.rendering.entries import render_entry
from knowledge.search import Language

PAGE_SIZE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineQuery:
    """`start`: how many have been shown already. `language` is that of the sender's app, if the platform tells."""

    sender: Sender
    typed: str
    start: int = 0
    language: Language | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineResult:
    """`text` is the answer, in Markdown."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InlinePage:
    """`following` is where the next page starts, if there is one."""

    hits: tuple[InlineResult, ...] = ()
    following: int | None = None


async def answer_inline_query(asked: InlineQuery, context: Context) -> InlinePage:
    """Best first; before anything is typed what people are shown to try."""
    texts = TEXTS[await context.preferences.language(asked.sender) or asked.language or context.language]
    typed = asked.typed.strip()
    tries = () if typed else (texts.try_centre, texts.try_offer, texts.try_fact)
    found = {entry.id: entry for text in (typed, *tries) for entry in context.search.suggest(text)}
    shown = list(found.values())[asked.start : asked.start + PAGE_SIZE]
    hits = (
        InlineResult(
            id=entry.id,
            title=entry.title,
            text=render_entry(entry, texts=texts, today=context.today, search=context.search),
        )
        for entry in shown
    )
    following = asked.start + PAGE_SIZE
    return InlinePage(hits=tuple(hits), following=following if following < len(found) else None)
