"""Follow-ups: questions that only make sense after the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry, Centre, Knowledge
from knowledge.finding import AskedValue, Aspect, Finding, FindingKind, Match, Previous, Smalltalk, ValueKind
from knowledge.search.entry_ranking import EntryRanker
from knowledge.search.phrases.centres import ASKING_WORDS, CENTRE_WORDS
from knowledge.search.phrases.exchange import EXCHANGE_WORDS, EXPERIENCE
from knowledge.search.phrases.follow_ups import (
    ADDRESSES,
    AROUND,
    ARTICLES,
    ASKED_OF_CENTRES,
    COLLEAGUES,
    CORRECTIONS,
    FOLLOW_UP,
    IN_LANGUAGE,
    KINDS_OF_SUBJECTS,
    LINKS,
    LOOSE,
    MEANT,
    ON_ITS_OWN,
    PASS_ON,
    POINTING,
    SOUGHT,
)
from knowledge.search.questions import ParsedQuestion
from knowledge.search.subjects import Part, Subjects
from knowledge.search.wordings import Wording, read_question
from knowledge.text import GENERIC_WORDS, STOP_WORDS, split_words

_SURE = 0.45  # the score from which on a part of the subject is the answer
_CERTAIN = 0.75  # and from which on it is, though the question could stand alone
_SHORT = 2  # words of a question that can't stand alone
_MAX_NEAR = 3
_SMALL = STOP_WORDS | LOOSE | POINTING
_UNNAMED = _SMALL | GENERIC_WORDS | EXCHANGE_WORDS | EXPERIENCE
_ON_LOTSE = frozenset({Smalltalk.HELP, Smalltalk.ORIGIN})  # small talk about Lotse itself
_BARE = _SMALL | GENERIC_WORDS | ASKING_WORDS | CENTRE_WORDS


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

    def find(self, question: ParsedQuestion, previous: Previous) -> Finding | None:
        """Return the finding of a question that goes on with the subject; None for one that stands alone."""
        known = [self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries]
        centres = [entry for entry in known if isinstance(entry, Centre)]
        asked = read_question(question.words)
        subject = next((entry for entry in known if not isinstance(entry, Centre)), None)
        found = self._find_details(question, centres) if centres or not known else None
        if not found and subject and subject is known[0]:
            found = self._find_within(question, asked, subject)
        return found or (_find_about_centres(question, asked, centres) if centres else None)

    def find_in_language(self, asked: Sequence[str], previous: Previous) -> Finding | None:
        """Return the subject in the language that a message asks for, and nothing else: "und auf Englisch?"."""
        words = " ".join(word for word in asked if word not in FOLLOW_UP | LOOSE)
        code = next((code for code, cues in IN_LANGUAGE.items() if cues.fullmatch(words)), None)
        subject = next((self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries), None)
        if code is None or subject is None:
            return None
        return Finding(
            kind=FindingKind.ANSWER,
            language=code,
            matches=(Match(entry=subject, score=1.0),),
            aspect=previous.aspect,
            reasons=(f"in another language: {code}",),
        )

    def is_about_subject(self, pleasantry: Smalltalk, asked: Sequence[str], previous: Previous) -> bool:
        """Return whether words of small talk ask about the subject: "wie funktioniert das?", "wer steckt dahinter?"."""
        if pleasantry not in _ON_LOTSE or self._entries.keys().isdisjoint(previous.entries):
            return False
        return _points_back(asked) and ADDRESSES.isdisjoint(asked)

    def name_subject(self, question: ParsedQuestion, previous: Previous) -> ParsedQuestion:
        """Return a question that names no matter with the title of the subject: "Hat jemand Erfahrung damit?"."""
        subject = next((self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries), None)
        if subject is None or not _points_back(question.words) or any(word not in _UNNAMED for word in question.matter):
            return question
        return replace(question, words=(*question.words, *split_words(subject.title)))

    def _find_details(self, question: ParsedQuestion, centres: Sequence[AnyEntry]) -> Finding | None:
        """Return the detail of the centres spoken about that is asked for by its name alone; None for any other."""
        if not question.aspect or any(word not in _SMALL for word in question.matter):
            return None
        return _present_centres(centres, question.aspect)

    def _find_within(self, question: ParsedQuestion, asked: Wording, subject: AnyEntry) -> Finding | None:
        if asked.is_empty:
            goes_on = question.goes_on or _points_back(question.words)
            return self._present(Part(entry=self._subjects.find_head(subject), score=1.0), ()) if goes_on else None
        is_linked = _is_linked(question) or not asked.telling
        best, *others = self._subjects.rank(asked, subject) or [Part(entry=subject, score=0.0)]
        afresh = self._ranker.rank(question.words, question.aspect)
        is_near = is_linked and not question.corrects
        if self._is_switch(asked, afresh, subject, is_linked=is_near, is_certain=best.score >= _CERTAIN):
            return None
        is_asked_alone = not is_linked and afresh.kind is FindingKind.ANSWER
        is_known = _points_back(question.words) or not self._subjects.find_foreign(asked.telling, subject)
        if is_known and best.score >= (_CERTAIN if is_asked_alone else _SURE):
            return self._present(best, others)
        if not is_linked or afresh.kind is FindingKind.ANSWER:
            return None
        if not asked.telling:
            return self._present(Part(entry=self._subjects.find_head(subject), score=best.score), others)
        return self._find_together(question, asked, subject)

    def _find_together(self, question: ParsedQuestion, asked: Wording, subject: AnyEntry) -> Finding | None:
        """Return the answer to the question with the subject's name, from an entry that holds all its words."""
        together = self._ranker.rank((*split_words(subject.title), *question.matter), None)
        if together.kind is not FindingKind.ANSWER:
            return None
        return None if self._subjects.find_foreign(asked.telling, together.matches[0].entry) else together

    def _is_switch(
        self, asked: Wording, afresh: Finding, subject: AnyEntry, *, is_linked: bool, is_certain: bool
    ) -> bool:
        """Return whether a question has another subject: one that its own words name."""
        if afresh.kind is not FindingKind.ANSWER:
            return not is_linked and bool(self._subjects.find_foreign(asked.telling, subject))
        best = afresh.matches[0].entry
        if best.id in {part.id for part in self._subjects.find_parts(subject)}:
            return not is_linked
        named = frozenset(read_question(split_words(" ".join((best.title, *best.synonyms)))).stems)
        foreign = self._subjects.find_foreign(asked.telling, subject)
        if not is_linked or not is_certain:
            return bool(foreign) or not named.isdisjoint(asked.telling)
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
            is_met=best.score >= _SURE,
            reasons=(f"within the subject: {best.entry.id} {best.score:.2f}",),
        )


