"""The page of one question to colleagues, with what moderators do with it in chats."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from bot.storage.exchange.exchange_lists import ExchangeState
from bot.web.base.bubbles import render_bubbles
from bot.web.base.choices import list_topics
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.pages.exchange.exchange_list import shorten
from handlers.core.messages import Outgoing, strip_markdown
from handlers.exchange.merging import QuestionReference, find_question
from handlers.exchange.question_steps import (
    QuestionRefused,
    close_as_moderator,
    hide_question,
    merge_questions,
    move_question,
    show_question_again,
)

_Step = Callable[[QuestionReference, Change], Awaitable[Sequence[Outgoing]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownRemark:
    """An answer as others read it; `thanks` counts people, `file` is the name of its file or empty."""

    signed_as: str
    by_asker: bool
    at: datetime
    text: Markup
    file: str
    thanks: int


async def show(page: Page) -> web.StreamResponse:
    """Show a question with all remarks on it."""
    return await _render(page)


async def _render(page: Page, refusal: str = "", *, status: int = 200) -> web.StreamResponse:
    number = parse_number(page.request.match_info["number"])
    async with page.begin() as (context, unit):
        question = await find_question(number, context)
        if question is None:
            raise web.HTTPNotFound
        exchange = question.original
        state = await unit.exchange_lists.state_of(exchange.number)
        found = await unit.remarks.of_exchange(exchange.number)
        said_at = await unit.exchange_lists.list_said_at(exchange.number)
        thanks = await unit.remarks.count_thanks(exchange.number)
        merged = await unit.exchanges.list_merged_into(exchange.number)
        reached = {each.topic for each in await unit.exchange_lists.list_channels()}
    topics = list_topics(context)
    remarks = [
        ShownRemark(
            signed_as=each.signed_as,
            by_asker=each.by_asker,
            at=said_at[each.number],
            text=render_bubbles(each.text).matrix,
            file=each.attachment.name if each.attachment else "",
            thanks=thanks.get(each.number, 0),
        )
        for each in found
    ]
    return page.render(
        "exchange/question.html",
        status=status,
        exchange=exchange,
        current=question.current,
        is_merged=question.is_merged,
        is_open=state in (ExchangeState.ANSWERED, ExchangeState.UNANSWERED),
        state=state,
        title=shorten(exchange.text),
        text=render_bubbles(exchange.text).matrix,
        topic=topics.get(exchange.topic, exchange.topic),
        others={slug: title for slug, title in topics.items() if slug in reached and slug != exchange.topic},
        remarks=remarks,
        merged=merged,
        refusal=refusal,
    )


async def act(page: Page) -> web.StreamResponse:
    """Take a moderator's step; what is refused is said on the page of the question, and nothing is changed."""
    number, action = parse_number(page.request.match_info["number"]), page.request.match_info["action"]
    if action not in _STEPS:
        raise web.HTTPNotFound
    try:
        async with page.begin_change() as change:
            question = await find_question(number, change.context)
            if question is None:
                raise web.HTTPNotFound
            change.outgoing.extend(await _STEPS[action](question, change))
            await change.log(f"question_{_NAMES[action]}", f"#A{number}")
    except QuestionRefused as refused:
        return await _render(page, strip_markdown(refused.sentence), status=409)
    return redirect(f"/austausch/{number}")


async def _move(question: QuestionReference, change: Change) -> Sequence[Outgoing]:
    topic = change.page.field("topic")
    if change.context.search.get_topic(f"topic/{topic}") is None:
        raise QuestionRefused(change.context.texts.no_channel_there)
    return await move_question(question, topic, change.page.sender, change.context)


async def _merge(question: QuestionReference, change: Change) -> Sequence[Outgoing]:
    into = parse_number(change.page.field("into").removeprefix("#").removeprefix("A").removeprefix("a"))
    remaining = await find_question(into, change.context)
    if remaining is None:
        raise QuestionRefused(change.page.say("Diese Nummer gibt es nicht."))
    return await merge_questions(question, remaining, change.page.sender, change.context)


async def _hide(question: QuestionReference, change: Change) -> Sequence[Outgoing]:
    return await hide_question(question, change.page.sender, change.context)


async def _show_again(question: QuestionReference, change: Change) -> Sequence[Outgoing]:
    return await show_question_again(question, change.page.sender, change.context)


async def _close(question: QuestionReference, change: Change) -> Sequence[Outgoing]:
    return await close_as_moderator(question, change.page.sender, change.context)


_STEPS: Mapping[str, _Step] = {
    "verschieben": _move,
    "zusammenlegen": _merge,
    "verbergen": _hide,
    "zeigen": _show_again,
    "schliessen": _close,
}
_NAMES: Mapping[str, str] = {
    "verschieben": "moved",
    "zusammenlegen": "merged",
    "verbergen": "hidden",
    "zeigen": "shown",
    "schliessen": "closed",
}
