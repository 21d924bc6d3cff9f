"""Drafts of entries made from answers: change, publish, strike."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.web.base.bubbles import render_bubbles
from bot.web.base.choices import list_topics
from bot.web.base.desk import Change, Page, parse_number, redirect
from bot.web.base.tables import Table
from handlers.exchange.lessons import decide_lesson, hash_content, reword_lesson
from handlers.exchange.model.exchange import Lesson
from handlers.rendering.backslashes import drop_needless_escapes
from knowledge.text import fold

_LIST = "/austausch/entwuerfe"


async def show_list(page: Page) -> web.StreamResponse:
    """Show the drafts that wait for an editor."""
    async with page.begin() as (context, unit):
        waiting = await unit.lessons.list_waiting()
    topics = list_topics(context)
    table = _make_table(topics)
    query = table.parse_query(page)
    return page.render("exchange/lessons.html", found=table.select(waiting, query), query=query, topics=topics)


def _make_table(topics: Mapping[str, str]) -> Table[Lesson]:
    """Return the table of drafts with the titles of their topics; the oldest draft comes first."""
    return Table(
        tabs={"": lambda _: True},
        columns={
            "frage": lambda lesson: f"{lesson.exchange:012}",
            "entwurf": lambda lesson: fold(lesson.title),
            "thema": lambda lesson: fold(topics.get(lesson.topic, lesson.topic)),
        },
        turned=frozenset(),
        identify=lambda lesson: f"{lesson.number:012}",
        describe=lambda lesson: (
            f"{lesson.title} {topics.get(lesson.topic, lesson.topic)} A{lesson.exchange} {lesson.text}"
        ),
    )


async def show(page: Page) -> web.StreamResponse:
    """Show a draft in a form, with how it looks as an entry."""
    async with page.begin() as (_, unit):
        lesson = await unit.lessons.get(parse_number(page.request.match_info["number"]) or 0)
    if lesson is None:
        raise web.HTTPNotFound
    return _render(page, lesson)


def _render(page: Page, lesson: Lesson, written: Lesson | None = None) -> web.StreamResponse:
    """Return the form; with what was `written` meanwhile, if the draft has been changed by somebody else."""
    return page.render(
        "exchange/lesson.html",
        status=409 if written else 200,
        lesson=lesson,
        form=written or replace(lesson, text=drop_needless_escapes(lesson.text)),
        is_conflict=written is not None,
        seal=hash_content(lesson),
        preview=render_bubbles(f"**{lesson.title}**\n\n{lesson.text}").matrix,
    )


async def save(page: Page) -> web.StreamResponse:
    """Keep the title and text that were written."""
    return await _take(page, "lesson_changed", approved=None)


async def approve(page: Page) -> web.StreamResponse:
    """Publish what stands in the form as an entry."""
    return await _take(page, "lesson_approved", approved=True)


async def strike(page: Page) -> web.StreamResponse:
    """Drop the draft."""
    return await _take(page, "lesson_struck", approved=False)


async def _take(page: Page, action: str, *, approved: bool | None) -> web.StreamResponse:
    async with page.begin_change() as change:
        lesson = await change.unit.lessons.get(parse_number(page.request.match_info["number"]) or 0)
        if lesson is None:
            raise web.HTTPNotFound
        written = _read_form(lesson, page)
        if page.field("seal") != hash_content(lesson):
            return _render(page, lesson, written)
        if approved is not False:
            lesson = await _reword(lesson, written, change)
        if approved is not None:
            await decide_lesson(lesson, hash_content(lesson), page.sender, change.context, approved=approved)
        await change.log(action, str(lesson.number))
    return redirect(_LIST if approved is not None else f"{_LIST}/{lesson.number}")


def _read_form(lesson: Lesson, page: Page) -> Lesson:
    """Return the draft as it was written; a field that is empty or missing keeps what it had."""
    title, text = " ".join(page.field("title").split()), page.field("text").replace("\r\n", "\n")
    return replace(lesson, title=title or lesson.title, text=text or lesson.text)


async def _reword(lesson: Lesson, written: Lesson, change: Change) -> Lesson:
    if (written.title, written.text) == (lesson.title, lesson.text):
        return lesson
    return await reword_lesson(lesson, f"{written.title}\n{written.text}", change.context)