def _is_linked(question: ParsedQuestion) -> bool:
    """Return whether a question can't stand alone."""
    return question.goes_on or len(question.words) <= _SHORT or _points_back(question.words)


def _find_about_centres(question: ParsedQuestion, asked: Wording, centres: Sequence[AnyEntry]) -> Finding | None:
    """Return what a bare question asks about the centres spoken about; None for any other."""
    words = " ".join(question.words)
    cues, detail = next((each for each in ASKED_OF_CENTRES if each[0].search(words)), (None, None))
    rest = _remove(cues, words) if cues else words
    for kind in asked.sought:
        rest = _remove(SOUGHT[kind], rest)
    is_bare = all(word in _BARE for word in rest.split())
    asks_something = cues is not None or bool(asked.sought) or question.goes_on
    is_about_them = _is_linked(question) or CENTRE_WORDS.isdisjoint(question.words)
    if not (is_bare and asks_something and is_about_them):
        return None
    if isinstance(detail, ValueKind):
        return replace(_present_centres(centres, None), asked=AskedValue(kind=detail))
    return _present_centres(centres, detail)


def _remove(cues: re.Pattern[str], words: str) -> str:
    return cues.sub(" ", words)


def _points_back(words: Sequence[str]) -> bool:
    """Return whether a word stands for the subject: "dafür", "gibts die"."""
    around = zip(("", *words), words, (*words[1:], ""), strict=False)
    return any(
        word in POINTING or (word in ARTICLES and not _is_dummy(word, before) and _is_alone(after, words[-1]))
        for before, word, after in around
    )


def _is_dummy(word: str, before: str) -> bool:
    """Return whether a word stands for nothing: the "es" of "gibt es"."""
    return word == "es" and before in {"gibt", "gab"}


def _is_alone(after: str, last: str) -> bool:
    """Return whether an article before this word stands for a noun: "gibt es das noch", "wer kann die beantragen"."""
    is_verb = after == last and (after in GENERIC_WORDS or read_question([after]).sought)
    is_pronoun = not after or (after in _SMALL and after not in ARTICLES)
    return is_pronoun or after in KINDS_OF_SUBJECTS or bool(is_verb)


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
    if not words <= PASS_ON | ON_ITS_OWN | COLLEAGUES | AROUND | LINKS:
        return False
    asks, names_them = not words.isdisjoint(PASS_ON), not words.isdisjoint(COLLEAGUES)
    return (asks and names_them) or (not words.isdisjoint(ON_ITS_OWN) and (asks or names_them))
