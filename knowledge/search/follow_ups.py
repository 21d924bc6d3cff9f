"""Follow-ups: questions that only make sense after the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry, Centre, Faq, Knowledge
from knowledge.finding import AskedValue, Aspect, Finding, FindingKind, Match, Previous, Smalltalk, ValueKind
from knowledge.languages.spoken import REQUESTS
from knowledge.search.entry_ranking import EntryRanker
from knowledge.search.phrases.centres import ASKING_WORDS, CENTRE_WORDS
from knowledge.search.phrases.exchange import EXCHANGE_WORDS, EXPERIENCE
from knowledge.search.phrases.follow_ups import ADDRESSES, ASKED_OF_CENTRES, FOLLOW_UP, LOOSE, SOUGHT
from knowledge.search.questions import ParsedQuestion
from knowledge.search.subjects import Comparison, Part, Subjects
from knowledge.search.turns import SMALL_WORDS, points_back
from knowledge.search.wordings import Wording, read_question
from knowledge.text import GENERIC_WORDS, split_words

_SURE = 0.45  # the score from which on a part of the subject is the answer
_CERTAIN = 0.75  # and from which on it is, though the question could stand alone
_NEAR = 0.3  # and from which on it comes nearest, where nothing else does
_SHORT = 2  # words of a question that can't stand alone
_MAX_NEAR = 3
_MAX_FOREIGN = 2  # words that the subject does not know, of a question that has no answer of its own
_UNNAMED = SMALL_WORDS | GENERIC_WORDS | EXCHANGE_WORDS | EXPERIENCE
_ON_LOTSE = frozenset({Smalltalk.HELP, Smalltalk.ORIGIN})  # small talk about Lotse itself
_BARE = SMALL_WORDS | GENERIC_WORDS | ASKING_WORDS | CENTRE_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """A question that may be about a subject: compared with that, and looked up alone.

    `presented` is the id of the entry that was shown before, `rival` the entry that the question is about if it stands
    alone, None if it has no answer then.
    """

    question: ParsedQuestion
    comparison: Comparison
    best: Part
    others: Sequence[Part]
    afresh: Finding
    presented: str
    rival: AnyEntry | None

    @property
    def asked(self) -> Wording:
        return self.comparison.asked

    @property
    def is_linked(self) -> bool:
        """Whether the question can't stand alone."""
        return _is_linked(self.question) or not (self.asked.telling or self.is_answered_alone)

    @property
    def points_back(self) -> bool:
        return points_back(self.question.words)

    @property
    def is_answered_alone(self) -> bool:
        return self.afresh.kind is FindingKind.ANSWER

    @property
    def could_stand_alone(self) -> bool:
        """Whether nothing but its shortness links the question, and the subject hardly answers it."""
        return not (self.question.goes_on or self.points_back) and self.best.score < _CERTAIN

    @property
    def is_answered_within(self) -> bool:
        """Whether the best part of the subject is the answer."""
        is_known = self.points_back or not self.comparison.foreign
        stands_alone = not self.is_linked and self.is_answered_alone
        return is_known and self.best.score >= (_CERTAIN if stands_alone else _SURE)

    @property
    def is_near(self) -> bool:
        """True if the question refers back and hardly any of its words are unknown to the subject."""
        most = _MAX_FOREIGN if self.afresh.kind is FindingKind.NONE else 1
        return self.points_back and len(self.comparison.foreign) <= most

    @property
    def is_held(self) -> bool:
        """True if the question refers back, the subject answers it, and no entry is certain without the subject."""
        return self.is_near and self.best.score >= _SURE and not self.afresh.certain

    @property
    def is_switch(self) -> bool:
        """Whether the question has another subject: one that its own words name."""
        is_near = self.is_linked and not self.question.corrects
        foreign, telling = self.comparison.foreign, self.asked.telling
        named = _list_name_stems(self.rival) if self.rival else frozenset()
        names_it = bool(telling) and named.issuperset(telling)
        if not self.is_answered_alone:
            return not is_near and (bool(foreign) or (names_it and self.best.score < _CERTAIN))
        if self.rival and self.rival.id in self.comparison.wordings:
            return not is_near
        if not is_near or self.best.score < _CERTAIN:
            is_uncertain = self.best.score < _CERTAIN and not named.isdisjoint(telling)
            return (bool(foreign) and not self.is_held) or names_it or is_uncertain
        if foreign:
            return named.issuperset(foreign)
        return names_it and not self.asked.sought


