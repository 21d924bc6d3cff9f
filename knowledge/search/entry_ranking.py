"""Offers and FAQs by their words, and whether the best of them is the answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.entries import AnyEntry, Centre, Faq, Knowledge, Offer
from knowledge.finding import Aspect, Explanation, Finding, FindingKind, Match, RankedEntry
from knowledge.search.confidence import estimate_confidence, select_weights
from knowledge.search.exact_questions import ExactNames, ExactQuestions
from knowledge.search.index import Index, Page, Ranking
from knowledge.search.profiles import Profiles
from knowledge.sequences import find_changed_slices

_MAX_CHOICES = 3
_NAMED = 0.75  # the share of the best score from which on an entry answers whose name the question is
_EXPLAINED, _MAX_LEAD = 5, 99.0
_UNDATED = 0.8  # the share of the best score from which on an entry comes before one of another year
_YEAR = re.compile(r"\b20\d\d\b")
_NEAR = 0.5  # the share of the best score from which on an entry is offered as a choice


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """The thresholds of an answer, a choice and a detail.

    `certain`, `sure`, `possible`: the confidence from which on an answer is given whatever comes next, is given if it
    leads, and is offered as a choice. `lead`: how much better it must be than entries on other subjects. `detail`: how
    much better a detail must be than the entry that it is about. `value`: the share of the score of the best from
    which on an entry comes first that alone holds the value asked for.
    """

    certain: float = 0.9
    sure: float = 0.45
    possible: float = 0.1
    lead: float = 1.2
    detail: float = 1.05
    value: float = 0.6

    def select_kind(self, confidence: float, lead: float) -> FindingKind:
        """Return what a best entry comes to."""
        if confidence >= self.certain or (confidence >= self.sure and lead >= self.lead):
            return FindingKind.ANSWER
        return FindingKind.CHOICES if confidence >= self.possible else FindingKind.NONE

    def __str__(self) -> str:
        return f"answered from {self.certain} on, from {self.sure} on with a lead of {self.lead}"


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexedEntries:
    """The entries of one state of the knowledge, and offers and FAQs as they are looked up.

    Each of the `searchable` has a page of the index.
    """

    entries: Mapping[str, AnyEntry]
    searchable: Sequence[Offer | Faq]
    exact: ExactQuestions
    names: ExactNames
    index: Index

    def update(self, knowledge: Knowledge, gone: Iterable[AnyEntry], new: Iterable[AnyEntry]) -> "IndexedEntries":
        """Return other knowledge indexed; but for the entries that are gone or new it holds the same objects."""
        gone, new = _select_searchable(gone), _select_searchable(new)
        searchable, known = select_searchable(knowledge), self.index.pages
        part, new_part = find_changed_slices(self.searchable, searchable)
        read = dict(zip(map(id, self.searchable[part]), known[part], strict=True))
        changed = [read.get(id(entry)) or make_page(entry) for entry in searchable[new_part]]
        return IndexedEntries(
            entries=knowledge.by_id,
            searchable=searchable,
            exact=self.exact.update(gone, new),
            names=self.names.update(gone, new),
            index=self.index.update(
                [*known[: part.start], *changed, *known[part.stop :]], [group.words for group in knowledge.synonyms]
            ),
        )


_NO_ENTRIES = IndexedEntries(entries={}, searchable=(), exact=ExactQuestions(()), names=ExactNames(()), index=Index(()))


class EntryRanker:
    """A ranking of offers and FAQs."""

    def __init__(
        self, knowledge: Knowledge, thresholds: Thresholds | None = None, indexed: IndexedEntries | None = None
    ) -> None:
        self._indexed = indexed or _NO_ENTRIES.update(knowledge, (), knowledge.entries)
        self._uncovered = ExactQuestions(knowledge.uncovered)
        self._weights = select_weights(knowledge)
        self._thresholds = thresholds or Thresholds()

    def update(self, knowledge: Knowledge, gone: Iterable[AnyEntry], new: Iterable[AnyEntry]) -> "EntryRanker":
        """Return the ranking of other knowledge, equal to a new one, given the entries that it does not share."""
        return EntryRanker(knowledge, self._thresholds, self._indexed.update(knowledge, gone, new))

    def __contains__(self, word: str) -> bool:
        return word in self._indexed.index

    @property
    def profiles(self) -> Profiles:
        return self._indexed.index.profiles

    def is_exact(self, asked: Sequence[str]) -> bool:
        """Return whether an entry answers this very question, word for word."""
        return self._indexed.exact.find(asked) is not None

    def list_shared_questions(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        return self._indexed.exact.list_shared()

    def rank(self, asked: Sequence[str], aspect: Aspect | None = None) -> Finding:
        """Return the finding of a question by its words alone: an answer, a few choices, or nothing."""
        asked = self._indexed.index.correct(asked)
        exact = self._indexed.exact.find(asked)
        if exact:
            return self._with_subject(_find_exact(self._indexed.entries[exact], aspect))
        if uncovered := self._uncovered.find(asked):
            reasons = (f"not covered: {uncovered}",)
            return Finding(kind=FindingKind.NONE, aspect=aspect, exact=uncovered, reasons=reasons)
        ranking = self._indexed.index.rank(asked)
        confidence = estimate_confidence(ranking.evidence, self._weights)
        hits = [Match(entry=self._indexed.entries[hit.id], score=hit.score) for hit in ranking.hits]
        matches = _put_undated_first(hits, asked)
        named = _find_named(self._indexed.names.find(asked), matches)
        return self._decide(
            Finding(
                kind=FindingKind.ANSWER if named else self._thresholds.select_kind(confidence, ranking.lead),
                matches=(named, *(match for match in matches if match is not named)) if named else matches,
                aspect=aspect,
                certain=bool(named) or confidence >= self._thresholds.certain,
                reasons=_list_reasons(ranking, confidence, self._thresholds),
                explanation=_explain(ranking, confidence, self._thresholds),
            )
        )

    def find_offers(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Return the offers that come near some words, best first."""
        hits = self._indexed.index.rank(words, limit=30).hits
        near = [
            Match(entry=self._indexed.entries[hit.id], score=hit.score) for hit in hits if hit.id.startswith("offer/")
        ]
        return tuple(near[:limit])

    def _decide(self, finding: Finding) -> Finding:
        if finding.kind is FindingKind.ANSWER:
            return self._with_subject(finding)
        near = tuple(match for match in finding.matches if match.score >= _NEAR * finding.matches[0].score)
        return replace(finding, matches=near[:_MAX_CHOICES] if finding.kind is FindingKind.CHOICES else ())

    def _with_subject(self, finding: Finding) -> Finding:
        """Return the finding with the entry that a detail is about; the detail is shown only if clearly better."""
        first = finding.matches[0]
        subject = self._indexed.entries.get(find_subject(first.entry))
        if subject is None or subject is first.entry:
            return finding
        others = tuple(match for match in finding.matches if match.entry is not subject)
        general = next((match.score for match in finding.matches if match.entry is subject), 0.0)
        detail = first if first.score >= self._thresholds.detail * general else None
        return replace(finding, matches=(Match(entry=subject, score=first.score), *others), detail=detail)


