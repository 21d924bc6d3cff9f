"""Probe: asking as readers do, with the reasons for the answer, and questions that are kept to try changes with."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.storage.web.test_questions import MAX_KEPT, ExpectedAnswer
from bot.web.base.catalogue import Catalogue
from bot.web.base.desk import ROW_DIGITS, Desk, Page, make_query, parse_number, redirect
from bot.web.base.outcomes import Outcome
from bot.web.base.readers import READERS, find_visibility, format_reader, parse_reader
from bot.web.pages.knowledge.tried_answers import is_followed, try_question
from handlers.core.messages import Choice
from handlers.core.sanitising import to_one_line
from handlers.faq.guests import find_guest_language
from handlers.i18n import CATALOGUES
from knowledge.entries import Visibility
from knowledge.text import fold

_MAX_QUESTION = 300
_KEPT_VALUES = ("leser", "sprache")


@dataclass(frozen=True, kw_only=True, slots=True)
class TriedQuestion:
    """A kept question with what becomes of it now, asked by this reader."""

    expected: ExpectedAnswer
    outcome: Outcome
    reader: Visibility

    @property
    def is_right(self) -> bool:
        return self.outcome.meets(self.expected.entry)


async def show(page: Page) -> web.StreamResponse:
    """Show how the reader in the address is answered a question, on both platforms, and why."""
    question = to_one_line(page.query("frage")[:_MAX_QUESTION])
    return await _render(page, question)


async def keep_question(page: Page) -> web.StreamResponse:
    """Keep a question with the entry that should answer it; as long as another one does, it is a gap as well."""
    question = to_one_line(page.field("question")[:_MAX_QUESTION])
    catalogue = await page.desk.catalogue.read(page.desk.database)
    named = page.field("entry")
    entry = _find_entry(named, catalogue)
    if not question or (named and entry is None) or (not named and page.field("nothing") != "1"):
        return await _render(page, question, named=named, is_refused=True)
    expected = ExpectedAnswer(number=0, text=question, entry=entry, author=page.author, at=page.now)
    (tried,) = await asyncio.to_thread(try_questions, page.desk, [expected])
    async with page.begin() as (_, unit):
        is_full = await unit.test_questions.count() >= MAX_KEPT
        if not is_full:
            await unit.test_questions.put(question, entry, page.author, page.now)
            if not tried.is_right and keeps_questions(page):
                await unit.marks.put(question, tried.outcome.kind, tried.outcome.first, page.now)
            await unit.audit_log.add(page.sender, "test_question_kept", question, page.now)
    return redirect("/probe/fragen?voll=1" if is_full else "/probe/fragen?gemerkt=1")


async def drop_question(page: Page) -> web.StreamResponse:
    """Delete a kept question, and its mark among the gaps."""
    number = parse_number(page.field("number"), digits=ROW_DIGITS)
    if number is None:
        raise web.HTTPNotFound
    async with page.begin() as (_, unit):
        deleted = await unit.test_questions.delete(number)
        if deleted is not None:
            await unit.marks.drop(deleted.text)
            await unit.audit_log.add(page.sender, "test_question_dropped", deleted.text, page.now)
    return redirect("/probe/fragen")


def keeps_questions(page: Page) -> bool:
    """Return whether questions are kept at all, and marks among them."""
    return page.desk.settings.retention.unanswered_days > 0


def try_questions(desk: Desk, questions: Sequence[ExpectedAnswer]) -> Sequence[TriedQuestion]:
    """Try kept questions as everybody; those whose entry fewer may read, as they."""
    return [_try_question(desk, question) for question in questions]


def _try_question(desk: Desk, expected: ExpectedAnswer) -> TriedQuestion:
    search = desk.search()
    reader = find_visibility(search.knowledge, expected.entry or "") or Visibility.PUBLIC
    outcome = desk.outcomes.get(search.visible_to(reader), expected.text)
    return TriedQuestion(expected=expected, outcome=outcome, reader=reader)


async def _render(page: Page, question: str, *, named: str = "", is_refused: bool = False) -> web.StreamResponse:
    catalogue = await page.desk.catalogue.read(page.desk.database)
    trial = try_question(page, question) if question else None
    return page.render(
        "knowledge/trial.html",
        status=422 if is_refused else 200,
        question=question,
        trial=trial,
        guest=find_guest_language(trial.matrix.answer.finding.language) if trial else None,
        languages={code: catalogue.label for code, catalogue in CATALOGUES.items()},
        step_address=partial(_address_step, page, question),
        reader=parse_reader(page.query("leser")),
        readers=READERS,
        format_reader=format_reader,
        address=partial(_make_address, page, question),
        entries=catalogue.entries,
        keeps_questions=keeps_questions(page),
        named=named,
        is_refused=is_refused,
    )


def _make_address(page: Page, question: str, **changed: str) -> str:
    """Return the query of this question and its reader, with some values changed."""
    kept = {name: page.query(name) for name in _KEPT_VALUES}
    return make_query(**{"frage": question, **kept, **changed})


def _address_step(page: Page, question: str, choice: Choice) -> str:
    """Return where a choice leads on; empty if it begins a dialogue."""
    if not is_followed(choice.says):
        return ""
    taken = {"wahl": choice.says} if choice.says.startswith("/") else {"frage": choice.says}
    return _make_address(page, question, **taken)


def _find_entry(named: str, catalogue: Catalogue) -> str | None:
    """Return the id of the entry in force with this id or title."""
    in_force = catalogue.list_in_force()
    wanted = fold(named)
    return next((entry.id for entry in in_force if named == entry.id or wanted == entry.folded_title), None)
