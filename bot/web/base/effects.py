"""The effect of a change before it is saved: which questions would be answered otherwise."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.web.test_questions import ExpectedAnswer
from bot.web.base.outcomes import Outcome, OutcomeCache, find_outcome
from bot.web.base.readers import choose_narrower, find_visibility
from handlers.curation.gaps.reader import GAP_READER
from knowledge.entries import AnyRecord, Centre, Faq, Offer, Visibility
from knowledge.finding import FindingKind
from knowledge.search import Search

_MAX_OWN, _MAX_ASTRAY = 100, 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """Questions to try a change with: texts that people asked with how often, and kept questions.

    `wordings` are those of a gap that the changed record should close.
    """

    asked: Mapping[str, int]
    kept: Sequence[ExpectedAnswer]
    wordings: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedQuestion:
    """A question whose outcome changes; `times` is how often it was asked, 0 for others."""

    text: str
    times: int
    before: Outcome
    after: Outcome
    needs_look: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A wording of a gap with what everybody would be answered; `is_met` if it is the changed record."""

    text: str
    outcome: Outcome
    is_met: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """The effect of a change: the questions that need a look come first, then the most asked.

    `broken` are kept questions that would no longer be answered as they should be; `astray` are phrasings of the entry
    that would lead elsewhere; `corrected` is how many answers of the last weeks may be corrected in chats. `reader`
    asked what people asked.
    """

    tried: int
    kept: int
    changed: Sequence[ChangedQuestion]
    broken: int
    astray: Sequence[str]
    wordings: Sequence[Wording]
    reader: Visibility = Visibility.PUBLIC
    corrected: int = 0

    @property
    def doubtful(self) -> int:
        return sum(question.needs_look for question in self.changed)


class EffectChecker:
    """Compares outcomes before and after a change, one change at a time, beside the event loop."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._outcomes = OutcomeCache(find_outcome)

    async def check(self, search: Search, record: AnyRecord, questions: Questions) -> Effect:
        """Return what would change with a record in the search over everything; takes about a millisecond a question.

        Questions are tried as the widest circle of those who may read the record before or after the change; a kept
        question whose entry fewer may read, as they, and the record's own phrasings as its readers.
        """
        async with self._lock:
            return await asyncio.to_thread(_compare, _Comparison(search, record, self._outcomes), record, questions)


class _Comparison:
    """The answers to readers with and without a change; the index with it is made when it is first needed."""

    def __init__(self, search: Search, record: AnyRecord, outcomes: OutcomeCache) -> None:
        self._search = search
        self._changed = search.knowledge.with_records([record])
        self._outcomes = outcomes
        self._after: dict[Visibility, Search] = {}
        before, after = (find_visibility(each, record.id) for each in (search.knowledge, self._changed))
        self.own_reader = after or Visibility.PUBLIC
        self.reader = before if before and self.own_reader.includes(before) else self.own_reader

    def find_reader(self, expected: str | None) -> Visibility:
        """Return as whom a question is tried that this entry must answer."""
        of_entry = find_visibility(self._changed, expected) if expected else None
        return choose_narrower(self.reader, of_entry or self.reader)

    def find_before(self, reader: Visibility, text: str) -> Outcome:
        return self._outcomes.get(self._search.visible_to(reader), text)

    def find_after(self, reader: Visibility, text: str) -> Outcome:
        if reader not in self._after:
            before = self._search.visible_to(reader)
            self._after[reader] = before.update(self._changed.visible_to(reader))
        return self._outcomes.get(self._after[reader], text)


def _compare(comparison: _Comparison, record: AnyRecord, questions: Questions) -> Effect:
    own = (record.title, *record.phrasings)[:_MAX_OWN] if isinstance(record, Centre | Offer | Faq) else ()
    kept = {question.text: question.entry for question in questions.kept}
    readers = {text: comparison.find_reader(kept.get(text)) for text in dict.fromkeys((*kept, *questions.asked, *own))}
    before = {text: comparison.find_before(reader, text) for text, reader in readers.items()}
    after = {text: comparison.find_after(reader, text) for text, reader in readers.items()}
    broken = {text for text, id_ in kept.items() if before[text].meets(id_) and not after[text].meets(id_)}
    changed = [
        ChangedQuestion(
            text=text,
            times=questions.asked.get(text, 0),
            before=before[text],
            after=after[text],
            needs_look=text in broken or (text not in kept and _loses_answer(before[text], after[text])),
        )
        for text in readers
        if before[text].noticed != after[text].noticed
    ]
    own_reader = comparison.own_reader
    return Effect(
        tried=len(questions.asked),
        kept=len(kept),
        changed=sorted(changed, key=lambda question: (not question.needs_look, -question.times)),
        broken=len(broken),
        astray=[text for text in own if not comparison.find_after(own_reader, text).meets(record.id)][:_MAX_ASTRAY],
        wordings=[_try_wording(comparison, text, record) for text in questions.wordings],
        reader=comparison.reader,
    )


def _try_wording(comparison: _Comparison, text: str, record: AnyRecord) -> Wording:
    outcome = comparison.find_after(GAP_READER, text)
    return Wording(text=text, outcome=outcome, is_met=outcome.meets(record.id))


def _loses_answer(before: Outcome, after: Outcome) -> bool:
    """Return whether an entry that answered no longer does."""
    return before.kind is FindingKind.ANSWER and bool(before.entries) and not after.meets(before.entries[0])