class FollowUps:
    """The answers to follow-ups: within the subject first, then with its name, else none."""

    def __init__(self, knowledge: Knowledge, ranker: EntryRanker) -> None:
        self._entries = knowledge.by_id
        self._subjects = Subjects(knowledge)
        self._ranker = ranker

    def find(self, question: ParsedQuestion, previous: Previous) -> Finding | None:
        """Return the finding of a question that goes on with the subject; None for one that stands alone."""
        known = self._list_known(previous)
        centres = [entry for entry in known if isinstance(entry, Centre)]
        asked = read_question(question.words)
        found = _find_details(question, centres) if centres or not known else None
        if not found and known and not isinstance(known[0], Centre):
            found = self._find_within(question, asked, known[0], previous.shown)
        return found or (_find_about_centres(question, asked, centres) if centres else None)

    def find_in_language(self, asked: Sequence[str], previous: Previous) -> Finding | None:
        """Return the subject in the language that a message asks for, and nothing else: "und auf Englisch?"."""
        words = " ".join(word for word in asked if word not in FOLLOW_UP | LOOSE)
        code = next((code for code, cues in REQUESTS.items() if cues.fullmatch(words)), None)
        known = self._list_known(previous)
        if code is None or not known:
            return None
        return Finding(
            kind=FindingKind.ANSWER,
            language=code,
            matches=(Match(entry=known[0], score=1.0),),
            aspect=previous.aspect,
            reasons=(f"in another language: {code}",),
        )

    def is_about_subject(self, pleasantry: Smalltalk, asked: Sequence[str], previous: Previous) -> bool:
        """Return whether words of small talk ask about the subject: "wie funktioniert das?", "wer steckt dahinter?"."""
        if pleasantry not in _ON_LOTSE or not self._list_known(previous):
            return False
        return points_back(asked) and ADDRESSES.isdisjoint(asked)

    def name_subject(self, question: ParsedQuestion, previous: Previous) -> ParsedQuestion:
        """Return a question that names no matter with the title of the subject: "Hat jemand Erfahrung damit?"."""
        known = self._list_known(previous)
        is_named = any(word not in _UNNAMED for word in question.matter)
        if not known or is_named or not points_back(question.words):
            return question
        return replace(question, words=(*question.words, *split_words(known[0].title)))

    def _list_known(self, previous: Previous) -> list[AnyEntry]:
        return [self._entries[entry_id] for entry_id in previous.entries if entry_id in self._entries]

    def _find_within(
        self, question: ParsedQuestion, asked: Wording, subject: AnyEntry, shown: str | None
    ) -> Finding | None:
        goes_on = question.goes_on or points_back(question.words)
        if asked.is_empty:
            return self._present_head(subject, 1.0) if goes_on else None
        is_bare = not asked.telling and (asked.sought or goes_on)
        if is_bare and self._subjects.stands_alone(subject):
            return self._present_head(subject, 1.0)
        comparison = self._subjects.compare(asked, subject)
        best, *others = comparison.rank(shown) or [Part(entry=subject, score=0.0)]
        afresh = self._ranker.rank(question.words, question.aspect)
        candidate = _Candidate(
            question=question,
            comparison=comparison,
            best=best,
            others=others,
            afresh=afresh,
            presented=shown or subject.id,
            rival=self._subjects.find_head(afresh.matches[0].entry) if afresh.matches else None,
        )
        if candidate.is_switch or (candidate.could_stand_alone and self._ranker.is_exact(question.words)):
            return None
        if candidate.is_answered_within:
            return self._present(best, others)
        if not candidate.is_linked or candidate.is_answered_alone:
            return None
        return self._find_beside(candidate, subject)

    def _find_beside(self, candidate: _Candidate, subject: AnyEntry) -> Finding | None:
        """Return what comes nearest for a question that no part of the subject answers; None if nothing does."""
        if not candidate.asked.telling or (candidate.best.score >= _NEAR and not candidate.comparison.foreign):
            return self._present_nearest(candidate, subject)
        together = self._find_together(candidate.question, candidate.asked, subject)
        return together or (self._present_nearest(candidate, subject) if candidate.is_near else None)

    def _find_together(self, question: ParsedQuestion, asked: Wording, subject: AnyEntry) -> Finding | None:
        """Return the answer to the question with the subject's name, from a subject that holds all its words."""
        together = self._ranker.rank((*split_words(subject.title), *question.matter), None)
        if together.kind is not FindingKind.ANSWER:
            return None
        return None if self._subjects.compare(asked, together.matches[0].entry).foreign else together

    def _present_nearest(self, candidate: _Candidate, subject: AnyEntry) -> Finding:
        """Return what comes nearest in the subject, rather what was presented, else its head."""
        nearest, *others = candidate.comparison.rank(candidate.presented) or [candidate.best]
        if nearest.score >= _NEAR:
            return self._present(nearest, others)
        return self._present_head(subject, nearest.score)

    def _present_head(self, subject: AnyEntry, score: float) -> Finding:
        return self._present(Part(entry=self._subjects.find_head(subject), score=score), ())

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


