"""Probe: asking as users do, with the reasons for the answer, and questions that are kept to try changes with."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.storage.web.test_questions import ExpectedAnswer
from bot.web.base.bubbles import render_bubbles
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import ROW_DIGITS, Desk, Page, parse_number, redirect
from bot.web.base.outcomes import Outcome
from handlers.core.sanitising import to_one_line
from handlers.faq.rendering import compose_answer
from handlers.i18n import TEXTS
from knowledge.text import fold

_MAX_QUESTION = 300
# Evaluating more takes longer than anybody waits, and more are not needed to judge a change.
MAX_KEPT = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedQuestion:
    """A kept question with what becomes of it now."""

    expected: ExpectedAnswer
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        return self.outcome.meets(self.expected.entry)


async def show(page: Page) -> web.StreamResponse:
    """Show the answer to the question in the address, as on both platforms, and why it is that."""
    question = to_one_line(page.query("frage")[:_MAX_QUESTION])
    return await _render(page, question)


async def keep_question(page: Page) -> web.StreamResponse:
    """Keep a question with the entry that should answer it."""
    question = to_one_line(page.field("question")[:_MAX_QUESTION])
    catalogue = await page.desk.catalogue.read(page.desk.database)
    named = page.field("entry")
    entry = _find_entry(named, catalogue)
    if not question or (named and entry is None) or (not named and page.field("nothing") != "1"):
        return await _render(page, question, named=named, is_refused=True)
    async with page.begin() as (_, unit):
        is_full = await unit.test_questions.count() >= MAX_KEPT
        if not is_full:
            await unit.test_questions.put(question, entry, page.author, page.now)
            await unit.audit_log.add(page.sender, "test_question_kept", question, page.now)
    return redirect("/probe/fragen?voll=1" if is_full else "/probe/fragen?gemerkt=1")


async def drop_question(page: Page) -> web.StreamResponse:
    """Delete a kept question."""
    number = parse_number(page.field("number"), digits=ROW_DIGITS)
    if number is None:
        raise web.HTTPNotFound
    async with page.begin() as (_, unit):
        deleted = await unit.test_questions.delete(number)
        if deleted is not None:
            await unit.audit_log.add(page.sender, "test_question_dropped", deleted.text, page.now)
    return redirect("/probe/fragen")


def try_questions(desk: Desk, questions: Sequence[ExpectedAnswer]) -> Sequence[TriedQuestion]:
    search = desk.search()
    return [TriedQuestion(expected=each, outcome=desk.outcomes.get(search, each.text)) for each in questions]


async def _render(page: Page, question: str, *, named: str = "", is_refused: bool = False) -> web.StreamResponse:
    catalogue = await page.desk.catalogue.read(page.desk.database)
    search = page.desk.search()
    spoken = page.query("sprache") if page.query("sprache") in TEXTS else page.desk.settings.language
    answer = compose_answer(question, search=search, today=page.today, language=spoken) if question else None
    return page.render(
        "knowledge/trial.html",
        status=422 if is_refused else 200,
        question=question,
        answer=answer,
        bubbles=render_bubbles(answer.reply, answer.choices) if answer else None,
        outcome=page.desk.outcomes.get(search, question) if answer else None,
        entries=catalogue.entries,
        named=named,
        is_refused=is_refused,
    )


def _find_entry(named: str, catalogue: Catalogue) -> str | None:
    """Return the id of the entry in force with this id or title."""
    in_force = catalogue.list_in_force()
    wanted = fold(named)
    return next((entry.id for entry in in_force if named == entry.id or wanted == entry.folded_title), None)
