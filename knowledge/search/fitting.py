"""Fitting of the confidence to the content: left-out phrasings against questions that nothing covers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Confidence, Knowledge, Uncovered
from knowledge.search.confidence import Evidence
from knowledge.search.entry_ranking import find_subject, make_page, select_searchable
from knowledge.search.index import Index, Page
from knowledge.text import split_words

# The others bring nothing, and are misleading for questions shorter than phrasings.
_FITTED = ("lead", "gap", "alike", "covered", "terms", "unmet", "own_name")
FOLDS = 5  # the share of phrasings that is left out at a time
_STEPS, _RIDGE = 50, 1.0
_DECIMALS = 3
_DIGEST = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A question with the evidence for the best entry, and whether that is on the right subject."""

    evidence: Evidence
    is_right: bool
    is_covered: bool


def fit_confidence(knowledge: Knowledge, uncovered: Iterable[Uncovered]) -> Confidence:
    """Return the weights with which the confidence tells right answers from all others.

    Raise ValueError if there are no phrasings or no questions that nothing covers.
    """
    trials = [*_leave_phrasings_out(knowledge), *_ask_uncovered(knowledge, uncovered)]
    covered = sum(trial.is_covered for trial in trials)
    if covered in {0, len(trials)}:
        raise ValueError("expected entries with phrasings, and questions that no entry covers")
    shares = np.array([1.0 if trial.is_covered else covered / (len(trials) - covered) for trial in trials])
    features = np.array([[1.0, *(getattr(trial.evidence, piece) for piece in _FITTED)] for trial in trials])
    right = np.array([trial.is_right for trial in trials], dtype=np.float64)
    constant, *weights = (round(float(weight), _DECIMALS) for weight in _fit_logistic(features, right, shares))
    return Confidence(
        id="confidence/entries",
        fitted_to=compute_digest(knowledge),
        constant=constant,
        **dict(zip(_FITTED, weights, strict=True)),
    )


def compute_digest(knowledge: Knowledge) -> str:
    """Return a digest of all that the confidence is fitted to."""
    records = (*select_searchable(knowledge), *knowledge.synonyms, *knowledge.uncovered)
    return sha256("\n".join(record.model_dump_json() for record in records).encode()).hexdigest()[:_DIGEST]


def leave_out(pages: Sequence[Page], fold: int) -> tuple[list[Page], list[tuple[str, Page]]]:
    """Return the pages without some of their phrasings, and those phrasings, each with its page."""
    kept = [
        replace(page, phrasings=tuple(text for at, text in enumerate(page.phrasings) if at % FOLDS != fold))
        for page in pages
    ]
    return kept, [(text, page) for page in pages for text in page.phrasings[fold::FOLDS]]


def _leave_phrasings_out(knowledge: Knowledge) -> Iterator[Trial]:
    subjects = {entry.id: find_subject(entry) for entry in select_searchable(knowledge)}
    pages = [make_page(entry) for entry in select_searchable(knowledge)]
    synonyms = [group.words for group in knowledge.synonyms]
    for fold in range(FOLDS):
        kept, asked = leave_out(pages, fold)
        index = Index(kept, synonyms)
        for question, page in asked:
            ranking = index.rank(split_words(question), limit=1)
            if ranking.evidence:
                is_right = subjects[ranking.hits[0].id] == subjects[page.id]
                yield Trial(evidence=ranking.evidence, is_right=is_right, is_covered=True)


def _ask_uncovered(knowledge: Knowledge, uncovered: Iterable[Uncovered]) -> Iterator[Trial]:
    pages = [make_page(entry) for entry in select_searchable(knowledge)]
    index = Index(pages, [group.words for group in knowledge.synonyms])
    for question in (question for record in uncovered for question in record.questions):
        evidence = index.rank(split_words(question), limit=1).evidence
        if evidence:
            yield Trial(evidence=evidence, is_right=False, is_covered=False)


def _fit_logistic(
    features: NDArray[np.float64], wanted: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression by Newton's method; all but the first are held small."""
    ridge = _RIDGE * np.eye(features.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        found = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (shares * (wanted - found)) - ridge @ weights
        curvature = (features * (shares * found * (1 - found))[:, None]).T @ features + ridge
        weights += np.linalg.solve(curvature, gradient)
    return weights