def select_searchable(knowledge: Knowledge) -> list[Offer | Faq]:
    """Return the entries that are found by their words; centres are found by their area."""
    return [*knowledge.offers, *knowledge.faqs]


def _select_searchable(entries: Iterable[AnyEntry]) -> list[Offer | Faq]:
    return [entry for entry in entries if not isinstance(entry, Centre)]


def find_subject(entry: AnyEntry) -> str:
    """Return the id of the entry that a detail is about, that of the entry itself if it is no detail."""
    return (entry.about if isinstance(entry, Faq) else None) or entry.id


def make_page(entry: Offer | Faq) -> Page:
    """Return the indexed form of an entry."""
    return Page(
        id=entry.id,
        subject=find_subject(entry),
        title=entry.title,
        names=entry.synonyms,
        keywords=entry.keywords,
        text=entry.text,
        phrasings=(*entry.phrasings, entry.title_en) if entry.title_en else entry.phrasings,
    )


def _put_undated_first(matches: Sequence[Match], asked: Sequence[str]) -> tuple[Match, ...]:
    """Return matches with the best replaced by one of its subject, if only the best is about a year not asked for."""
    first = matches[0] if matches else None
    if first is None or not (years := _find_years(first.entry)) or not years.isdisjoint(asked):
        return tuple(matches)
    subject = find_subject(first.entry)
    undated = (
        match
        for match in matches
        if match.score >= _UNDATED * first.score
        and find_subject(match.entry) == subject
        and not _find_years(match.entry)
    )
    best = next(undated, first)
    return (best, *(match for match in matches if match is not best))


def _find_years(entry: AnyEntry) -> set[str]:
    return set(_YEAR.findall(entry.title))


def _find_named(id_: str | None, matches: Sequence[Match]) -> Match | None:
    """Return the match of the entry whose name the question is; None if there is none, or others come far before it."""
    least = _NAMED * max((match.score for match in matches), default=0)
    return next((match for match in matches if match.entry.id == id_ and match.score >= least), None)


def _find_exact(entry: AnyEntry, aspect: Aspect | None) -> Finding:
    """Return the answer to a question that an entry has word for word."""
    return Finding(
        kind=FindingKind.ANSWER,
        matches=(Match(entry=entry, score=1.0),),
        aspect=aspect,
        certain=True,
        exact=entry.id,
        reasons=(f"asked word for word: {entry.id}",),
    )


def _explain(ranking: Ranking, confidence: float, thresholds: Thresholds) -> Explanation:
    return Explanation(
        words=ranking.terms,
        confidence=confidence,
        lead=min(ranking.lead, _MAX_LEAD),
        entries=tuple(RankedEntry(id=hit.id, score=hit.score, fields=hit.fields) for hit in ranking.hits[:_EXPLAINED]),
        needed_confidence=thresholds.sure,
        needed_lead=thresholds.lead,
        certain_confidence=thresholds.certain,
    )


def _list_reasons(ranking: Ranking, confidence: float, thresholds: Thresholds) -> tuple[str, ...]:
    words = ", ".join(f"{word} ({weight})" for word, weight in ranking.terms)
    return (
        f"words: {words}",
        f"confidence {confidence:.2f}, lead {min(ranking.lead, _MAX_LEAD):.2f}; {thresholds}",
        *(f"{hit.id}: {hit.score:.2f}, in {', '.join(hit.fields)}" for hit in ranking.hits[:_EXPLAINED]),
    )
