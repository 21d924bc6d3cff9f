"""The confidence that the best page answers a question: a logistic model of what the ranking shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from knowledge import SHIPPED
from knowledge.entries import Confidence, Knowledge
from knowledge.search.arrays import Weights
from knowledge.search.lexicon import Term

_BACKGROUND = slice(4, None)  # the subjects after the best from which it has to stand out
_LEAST = 1e-3
_MOST_LEAD, _LEAST_ALIKE = 5.0, 0.02  # where the logarithms of both end

# For any corpus; fitted to questions about pages on living in Germany.
GENERAL = Confidence(
    id="confidence/general",
    fitted_to="integreat-qa",
    constant=-0.8,
    lead=1,
    covered=0.5,
    terms=-0.12,
    telling=-0.07,
    named=0.7,
    single=-0.35,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Evidence for the best page, and against it.

    `lead`: the logarithm of its score above that of the following subjects. `gap`: the logarithm of its score over that
    of the next subject. `alike`: that of the cosine of its profile and that of the question. `covered`: the share of
    the question that it holds. `terms`, `telling`: the number of words of the question and the sum of their weights.
    `unmet`: the weight of the heaviest word that it lacks. `named`: 1 if one of the best pages is called by its whole
    name; `own_name`: 1 if that is one on its subject. `single`: 1 if only one word of the question is telling and no
    page is so called.
    """

    lead: float
    gap: float
    alike: float
    covered: float
    terms: float
    telling: float
    unmet: float
    named: float
    own_name: float
    single: float


PIECES = tuple(Evidence.__slots__)


def collect_evidence(
    scores: Weights, met: Weights, terms: Sequence[Term], *, lead: float, alike: float, named: bool, own_name: bool
) -> Evidence:
    """Return the evidence for the best of the scores, one a subject; `met` is how far its page holds each term.

    `lead`: how many times better it is than the next subject; `alike`: the cosine of its profile and the question's.
    """
    best, *others = scores
    background = float(np.mean(others[_BACKGROUND])) if others[_BACKGROUND] else 0.0
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    total = float(weights.sum())
    return Evidence(
        lead=math.log(max(float(best) - background, _LEAST)),
        gap=math.log(min(lead, _MOST_LEAD)),
        alike=math.log(alike + _LEAST_ALIKE),
        covered=float(weights @ met) / max(total, 1e-9),
        terms=len(terms),
        telling=total,
        unmet=float((weights * (1 - met)).max()),
        named=float(named),
        own_name=float(own_name),
        single=float(not named and sum(not term.generic for term in terms) == 1),
    )


def estimate_confidence(evidence: Evidence | None, weights: Confidence) -> float:
    """Return the confidence, from 0 to 1; 0 without evidence."""
    if evidence is None:
        return 0.0
    weighed = (getattr(weights, piece) * getattr(evidence, piece) for piece in PIECES)
    return 1 / (1 + math.exp(-weights.constant - sum(weighed)))


def select_weights(knowledge: Knowledge) -> Confidence:
    """Return the weights that were fitted to this knowledge, else those that ship."""
    return knowledge.confidence[0] if knowledge.confidence else _load_shipped()


@cache
def _load_shipped() -> Confidence:
    # Imported here, as only knowledge without weights of its own needs it; reading YAML takes longer than an answer.
    from knowledge.loader import load_records  # noqa: PLC0415

    return next(record for record in load_records(SHIPPED / "confidence.yaml") if isinstance(record, Confidence))
