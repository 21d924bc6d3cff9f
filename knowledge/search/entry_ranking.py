"""Offers and FAQs by their words, and whether the best of them is the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.entries import AnyEntry, Centre, Faq, Knowledge, Offer
from knowledge.finding import Aspect, Finding, FindingKind, Match
from knowledge.search.index import Index, Page, Ranking
from knowledge.text import split_words

_SURE = 0.5  # the confidence from which on an answer is given
_NEAR = 0.3  # and from which on entries are named
_CLEARLY = 1.15  # how much better a detail must be than its subject


class EntryRanker:
    """A ranking of offers and FAQs."""

    def __init__(self, knowledge: Knowledge, synonyms: Iterable[Sequence[str]]) -> None:
        entries = [entry for entry in knowledge.entries if not isinstance(entry, Centre)]
        self._entries: dict[str, AnyEntry] = {entry.id: entry for entry in knowledge.entries}
        self._phrasings = _index_phrasings(entries)
        self._index = Index([_make_page(entry) for entry in entries], synonyms)

    def __contains__(self, word: str) -> bool:
        return word in self._index

    def rank(self, asked: Sequence[str], aspect: Aspect | None = None) -> Finding:
        """Return the finding of a question by its words alone."""
        named = self._phrasings.get(tuple(asked))
        if named:
            match = Match(entry=self._entries[named], score=1.0)
            reasons = (f"asked word for word: {named}",)
            return self._with_subject(
                Finding(kind=FindingKind.ANSWER, matches=(match,), aspect=aspect, reasons=reasons)
            )
        ranking = self._index.rank(asked)
        kind = FindingKind.ANSWER if ranking.confidence >= _SURE else FindingKind.NONE
        hits = ranking.hits if ranking.confidence >= _NEAR else ()
        matches = tuple(Match(entry=self._entries[hit.id], score=hit.score) for hit in hits)
        return self._with_subject(Finding(kind=kind, matches=matches, aspect=aspect, reasons=_explain(ranking)))

    def find_offers(self, words: Sequence[str], limit: int) -> tuple[Match, ...]:
        """Return the offers that come near some words, best first."""
        hits = self._index.rank(words, limit=30).hits
        near = [Match(entry=self._entries[hit.id], score=hit.score) for hit in hits if hit.id.startswith("offer/")]
        return tuple(near[:limit])

    def _with_subject(self, finding: Finding) -> Finding:
        """Return the finding with the entry that a detail is about; the detail is shown only if clearly better."""
        first = finding.matches[0] if finding.matches else None
        subject = (
            self._entries.get(first.entry.about)
            if first and isinstance(first.entry, Faq) and first.entry.about
            else None
        )
        if first is None or subject is None:
            return finding
        others = tuple(match for match in finding.matches if match.entry is not subject)
        general = next((match.score for match in finding.matches if match.entry is subject), 0.0)
        detail = first if first.score >= _CLEARLY * general else None
        return replace(finding, matches=(Match(entry=subject, score=first.score), *others), detail=detail)


def _index_phrasings(entries: Iterable[AnyEntry]) -> dict[tuple[str, ...], str]:
    """Return titles and synonyms that are questions, or names of one entry alone, word for word."""
    found: dict[tuple[str, ...], set[str]] = {}
    for entry in entries:
        for phrasing in (entry.title, *entry.synonyms):
            found.setdefault(tuple(split_words(phrasing)), set()).add(entry.id)
    return {phrasing: next(iter(ids)) for phrasing, ids in found.items() if len(ids) == 1 and len(phrasing) > 1}


def _explain(ranking: Ranking) -> tuple[str, ...]:
    words = ", ".join(f"{word} ({weight})" for word, weight in ranking.terms)
    return (
        f"words: {words}",
        f"confidence {ranking.confidence:.2f}, answered from {_SURE} on",
        *(f"{hit.id}: {hit.score:.2f}, in {', '.join(hit.fields)}" for hit in ranking.hits[:5]),
    )


def _make_page(entry: Offer | Faq) -> Page:
    return Page(id=entry.id, title=entry.title, names=entry.synonyms, keywords=entry.keywords, text=entry.text)
