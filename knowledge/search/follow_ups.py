"""Follow-ups: questions that only make sense after the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.entries import AnyEntry, Centre, Knowledge
from knowledge.finding import Aspect, Finding, FindingKind, Match, Previous
from knowledge.search.entry_ranking import EntryRanker
from knowledge.search.phrases.centres import ASKING_WORDS, CENTRE_WORDS
from knowledge.search.phrases.follow_ups import (
    AROUND,
    ARTICLES,
    ASKED_OF_CENTRES,
    COLLEAGUES,
    CORRECTIONS,
    FOLLOW_UP,
    LINKS,
    LOOSE,
    MEANT,
    ON_ITS_OWN,
    PASS_ON,
    POINTING,
    SOUGHT,
)
from knowledge.search.questions import ParsedQuestion
from knowledge.search.subjects import Part, Subjects, Wording, read_question
from knowledge.text import GENERIC_WORDS, STOP_WORDS, split_words

_SURE = 0.5  # the score from which on a part of the subject is the answer
_CERTAIN = 0.75  # and from which on it is, though the question could stand alone
_SHORT = 2  # words of a question that can't stand alone
_MAX_NEAR = 3
_BARE = STOP_WORDS | GENERIC_WORDS | LOOSE | POINTING | ASKING_WORDS | CENTRE_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A message within a conversation: its words without those that link it to what was said before.

    `goes_on`: there were such words. `corrects`: they take something back.
    """

    words: tuple[str, ...]
    goes_on: bool = False
    corrects: bool = False


def parse_turn(asked: Sequence[str]) -> Turn:
    """Return a message without "und", "danke", "nein, ich meinte" around it; as it is if nothing would be left."""
    start = next((at for at, word in enumerate(asked) if word not in LINKS | CORRECTIONS), len(asked))
    corrects = not CORRECTIONS.isdisjoint(asked[:start]) or _says_meant(asked)
    words = _strip_meant(asked[start:]) if corrects else asked[start:]
    if not words:
        return Turn(words=tuple(asked))
    return Turn(words=tuple(words), goes_on=start > 0 or words[0] in FOLLOW_UP, corrects=corrects)


def _says_meant(asked: Sequence[str]) -> bool:
    return not {"meine", "meinte", "meinten", "meant"}.isdisjoint(asked) and not {"ich", "wir", "i"}.isdisjoint(asked)


def _strip_meant(words: Sequence[str]) -> Sequence[str]:
    """Return the words without "ich meinte" at either end."""
    first = next((at for at, word in enumerate(words) if word not in MEANT), len(words))
    last = next((at for at in range(len(words), first, -1) if words[at - 1] not in MEANT), first)
    return words[first:last]


