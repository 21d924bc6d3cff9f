"""Example questions for a greeting, of which the knowledge in force has a sure answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from knowledge.entries import AnyEntry, Faq, Knowledge, Offer
from knowledge.finding import Finding, FindingKind

_MAX_TRIES = 20
# What a button shows without being cut off.
_MAX_LENGTH = 45
_YEAR = re.compile(r"\b20\d\d\b")

Candidate = tuple[str, AnyEntry]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleForms:
    """The forms of examples in one language, with `{name}`: the phone of a centre, the explanation of an offer.

    `in_english`: entries are called by their English titles, where they have one.
    """

    centre: str
    offer: str
    in_english: bool = False


def choose_examples(knowledge: Knowledge, find: Callable[[str], Finding], forms: ExampleForms) -> tuple[str, ...]:
    """Return a question on a centre, one on an offer and a whole question; fewer if nothing sure is found.

    The same knowledge gives the same examples.
    """
    kinds = (_ask_centres(knowledge, forms), _ask_offers(knowledge, forms), _ask_facts(knowledge, forms))
    found = (_choose(candidates, find) for candidates in kinds)
    return tuple(dict.fromkeys(example for example in found if example))


def _choose(candidates: Iterable[Candidate], find: Callable[[str], Finding]) -> str | None:
    short = (candidate for candidate in candidates if len(candidate[0]) <= _MAX_LENGTH)
    return next((question for question, entry in islice(short, _MAX_TRIES) if _is_sure(find(question), entry)), None)


def _is_sure(finding: Finding, entry: AnyEntry) -> bool:
    if finding.kind is not FindingKind.ANSWER or not finding.matches:
        return False
    presented = finding.detail or finding.matches[0]
    return presented.entry.id == entry.id


def _ask_centres(knowledge: Knowledge, forms: ExampleForms) -> Iterator[Candidate]:
    """Yield questions on the phone of centres, those whose contact is up to date first."""
    with_phone = [centre for centre in knowledge.centres if centre.contact.phone]
    for centre in sorted(with_phone, key=lambda each: (each.contact.stale, each.id)):
        yield forms.centre.format(name=next(iter(centre.synonyms), centre.title)), centre


def _ask_offers(knowledge: Knowledge, forms: ExampleForms) -> Iterator[Candidate]:
    """Yield questions on offers, those with most facts on them first."""
    facts = Counter(faq.about for faq in knowledge.faqs)
    current = [offer for offer in knowledge.offers if not offer.successor and not offer.valid_until]
    current = [offer for offer in current if "(" not in _name(offer, forms)]
    for offer in sorted(current, key=lambda each: (-facts[each.id], each.id)):
        yield forms.offer.format(name=_name(offer, forms)), offer


def _ask_facts(knowledge: Knowledge, forms: ExampleForms) -> Iterator[Candidate]:
    """Yield the titles of FAQs, those on no offer in particular first, of these the latest."""
    for faq in sorted(knowledge.faqs, key=lambda each: (each.about is not None, -_latest_year(each), each.id)):
        yield _name(faq, forms), faq


def _latest_year(faq: Faq) -> int:
    return max(map(int, _YEAR.findall(faq.as_of)), default=0)


def _name(entry: Offer | Faq, forms: ExampleForms) -> str:
    return entry.title_en if forms.in_english and entry.title_en else entry.title