def _list_name_stems(entry: AnyEntry) -> frozenset[str]:
    """Return the stems of the names of an entry; a fact, whose title is a question, has none."""
    if isinstance(entry, Faq):
        return frozenset()
    return frozenset(read_question(split_words(" ".join((entry.title, *entry.synonyms)))).stems)


def _is_linked(question: ParsedQuestion) -> bool:
    return question.goes_on or len(question.words) <= _SHORT or points_back(question.words)


def _find_details(question: ParsedQuestion, centres: Sequence[AnyEntry]) -> Finding | None:
    """Return the detail of the centres spoken about that is asked for by its name alone; None for any other."""
    if not question.aspect or any(word not in SMALL_WORDS for word in question.matter):
        return None
    return _present_centres(centres, question.aspect)


def _find_about_centres(question: ParsedQuestion, asked: Wording, centres: Sequence[AnyEntry]) -> Finding | None:
    """Return what a bare question asks about the centres spoken about; None for any other."""
    words = " ".join(question.words)
    cues, detail = next((each for each in ASKED_OF_CENTRES if each[0].search(words)), (None, None))
    rest = cues.sub(" ", words) if cues else words
    for kind in asked.sought:
        rest = SOUGHT[kind].sub(" ", rest)
    is_bare = all(word in _BARE for word in rest.split())
    asks_something = cues is not None or bool(asked.sought) or question.goes_on
    is_about_them = _is_linked(question) or CENTRE_WORDS.isdisjoint(question.words)
    if not (is_bare and asks_something and is_about_them):
        return None
    if isinstance(detail, ValueKind):
        return replace(_present_centres(centres, None), asked=AskedValue(kind=detail))
    return _present_centres(centres, detail)


def _present_centres(centres: Sequence[AnyEntry], aspect: Aspect | None) -> Finding:
    kinds = {0: FindingKind.NONE, 1: FindingKind.ANSWER}
    return Finding(
        kind=kinds.get(len(centres), FindingKind.CHOICES),
        matches=tuple(Match(entry=centre, score=1.0) for centre in centres),
        aspect=aspect,
        reasons=(f"follow-up: {aspect}",),
    )