class FollowUps:
    """The answers to follow-ups: within the subject first, then with its name, else none."""

    def __init__(self, knowledge: Knowledge, ranker: EntryRanker) -> None:
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._subjects = Subjects(knowledge)
        self._ranker = ranker

    def find(self, question: ParsedQuestion, turn: Turn, previous: Previous) -> Finding | None:
        """Return the finding of a question that goes on with the subject; None for one that stands alone."""
        known = [self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries]
        if not known:
            return self._find_details(question, known)
        centres = [entry for entry in known if isinstance(entry, Centre)]
        asked = read_question(turn.words)
        if centres:
            return self._find_details(question, centres) or self._find_about_centres(asked, turn, centres)
        return self._find_within(question, asked, turn, known[0])

    def _find_details(self, question: ParsedQuestion, centres: Sequence[AnyEntry]) -> Finding | None:
        """Return the detail of the centres spoken about that is asked for by its name alone; None for any other."""
        if question.matter or not question.aspect:
            return None
        return _present_centres(centres, question.aspect)

    def _find_about_centres(self, asked: Wording, turn: Turn, centres: Sequence[AnyEntry]) -> Finding | None:
        """Return what a bare question asks about the centres spoken about; None for any other."""
        words = " ".join(turn.words)
        cues, aspect = next((each for each in ASKED_OF_CENTRES if each[0].search(words)), (None, None))
        rest = _remove(cues, words) if cues else words
        for kind in asked.sought:
            rest = _remove(SOUGHT[kind], rest)
        is_bare = all(word in _BARE for word in rest.split())
        asks_something = cues is not None or bool(asked.sought) or turn.goes_on
        return _present_centres(centres, aspect) if is_bare and asks_something and _is_linked(turn) else None

    def _find_within(self, question: ParsedQuestion, asked: Wording, turn: Turn, subject: AnyEntry) -> Finding | None:
        if asked.is_empty:
            return self._present(Part(entry=self._subjects.find_head(subject), score=1.0), ()) if turn.goes_on else None
        is_linked = _is_linked(turn) or not asked.telling
        best, *others = self._subjects.rank(asked, subject) or [Part(entry=subject, score=0.0)]
        afresh = self._ranker.rank(turn.words, question.aspect)
        if self._is_switch(asked, afresh, subject, is_linked=is_linked):
            return None
        if best.score >= (_SURE if is_linked else _CERTAIN):
            return self._present(best, others)
        if not is_linked or afresh.kind is FindingKind.ANSWER:
            return None
        together = self._ranker.rank((*split_words(subject.title), *question.matter), None)
        return together if together.kind is FindingKind.ANSWER else None

    def _is_switch(self, asked: Wording, afresh: Finding, subject: AnyEntry, *, is_linked: bool) -> bool:
        """Return whether a question has another subject: one that its own words name."""
        if afresh.kind is not FindingKind.ANSWER:
            return not is_linked and any(not self._subjects.holds_word(word, subject) for word in asked.telling)
        if not is_linked:
            return True
        best = afresh.matches[0].entry
        parts = {part.id for part in self._subjects.find_parts(subject)}
        if best.id in parts:
            return False
        named = frozenset(read_question(split_words(" ".join((best.title, *best.synonyms)))).stems)
        foreign = [word for word in asked.telling if not self._subjects.holds_word(word, subject)]
        if foreign:
            return all(word in named for word in foreign)
        return not asked.sought and bool(asked.telling) and named.issuperset(asked.telling)

    def _present(self, best: Part, others: Sequence[Part]) -> Finding:
        """Return a part of a subject as the answer, with its head."""
        head = self._subjects.find_head(best.entry)
        match = Match(entry=best.entry, score=best.score)
        further = [Match(entry=part.entry, score=part.score) for part in others if part.entry is not head]
        return Finding(
            kind=FindingKind.ANSWER,
            matches=(Match(entry=head, score=best.score), *further[:_MAX_NEAR]),
            detail=None if head is best.entry else match,
            reasons=(f"within the subject: {best.entry.id} {best.score:.2f}",),
        )


def _is_linked(turn: Turn) -> bool:
    """Return whether a message can't stand alone."""
    return turn.goes_on or len(turn.words) <= _SHORT or _points_back(turn.words)


def _remove(cues: re.Pattern[str], words: str) -> str:
    return cues.sub(" ", words)


def _points_back(words: Sequence[str]) -> bool:
    """Return whether a word stands for the subject: "dafür", "gibts die"."""
    followed = zip(words, (*words[1:], ""), strict=True)
    return any(
        word in POINTING or (word in ARTICLES and (not after or after in _BARE or after in ARTICLES))
        for word, after in followed
    )


def _present_centres(centres: Sequence[AnyEntry], aspect: Aspect | None) -> Finding:
    kinds = {0: FindingKind.NONE, 1: FindingKind.ANSWER}
    return Finding(
        kind=kinds.get(len(centres), FindingKind.CHOICES),
        matches=tuple(Match(entry=centre, score=1.0) for centre in centres),
        aspect=aspect,
        reasons=(f"follow-up: {aspect}",),
    )


def asks_to_pass_on(asked: Sequence[str]) -> bool:
    """Return whether a message asks to pass the question before on to colleagues, and says nothing else."""
    words = frozenset(asked)
    if words.isdisjoint(PASS_ON) or not words <= PASS_ON | ON_ITS_OWN | COLLEAGUES | AROUND:
        return False
    return not words.isdisjoint(COLLEAGUES | ON_ITS_OWN)
