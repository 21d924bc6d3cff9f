"""The log of questions: what was asked and found, without who asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from secrets import token_urlsafe

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    null,
    select,
    update,
)

from bot.platforms.base.sanitising import sanitise_text
from bot.storage.engine.prepared import Prepared
from bot.storage.engine.spans import span_table
from bot.storage.engine.store import Store
from bot.storage.engine.tables import HAS_CHOICE_TOKEN, IS_CHOSEN, IS_UNHELPFUL, questions, silenced_questions
from bot.storage.engine.words import digest_words
from handlers.context.ports import AskedQuestion
from handlers.core.events import PlatformName
from knowledge.finding import FindingKind

MAX_CHARACTERS = 300
_TOKEN_BYTES = 12
# What an editor marked in Probe; people did not ask it, and no metric counts it.
IS_FROM_DESK = questions.c.from_desk.is_not(None)


def select_gap(digest: str | BindParameter[str]) -> ColumnElement[str | None]:
    """Return the expression for the gap of words with this digest: NULL if they were silenced."""
    return case((exists().where(silenced_questions.c.digest == digest), null()), else_=digest)


_ADD = Prepared(
    insert(questions).values(
        {
            **{name: bindparam(name) for name in ("asked_at", "platform", "text", "kind", "entry")},
            "gap": select_gap(bindparam("words", type_=questions.c.gap.type)),
        }
    )
)
_ADD_ANSWERED = Prepared(insert(questions))


def is_asked(rows: FromClause = questions) -> ColumnElement[bool]:
    """Return the condition that people asked a question of the log, and no editor marked it."""
    # By number, as the indexes that are counted in tell nothing of marks; few rows are marks of editors.
    return rows.c.number.not_in(select_desk_marks())


def select_desk_marks() -> Select[tuple[int]]:
    """Return the statement that reads the numbers of what editors marked."""
    return select(questions.c.number).where(IS_UNHELPFUL, IS_FROM_DESK).correlate(None)


class Ending(Enum):
    """The ending of a question: answered at once, answered by an entry chosen from those offered, or not answered."""

    AT_ONCE = auto()
    AFTER_CHOICE = auto()
    UNANSWERED = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The number of questions of one platform and ending in a span of time."""

    span: int
    platform: PlatformName | None
    ending: Ending
    number: int


class QuestionStore(Store):
    """Implements handlers.context.ports.Questions."""

    async def add(self, question: AskedQuestion, at: datetime) -> str | None:
        text = sanitise_text(question.text)[:MAX_CHARACTERS]
        token = token_urlsafe(_TOKEN_BYTES) if question.kind is FindingKind.CHOICES else None
        row = {
            "asked_at": at,
            "platform": question.platform.value,
            "text": text,
            "kind": question.kind.value,
            "entry": question.entry,
        }
        if question.kind is FindingKind.NONE:
            await _ADD.execute(self._connection, {**row, "words": digest_words(text)})
        else:
            await _ADD_ANSWERED.execute(self._connection, {**row, "choice_token": token})
        return token

    async def mark_chosen(self, token: str) -> None:
        offered = questions.c.choice_token == token
        await self._connection.execute(update(questions).where(offered).values(chosen=True, choice_token=None))

    async def forget_tokens(self, before: datetime) -> None:
        """Let no choice name a question of before then any more."""
        old = and_(HAS_CHOICE_TOKEN, questions.c.asked_at < before)
        await self._connection.execute(update(questions).where(old).values(choice_token=None))

    async def mark_unhelpful(self, text: str) -> bool:
        text = sanitise_text(text)[:MAX_CHARACTERS]
        asked = and_(questions.c.text == text, ~IS_FROM_DESK)
        newest = select(func.max(questions.c.number)).where(asked).scalar_subquery()
        marked = (
            update(questions)
            .where(questions.c.number == newest, questions.c.unhelpful.is_(False))
            .values(unhelpful=True, gap=select_gap(digest_words(text)))
        )
        return bool((await self._connection.execute(marked)).rowcount)

    async def tally(self, bounds: Sequence[datetime]) -> Sequence[Tally]:
        """Count the questions between each two neighbouring times, by platform and ending.

        Choices that nobody took count as unanswered.
        """
        spans = span_table(bounds)
        within = and_(questions.c.asked_at >= spans.c.begins, questions.c.asked_at < spans.c.ends)
        keys = (spans.c.span, questions.c.platform)
        counted = select(*keys, func.count().label("number")).join(questions, within).select_from(spans).group_by(*keys)
        # Two statements, as each finds all that it counts in an index of its own.
        chosen = await self._connection.execute(counted.where(IS_CHOSEN))
        of_kinds = counted.add_columns(questions.c.kind).where(is_asked()).group_by(questions.c.kind)
        by_kind = await self._connection.execute(of_kinds)
        numbers = Counter[tuple[int, str, Ending]]()
        for row in by_kind:
            is_answer = row.kind == FindingKind.ANSWER
            numbers[row.span, row.platform, Ending.AT_ONCE if is_answer else Ending.UNANSWERED] += row.number
        for row in chosen:
            numbers[row.span, row.platform, Ending.UNANSWERED] -= row.number
            numbers[row.span, row.platform, Ending.AFTER_CHOICE] += row.number
        return [
            Tally(span=span, platform=PlatformName(platform) if platform else None, ending=ending, number=number)
            for (span, platform, ending), number in numbers.items()
        ]

    async def count_by_entry(self, since: datetime) -> Mapping[str, int]:
        """Return how often each entry was asked for since then, as the first of an answer or of choices."""
        asked = and_(questions.c.asked_at >= since, is_asked())
        rows = await self._connection.execute(
            select(questions.c.entry, func.count().label("times"))
            .where(questions.c.entry.is_not(None), asked)
            .group_by(questions.c.entry)
        )
        return {row.entry: row.times for row in rows}

    async def count_phrasings(self, entry: str, since: datetime, limit: int) -> Mapping[str, int]:
        """Return the texts that led to an entry since then, and how often; the most frequent first."""
        times = func.count().label("times")
        rows = await self._connection.execute(
            select(questions.c.text, times)
            .where(questions.c.entry == entry, questions.c.asked_at >= since, ~IS_FROM_DESK)
            .group_by(questions.c.text)
            .order_by(times.desc(), questions.c.text)
            .limit(limit)
        )
        return {row.text: row.times for row in rows}

    async def list_most_asked(self, since: datetime, limit: int) -> Mapping[str, int]:
        """Return the texts asked most often since then, and how often; reads every question since."""
        times = func.count().label("times")
        rows = await self._connection.execute(
            select(questions.c.text, times)
            .where(questions.c.asked_at >= since, ~IS_FROM_DESK)
            .group_by(questions.c.text)
            .order_by(times.desc(), questions.c.text)
            .limit(limit)
        )
        return {row.text: row.times for row in rows}

    async def delete_old(self, before: datetime, limit: int) -> int:
        """Delete at most `limit` questions; return how many."""
        return await self._delete_some(questions, questions.c.asked_at < before, limit)
