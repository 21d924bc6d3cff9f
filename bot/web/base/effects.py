"""The effect of a change before it is saved: which questions would be answered otherwise."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.web.test_questions import ExpectedAnswer
from bot.web.base.outcomes import Outcome, find_outcome
from knowledge.entries import AnyRecord, Centre, Faq, Offer
from knowledge.finding import FindingKind
from knowledge.search import Search

_MAX_OWN, _MAX_ASTRAY = 100, 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """Questions to try a change with: texts that people asked with how often, and kept questions."""

    asked: Mapping[str, int]
    kept: Sequence[ExpectedAnswer]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedQuestion:
    """A question whose outcome changes; `times` is how often it was asked, 0 for others."""

    text: str
    times: int
    before: Outcome
    after: Outcome
    needs_look: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """The effect of a change: the questions that need a look come first, then the most asked.

    `broken` are kept questions that would no longer be answered as they should be; `astray` are phrasings of the entry
    that would lead elsewhere; `corrected` is how many answers of the last weeks may be corrected in chats.
    """

    tried: int
    kept: int
    changed: Sequence[ChangedQuestion]
    broken: int
    astray: Sequence[str]
    corrected: int = 0

    @property
    def doubtful(self) -> int:
        return sum(question.needs_look for question in self.changed)


class EffectChecker:
    """Compares outcomes before and after a change, one change at a time, beside the event loop."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._search: Search | None = None
        self._before: dict[str, Outcome] = {}

    async def check(self, search: Search, record: AnyRecord, questions: Questions) -> Effect:
        """Return what would change with a record; takes about a millisecond a question."""
        async with self._lock:
            if search is not self._search:
                self._search, self._before = search, {}
            return await asyncio.to_thread(_compare, search, self._before, record, questions)


def _compare(search: Search, before: dict[str, Outcome], record: AnyRecord, questions: Questions) -> Effect:
    changed_search = search.with_record(record)
    own = (record.title, *record.phrasings)[:_MAX_OWN] if isinstance(record, Centre | Offer | Faq) else ()
    kept = {question.text: question.entry for question in questions.kept}
    texts = list(dict.fromkeys((*kept, *questions.asked, *own)))
    for text in texts:
        if text not in before:
            before[text] = find_outcome(search, text)
    after = {text: find_outcome(changed_search, text) for text in texts}
    broken = {text for text, id_ in kept.items() if before[text].meets(id_) and not after[text].meets(id_)}
    changed = [
        ChangedQuestion(
            text=text,
            times=questions.asked.get(text, 0),
            before=before[text],
            after=after[text],
            needs_look=text in broken or (text not in kept and _loses_answer(before[text], after[text])),
        )
        for text in texts
        if _summarise(before[text]) != _summarise(after[text])
    ]
    return Effect(
        tried=len(questions.asked),
        kept=len(kept),
        changed=sorted(changed, key=lambda question: (not question.needs_look, -question.times)),
        broken=len(broken),
        astray=[text for text in own if not after[text].meets(record.id)][:_MAX_ASTRAY],
    )


def _summarise(outcome: Outcome) -> tuple[FindingKind, tuple[str, ...]]:
    """Return what people notice: the first entry of an answer, or all that are offered."""
    is_answer = outcome.kind is FindingKind.ANSWER
    return outcome.kind, outcome.entries[:1] if is_answer else outcome.entries


def _loses_answer(before: Outcome, after: Outcome) -> bool:
    """Return whether an entry that answered no longer does."""
    return before.kind is FindingKind.ANSWER and bool(before.entries) and not after.meets(before.entries[0])
